use crate::canned::Canned;
use crate::client::{Client, added, elastichosts, on_a_port, settings};
use anycloud_gateway::{Gateway, Settings};
use anycloud_simulators::Server;
use anycloud_simulators::mist::Mist;
use serde_json::{Value, json};
use std::sync::Arc;

#[tokio::test]
async fn a_cloud_of_the_configuration_is_a_backend() {
    let (_, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let all = client.list("/backends").await;
    let wanted = json!([{
        "id": all[0]["id"], "apikey": "", "title": "london", "provider": "elastichosts", "poll_interval": 10000,
        "state": "online", "region": "", "enabled": true, "tenant_name": "",
    }]);
    assert_eq!(Value::from(all.clone()), wanted);
    let path = format!("/backends/{}", all[0]["id"].as_str().unwrap());

    client.done("PUT", &path, json!({"new_name": "Renamed Backend"})).await;
    // Both words, and January's form.
    client.done("POST", &path, json!({"newState": "False"})).await;
    let shown = &client.list("/backends").await[0];
    assert_eq!((&shown["title"], &shown["enabled"]), (&json!("Renamed Backend"), &json!(false)));
    assert_eq!(shown["state"], "offline");
    let disabled = client.refused("GET", &format!("{path}/machines"), Value::Null).await;
    assert_eq!(disabled, (503, "Backend unavailable: it is disabled".to_owned()));
    assert_eq!(
        client.json("GET", "/machines", Value::Null).await,
        json!({"machines": [], "unavailable": []})
    );
    client.done("POST", &format!("{path}?new_state=1"), Value::Null).await;
    assert_eq!(client.list(&format!("{path}/machines")).await.len(), 3);

    let bad = [
        ("PUT", json!({}), 400, "Required parameter not provided: new_name"),
        ("POST", json!({}), 400, "Required parameter not provided: newState"),
        ("POST", json!({"newState": "perhaps"}), 400, "Bad request: newState is True or False"),
        ("DELETE", Value::Null, 403, "Forbidden: it is in the gateway's configuration"),
        ("GET", Value::Null, 405, "Method not allowed: this path takes DELETE, POST, PUT"),
    ];
    for (method, body, status, words) in bad {
        let (found, line) = client.refused(method, &path, body).await;
        assert!(found == status && line.starts_with(words), "{method}: {found} {line}");
    }
}

#[tokio::test]
async fn a_backend_is_added_used_and_deleted() {
    let client = Client::over(&[]);
    let (simulated, server) = on_a_port().await;
    let new = client.json("POST", "/backends", added("Mine", &simulated, &server)).await;
    let wanted = json!({
        "status": "off", "tenant_name": "", "id": new["id"], "index": 0, "apikey": simulated.user(), "title": "Mine",
        "region": "", "poll_interval": 10000, "apiurl": server.url(), "provider": "elastichosts", "enabled": true,
    });
    assert_eq!(new, wanted);
    let path = format!("/backends/{}", new["id"].as_str().unwrap());
    assert_eq!(client.list(&format!("{path}/machines")).await.len(), 3);
    client.done("PUT", &path, json!({"new_name": "Ours"})).await;
    assert_eq!(client.backend("Ours").await, new["id"].as_str().unwrap());
    client.done("DELETE", &path, Value::Null).await;
    assert!(client.list("/backends").await.is_empty());
    assert_eq!(simulated.server_ids().len(), 3, "its machines go on");
    assert_eq!(client.refused("DELETE", &path, Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_cloud_of_clouds_is_added_with_all_that_it_holds() {
    let client = Client::over(&[]);
    let mist = Arc::new(Mist::filled(2));
    let server = Server::start(([127, 0, 0, 1], 0).into(), mist.clone()).await.unwrap();
    let account = json!({"title": "Everything", "provider": "mist", "apikey": mist.email(), "apisecret": mist.token(),
        "apiurl": server.url()});
    let new = client.json("POST", "/backends", account).await;
    assert_eq!(client.list("/backends").await.len(), 1 + mist.backends().len());
    assert_eq!(client.list(&format!("/backends/{}/machines", new["id"].as_str().unwrap())).await.len(), 0);
    let everything = client.json("GET", "/machines", Value::Null).await;
    assert_eq!(everything["machines"].as_array().unwrap().len(), mist.machines());
}

#[tokio::test]
async fn what_was_set_inside_a_cloud_goes_with_it() {
    let client = Client::over(&[]);
    let mist = Arc::new(Mist::filled(1));
    let server = Server::start(([127, 0, 0, 1], 0).into(), mist.clone()).await.unwrap();
    let account = json!({"title": "Everything", "provider": "mist", "apikey": mist.email(), "apisecret": mist.token(),
        "apiurl": server.url()});
    let new = client.json("POST", "/backends", account.clone()).await;
    let all = client.list("/backends").await;
    let (one, other) = (&all[1], &all[2]);
    let inner = format!("/backends/{}", one["id"].as_str().unwrap());
    let taken = client.refused("PUT", &inner, json!({"new_name": other["title"]})).await;
    assert_eq!(taken, (409, format!("Backend name exists: {}", other["title"].as_str().unwrap())));
    client.done("PUT", &inner, json!({"new_name": "Renamed"})).await;
    let image = client.list(&format!("{inner}/images")).await[0]["id"].as_str().unwrap().to_owned();
    client.json("POST", &format!("{inner}/images/{image}"), Value::Null).await;
    client.done("POST", &inner, json!({"newState": "False"})).await;

    let mut again = account.clone();
    again["title"] = json!("Another");
    let path = format!("/backends/{}", new["id"].as_str().unwrap());
    let (status, line) = client.refused("POST", "/backends", again.clone()).await;
    assert!(status == 409 && !line.contains("another secret"), "{status} {line}");
    again["apisecret"] = json!("renewed");
    let (status, line) = client.refused("POST", "/backends", again).await;
    assert!(
        status == 409 && line.ends_with("to give it another secret, delete it and add it again"),
        "{line}"
    );

    client.done("DELETE", &path, Value::Null).await;
    client.json("POST", "/backends", account).await;
    assert_eq!(client.list("/backends").await, all, "as it was before");
    let images = client.list(&format!("{inner}/images")).await;
    assert!(images.iter().all(|image| image["star"] == false), "{images:?}");
}

#[tokio::test]
async fn an_engine_of_containers_is_added_at_its_port() {
    let client = Client::over(&[]);
    let version = r#"{"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12"}"#;
    let (engine, server) =
        Canned::saying(&[("/_ping", "OK"), ("/version", version), ("/containers/json", "[]")]).await;
    let url = url::Url::parse(server.url()).unwrap();
    let asked = json!({"title": "Engine", "provider": "docker", "apiurl": format!("http://{}", url.host().unwrap()),
        "docker_port": url.port().unwrap(), "apikey": "", "apisecret": null, "region": ""});
    let new = client.json("POST", "/backends", asked.clone()).await;
    assert_eq!((&new["provider"], &new["apiurl"]), (&json!("docker"), &asked["apiurl"]));
    let path = format!("/backends/{}/machines", new["id"].as_str().unwrap());
    assert!(client.list(&path).await.is_empty());
    assert!(engine.asked().iter().any(|line| line.ends_with("/containers/json")), "{:?}", engine.asked());
    for (field, value, words) in [
        ("apiurl", json!(""), "Required parameter not provided: apiurl"),
        ("apisecret", json!("k3y"), "Bad request: apisecret is nothing that the provider docker takes"),
        ("key_file", json!("k3y"), "Bad request: key_file is nothing that the provider docker takes"),
        ("docker_port", json!("88888"), "Bad request: docker_port is no port: there are 1 to 65535"),
        ("apiurl", json!("http://8.8.8.8"), "Bad request: "),
        // 443 is a port that `Url` forgets.
        ("apiurl", json!("https://127.0.0.1:443"), "Bad request: apiurl and docker_port name two ports"),
    ] {
        let mut body = asked.clone();
        body["title"] = json!("Another");
        body[field] = value;
        let (status, line) = client.refused("POST", "/backends", body).await;
        assert!(
            status == 400 && line.starts_with(words) && !line.contains("k3y"),
            "{field}: {status} {line}"
        );
    }
}

#[tokio::test]
async fn a_redirect_leads_nowhere() {
    let client = Client::over(&[]);
    let (simulated, _) = on_a_port().await;
    let (inside, server) = Canned::saying(&[("", "credentials")]).await;
    for to in [server.url(), "http://169.254.169.254/latest/meta-data/", "//10.0.0.1/"] {
        let (redirecting, at) = Canned::redirecting(to).await;
        let (status, line) = client.refused("POST", "/backends", added("Mine", &simulated, &at)).await;
        assert!(status == 503 && line.contains("which is not asked"), "{to}: {status} {line}");
        assert_eq!(redirecting.asked().len(), 1, "it was asked once");
    }
    assert!(inside.asked().is_empty(), "and nobody else at all");
}

#[tokio::test]
async fn what_cannot_be_added_is_refused_with_reasons() {
    let client = Client::over(&[]);
    let (simulated, server) = on_a_port().await;
    let with = |name: &str, value: Value| {
        let mut body = added("Mine", &simulated, &server);
        body[name] = value;
        body
    };
    let unknown = "Bad request: the provider \"vaporware\" is not known; served are";
    for (body, status, words) in [
        (with("title", json!("")), 400, "Required parameter not provided: title"),
        (with("title", json!("t".repeat(1025))), 400, "Bad request: title has at most 1024 bytes"),
        (with("apisecret", json!("s".repeat(1025))), 400, "Bad request: apisecret has at most 1024 bytes"),
        (with("provider", Value::Null), 400, "Required parameter not provided: provider"),
        (with("apikey", json!("")), 400, "Required parameter not provided: apikey"),
        (with("apisecret", Value::Null), 400, "Required parameter not provided: apisecret"),
        (with("provider", json!("vaporware")), 400, unknown),
        (
            with("provider", json!("linode")),
            400,
            "Bad request: this version has no driver for the provider \"linode\"",
        ),
        (with("apiurl", json!("")), 400, "Required parameter not provided: region"),
        (with("tenant_name", json!("t")), 400, "Bad request: tenant_name is nothing that the provider"),
        (with("region", json!("nowhere")), 400, "Bad request: "),
        (with("apisecret", json!("wrong secret")), 401, "Invalid backend credentials: "),
        (with("apiurl", json!("http://169.254.169.254/")), 403, "Forbidden: apiurl leads to an address"),
        (with("apiurl", json!("http://10.0.0.1/")), 403, "Forbidden: apiurl leads to an address"),
        (with("apiurl", json!("ftp://127.0.0.1/")), 400, "Bad request: apiurl must be http or https"),
        (with("apiurl", json!("http://127.0.0.1:1/")), 503, "Backend unavailable: "),
    ] {
        let (found, line) = client.refused("POST", "/backends", body.clone()).await;
        assert!(found == status && line.starts_with(words), "{body}: {found} {line}");
        assert!(!line.contains("wrong secret") && !line.contains(simulated.secret()), "{line}");
    }
    assert!(client.list("/backends").await.is_empty());
}

#[tokio::test]
async fn without_a_key_no_secret_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings::new("the token of these tests", dir.path()).unwrap();
    let settings = settings.allow("127.0.0.0/8".parse().unwrap());
    let client = Client::of(Gateway::builder(settings).unwrap().build());
    let (simulated, server) = on_a_port().await;
    let (status, line) = client.refused("POST", "/backends", added("Mine", &simulated, &server)).await;
    assert_eq!(status, 403);
    assert!(line.contains("without a key") && line.contains("ANYCLOUD_GATEWAY_KEY"), "{line}");
    assert_eq!(simulated.requests(), 0, "and nobody was asked");
    let key = client.json("POST", "/keys", Value::Null).await;
    assert_eq!(client.refused("PUT", "/keys", json!({"name": "k", "priv": key["priv"]})).await.0, 403);
}

#[tokio::test]
async fn a_name_that_leads_inside_later_is_not_followed() {
    // Allowed when it was added, forbidden after a restart: whoever connects asks again.
    let dir = tempfile::tempdir().unwrap();
    let (simulated, server) = on_a_port().await;
    let client = Client::of(Gateway::builder(settings(dir.path())).unwrap().build());
    let new = client.json("POST", "/backends", added("Mine", &simulated, &server)).await;
    drop(client);
    let before = simulated.requests();
    let key = anycloud_gateway::SealingKey::from_text(&"5a".repeat(32).into()).unwrap();
    let closed = Settings::new("the token of these tests", dir.path()).unwrap().key(key);
    let client = Client::of(Gateway::builder(closed).unwrap().build());
    let path = format!("/backends/{}/machines", new["id"].as_str().unwrap());
    let (status, line) = client.refused("GET", &path, Value::Null).await;
    assert!(status == 503 && line.contains("may be connected to"), "{status} {line}");
    assert_eq!(simulated.requests(), before);
}
