use crate::client::{Client, TOKEN, elastichosts, elastichosts_of};
use anycloud::run::OperationId;
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

async fn serving(client: &Client) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<Vec<OperationId>>) {
    let listening = client.gateway.listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let (address, (stop, stopped)) = (listening.address(), oneshot::channel());
    let served = tokio::spawn(listening.until(async {
        let _ = stopped.await;
    }));
    (address, stop, served)
}

/// All that comes back for these bytes, until the gateway closes.
async fn exchange(address: SocketAddr, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A gateway that has seen enough closes before everything was written.
    let _ = stream.write_all(sent).await;
    let mut back = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut back)).await.unwrap();
    String::from_utf8_lossy(&back).into_owned()
}

#[tokio::test]
async fn requests_come_over_tcp_and_bodies_are_bounded() {
    let client = Client::over(&[]);
    let (address, stop, served) = serving(&client).await;
    let head =
        |more: &str| format!("Host: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n{more}\r\n");
    let good = exchange(address, format!("GET /backends HTTP/1.1\r\n{}", head("")).as_bytes()).await;
    assert!(good.starts_with("HTTP/1.1 200 OK\r\n") && good.ends_with("\r\n\r\n[]"), "{good}");
    assert!(good.to_lowercase().contains("cache-control: no-store"), "{good}");

    let promised = format!("POST /backends HTTP/1.1\r\n{}", head("Content-Length: 99999999\r\n"));
    let large = exchange(address, &[promised.as_bytes(), &vec![b' '; 2 << 20]].concat()).await;
    assert!(large.starts_with("HTTP/1.1 413 ") && large.contains("Request too large: "), "{large}");
    let stranger = promised.replace(TOKEN, "wrong");
    let refused = exchange(address, stranger.as_bytes()).await;
    assert!(refused.starts_with("HTTP/1.1 401 "), "a stranger's body is not waited for: {refused}");
    let cut = format!("POST /backends HTTP/1.1\r\n{}{{", head("Transfer-Encoding: chunked\r\n") + "zz\r\n");
    assert!(exchange(address, cut.as_bytes()).await.starts_with("HTTP/1.1 400 "));

    stop.send(()).unwrap();
    served.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_arrive_is_not_waited_for() {
    let client = Client::over(&[]);
    let (address, _stop, _) = serving(&client).await;
    // Those who have shown the token have more time for the next head than those who have not.
    for (token, least, most) in [("", 9, 11), (TOKEN, 29, 31)] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let began = Instant::now();
        let first = format!("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
        stream.write_all(first.as_bytes()).await.unwrap();
        assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0, "answered");
        // A byte a second keeps nobody.
        for byte in "GET /backends HTTP/1.1\r\nX-".bytes() {
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
            let _ = tokio::time::timeout(Duration::from_secs(1), stream.readable()).await;
        }
        let left = stream.read(&mut [0; 16]).await;
        assert!(matches!(left, Ok(0) | Err(_)), "closed without a word: {left:?}");
        assert!((least..=most).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn one_address_cannot_take_every_connection() {
    let client = Client::over(&[]);
    let (address, _stop, _) = serving(&client).await;
    let mut silent = Vec::new();
    for _ in 0..256 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    let head =
        format!("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n\r\n");
    assert_eq!(exchange(address, head.as_bytes()).await, "", "this address has its share");
    // Another one of the loopback network.
    #[cfg(target_os = "linux")]
    {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 2], 0).into()).unwrap();
        let mut other = socket.connect(address).await.unwrap();
        other.write_all(head.as_bytes()).await.unwrap();
        let mut back = String::new();
        other.read_to_string(&mut back).await.unwrap();
        assert!(back.starts_with("HTTP/1.1 200 OK"), "{back}");
    }
    drop(silent);
    while !exchange(address, head.as_bytes()).await.starts_with("HTTP/1.1 200 OK") {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_dropped() {
    let (_, london) = elastichosts_of("london", ElasticHosts::builder().filled(500).build().unwrap());
    let client = Client::over(&[london]);
    let path = format!("/backends/{}/machines", client.backend("london").await);
    let one = client.text("GET", &path, "").await.1.len();
    let (address, _stop, _) = serving(&client).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let asked = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n");
    let times = (32 << 20) / one;
    stream.write_all(asked.repeat(times).as_bytes()).await.unwrap();
    // More than the buffers of two sockets hold, unread.
    tokio::time::sleep(Duration::from_secs(3)).await;
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(31)).await;
    tokio::time::resume();
    let mut back = Vec::new();
    let _ = stream.read_to_end(&mut back).await;
    assert!(!back.is_empty() && back.len() < times * one, "{} of {}", back.len(), times * one);
}

#[tokio::test]
async fn a_request_that_has_begun_is_answered_before_the_end() {
    let client = Client::over(&[]);
    let (address, stop, served) = serving(&client).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 2\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send(()).unwrap();
    stream.write_all(b"{}").await.unwrap();
    let mut back = String::new();
    stream.read_to_string(&mut back).await.unwrap();
    assert!(back.starts_with("HTTP/1.1 200 OK") && back.contains("BEGIN PRIVATE KEY"), "{back}");
    served.await.unwrap();
}

#[tokio::test]
async fn a_change_whose_client_has_left_is_made_before_the_end() {
    let (simulated, london) = elastichosts("london");
    let drives = simulated.inner().drive_ids().len();
    let client = Client::with(&[london], |settings| settings.destroys_drives(true));
    let path = format!("/backends/{}/machines", client.backend("london").await);
    let machine = simulated.inner().server_ids()[0].clone();
    let slow = FaultRule::new("POST /servers/*/destroy", Fault::Delay { ms: 1000 }).unwrap().always();
    simulated.arm(FaultScript::new([slow]));
    let (address, stop, served) = serving(&client).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let asked = format!(
        "POST {path}/{machine}?action=destroy HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
    );
    stream.write_all(asked.as_bytes()).await.unwrap();
    while simulated.inner().server_ids().len() == 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(stream);
    stop.send(()).unwrap();
    assert_eq!(served.await.unwrap(), [], "nothing is left open");
    assert!(simulated.inner().drive_ids().len() < drives, "its drives went after the server");
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_named_at_the_end() {
    let (simulated, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let path = format!("/backends/{}/machines", client.backend("london").await);
    let machine = simulated.inner().server_ids()[0].clone();
    let slow = FaultRule::new("POST /servers/*/destroy", Fault::StallAfter).unwrap().always();
    let gateway = client.gateway.clone();
    let request = http::Request::post(format!("{path}/{machine}?action=destroy"));
    let request = request.header(http::header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    let request = request.body(bytes::Bytes::new()).unwrap();
    simulated.arm(FaultScript::new([slow]));
    let asking = tokio::spawn(async move { gateway.answer([127, 0, 0, 1].into(), request).await });
    while simulated.inner().server_ids().len() == 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    asking.abort();
    let (_, stop, served) = serving(&client).await;
    stop.send(()).unwrap();
    assert_eq!(served.await.unwrap().len(), 1);
}

#[tokio::test]
async fn other_machines_are_not_listened_to_unless_told() {
    let client = Client::over(&[]);
    let refused = client.gateway.listen(([0, 0, 0, 0], 0).into()).await.unwrap_err();
    assert_eq!(refused.kind(), anycloud::ErrorKind::InvalidConfig);
    let open = Client::with(&[], |settings| settings.listens_anywhere(true));
    assert_ne!(open.gateway.listen(([0, 0, 0, 0], 0).into()).await.unwrap().address().port(), 0);
}
