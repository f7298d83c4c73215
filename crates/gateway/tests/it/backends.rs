use crate::canned::Canned;
use crate::client::{Client, added, elastichosts, on_a_port, settings};
use anycloud_gateway::{Gateway, Settings};
use anycloud_simulators::mist::Mist;
use anycloud_simulators::{Reply, Server, Simulator};
use bytes::Bytes;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
        status == 409 && line.ends_with("to give it another secret, add it with the title that it has"),
        "{line}"
    );

    client.done("DELETE", &path, Value::Null).await;
    client.json("POST", "/backends", account).await;
    assert_eq!(client.list("/backends").await, all, "as it was before");
    let images = client.list(&format!("{inner}/images")).await;
    assert!(images.iter().all(|image| image["star"] == false), "{images:?}");
}

/// An account whose token can be changed.
#[derive(Debug)]
struct Account {
    mist: Mist,
    token: Mutex<String>,
}

impl Account {
    /// With this token for now; on a port.
    async fn open(token: &str) -> (Arc<Self>, Server) {
        let mist = Mist::builder().self_hosted(true).filled(1).build().unwrap();
        let account = Arc::new(Self { mist, token: Mutex::new(token.to_owned()) });
        let server = Server::start(([127, 0, 0, 1], 0).into(), account.clone()).await.unwrap();
        (account, server)
    }
}

impl Simulator for Account {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        let good = format!("mist_1 ann@example.org:{}", self.token.lock().unwrap());
        if request.headers().get(AUTHORIZATION).is_some_and(|given| *given == good) {
            return self.mist.handle(now, request);
        }
        Reply::answer(http::Response::builder().status(401).body("Unauthorized\n".into()).unwrap())
    }
}

#[tokio::test]
async fn a_secret_is_renewed_by_adding_again_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Client::of(Gateway::builder(settings(dir.path())).unwrap().build());
    let (account, server) = Account::open("first").await;
    let body = |title: &str, token: &str| {
        json!({"title": title, "provider": "mist", "apikey": "ann@example.org", "apisecret": token,
            "apiurl": server.url()})
    };
    let client = open();
    let new = client.json("POST", "/backends", body("Everything", "first")).await;
    let path = format!("/backends/{}", new["id"].as_str().unwrap());
    let inner = client.list("/backends").await[1]["id"].as_str().unwrap().to_owned();
    let inner = format!("/backends/{inner}");
    let images = format!("{inner}/images");
    let image = client.list(&images).await[0]["id"].as_str().unwrap().to_owned();
    client.json("POST", &format!("{images}/{image}"), Value::Null).await;
    client.done("PUT", &inner, json!({"new_name": "Inside"})).await;
    client.done("PUT", &path, json!({"new_name": "Ours"})).await;
    let kept = async |client: &Client| {
        let stars = client.list(&images).await.iter().filter(|image| image["star"] == true).count();
        (client.list("/backends").await, stars)
    };
    let before = kept(&client).await;
    assert_eq!(before.1, 1);

    *account.token.lock().unwrap() = "second".to_owned();
    let expired = client.refused("GET", &format!("{inner}/machines"), Value::Null).await;
    assert_eq!(expired.0, 401, "{}", expired.1);
    let (status, line) = client.refused("POST", "/backends", body("Everything", "second")).await;
    assert!(status == 409 && line.contains("the title that it has"), "it has another: {line}");
    let (status, line) = client.refused("POST", "/backends", body("Ours", "third")).await;
    assert!(status == 401 && line.starts_with("Invalid backend credentials: "), "{line}");
    let expired = client.refused("GET", &format!("{inner}/machines"), Value::Null).await;
    assert_eq!(expired.0, 401, "what the cloud refused is not kept");

    let renewed = client.json("POST", "/backends", body("Ours", "second")).await;
    assert_eq!((&renewed["id"], &renewed["index"]), (&new["id"], &new["index"]));
    assert_eq!(client.list(&format!("{inner}/machines")).await.len(), 1);
    assert_eq!(kept(&client).await, before);
    let same = client.refused("POST", "/backends", body("Ours", "second")).await;
    assert_eq!(same, (409, format!("Backend exists: {}", new["id"].as_str().unwrap())));
    client.done("POST", &path, json!({"newState": "False"})).await;
    *account.token.lock().unwrap() = "third".to_owned();
    let renewed = client.json("POST", "/backends", body("Ours", "third")).await;
    assert_eq!(renewed["enabled"], false, "who switched it off did not mean this");
    client.done("POST", &path, json!({"newState": "True"})).await;
    drop(client);
    assert_eq!(kept(&open()).await, before, "nor after a restart");
}

/// What the README says of deleting and adding: what is the gateway's own of the backend goes, everything else stays.
#[tokio::test]
async fn a_backend_that_is_deleted_takes_its_stars_and_no_keys_or_tags() {
    let client = Client::over(&[]);
    let (account, server) = Account::open("token").await;
    let body = json!({"title": "Everything", "provider": "mist", "apikey": "ann@example.org", "apisecret": "token",
        "apiurl": server.url()});
    let new = client.json("POST", "/backends", body.clone()).await;
    let tokyo = account.mist.backend_of("ec2_ap_northeast").unwrap();
    let inner = client.list("/backends").await;
    let inner = inner.iter().find(|one| one["title"].as_str().unwrap().contains("ec2_ap_northeast")).unwrap();
    let inner = format!("/backends/{}", inner["id"].as_str().unwrap());
    let (images, machines) = (format!("{inner}/images"), format!("{inner}/machines"));
    let image = client.list(&images).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(client.json("POST", &format!("{images}/{image}"), Value::Null).await, true);
    let machine = &account.mist.machine_ids(&tokyo)[0];
    client.done("POST", &format!("{machines}/{machine}/metadata"), json!({"tag": "night"})).await;
    let key = client.json("POST", "/keys", Value::Null).await;
    client.json("PUT", "/keys", json!({"name": "mine", "priv": key["priv"]})).await;

    client.done("DELETE", &format!("/backends/{}", new["id"].as_str().unwrap()), Value::Null).await;
    let again = client.json("POST", "/backends", body).await;
    assert_eq!(again["id"], new["id"]);
    client.list("/backends").await;
    assert!(client.list(&images).await.iter().all(|image| image["star"] == false));
    assert!(client.list(&machines).await[0]["tags"].as_array().unwrap().contains(&json!("night")));
    assert_eq!(client.list("/keys").await[0]["name"], "mine");
}

#[tokio::test]
async fn there_are_200_backends_at_most() {
    let dir = tempfile::tempdir().unwrap();
    let version = r#"{"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12"}"#;
    let (engine, server) =
        Canned::saying(&[("/_ping", "OK"), ("/version", version), ("/containers/json", "[]")]).await;
    // All but one of them from before: adding them takes a while.
    let kept: Vec<Value> = (1..200)
        .map(|n| {
            json!({"id": format!("{n:028x}"), "title": format!("Engine {n}"), "provider": "docker", "region": "",
                "apikey": "", "apisecret": null, "apiurl": format!("http://127.0.0.1:{n}"), "enabled": false})
        })
        .collect();
    let state = json!({"version": 1, "backends": kept, "settings": {}, "stars": {}, "keys": []});
    std::fs::write(dir.path().join("gateway.json"), state.to_string()).unwrap();
    let client = Client::of(Gateway::builder(settings(dir.path())).unwrap().build());
    let engine_at = |title: &str, host: &str| {
        let port = server.address().port();
        json!({"title": title, "provider": "docker", "apiurl": format!("http://{host}:{port}")})
    };
    let last = client.json("POST", "/backends", engine_at("The last", "127.0.0.1")).await;
    assert_eq!(last["index"], 199);
    let asked = engine.asked().len();
    let full = client.refused("POST", "/backends", engine_at("One more", "127.0.0.2")).await;
    assert_eq!(full, (400, "Bad request: at most 200 backends can be added".to_owned()));
    assert_eq!(engine.asked().len(), asked, "it was not asked");
    assert_eq!(client.list("/backends").await.len(), 200);
    client.done("DELETE", &format!("/backends/{}", last["id"].as_str().unwrap()), Value::Null).await;
    client.json("POST", "/backends", engine_at("One more", "127.0.0.1")).await;
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
