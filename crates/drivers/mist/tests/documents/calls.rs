//! Every call of the documents, written out from their headings. The client must make each.

use super::client;
use anycloud_core::{KeyPairId, Secret, ServerId, async_trait};
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

/// Notes every request, and answers with `null`.
#[derive(Debug, Default)]
struct Notes(Mutex<Vec<String>>);

#[async_trait]
impl Transport for Notes {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let path = request.uri().path_and_query().unwrap();
        self.0.lock().unwrap().push(format!("{} {path}", request.method()));
        Ok(http::Response::new(Body::full("null")))
    }
}

#[tokio::test]
async fn every_documented_call_is_made() {
    let notes = Arc::new(Notes::default());
    let client_of = |dialect| client(dialect, notes.clone());
    let client = client_of(Dialect::May2014);
    let (b, m, k) = (&BackendId::from("B"), &ServerId::from("M"), &KeyPairId::from("K"));
    let secret = Secret::new("made-up");
    // What the answer is matters elsewhere.
    let _ = client.log_in("foo@example.com", &secret).await;
    let _ = client.providers().await;
    let _ = client.backends().await;
    let _ = client.backend_add(&AddBackend::linode("Linode", secret.clone())).await;
    let _ = client.backend_rename(b, "new").await;
    let _ = client.backend_enable(b).await;
    let _ = client.backend_disable(b).await;
    let _ = client.backend_delete(b).await;
    let _ = client.sizes(b).await;
    let _ = client.locations(b).await;
    let _ = client.images(b).await;
    let _ = client.images_search(b, "Gentoo").await;
    let _ = client.image_star(b, &"I".into()).await;
    let _ = client.networks(b).await;
    let _ = client.machines(b).await;
    let _ = client.machine_create(b, &CreateMachine::new("n", "i", "s")).await;
    let _ = client.machine_action(b, m, &MachineAction::Start).await;
    let _ = client.tag_add(b, m, "t").await;
    let _ = client.tag_remove(b, m, "t").await;
    let _ = client.keys().await;
    let _ = client.key_add("K", &secret).await;
    let _ = client.key_generate().await;
    let _ = client.key_public(k).await;
    let _ = client.key_private(k).await;
    let _ = client.key_rename(k, "new").await;
    let _ = client.key_default(k).await;
    let _ = client.key_delete(k).await;
    let _ = client.key_associate(k, b, m, &KeyPlace::new("192.0.2.1")).await;
    let _ = client.key_disassociate(k, b, m, "192.0.2.1").await;
    let mut made: BTreeSet<String> = notes.0.lock().unwrap().drain(..).collect();
    let _ = client_of(Dialect::V2).key_private(k).await;
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
