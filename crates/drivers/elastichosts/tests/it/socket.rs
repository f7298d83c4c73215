//! What is really written to a socket.
use anycloud_core::{CloudId, Secret, ServerId};
use anycloud_elastichosts::{Config, ElasticHosts};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// An action is a POST with an empty body that says so, and needs no 100 Continue. docs: ElasticHosts API, "Empty POST".
#[tokio::test]
async fn an_action_is_an_empty_post_with_its_length() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        String::from_utf8(head).unwrap().to_ascii_lowercase()
    });
    let config = Config::new("5eed0000-0000-4000-8000-000000000001", Secret::new("key")).endpoint(url);
    let driver = ElasticHosts::new(CloudId::new("x"), config).unwrap();
    driver.client().server_start(&ServerId::new("38df0986-4d85-4b76-b502-3878ffc80161")).await.unwrap();
    let head = served.await.unwrap();
    assert!(
        head.starts_with("post /servers/38df0986-4d85-4b76-b502-3878ffc80161/start http/1.1\r\n"),
        "{head}"
    );
    let auth = "authorization: basic nwvlzdawmdatmdawmc00mdawltgwmdatmdawmdawmdawmdaxomtleq==";
    for line in ["content-length: 0", auth, "accept: text/plain"] {
        assert!(head.contains(&format!("\r\n{line}\r\n")), "{line} in {head}");
    }
    assert!(!head.contains("transfer-encoding") && !head.contains("expect"), "{head}");
}
