//! One test for each kind of bad input: what it is told, and that no cloud was asked to change anything.

use crate::client::{Client, TOKEN, added, elastichosts, elastichosts_of, on_a_port};
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

/// A gateway over one cloud with three machines; the path of these, and the id of one.
struct London {
    simulated: std::sync::Arc<anycloud_simulators::Faulty<ElasticHosts>>,
    client: Client,
    machines: String,
    machine: String,
}

impl London {
    async fn new() -> Self {
        let (simulated, london) = elastichosts("london");
        let client = Client::over(&[london]);
        let machines = format!("/backends/{}/machines", client.backend("london").await);
        let machine = simulated.inner().server_ids()[0].clone();
        Self { simulated, client, machines, machine }
    }

    async fn refused(&self, method: &str, path: &str, body: Value) -> (u16, String) {
        self.client.refused(method, path, body).await
    }

    /// Nothing but reads came.
    fn is_untouched(&self) {
        assert_eq!(self.simulated.inner().calls("POST *"), 0);
        assert_eq!(self.simulated.inner().server_ids().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn unknown_backend() {
    let london = London::new().await;
    let told = (404, "Backend not found: nobody".to_owned());
    for (method, path) in [
        ("GET", "/backends/nobody/machines"),
        ("POST", "/backends/nobody/machines"),
        ("POST", "/backends/nobody/machines/m"),
        ("POST", "/backends/nobody/machines/m/metadata"),
        ("GET", "/backends/nobody/sizes"),
        ("GET", "/backends/nobody/locations"),
        ("GET", "/backends/nobody/networks"),
        ("GET", "/backends/nobody/images"),
        ("POST", "/backends/nobody/images/i"),
        ("PUT", "/backends/nobody"),
        ("POST", "/backends/nobody"),
        ("DELETE", "/backends/nobody"),
    ] {
        let all = json!({"name": "web", "image": "i", "size": "default", "action": "stop", "tag": "t", "new_name": "n",
            "newState": "False"});
        assert_eq!(london.refused(method, path, all).await, told, "{method} {path}");
    }
    london.is_untouched();
}

#[tokio::test(start_paused = true)]
async fn unknown_machine() {
    let london = London::new().await;
    for id in ["5eed5eed-0000-4000-8000-00000000dead", "i-5ebfdc59", "..%2F..%2Fdrives", "%2E%2E"] {
        let told = (404, format!("Machine not found: {}", id.replace("%2F", "/").replace("%2E", ".")));
        let path = format!("{}/{id}", london.machines);
        assert_eq!(london.refused("POST", &path, json!({"action": "destroy"})).await, told);
        let path = format!("{path}/metadata");
        assert_eq!(london.refused("POST", &path, json!({"tag": "t"})).await, told);
    }
    london.is_untouched();
}

#[tokio::test(start_paused = true)]
async fn unknown_action() {
    let london = London::new().await;
    let path = format!("{}/{}", london.machines, london.machine);
    let told = "Bad request: \"explode\" is no action; there are destroy, reboot, shutdown, start, stop";
    assert_eq!(london.refused("POST", &path, json!({"action": "explode"})).await, (400, told.to_owned()));
    let told = "Not found: ".to_owned() + &path + "/monitoring";
    assert_eq!(london.refused("POST", &format!("{path}/monitoring"), json!({})).await, (404, told));
    london.is_untouched();
}

/// A stopped machine has nobody who could be asked to shut down.
#[tokio::test(start_paused = true)]
async fn shutdown_that_is_not_allowed() {
    let london = London::new().await;
    let path = format!("{}/{}", london.machines, london.machine);
    london.client.act(&path, "stop").await;
    london.simulated.inner().reset_counts();
    let told = format!(
        "Action shutdown not supported for this machine: {} is stopped, and allows destroy, start",
        london.machine
    );
    assert_eq!(london.refused("POST", &path, json!({"action": "shutdown"})).await, (400, told));
    london.is_untouched();
}

#[tokio::test(start_paused = true)]
async fn missing_fields() {
    let london = London::new().await;
    let machine = format!("{}/{}", london.machines, london.machine);
    let backend = london.machines.trim_end_matches("/machines").to_owned();
    let whole = json!({"name": "web", "image": "i", "size": "default"});
    let without = |name: &str| {
        let mut body = whole.clone();
        body[name] = Value::Null;
        body
    };
    for (method, path, body, field) in [
        ("POST", &london.machines, without("name"), "name"),
        ("POST", &london.machines, without("image"), "image"),
        ("POST", &london.machines, without("size"), "size"),
        ("POST", &machine, json!({}), "action"),
        ("POST", &machine, json!({"action": ""}), "action"),
        ("POST", &format!("{machine}/metadata"), json!({}), "tag"),
        ("DELETE", &format!("{machine}/metadata"), json!({"tag": null}), "tag"),
        ("PUT", &backend, json!({}), "new_name"),
        ("POST", &backend, json!({}), "newState"),
        ("POST", &"/backends".to_owned(), json!({"provider": "elastichosts"}), "title"),
        ("POST", &"/backends".to_owned(), json!({"title": "t"}), "provider"),
        ("PUT", &"/keys".to_owned(), json!({"name": "k"}), "priv"),
        ("POST", &"/auth".to_owned(), json!({"email": "me"}), "password"),
    ] {
        let told = (400, format!("Required parameter not provided: {field}"));
        assert_eq!(london.refused(method, path, body).await, told, "{method} {path}");
    }
    london.is_untouched();
}

#[tokio::test(start_paused = true)]
async fn machine_of_another_backend() {
    let seeded = |seed: u64| ElasticHosts::builder().id_seed(seed).filled(3).build().unwrap();
    let (london, at_london) = elastichosts_of("london", seeded(1));
    let (paris, at_paris) = elastichosts_of("paris", seeded(2));
    let client = Client::over(&[at_london, at_paris]);
    let at_paris = format!("/backends/{}/machines", client.backend("paris").await);
    let web =
        json!({"name": "web", "image": "980cf63c-f21e-4382-997b-6541d5809629", "size": "1000mhz-512mib"});
    let theirs = client.json("POST", &at_paris, web).await["id"].as_str().unwrap().to_owned();
    assert!(!london.inner().server_ids().contains(&theirs));
    let path = format!("/backends/{}/machines/{theirs}", client.backend("london").await);
    london.inner().reset_counts();
    paris.inner().reset_counts();
    let told = (404, format!("Machine not found: {theirs}"));
    for action in ["destroy", "reboot", "shutdown", "start", "stop"] {
        assert_eq!(client.refused("POST", &path, json!({"action": action})).await, told);
    }
    assert_eq!(client.refused("POST", &format!("{path}/metadata"), json!({"tag": "t"})).await, told);
    assert_eq!(client.refused("DELETE", &format!("{path}/metadata"), json!({"tag": "t"})).await, told);
    assert_eq!(london.inner().calls("POST *"), 0, "it was looked for and nothing else");
    assert_eq!(paris.inner().requests(), 0, "nobody asked for that backend");
    // The same id where it is.
    client.act(&format!("{at_paris}/{theirs}"), "stop").await;
}

/// Over a socket: what is answered without one is bounded by its caller.
#[tokio::test]
async fn oversized_body() {
    let client = Client::over(&[]);
    let listening = client.gateway.listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let url = format!("http://{}", listening.address());
    let serving = tokio::spawn(listening.until(std::future::pending()));
    let post = async |path: &str, bytes: usize| {
        let body = format!("{{{}\"", " ".repeat(bytes - 2));
        let transport = anycloud_http::ReqwestTransport::new(&Default::default()).unwrap();
        let request = http::Request::post(format!("{url}{path}"));
        let request = request.header(AUTHORIZATION, format!("Bearer {TOKEN}")).body(body.into()).unwrap();
        let answer = anycloud_http::Transport::send(&transport, request).await.unwrap();
        let (head, mut body) = answer.into_parts();
        let first = body.chunk().await.unwrap().unwrap_or_default();
        (head.status.as_u16(), String::from_utf8(first.to_vec()).unwrap())
    };
    let told = |max: usize| (413, format!("Request too large: a body has at most {max} bytes here\n"));
    assert_eq!(post("/backends", (1 << 20) + 1).await, told(1 << 20));
    assert_eq!(post("/backends", 1 << 20).await.0, 400, "read, and no JSON");
    assert_eq!(post("/auth", 4097).await, told(4096), "whoever has no token yet says little");
    assert_eq!(post("/auth", 4096).await.0, 400);
    serving.abort();
}

#[tokio::test(start_paused = true)]
async fn bad_token() {
    let london = London::new().await;
    let before = london.simulated.inner().requests();
    let ask = async |token: &str| {
        let request = http::Request::post(format!("{}/{}?action=destroy", london.machines, london.machine));
        let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        let request = request.body(bytes::Bytes::new()).unwrap();
        let answer = london.client.gateway.answer([127, 0, 0, 1].into(), request).await;
        (answer.status().as_u16(), String::from_utf8(answer.body().to_vec()).unwrap())
    };
    for guess in ["", "wrong", &TOKEN[1..], &format!("{TOKEN}x"), &TOKEN.to_uppercase()] {
        assert_eq!(ask(guess).await, (401, "Unauthorized: the token is wrong\n".to_owned()), "{guess}");
    }
    let told = (429, "Too many requests: too many tokens or logins were wrong\n".to_owned());
    assert_eq!(ask("wrong").await, told, "five guesses are enough");
    assert_eq!(london.simulated.inner().requests(), before, "and no cloud was asked");
}

#[tokio::test]
async fn duplicate_backend() {
    let client = Client::over(&[]);
    let (simulated, server) = on_a_port().await;
    let new = client.json("POST", "/backends", added("Mine", &simulated, &server)).await;
    let before = simulated.requests();
    let again = client.refused("POST", "/backends", added("Again", &simulated, &server)).await;
    assert_eq!(again, (409, format!("Backend exists: {}", new["id"].as_str().unwrap())));
    let mut otherwise = added("Again", &simulated, &server);
    otherwise["apiurl"] = json!(format!("{}/", server.url().to_string().to_uppercase()));
    assert_eq!(client.refused("POST", "/backends", otherwise).await, again, "the same place");
    let mut other = added("Mine", &simulated, &server);
    other["apiurl"] = json!(format!("{}/other", server.url()));
    let named = client.refused("POST", "/backends", other).await;
    assert_eq!(named, (409, "Backend name exists: Mine".to_owned()));
    assert_eq!(simulated.requests(), before, "it was not asked again");
    assert_eq!(client.list("/backends").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn expired_upstream_credentials() {
    let london = London::new().await;
    let expired = FaultRule::new("*", Fault::Refused { code: "auth".into() }).unwrap().always();
    london.simulated.arm(FaultScript::new([expired]));
    let machine = format!("{}/{}", london.machines, london.machine);
    for (method, path, body) in [
        ("GET", &london.machines, Value::Null),
        ("POST", &machine, json!({"action": "stop"})),
        ("POST", &format!("{machine}/metadata"), json!({"tag": "t"})),
    ] {
        let (status, line) = london.refused(method, path, body).await;
        assert!(
            status == 401 && line.starts_with("Invalid backend credentials: "),
            "{path}: {status} {line}"
        );
        assert!(!line.contains(london.simulated.inner().secret()), "{line}");
    }
    let (_, line) = london.refused("GET", &london.machines, Value::Null).await;
    assert!(!line.contains("Unauthorized"), "the gateway's own token is good: {line}");
    london.is_untouched();
}

/// As the documents' own samples have them.
#[tokio::test(start_paused = true)]
async fn json_with_trailing_commas() {
    let london = London::new().await;
    let create = r#"{"name": "devserver", "image": "i", "size": "default", "monitoring": true,}"#;
    let told = (400, "Bad request: the body is not JSON: line 1, column 75\n".to_owned());
    assert_eq!(london.client.text("POST", &london.machines, create).await, told);
    let secret = "{\"apisecret\": \"hunter2\",\n}";
    let told = (400, "Bad request: the body is not JSON: line 2, column 1\n".to_owned());
    assert_eq!(london.client.text("POST", "/backends", secret).await, told, "it repeats nothing");
    london.is_untouched();
}
