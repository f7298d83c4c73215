//! An engine of API 1.52, played: what changed since 1.41. Written after the reference of the API; no such engine was
//! tried.

use crate::fake::{Engine, Reply, frame};
use anycloud_core::{ErrorKind, ServerId};
use anycloud_docker::wire::Status;
use anycloud_docker::{
    Client, CreateContainer, Endpoint, EventsQuery, Filters, LogsQuery, OutputSource, Prune, WaitFor,
};

fn fixture(name: &str) -> String {
    let path = format!("{}/../../../fixtures/docker/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip_while(|line| line.starts_with('#')).collect()
}

async fn engine() -> Engine {
    let id = "a".repeat(64);
    let (inspect, event) = (fixture("container-1.52.json"), fixture("event-1.52.json"));
    Engine::of_version("1.52", move |request| {
        let (line, _) = request.split_once(" HTTP/1.1").unwrap();
        match line.strip_prefix("POST /v1.52").or_else(|| line.strip_prefix("GET /v1.52")).unwrap() {
            "/containers/create" => {
                Reply::status("201 Created", &format!(r#"{{"Id":"{id}","Warnings":["w"]}}"#))
            }
            "/containers/web/json" => Reply::json(&inspect),
            "/containers/web/logs?stdout=true&stderr=true" => Reply::pieces(vec![frame(2, b"err")]),
            "/containers/web/wait?condition=removed" => Reply::json(r#"{"StatusCode":0}"#),
            "/events" => Reply::json(&event),
            "/volumes/prune" => Reply::json(r#"{"VolumesDeleted":["0f"],"SpaceReclaimed":7}"#),
            // Without the older `error`. docs: Engine API 1.48.
            "/images/create?fromImage=busybox%3Alatest" => {
                Reply::json(r#"{"errorDetail":{"message":"pull access denied for busybox"}}"#)
            }
            other => panic!("{other}"),
        }
    })
    .await
}

#[tokio::test]
async fn what_changed() {
    let played = engine().await;
    let engine: Client = played.client();
    assert_eq!(engine.api_version().await.unwrap().to_string(), "1.52");

    let two = CreateContainer::new("busybox").network(Endpoint::new("one")).network(Endpoint::new("two"));
    let (id, warnings) = engine.container_create_warned(&two).await.unwrap();
    assert_eq!((id.as_str().len(), warnings), (64, vec!["w".into()]));

    let web = ServerId::new("web");
    let info = engine.container(&web).await.unwrap();
    assert_eq!((info.state().status, info.networks()[0].addresses.len()), (Status::Exited, 2));
    let mut log = engine.container_logs(&web, &LogsQuery::new()).await.unwrap();
    assert_eq!(log.next().await.unwrap().unwrap().source, OutputSource::Stderr);
    assert_eq!(engine.container_wait(&web, WaitFor::Removed).await.unwrap().code(), 0);

    let mut events = engine.events(&EventsQuery::new()).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().action().unwrap(), "die");
    assert_eq!(events.next().await.unwrap().map(drop), None);

    // Since 1.42 volumes with a name stay, so that a prune without `all` is what it says.
    let pruned = engine.prune(Prune::Volumes, &Filters::new()).await.unwrap();
    assert_eq!((pruned.removed(), pruned.freed().0), (vec!["0f".into()], 7));

    let pull = engine.image_pull(&"busybox".into(), None, None).await.unwrap();
    assert_eq!(pull.finish().await.unwrap_err().kind(), ErrorKind::NotFound);
}
