use anycloud_simulators::{Server, mist::Mist};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
};

#[test]
fn it_is_served_on_a_port() {
    let mist = Arc::new(Mist::new());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = runtime.block_on(Server::start(address, mist.clone())).unwrap();
    let path = format!("/backends/{}/machines", mist.backends()[0].0);
    let body = r#"{"name": "n", "image": "ami-2f61fe2e", "size": "t1.micro"}"#;
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    let login = format!("Authorization: mist_1 {}:{}\r\n", mist.email(), mist.token());
    write!(stream, "{head}{login}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains(r#""name":"n""#), "{answer}");
    assert_eq!((mist.machines(), mist.succeeded("POST backends/*/machines")), (25, 1));
}
