use crate::elastichosts::client::BASIC;
use anycloud_simulators::{
    Faulty, Server,
    elastichosts::ElasticHosts,
    faults::{Fault, FaultRule, FaultScript},
};
use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

struct Mounted {
    simulator: Arc<Faulty<ElasticHosts>>,
    server: Server,
    runtime: tokio::runtime::Runtime,
}

fn mount(faults: impl IntoIterator<Item = Fault>) -> Mounted {
    let rules = faults.into_iter().map(|fault| FaultRule::new("POST /drives/create", fault).unwrap());
    let simulator = Arc::new(Faulty::new(ElasticHosts::new(), FaultScript::new(rules)));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = runtime.block_on(Server::start(address, simulator.clone())).unwrap();
    Mounted { simulator, server, runtime }
}

impl Mounted {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    fn drives(&self) -> usize {
        self.simulator.inner().drives()
    }
}

fn create(stream: &mut TcpStream, extra: &str) {
    let body = "name d\nsize 1M";
    let head = format!("POST /drives/create HTTP/1.1\r\nHost: x\r\nAuthorization: {BASIC}\r\n{extra}");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
}

/// Everything until the connection closes.
fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// One answer with a Content-Length: its head and its body.
fn answer(stream: &mut TcpStream) -> (String, String) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

#[test]
fn a_connection_is_kept_and_used_again() {
    let mounted = mount([]);
    assert_eq!(mounted.server.url(), format!("http://{}", mounted.server.address()));
    let mut stream = mounted.connect();
    for count in 1..=3 {
        create(&mut stream, "");
        let (head, body) = answer(&mut stream);
        assert!(head.starts_with("http/1.1 200 "), "{head}");
        assert!(body.contains("size 1048576\n"), "{body}");
        assert_eq!(mounted.drives(), count);
    }
}

#[test]
fn a_reply_is_lost_before_or_after_the_provider_acted() {
    for (fault, drives) in [(Fault::DropBefore, 0), (Fault::DropAfter, 1)] {
        let mounted = mount([fault]);
        let mut stream = mounted.connect();
        create(&mut stream, "");
        assert_eq!(rest(&mut stream), "");
        assert_eq!(mounted.drives(), drives);
    }
}

#[test]
fn an_answer_is_cut_short() {
    for bytes in [0, 10] {
        let mounted = mount([Fault::Truncate { bytes }]);
        let mut stream = mounted.connect();
        create(&mut stream, "");
        let text = rest(&mut stream);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let head = head.to_lowercase();
        let promised: usize =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
        assert!(promised > 100, "{head}");
        assert_eq!(body.len(), bytes, "{body}");
        assert_eq!(mounted.drives(), 1);
    }
}

#[test]
fn a_stalled_peer_waits_and_others_do_not() {
    let mounted = mount([Fault::Stall]);
    let mut stalled = mounted.connect();
    create(&mut stalled, "");
    stalled.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let error = stalled.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    let mut other = mounted.connect();
    create(&mut other, "Connection: close\r\n");
    assert!(rest(&mut other).starts_with("HTTP/1.1 200 "));
    assert_eq!(mounted.drives(), 1);
}

#[test]
fn a_delay_passes_before_the_answer() {
    let mounted = mount([Fault::Delay { ms: 150 }]);
    let mut stream = mounted.connect();
    let began = Instant::now();
    create(&mut stream, "Connection: close\r\n");
    assert!(rest(&mut stream).starts_with("HTTP/1.1 200 "));
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[test]
fn chunked_bodies_are_read_and_refused() {
    let mounted = mount([]);
    let mut stream = mounted.connect();
    let head = format!("POST /drives/create HTTP/1.1\r\nHost: x\r\nAuthorization: {BASIC}\r\n");
    write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\n6\r\nname d\r\n0\r\n\r\n").unwrap();
    let (head, _) = answer(&mut stream);
    assert!(head.starts_with("http/1.1 400 "), "{head}");
    assert!(head.contains("x-elastic-error: usage"), "{head}");
    // The connection is none the worse for it.
    create(&mut stream, "");
    assert!(answer(&mut stream).0.starts_with("http/1.1 200 "));
}

#[test]
fn dropping_the_server_ends_its_connections() {
    let mounted = mount([Fault::Stall]);
    let address = mounted.server.address();
    let mut stalled = mounted.connect();
    create(&mut stalled, "");
    std::thread::sleep(Duration::from_millis(50));
    drop(mounted.server);
    // Closed or reset: not open.
    assert!(!matches!(stalled.read(&mut [0]), Ok(1..)));
    let refused = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        TcpStream::connect(address).is_err()
    });
    assert!(refused);
    drop(mounted.runtime);
}
