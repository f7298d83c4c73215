use crate::mist::client::{Client, each};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::json;

#[test]
fn only_the_token_is_let_in_and_in_four_ways() {
    let client = Client::new(Dialect::January2014);
    let (email, token) = (client.mist.email().to_owned(), client.mist.token().to_owned());
    let send = |header: &str, value: &str| {
        client.send_bare(http::Request::get("/backends").header(header, value), "").status
    };
    for (header, value) in [
        ("authorization", format!("mist_1 {email}:{token}")),
        ("authorization", format!("mist_1 {}:{token}", email.to_uppercase())),
        ("authorization", format!("Bearer {token}")),
        ("authorization", token.clone()),
        ("authorized", token.clone()),
    ] {
        assert_eq!(send(header, &value), 200, "{header}: {value}");
    }
    for (header, value) in [
        ("x-nothing", token.clone()),
        ("authorization", String::new()),
        ("authorization", format!("mist_1 {email}:wrong")),
        ("authorization", format!("mist_1 other@example.org:{token}")),
        ("authorization", format!("mist_1 {token}")),
        ("authorization", format!("Basic {token}")),
        ("authorization", "Bearer wrong".to_owned()),
        ("authorized", "wrong".to_owned()),
    ] {
        assert_eq!(send(header, &value), 401, "{header}: {value}");
    }
    // Who is not let in does not learn what there is.
    client.send_bare(http::Request::get("/nonsense"), "").refused(401, "Not authorized");
    let own = Client::built(Mist::builder().self_hosted(true));
    assert_eq!(own.send_bare(http::Request::get("/backends"), "").status, 200);
}

#[test]
fn a_login_gives_the_token() {
    let client = Client::built(Mist::builder().email("Bob@example.org").password("p&w").token("t0k3n"));
    let login = |uri: &str, body: String| client.send_bare(http::Request::post(uri), body);
    let got = login("/auth", json!({"email": "bob@example.org", "password": "p&w"}).to_string()).json();
    assert_eq!(got["mist_api_token"], "t0k3n");
    assert!(got["current_plan"].is_object() && got["user_details"].is_object());
    assert_eq!(login("/auth?email=bob@example.org&password=p%26w", String::new()).json(), got);
    assert_eq!(login("/auth", "email=bob%40example.org&password=p%26w".to_owned()).json(), got);
    for wrong in [
        json!({"email": "bob@example.org", "password": "p"}),
        json!({"email": "ann@example.org", "password": "p&w"}),
        json!({"email": "bob@example.org"}),
        json!([]),
    ] {
        login("/auth", wrong.to_string()).refused(401, "Not authorized");
    }
    client.get("/auth").no_page();
}

#[test]
fn unknown_paths_and_methods_are_404() {
    let client = Client::new(Dialect::Version2);
    let machine = client.first("ec2_ap_northeast");
    for (method, path) in [
        ("GET", "/nonsense".to_owned()),
        ("GET", "/rules".to_owned()),
        ("POST", "/rules/r".to_owned()),
        ("POST", "/account".to_owned()),
        ("POST", format!("{machine}/probe")),
        ("GET", format!("{machine}/shell")),
        ("GET", format!("{machine}/monitoring")),
        ("GET", format!("{machine}/stats")),
        ("GET", format!("{machine}/loadavg.png")),
        ("GET", "/api/v1/clouds".to_owned()),
        ("GET", machine),
        ("PATCH", "/backends".to_owned()),
        ("POST", "/providers".to_owned()),
        ("GET", "/keys/Mykey".to_owned()),
        ("GET", "/keys/Mykey?action=both".to_owned()),
    ] {
        client.send(method, &path, "").no_page();
    }
    // What came later is not there before.
    let early = Client::new(Dialect::January2014);
    early.get(&format!("{}/networks", early.at("openstack"))).no_page();
    early.get("/keys/Mykey/public").no_page();
}

#[test]
fn the_first_page_is_for_people() {
    let client = Client::new(Dialect::January2014);
    let got = client.send_bare(http::Request::get("/"), "");
    assert_eq!(
        (got.status, &got.headers["content-type"]),
        (200, &"text/html; charset=UTF-8".parse().unwrap())
    );
    assert!(got.text().starts_with("<!DOCTYPE html>"));
}

#[test]
fn bodies_that_are_no_objects_are_refused() {
    let client = Client::new(Dialect::January2014);
    let backend = client.at("ec2_ap_northeast");
    for body in ["", "[]", "null", "{", "{\"a\": 1,}", "a=b"] {
        for (method, path) in [
            ("POST", "/backends"),
            ("PUT", &*backend),
            ("POST", &*format!("{backend}/machines")),
            ("PUT", "/keys"),
            ("PUT", "/keys/Mykey"),
        ] {
            let got = client.send(method, path, body);
            got.refused(400, "Bad Request: No JSON object could be decoded");
        }
    }
}

#[test]
fn providers_are_those_of_the_year() {
    let providers = |dialect| {
        let client = Client::new(dialect);
        // Nobody needs to log in.
        client.send_bare(http::Request::get("/providers"), "").json()["supported_providers"].clone()
    };
    let january = each(&providers(Dialect::January2014), "provider");
    assert_eq!(january.len(), 25);
    for provider in ["bare_metal", "ec2_us_west_oregon", "rackspace:dfw", "openstack:az-2.region-a.geo-1"] {
        assert!(january.contains(&provider.to_owned()), "{provider}");
    }
    let may = each(&providers(Dialect::May2014), "provider");
    let more: Vec<&str> = may.iter().filter(|one| !january.contains(one)).map(String::as_str).collect();
    assert_eq!((may.len(), more), (27, vec!["gce", "rackspace:hkg"]));
    let later = each(&providers(Dialect::Version2), "provider");
    assert_eq!(later.len(), 35);
    assert!(later.contains(&"hpcloud:region-b.geo-1".to_owned()) && later.contains(&"docker".to_owned()));
    assert_eq!(
        providers(Dialect::January2014)[1],
        json!({"title": "EC2 AP NORTHEAST", "provider": "ec2_ap_northeast"})
    );
}
