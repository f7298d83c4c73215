//! What is streamed ends cleanly: against a socket on this machine that plays the engine.

use crate::fake::{Engine, Reply, frame};
use anycloud_core::ErrorKind;
use anycloud_docker::{EventsQuery, Exec, LogsQuery, OutputSource, WaitFor};
use anycloud_http::HttpConfig;
use std::time::Duration;
use tokio::time::{sleep, timeout};

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const SOON: Duration = Duration::from_secs(10);

/// An engine with one container, whose log this is.
async fn with_log(tty: bool, log: Reply) -> Engine {
    let inspect = format!(r#"{{"Id":"{ID}","Name":"/web","Config":{{"Tty":{tty}}}}}"#);
    Engine::start(move |request| match request {
        r if r.starts_with("GET /v1.41/containers/web/json ") => Reply::json(&inspect),
        r if r.starts_with("GET /v1.41/containers/web/logs?") => log.clone(),
        r if r.starts_with("GET /v1.41/events ") => log.clone(),
        r if r.starts_with("POST /v1.41/images/create?fromImage=busybox%3A1 ") => log.clone(),
        r if r.starts_with("POST /v1.41/containers/web/wait?") => log.clone(),
        other => panic!("{other}"),
    })
    .await
}

/// Everything about the exchange is gone: no connection, and no task but those of the engine that is played.
async fn all_gone(engine: &Engine, tasks: usize) {
    timeout(SOON, async {
        while engine.streaming() > 0 || tokio::runtime::Handle::current().metrics().num_alive_tasks() > tasks
        {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("{} connections are left", engine.streaming()));
}

fn alive() -> usize {
    tokio::runtime::Handle::current().metrics().num_alive_tasks()
}

#[tokio::test]
async fn frames_cut_anywhere() {
    let mut wire = frame(1, b"out one\n");
    wire.extend(frame(2, b"err one\n"));
    wire.extend(frame(1, b"out two\n"));
    for cut in [1, 3, 7, 8, 9, 1000] {
        let pieces = wire.chunks(cut).map(<[u8]>::to_vec).collect();
        let engine = with_log(false, Reply::pieces(pieces).end()).await;
        let mut log = engine.client().container_logs(&"web".into(), &LogsQuery::new()).await.unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        while let Some(output) = log.next().await.unwrap() {
            if output.source == OutputSource::Stdout { &mut out } else { &mut err }
                .extend_from_slice(&output.bytes);
        }
        assert_eq!((&out[..], &err[..]), (&b"out one\nout two\n"[..], &b"err one\n"[..]), "cut at {cut}");
        assert_eq!(log.next().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_terminal_has_no_frames() {
    let engine =
        with_log(true, Reply::pieces(vec![b"\x01\0\0\0".to_vec(), b"plain\r\n".to_vec()]).end()).await;
    let mut log = engine.client().container_logs(&"web".into(), &LogsQuery::new()).await.unwrap();
    let mut all = Vec::new();
    while let Some(output) = log.next().await.unwrap() {
        assert_eq!(output.source, OutputSource::Terminal);
        all.extend_from_slice(&output.bytes);
    }
    assert_eq!(&all[..], b"\x01\0\0\0plain\r\n");
}

#[tokio::test]
async fn what_is_cut_off_is_told() {
    let mut half = frame(1, b"whole\n");
    half.extend(&frame(1, b"half")[..10]);
    let engine = with_log(false, Reply::pieces(vec![half]).end()).await;
    let mut log = engine.client().container_logs(&"web".into(), &LogsQuery::new()).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"whole\n");
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"ha", "what is there is handed out");
    let error = log.next().await.unwrap_err();
    assert_eq!((error.kind(), error.call()), (ErrorKind::Decode, Some("container logs")));
    assert_eq!(log.next().await.unwrap(), None, "it is over");

    let engine = with_log(false, Reply::pieces(vec![frame(1, b"whole\n")]).cut()).await;
    let mut log = engine.client().container_logs(&"web".into(), &LogsQuery::new()).await.unwrap();
    log.next().await.unwrap().unwrap();
    assert_eq!(log.next().await.unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn nobody_reads_any_more() {
    let event = br#"{"Type":"container","Action":"start","Actor":{"ID":"x"},"time":1}
"#;
    // They never end by themselves.
    let endless = || Reply::pieces(vec![event.to_vec()]).hang();
    let engine = with_log(true, endless()).await;
    let client = engine.client();
    let tasks = alive();
    // Three times, so that what is left behind would add up.
    for _ in 0..3 {
        let mut events = client.events(&EventsQuery::new()).await.unwrap();
        assert_eq!(events.next().await.unwrap().unwrap().action().unwrap(), "start");
        assert!(engine.streaming() > 0);
        drop(events);
        let mut log = client.container_logs(&"web".into(), &LogsQuery::new().follow()).await.unwrap();
        log.next().await.unwrap().unwrap();
        drop(log);
        let mut pull = client.image_pull(&"busybox:1".into(), None, None).await.unwrap();
        pull.next().await.unwrap().unwrap();
        drop(pull);
        let web = "web".into();
        let waiting = client.container_wait(&web, WaitFor::NotRunning);
        timeout(Duration::from_millis(100), waiting).await.unwrap_err();
    }
    drop(client);
    all_gone(&engine, tasks).await;
}

/// Only what should say something meets the timeout: of events there may be none for days.
#[tokio::test]
async fn silence() {
    let line =
        b"{\"status\":\"Downloading\",\"id\":\"a1\",\"progressDetail\":{\"current\":1,\"total\":2}}\r\n";
    let engine = with_log(true, Reply::pieces(vec![line.to_vec()]).hang()).await;
    let client = engine.client_with(HttpConfig::default().idle_timeout(Duration::from_millis(200)));
    let tasks = alive();
    let mut log = client.container_logs(&"web".into(), &LogsQuery::new()).await.unwrap();
    assert_eq!(log.next().await.unwrap().unwrap().bytes, &line[..]);
    let error = timeout(SOON, log.next()).await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.call()), (ErrorKind::Transport, Some("container logs")));
    assert!(error.message().contains("silent for 0.2 s"), "{error}");
    assert_eq!(log.next().await.unwrap().map(drop), None);

    // An engine says nothing while a registry is slow, or a layer large.
    let mut pull = client.image_pull(&"busybox:1".into(), None, None).await.unwrap();
    let progress = pull.next().await.unwrap().unwrap();
    assert_eq!(
        (progress.layer().unwrap().as_str(), progress.current(), progress.total()),
        ("a1", Some(1), Some(2))
    );
    timeout(Duration::from_millis(600), pull.next()).await.expect_err("it is still open");
    drop(pull);
    let mut events = client.events(&EventsQuery::new()).await.unwrap();
    events.next().await.unwrap().unwrap();
    timeout(Duration::from_millis(600), events.next()).await.expect_err("it is still open");
    let mut log = client.container_logs(&"web".into(), &LogsQuery::new().follow()).await.unwrap();
    log.next().await.unwrap().unwrap();
    timeout(Duration::from_millis(600), log.next()).await.expect_err("it is still open");
    drop((events, log, client));
    all_gone(&engine, tasks).await;
}

#[tokio::test]
async fn what_a_pull_says_of_its_failure() {
    let failed = |line: &str| {
        Reply::pieces(vec![b"{\"status\":\"Pulling\"}\r\n".to_vec(), line.as_bytes().to_vec()]).end()
    };
    let told = [
        (
            r#"{"errorDetail":{"message":"manifest for busybox:1 not found: manifest unknown"},"error":"old"}"#,
            ErrorKind::NotFound,
        ),
        (r#"{"error":"unexpected EOF"}"#, ErrorKind::OperationFailed),
        (r#"{"errorDetail":{"message":"write /x: no space left on device"}}"#, ErrorKind::StorageFull),
        (r#"{"status":"Pull"#, ErrorKind::Decode),
        ("<html>hunter2</html>\n", ErrorKind::Decode),
    ];
    for (line, kind) in told {
        let engine = with_log(true, failed(line)).await;
        let mut pull = engine.client().image_pull(&"busybox:1".into(), None, None).await.unwrap();
        assert_eq!(pull.next().await.unwrap().unwrap().status().unwrap(), "Pulling");
        let error = pull.next().await.unwrap_err();
        assert_eq!((error.kind(), error.call()), (kind, Some("image pull")), "{line}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        assert_eq!(pull.next().await.unwrap().map(drop), None, "it is over");
    }
}

/// A GiB, in frames of 32 KiB as the engine writes them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gib_in_bounded_memory() {
    const MIB: usize = 1 << 20;
    let piece: Vec<u8> = (0..32).flat_map(|n| frame(1 + n % 2, &[b'x'; 32 << 10])).collect();
    let engine = with_log(false, Reply::pieces(vec![piece]).times(1024).end()).await;
    let mut log = engine.client().container_logs(&"web".into(), &LogsQuery::new()).await.unwrap();
    let before = resident();
    let (mut sum, mut longest, mut peak) = (0, 0, before);
    while let Some(output) = log.next().await.unwrap() {
        sum += output.bytes.len();
        longest = longest.max(output.bytes.len());
        if sum % MIB == 0 {
            peak = peak.max(resident());
        }
    }
    assert_eq!(sum, 1024 * MIB);
    assert!(longest <= 256 << 10);
    // Others in this process have their own needs; a GiB is not among them.
    assert!(peak - before < 64 * MIB, "{} MiB more", (peak - before) / MIB);
}

#[tokio::test]
async fn a_wait_for_what_takes_long() {
    let reply = Reply::pieces(vec![]).pause(Duration::from_millis(700), br#"{"StatusCode":3}"#).end();
    let engine = with_log(true, reply).await;
    let client = engine.client_with(HttpConfig::default().idle_timeout(Duration::from_millis(100)));
    let exit = client.container_wait(&"web".into(), WaitFor::NotRunning).await.unwrap();
    assert_eq!(exit.code(), 3);
}

#[tokio::test]
async fn a_command_whose_code_comes_late() {
    let looks = std::sync::atomic::AtomicUsize::new(0);
    let engine = Engine::start(move |request| match request {
        r if r.starts_with("POST /v1.41/containers/web/exec ") => Reply::json(&format!(r#"{{"Id":"{ID}"}}"#)),
        r if r.starts_with(&format!("POST /v1.41/exec/{ID}/start ")) => {
            assert!(!r.to_ascii_lowercase().contains("upgrade"));
            Reply::pieces(vec![frame(1, b"done\n")]).end()
        }
        r if r.starts_with(&format!("GET /v1.41/exec/{ID}/json ")) => {
            let running = looks.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 52;
            let code = if running { "null" } else { "4" };
            Reply::json(&format!(r#"{{"ID":"{ID}","Running":{running},"ExitCode":{code}}}"#))
        }
        other => panic!("{other}"),
    })
    .await;
    let running = engine.client().exec(&"web".into(), &Exec::new(["true"])).await.unwrap();
    assert_eq!(running.id(), ID);
    assert_eq!(running.exit_code().await.unwrap(), 4);
}

fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096
}
