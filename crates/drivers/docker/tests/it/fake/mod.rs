//! A socket that plays the engine: each connection reads one request after another and answers as it is told.

use anycloud_docker::{Client, Config};
use anycloud_http::{HttpConfig, RetryPolicy};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::sleep;

/// What is answered: a head at once, and a body in chunks.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    head: String,
    pieces: Vec<Vec<u8>>,
    times: usize,
    late: Option<(Duration, Vec<u8>)>,
    late_head: Duration,
    end: End,
}

#[derive(Clone, Copy, Debug)]
enum End {
    /// As it should.
    Clean,
    /// The connection is closed in the middle.
    Cut,
    /// Before anything is said.
    Lost,
    /// Never, until the other side closes.
    Hang,
}

impl Reply {
    pub(crate) fn json(body: &str) -> Self {
        Self::pieces(vec![body.as_bytes().to_vec()])
    }

    pub(crate) fn status(status: &str, body: &str) -> Self {
        let mut reply = Self::json(body);
        reply.head = status.to_owned();
        reply
    }

    /// Each piece is a chunk, and a write, of its own.
    pub(crate) fn pieces(pieces: Vec<Vec<u8>>) -> Self {
        Self {
            head: "200 OK".into(),
            pieces,
            times: 1,
            late: None,
            late_head: Duration::ZERO,
            end: End::Clean,
        }
    }

    pub(crate) fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    pub(crate) fn pause(mut self, time: Duration, then: &[u8]) -> Self {
        self.late = Some((time, then.to_vec()));
        self
    }

    /// So long nothing is said at all.
    pub(crate) fn late_head(mut self, time: Duration) -> Self {
        self.late_head = time;
        self
    }

    pub(crate) fn end(mut self) -> Self {
        self.end = End::Clean;
        self
    }

    pub(crate) fn cut(mut self) -> Self {
        self.end = End::Cut;
        self
    }

    pub(crate) fn lost(mut self) -> Self {
        self.end = End::Lost;
        self
    }

    pub(crate) fn hang(mut self) -> Self {
        self.end = End::Hang;
        self
    }
}

/// The engine, until it is dropped.
pub(crate) struct Engine {
    folder: tempfile::TempDir,
    streaming: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Engine {
    /// An engine of API 1.41 that answers each request by its head.
    pub(crate) async fn start(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::of_version("1.41", answer).await
    }

    pub(crate) async fn of_version(
        version: &'static str,
        answer: impl Fn(&str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("docker.sock")).unwrap();
        let (streaming, answer) = (Arc::new(AtomicUsize::new(0)), Arc::new(answer));
        let count = streaming.clone();
        let task = tokio::spawn(async move {
            // The tasks of connections end with this one.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (count, answer) = (count.clone(), answer.clone());
                connections.spawn(async move {
                    let answer = |head: &str| {
                        if head.starts_with("GET /_ping ") {
                            Reply::status(&format!("200 OK\r\nApi-Version: {version}"), "OK")
                        } else {
                            answer(head)
                        }
                    };
                    let _ = serve(stream, answer, &count).await;
                });
            }
        });
        Self { folder, streaming, task }
    }

    pub(crate) fn client(&self) -> Client {
        self.client_with(HttpConfig::default())
    }

    pub(crate) fn client_with(&self, http: HttpConfig) -> Client {
        Client::new(self.config().http(http.retry(RetryPolicy::never()))).unwrap()
    }

    /// How to reach it, once for each call.
    pub(crate) fn config(&self) -> Config {
        let host = format!("unix://{}", self.folder.path().join("docker.sock").display());
        Config::new(&host).http(HttpConfig::default().retry(RetryPolicy::never()))
    }

    /// How many connections there are.
    pub(crate) fn streaming(&self) -> usize {
        self.streaming.load(Ordering::SeqCst)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One frame of output.
pub(crate) fn frame(stream: u8, text: &[u8]) -> Vec<u8> {
    let mut out = vec![stream, 0, 0, 0];
    out.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
    out.extend(text);
    out
}

async fn serve(
    mut stream: UnixStream,
    answer: impl Fn(&str) -> Reply,
    count: &AtomicUsize,
) -> std::io::Result<()> {
    let _open = Open::new(count);
    let mut read = Vec::new();
    while let Some(head) = head(&mut stream, &mut read).await? {
        let reply = answer(&head);
        sleep(reply.late_head).await;
        if matches!(reply.end, End::Lost) {
            return Ok(());
        }
        let start = format!("HTTP/1.1 {}\r\nTransfer-Encoding: chunked\r\n\r\n", reply.head);
        stream.write_all(start.as_bytes()).await?;
        for _ in 0..reply.times {
            for piece in &reply.pieces {
                chunk(&mut stream, piece).await?;
            }
        }
        if let Some((time, then)) = &reply.late {
            sleep(*time).await;
            chunk(&mut stream, then).await?;
        }
        match reply.end {
            End::Clean => stream.write_all(b"0\r\n\r\n").await?,
            End::Cut | End::Lost => return Ok(()),
            End::Hang => {
                // The end of the stream is what closing looks like from here.
                while stream.read(&mut [0; 64]).await? > 0 {}
                return Ok(());
            }
        }
    }
    Ok(())
}

async fn chunk(stream: &mut UnixStream, piece: &[u8]) -> std::io::Result<()> {
    stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
    stream.write_all(piece).await?;
    stream.write_all(b"\r\n").await?;
    stream.flush().await?;
    // So that the other side sees the piece alone, where that matters.
    tokio::task::yield_now().await;
    Ok(())
}

/// The head of the next request; its body is read and dropped.
async fn head(stream: &mut UnixStream, read: &mut Vec<u8>) -> std::io::Result<Option<String>> {
    loop {
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..at + 4]).into_owned();
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0usize);
            while read.len() < at + 4 + length {
                if stream.read_buf(read).await? == 0 {
                    return Ok(None);
                }
            }
            read.drain(..at + 4 + length);
            return Ok(Some(head));
        }
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    }
}

/// Counts a connection while it is open.
struct Open<'a>(&'a AtomicUsize);

impl<'a> Open<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
