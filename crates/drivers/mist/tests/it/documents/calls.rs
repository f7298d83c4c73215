//! Every call of the documents, written out from their headings. The client must make each.

use super::client;
use anycloud_core::{ByteSize, KeyPairId, Secret, ServerId, async_trait};
use anycloud_http::{Body, Transport, TransportError};
use anycloud_mist::{AddBackend, BackendId, CreateMachine, Dialect, KeyPlace, MachineAction};
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// The headings: seven on backends, four on machines, one on images.
const DOCUMENTED: [&str; 12] = [
    "DELETE /backends/B",
    "GET /backends",
    "GET /backends/B/images",
    "GET /backends/B/locations",
    "GET /backends/B/machines",
    "GET /backends/B/sizes",
    "POST /backends",
    "POST /backends/B",
    "POST /backends/B/machines",
    "POST /backends/B/machines/M",
    "POST /backends/B/machines/M/metadata",
    "PUT /backends/B",
];

/// What the client has beside: the routes of the service's code.
const BESIDE: [&str; 17] = [
    "DELETE /backends/B/machines/M/keys/K",
    "DELETE /backends/B/machines/M/metadata",
    "DELETE /keys/K",
    "GET /backends/B/networks",
    "GET /keys",
    "GET /keys/K?action=private",
    "GET /keys/K?action=public",
    "GET /providers",
    "POST /auth",
    "POST /backends/B/images",
    "POST /backends/B/images/I",
    "POST /keys",
    "POST /keys/K",
    "PUT /backends/B/machines/M/keys/K",
    "PUT /keys",
    "PUT /keys/K",
    "version 2: GET /keys/K/private",
];

/// Notes every request, and answers it as the service does.
#[derive(Debug, Default)]
struct Notes(Mutex<Vec<String>>);

#[async_trait]
impl Transport for Notes {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let call = format!("{} {}", request.method(), request.uri().path_and_query().unwrap());
        let body = answer(&call);
        self.0.lock().unwrap().push(call);
        Ok(http::Response::new(Body::full(body)))
    }
}

/// The shape of each answer; `OK` to what only acts.
fn answer(call: &str) -> &'static str {
    match call {
        "GET /backends" => r#"[{"id": "B", "provider": "linode"}]"#,
        "GET /backends/B/images" => r#"[{"id": "I"}]"#,
        "GET /backends/B/locations" => r#"[{"id": "", "name": "default"}]"#,
        "GET /backends/B/machines" => r#"[{"id": "M", "state": "running"}]"#,
        "GET /backends/B/networks" => r#"[{"id": "N"}]"#,
        "GET /backends/B/sizes" => r#"[{"id": "S", "ram": 512}]"#,
        "GET /keys" => r#"[{"id": "K", "isDefault": true}]"#,
        "GET /keys/K?action=private" | "GET /keys/K/private" => r#""PEM""#,
        "GET /keys/K?action=public" => r#""ssh-rsa AAAA""#,
        "GET /providers" => r#"{"supported_providers": [{"provider": "linode", "title": "Linode"}]}"#,
        "POST /auth" => r#"{"mist_api_token": "token"}"#,
        "POST /backends" => r#"{"id": "B", "status": "off"}"#,
        "POST /backends/B/images" => r#"[{"id": "found"}]"#,
        "POST /backends/B/images/I" => "true",
        "POST /backends/B/machines" => r#"{"id": "M", "name": "n"}"#,
        "POST /backends/B/machines/M" => r#"[{"id": "M", "state": "pending"}]"#,
        "POST /keys" => r#"{"priv": "made PEM"}"#,
        "PUT /keys" => r#"{"id": "K", "machines": []}"#,
        "DELETE /keys/K" => r#"[{"id": "left"}]"#,
        "PUT /backends/B/machines/M/keys/K" => r#"[["B", "M", 0, "root", true, 22]]"#,
        "DELETE /backends/B/machines/M/keys/K" => "[]",
        _ => "OK",
    }
}

/// Every call is made, and what the service says is what its caller gets.
#[tokio::test]
async fn every_documented_call_is_made() {
    let notes = Arc::new(Notes::default());
    let client_of = |dialect| client(dialect, notes.clone());
    let client = client_of(Dialect::May2014);
    let (b, m, k) = (&BackendId::from("B"), &ServerId::from("M"), &KeyPairId::from("K"));
    let secret = Secret::new("made-up");

    assert_eq!(client.log_in("foo@example.com", &secret).await.unwrap().expose(), "token");
    assert_eq!(client.providers().await.unwrap()[0].title(), "Linode");
    assert_eq!(client.backends().await.unwrap()[0].id(), *b);
    let added = client.backend_add(&AddBackend::linode("Linode", secret.clone())).await.unwrap();
    assert_eq!((added.id(), added.status().as_deref()), (b.clone(), Some("off")));
    client.backend_rename(b, "new").await.unwrap();
    client.backend_enable(b).await.unwrap();
    client.backend_disable(b).await.unwrap();
    client.backend_delete(b).await.unwrap();

    assert_eq!(client.sizes(b).await.unwrap()[0].ram(), Some(ByteSize::mib(512)));
    assert_eq!(client.locations(b).await.unwrap()[0].name(), "default");
    assert_eq!(client.images(b).await.unwrap()[0].id().as_str(), "I");
    assert_eq!(client.images_search(b, "Gentoo").await.unwrap()[0].id().as_str(), "found");
    assert!(client.image_star(b, &"I".into()).await.unwrap());
    assert_eq!(client.networks(b).await.unwrap()[0].id().as_str(), "N");

    assert_eq!(client.machines(b).await.unwrap()[0].state().as_deref(), Some("running"));
    let made = client.machine_create(b, &CreateMachine::new("n", "i", "s")).await.unwrap();
    assert_eq!((made.id(), made.name().as_str()), (m.clone(), "n"));
    let all = client.machine_action(b, m, &MachineAction::Start).await.unwrap().unwrap();
    assert_eq!(all[0].state().as_deref(), Some("pending"));
    client.tag_add(b, m, "t").await.unwrap();
    client.tag_remove(b, m, "t").await.unwrap();

    assert!(client.keys().await.unwrap()[0].is_default());
    assert_eq!(client.key_add("K", &secret).await.unwrap().id(), *k);
    assert_eq!(client.key_generate().await.unwrap().expose(), "made PEM");
    assert_eq!(client.key_public(k).await.unwrap(), "ssh-rsa AAAA");
    assert_eq!(client.key_private(k).await.unwrap().expose(), "PEM");
    client.key_rename(k, "new").await.unwrap();
    client.key_default(k).await.unwrap();
    assert_eq!(client.key_delete(k).await.unwrap().unwrap()[0].id().as_str(), "left");
    let place = KeyPlace::new("192.0.2.1");
    assert_eq!(client.key_associate(k, b, m, &place).await.unwrap()[0].port, Some(22));
    assert_eq!(client.key_disassociate(k, b, m, "192.0.2.1").await.unwrap(), []);

    let mut made: BTreeSet<String> = notes.0.lock().unwrap().drain(..).collect();
    assert_eq!(client_of(Dialect::V2).key_private(k).await.unwrap().expose(), "PEM");
    made.extend(notes.0.lock().unwrap().drain(..).map(|call| format!("version 2: {call}")));
    let known: BTreeSet<String> = DOCUMENTED.iter().chain(&BESIDE).map(|call| (*call).to_owned()).collect();
    assert_eq!(made, known);
}

/// Each documented call has an example on a cassette.
#[test]
fn every_documented_call_has_an_example() {
    let mut shown = BTreeSet::new();
    for name in ["backends", "images", "machines"] {
        for exchange in super::cassette(name).exchanges {
            let path =
                exchange.request.path.replace("2tK74h4mXbjjLlkjjO4SHn3", "B").replace("i-50aa7257", "M");
            // The cassette has the document's GET; reading it for a client made it a POST.
            let method = if path.ends_with("/images") { http::Method::GET } else { exchange.request.method };
            shown.insert(format!("{method} {path}"));
        }
    }
    assert_eq!(shown, DOCUMENTED.iter().map(|call| (*call).to_owned()).collect());
}
