//! A server that misbehaves on purpose: what an HTTP library would not let us do.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// What is done with each connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Closed before anything is read.
    Drop,
    /// One request is read whole, and then the connection is closed.
    ReadAndDrop,
    /// One request is answered with these bytes, and then the connection is closed.
    Write(&'static str),
    /// One request is answered with these bytes, and then nothing happens.
    WriteAndStall(&'static str),
}

/// Runs until it is dropped. Each connection gets the next act; the last one is for all that follow.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) url: Url,
    log: Arc<Mutex<Log>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Log {
    connections: usize,
    requests: Vec<String>,
    closed: usize,
}

impl Raw {
    pub(crate) async fn start(acts: &[Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let log = Arc::new(Mutex::new(Log::default()));
        let task = tokio::spawn(serve(listener, acts.to_vec(), log.clone()));
        Self { url, log, task }
    }

    pub(crate) fn connections(&self) -> usize {
        self.log.lock().unwrap().connections
    }

    /// Heads and bodies as they arrived.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.log.lock().unwrap().requests.clone()
    }

    /// Waits until the client has closed so many stalled connections.
    pub(crate) async fn closed(&self, n: usize) {
        let waited = tokio::time::timeout(Duration::from_secs(20), async {
            while self.log.lock().unwrap().closed < n {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.expect("the client keeps its connection open");
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, acts: Vec<Act>, log: Arc<Mutex<Log>>) {
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0.. {
        let (socket, _) = listener.accept().await.unwrap();
        let act = acts[n.min(acts.len() - 1)];
        log.lock().unwrap().connections += 1;
        tasks.spawn(act_on(socket, act, log.clone()));
    }
}

async fn act_on(mut socket: TcpStream, act: Act, log: Arc<Mutex<Log>>) {
    if let Act::Drop = act {
        return;
    }
    let Some(request) = read_request(&mut socket).await else { return };
    log.lock().unwrap().requests.push(request);
    if let Act::Write(text) | Act::WriteAndStall(text) = act {
        let _ = socket.write_all(text.as_bytes()).await;
    }
    if let Act::WriteAndStall(_) = act {
        // Only the client ends this; a reset is an end too.
        let mut byte = [0];
        while socket.read(&mut byte).await.is_ok_and(|n| n > 0) {}
        log.lock().unwrap().closed += 1;
    } else {
        let _ = socket.shutdown().await;
    }
}

async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|l| {
                let (name, value) = l.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
