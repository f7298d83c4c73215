use crate::client::{Client, elastichosts, mist};
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

fn on_everything(fault: Fault) -> FaultScript {
    FaultScript::new([FaultRule::new("*", fault).unwrap().always()])
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_is_down_hides_nobody_else_s_machines() {
    let (_, up) = elastichosts("up");
    let (silent, stalled) = elastichosts("stalled");
    let (locked, expired) = elastichosts("expired");
    silent.arm(on_everything(Fault::Stall));
    locked.arm(on_everything(Fault::Refused { code: "auth".into() }));
    let deadline = Duration::from_secs(5);
    let client = Client::with(&[stalled, up, expired], |settings| settings.deadline(deadline));

    let began = Instant::now();
    let all = client.list("/backends").await;
    assert_eq!(began.elapsed(), deadline, "all at once, and no longer than the deadline");
    let states: Vec<&Value> = all.iter().map(|backend| &backend["state"]).collect();
    assert_eq!(states, ["unavailable", "online", "unavailable"]);
    assert_eq!(all[0]["error"], "no answer within 5 s");

    let began = Instant::now();
    let everything = client.json("GET", "/machines", Value::Null).await;
    assert_eq!(began.elapsed(), deadline, "all at once, and no longer than the deadline");
    assert_eq!(everything["machines"].as_array().unwrap().len(), 3);
    let up = client.backend("up").await;
    assert!(everything["machines"].as_array().unwrap().iter().all(|machine| machine["backend"] == up));
    let mut unavailable: Vec<(&str, &str)> = everything["unavailable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["title"].as_str().unwrap(), entry["error"].as_str().unwrap()))
        .collect();
    unavailable.sort_unstable();
    assert_eq!(unavailable.len(), 2);
    assert_eq!(unavailable[1], ("stalled", "Backend unavailable: no answer within 5 s"));

    let path = |id: String| format!("/backends/{id}/machines");
    assert_eq!(client.list(&path(up)).await.len(), 3);
    let stalled = path(client.backend("stalled").await);
    let refusal = client.refused("GET", &stalled, Value::Null).await;
    assert_eq!(refusal, (503, "Backend unavailable: no answer within 5 s".to_owned()));
    let expired = path(client.backend("expired").await);
    let (status, line) = client.refused("GET", &expired, Value::Null).await;
    assert!(status == 401 && line.starts_with("Invalid backend credentials: "), "{status} {line}");
    let machine = format!("{expired}/5eed0000-0000-4000-8000-000000000009");
    assert_eq!(client.refused("POST", &machine, json!({"action": "stop"})).await.0, 401);

    // It is back.
    silent.disarm();
    assert_eq!(client.list(&stalled).await.len(), 3);
    tokio::time::advance(Duration::from_secs(11)).await;
    let states: Vec<Value> =
        client.list("/backends").await.iter().map(|backend| backend["state"].clone()).collect();
    assert_eq!(states, ["online", "online", "unavailable"]);
}

#[tokio::test(start_paused = true)]
async fn half_a_list_is_none() {
    let (half, london) = elastichosts("london");
    half.arm(FaultScript::new([FaultRule::new("GET /servers/info", Fault::Truncate { bytes: 300 })
        .unwrap()
        .always()]));
    let client = Client::over(&[london]);
    let path = format!("/backends/{}/machines", client.backend("london").await);
    let (status, line) = client.refused("GET", &path, Value::Null).await;
    assert!(status == 503 && line.starts_with("Backend unavailable: "), "{status} {line}");
    let everything = client.json("GET", "/machines", Value::Null).await;
    assert_eq!(everything["machines"], json!([]));
    assert_eq!(everything["unavailable"][0]["title"], "london");
}

/// What is inside a cloud: its id and title.
async fn inside(client: &Client, title: &str) -> Vec<String> {
    let all = client.list("/backends").await;
    let ids = all.iter().map(|backend| backend["id"].as_str().unwrap().to_owned());
    let holder = client.backend(title).await;
    ids.filter(|id| *id != holder).collect()
}

#[tokio::test(start_paused = true)]
async fn a_silent_cloud_of_clouds_delays_nothing_that_is_inside_another() {
    let ((silent, stalled), (_, up)) = (mist("stalled"), mist("up"));
    let ids = inside(&Client::over(std::slice::from_ref(&up)), "up").await;
    silent.arm(on_everything(Fault::Stall));
    let deadline = Duration::from_secs(5);
    let client = Client::with(&[stalled, up], |settings| settings.deadline(deadline));
    let began = Instant::now();
    assert_eq!(client.list(&format!("/backends/{}/machines", ids[0])).await.len(), 2, "asked for");
    assert_eq!(client.list(&format!("/backends/{}/machines", ids[1])).await.len(), 2, "seen");
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    let unknown = client.refused("GET", "/backends/nobody/machines", Value::Null).await;
    let says = "Backend unavailable: stalled does not tell its backends: no answer within 5 s";
    assert_eq!(unknown, (503, says.to_owned()), "it may be there");
    assert!(began.elapsed() <= deadline, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_silent_cloud_of_clouds_and_a_silent_cloud_have_one_deadline() {
    let ((silent, stalled), (plain, mute)) = (mist("stalled"), elastichosts("mute"));
    let ((half, slow), (_, up)) = (mist("slow"), elastichosts("up"));
    silent.arm(on_everything(Fault::Stall));
    plain.arm(on_everything(Fault::Stall));
    // It tells which clouds it has late, and then nothing.
    half.arm(FaultScript::new([
        FaultRule::new("GET /backends", Fault::Delay { ms: 3000 }).unwrap(),
        FaultRule::new("GET /backends/*/machines", Fault::Stall).unwrap().always(),
    ]));
    let deadline = Duration::from_secs(5);
    let client = Client::with(&[stalled, mute, slow, up], |settings| settings.deadline(deadline));
    let began = Instant::now();
    let everything = client.json("GET", "/machines", Value::Null).await;
    assert_eq!(began.elapsed(), deadline);
    assert_eq!(everything["machines"].as_array().unwrap().len(), 3);
    let said = everything["unavailable"].as_array().unwrap();
    assert_eq!(said.len(), 2 + half.inner().backends().len(), "{said:?}");
    assert!(said.iter().all(|one| one["error"] == "Backend unavailable: no answer within 5 s"), "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn clouds_inside_clouds_have_one_deadline_with_those_around() {
    let ((silent, stalled), (half, mute), (_, up)) = (mist("stalled"), mist("mute"), mist("up"));
    silent.arm(on_everything(Fault::Stall));
    // It tells which clouds it has, and then nothing.
    half.arm(FaultScript::new([FaultRule::new("GET /backends", Fault::Stall).unwrap().skip(1).always()]));
    let deadline = Duration::from_secs(5);
    let client = Client::with(&[stalled, mute, up], |settings| settings.deadline(deadline));
    let began = Instant::now();
    let all = client.list("/backends").await;
    assert_eq!(began.elapsed(), deadline);
    let each = half.inner().backends().len();
    let states: Vec<&str> = all.iter().map(|backend| backend["state"].as_str().unwrap()).collect();
    let wanted =
        [vec!["unavailable", "online"], vec!["unavailable"; each], vec!["online"; 1 + each]].concat();
    assert_eq!(states, wanted);
}

/// The account does not tell any more which clouds it has; those that it told before do tell their machines.
#[tokio::test(start_paused = true)]
async fn an_account_that_falls_silent_hides_no_machines_that_are_inside() {
    let (service, account) = mist("account");
    let deadline = Duration::from_secs(5);
    let client = Client::with(&[account], |settings| settings.deadline(deadline));
    let all = client.json("GET", "/machines", Value::Null).await["machines"].as_array().unwrap().len();
    assert_eq!(all, service.inner().machines());
    service.arm(FaultScript::new([FaultRule::new("GET /backends", Fault::Stall).unwrap().always()]));
    tokio::time::advance(Duration::from_secs(11)).await;
    let began = Instant::now();
    let everything = client.json("GET", "/machines", Value::Null).await;
    assert_eq!(began.elapsed(), deadline, "there may be others inside: that is waited for, and no longer");
    assert_eq!(everything["machines"].as_array().unwrap().len(), all);
    let silent = everything["unavailable"].as_array().unwrap();
    assert!(silent.len() == 1 && silent[0]["title"] == "account", "{silent:?}");
    // One of them alone asks for nothing else.
    let began = Instant::now();
    for inner in inside(&client, "account").await {
        let asked = Instant::now();
        assert_eq!(client.list(&format!("/backends/{inner}/machines")).await.len(), 2);
        assert_eq!(asked.elapsed(), Duration::ZERO);
    }
    assert!(began.elapsed() <= deadline * 2, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_is_inside_a_disabled_cloud_is_disabled_and_the_cloud_not_asked() {
    let (silent, holder) = mist("holder");
    let client = Client::over(std::slice::from_ref(&holder));
    let ids = inside(&client, "holder").await;
    let path = format!("/backends/{}", client.backend("holder").await);
    client.done("POST", &path, json!({"newState": "False"})).await;
    silent.arm(on_everything(Fault::Stall));
    let machines = format!("/backends/{}/machines", ids[0]);
    let disabled = (503, "Backend unavailable: it is disabled".to_owned());
    assert_eq!(client.refused("GET", &machines, Value::Null).await, disabled);
    assert_eq!(client.refused("POST", &machines, json!({})).await, disabled);
    assert_eq!(client.list("/backends").await.len(), 1, "what is inside is not shown");
    let began = Instant::now();
    let unknown = client.refused("GET", "/backends/nobody/machines", Value::Null).await;
    assert_eq!((unknown.0, began.elapsed()), (404, Duration::ZERO), "it was not asked");

    silent.disarm();
    client.done("POST", &path, json!({"newState": "True"})).await;
    assert_eq!(client.list(&machines).await.len(), 2);
}
