//! Logs and events as they come, from an engine that means it.

use super::lab::{Lab, is_podman, now, texts};
use anycloud_docker::{EventsQuery, Filters, LogsQuery, OutputSource, WaitFor};
use std::time::Duration;

#[tokio::test]
#[ignore = "needs an engine"]
async fn both_outputs_apart() {
    Lab::run("logs", |lab| async move {
        let engine = &lab.engine;
        let script = "for i in 1 2 3; do echo out $i; echo err $i >&2; done";
        let id = lab.started(&lab.running("both", script)).await;
        engine.container_wait(&id, WaitFor::NotRunning).await.unwrap();
        let (out, err, terminal) = lab.said(&id).await;
        assert_eq!(out, "out 1\nout 2\nout 3\n");
        assert_eq!(err, "err 1\nerr 2\nerr 3\n");
        assert_eq!(terminal, "");
        let mut only = LogsQuery::new();
        only.stdout = false;
        let (out, err, _) = texts(engine.container_logs(&id, &only).await.unwrap()).await;
        assert_eq!((out.as_str(), err.lines().count()), ("", 3));

        let mut with_terminal = lab.running("terminal", script);
        with_terminal.tty = true;
        let id = lab.started(&with_terminal).await;
        engine.container_wait(&id, WaitFor::NotRunning).await.unwrap();
        let (out, err, terminal) = lab.said(&id).await;
        assert_eq!((out.as_str(), err.as_str()), ("", ""));
        assert!(terminal.starts_with("out 1\r\nerr 1\r\n"), "{terminal:?}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn what_it_says_next() {
    Lab::run("follow", |lab| async move {
        let engine = &lab.engine;
        let id = lab
            .started(&lab.running("talker", "i=0; while true; do echo line $i; i=$((i+1)); sleep 0.1; done"))
            .await;
        let mut log = engine.container_logs(&id, &LogsQuery::new().follow()).await.unwrap();
        let mut seen = String::new();
        while !seen.contains("line 5\n") {
            let output =
                tokio::time::timeout(Duration::from_secs(20), log.next()).await.unwrap().unwrap().unwrap();
            assert_eq!(output.source, OutputSource::Stdout);
            seen += std::str::from_utf8(&output.bytes).unwrap();
        }
        engine.container_kill(&id, None).await.unwrap();
        while tokio::time::timeout(Duration::from_secs(20), log.next()).await.unwrap().unwrap().is_some() {}
        let last = engine.container_logs(&id, &LogsQuery::new().tail(1)).await.unwrap();
        assert_eq!(texts(last).await.0.lines().count(), 1);
    })
    .await;
}

/// 32 MiB in long lines from a real engine, which takes its time to write them; a GiB goes through the same code in the tests on
/// loopback.
#[tokio::test]
#[ignore = "needs an engine"]
async fn a_long_log_in_bounded_memory() {
    Lab::run("long", |lab| async move {
        let engine = &lab.engine;
        let length: u64 = 32 << 20;
        // Whole lines: of a log that is followed, an engine may lose what has no end.
        let script = format!("yes {} | head -c {length}", "x".repeat(8191));
        let id = lab.started(&lab.running("talker", &script)).await;
        let mut query = LogsQuery::new();
        if is_podman(engine).await {
            // Podman 4.3 loses the end of a log that is followed.
            engine.container_wait(&id, WaitFor::NotRunning).await.unwrap();
        } else {
            query = query.follow();
        }
        let mut log = engine.container_logs(&id, &query).await.unwrap();
        let (mut sum, mut longest) = (0, 0);
        let before = resident();
        let mut peak = before;
        while let Some(output) = log.next().await.unwrap() {
            sum += output.bytes.len() as u64;
            longest = longest.max(output.bytes.len());
            peak = peak.max(resident());
        }
        assert_eq!(sum, length);
        assert!(longest <= 256 << 10, "{longest}");
        assert!(peak - before < 16 << 20, "{} MiB more", (peak - before) >> 20);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn what_happens() {
    Lab::run("events", |lab| async move {
        let engine = &lab.engine;
        let since = now();
        let query = EventsQuery::new().since(since).filters(lab.mine().with("type", "container"));
        let mut events = engine.events(&query).await.unwrap();
        let id = lab.started(&lab.running("short", "exit 9")).await;
        engine.container_wait(&id, WaitFor::NotRunning).await.unwrap();
        let mut seen = Vec::new();
        while seen.last().is_none_or(|action: &String| !action.starts_with("die") && action != "died") {
            let event =
                tokio::time::timeout(Duration::from_secs(20), events.next()).await.unwrap().unwrap().unwrap();
            assert_eq!(event.kind().unwrap(), "container");
            assert_eq!(event.id().unwrap(), id.as_str());
            assert!(event.time().unwrap().as_unix() >= since.as_unix());
            seen.push(event.action().unwrap().to_string());
        }
        assert!(seen.contains(&"create".to_owned()) && seen.contains(&"start".to_owned()), "{seen:?}");
        drop(events);

        let past = EventsQuery::new()
            .since(since)
            .until(now())
            .filters(Filters::new().with("container", id.as_str()));
        let mut past = engine.events(&past).await.unwrap();
        let mut count = 0;
        while tokio::time::timeout(Duration::from_secs(20), past.next()).await.unwrap().unwrap().is_some() {
            count += 1;
        }
        assert!(count >= 2, "{count}");
    })
    .await;
}

fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    status.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}
