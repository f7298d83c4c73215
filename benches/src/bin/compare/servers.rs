//! The servers that contenders talk to: the simulators, and one that only sends a list.

use crate::Outcome;
use anycloud_benches::{bodies, instances};
use anycloud_simulators::cloudsigma::CloudSigma;
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::{Reply, Server, Simulator, Then};
use bytes::Bytes;
use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where a server is, and who may use it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Account {
    pub(crate) url: String,
    pub(crate) user: String,
    pub(crate) secret: String,
}

/// `serve elastichosts|cloudsigma|drives|list|ec2 COUNT`, until standard input ends.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let [kind, count] = arguments else { return Err("serve KIND COUNT".into()) };
    let count: usize = count.parse()?;
    match kind.as_str() {
        "cloudsigma" => {
            let cloud = CloudSigma::builder().filled(count).build()?;
            let (user, secret) = (cloud.user().to_owned(), cloud.password().to_owned());
            simulate(replayed(cloud), user, secret)
        }
        // Drives change, so nothing is replayed.
        kind @ ("elastichosts" | "drives") => {
            let cloud = ElasticHosts::builder().filled(count).build()?;
            let (user, secret) = (cloud.user().to_owned(), cloud.secret().to_owned());
            let simulator: Arc<dyn Simulator> =
                if kind == "drives" { Arc::new(cloud) } else { replayed(cloud) };
            simulate(simulator, user, secret)
        }
        "ec2" => simulate(Arc::new(Instances::new(count)), "AKIDEXAMPLE".into(), "made-up".into()),
        "list" => send_lists(count),
        other => Err(format!("there is no server {other}").into()),
    }
}

fn simulate(simulator: Arc<dyn Simulator>, user: String, secret: String) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = runtime.block_on(Server::start(address, simulator))?;
    ready(&Account { url: server.url().to_owned(), user, secret })?;
    wait()
}

fn replayed(simulator: impl Simulator) -> Arc<dyn Simulator> {
    Arc::new(Replayed { simulator: Arc::new(simulator), replies: Mutex::default() })
}

/// A simulator whose replies are made once and then sent again, for clients that only read, so that what is measured is the clients: to write the
/// list of 10,000 servers takes a simulator longer than it takes them to read it.
#[derive(Debug)]
struct Replayed {
    simulator: Arc<dyn Simulator>,
    /// By path, credentials and the format that is asked for.
    replies: Mutex<HashMap<String, http::Response<Bytes>>>,
}

impl Simulator for Replayed {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        let headers = request.headers();
        let (accept, user) = (headers.get(ACCEPT), headers.get(AUTHORIZATION));
        let key = format!("{} {} {accept:?} {user:?}", request.method(), request.uri());
        let mut replies = self.replies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reply) = replies.get(&key) {
            return Reply::answer(reply.clone());
        }
        let reply = self.simulator.handle(now, request);
        if let Then::Answer(response) = &reply.then {
            replies.insert(key, response.clone());
        }
        reply
    }
}

/// Just enough of EC2 to list servers: the same bytes for whoever asks, however it is signed. To any other call it answers with an
/// empty list of addresses, for which libcloud asks behind its servers.
#[derive(Debug)]
pub(crate) struct Instances(Bytes);

impl Instances {
    pub(crate) fn new(count: usize) -> Self {
        Self(instances::reply(count).into())
    }
}

impl Simulator for Instances {
    fn handle(&self, _: Duration, request: http::Request<Bytes>) -> Reply {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let asked =
            [query, request.body()].iter().any(|form| memmem::find(form, b"=DescribeInstances").is_some());
        let body = if asked { self.0.clone() } else { Bytes::from_static(NO_ADDRESSES) };
        let mut response = http::Response::new(body);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml;charset=UTF-8"));
        Reply::answer(response)
    }
}

const NO_ADDRESSES: &[u8] = b"<DescribeAddressesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
    <requestId>1</requestId><addressesSet/></DescribeAddressesResponse>";

/// Sends a list of so many servers to whoever asks for whatever, as it is made: nothing of it is held.
fn send_lists(count: usize) -> Outcome {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    ready(&Account { url, user: "user".into(), secret: "secret".into() })?;
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            // A client that leaves early is its own affair.
            let _ = send_list(socket, count);
        }
    });
    wait()
}

fn send_list(mut socket: TcpStream, count: usize) -> std::io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(socket.try_clone()?);
    while reader.read_line(&mut head)? > 2 {
        head.clear();
    }
    socket.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
    )?;
    let mut chunk = String::new();
    for number in 0..count {
        chunk.push_str(&bodies::server(number));
        if chunk.len() >= 64 << 10 || number + 1 == count {
            socket.write_all(format!("{:x}\r\n{chunk}\r\n", chunk.len()).as_bytes())?;
            chunk.clear();
        }
    }
    socket.write_all(b"0\r\n\r\n")
}

fn ready(account: &Account) -> Outcome {
    println!("{}", serde_json::to_string(account)?);
    Ok(std::io::stdout().flush()?)
}

/// Until standard input ends.
fn wait() -> Outcome {
    std::io::copy(&mut std::io::stdin().take(u64::MAX), &mut std::io::sink())?;
    Ok(())
}
