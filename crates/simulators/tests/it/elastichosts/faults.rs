use crate::elastichosts::client::BASIC;
use anycloud_simulators::{
    Faulty, Reply, Simulator, Then,
    elastichosts::ElasticHosts,
    faults::{Fault, FaultRule, FaultScript, FaultScriptError, RetryAfter, Times},
};
use bytes::Bytes;
use std::{sync::Arc, time::Duration};

fn faulty(rules: impl IntoIterator<Item = FaultRule>) -> Faulty<ElasticHosts> {
    Faulty::new(ElasticHosts::new(), FaultScript::new(rules))
}

fn create(simulator: &impl Simulator) -> Reply {
    let request = http::Request::post("/drives/create").header("authorization", BASIC);
    simulator.handle(Duration::ZERO, request.body(Bytes::from_static(b"name d\nsize 1M")).unwrap())
}

fn on_create(fault: Fault) -> FaultRule {
    FaultRule::new("POST /drives/create", fault).unwrap()
}

fn status(reply: &Reply) -> u16 {
    reply.response().unwrap().status().as_u16()
}

#[test]
fn each_fault_does_what_it_says() {
    // Fault, status or none, how many drives there are then.
    let status_503 = Fault::Status {
        code: 503,
        body: "down".to_owned(),
        headers: [("X-Elastic-Error".to_owned(), "system".to_owned())].into(),
        retry_after: None,
    };
    let table = [
        (Fault::Busy, Some(409), 0),
        (Fault::Delay { ms: 5 }, Some(200), 1),
        (Fault::DropAfter, None, 1),
        (Fault::DropBefore, None, 0),
        (Fault::Garbage, Some(200), 0),
        (Fault::Html, Some(200), 0),
        (Fault::RateLimited { retry_after: RetryAfter::Seconds(7) }, Some(429), 0),
        (Fault::Refused { code: "billing".to_owned() }, Some(402), 0),
        (Fault::Refused { code: "nonsense".to_owned() }, Some(500), 0),
        (Fault::Stall, None, 0),
        (Fault::StallAfter, None, 1),
        (Fault::Stale, Some(404), 0),
        (status_503, Some(503), 0),
        (Fault::Truncate { bytes: 3 }, None, 1),
    ];
    for (fault, expected, drives) in table {
        let simulator = faulty([on_create(fault.clone())]);
        let reply = create(&simulator);
        assert_eq!(reply.response().map(|response| response.status().as_u16()), expected, "{fault:?}");
        assert_eq!(simulator.inner().drives(), drives, "{fault:?}");
        // Once only.
        assert_eq!(status(&create(&simulator)), 200, "{fault:?}");
        assert_eq!(simulator.fired(), [1]);
    }
}

#[test]
fn busy_is_said_in_the_providers_words() {
    let reply = create(&faulty([on_create(Fault::Busy)]));
    assert_eq!(reply.response().unwrap().headers()["x-elastic-error"], "busy");

    #[derive(Debug)]
    struct Plain;
    impl Simulator for Plain {
        fn handle(&self, _: Duration, _: http::Request<Bytes>) -> Reply {
            Reply::answer(http::Response::new(Bytes::new()))
        }
    }
    let reply = create(&Faulty::new(Plain, FaultScript::new([on_create(Fault::Busy)])));
    assert_eq!(status(&reply), 409);
    // The hook reaches through pointers and through faults before faults.
    let inner: Arc<dyn Simulator> = Arc::new(faulty([]));
    let reply = create(&Faulty::new(inner, FaultScript::new([on_create(Fault::Busy)])));
    assert_eq!(reply.response().unwrap().headers()["x-elastic-error"], "busy");
}

#[test]
fn rules_skip_count_and_queue() {
    let simulator = faulty([
        on_create(Fault::Busy).skip(1).times(2),
        on_create(Fault::Status {
            code: 500,
            body: String::new(),
            headers: Default::default(),
            retry_after: None,
        })
        .skip(1),
        FaultRule::new("GET *", Fault::DropBefore).unwrap().always(),
    ]);
    // The second rule sees only what the first one lets pass.
    let seen: Vec<u16> = (0..5).map(|_| status(&create(&simulator))).collect();
    assert_eq!(seen, [200, 409, 409, 500, 200]);
    for _ in 0..3 {
        let request = http::Request::get("/drives/list").body(Bytes::new()).unwrap();
        assert!(matches!(simulator.handle(Duration::ZERO, request).then, Then::Drop));
    }
    assert_eq!(simulator.fired(), [2, 1, 3]);
    simulator.disarm();
    assert_eq!(status(&create(&simulator)), 200);
    simulator.arm(FaultScript::new([on_create(Fault::Busy)]));
    assert_eq!(status(&create(&simulator)), 409);
}

#[test]
fn a_replica_lags_behind() {
    let simulator = faulty([FaultRule::new("GET /drives/list", Fault::Stale).unwrap().skip(1).times(2)]);
    let list = || {
        let request = http::Request::get("/drives/list").header("authorization", BASIC);
        let reply = simulator.handle(Duration::ZERO, request.body(Bytes::new()).unwrap());
        reply.into_response().unwrap().into_body().len()
    };
    let seen = [
        list(),
        {
            create(&simulator);
            list()
        },
        list(),
        list(),
    ];
    assert_eq!(seen, [0, 0, 0, 37]);
    assert_eq!((simulator.requests(), simulator.inner().requests()), (5, 3));
}

#[test]
fn delays_add_up_and_let_other_faults_act() {
    let simulator = faulty([
        FaultRule::new("*", Fault::Delay { ms: 100 }).unwrap().always(),
        on_create(Fault::Delay { ms: 50 }),
        on_create(Fault::DropAfter),
    ]);
    let reply = create(&simulator);
    assert_eq!(reply.after, Duration::from_millis(150));
    assert!(matches!(reply.then, Then::Drop));
    assert_eq!(create(&simulator).after, Duration::from_millis(100));
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (value, expected) in [(RetryAfter::Seconds(7), "7"), (RetryAfter::Date(date.to_owned()), date)] {
        let reply = create(&faulty([on_create(Fault::RateLimited { retry_after: value })]));
        assert_eq!(reply.response().unwrap().headers()["retry-after"], expected);
    }
    let wrong = Fault::RateLimited { retry_after: RetryAfter::Date("soon".to_owned()) };
    assert!(FaultRule::new("*", wrong).is_err());
}

#[test]
fn scripts_are_read_and_written() {
    let text =
        r#"{"rules":[{"on":"POST /drives/*/image/*","skip":2,"times":"always","fault":{"delay":{"ms":5}}}]}"#;
    let script = FaultScript::from_json(text).unwrap();
    assert_eq!((script.rules[0].skip, script.rules[0].times), (2, Times::Always));
    assert_eq!(script.rules[0].on(), "POST /drives/*/image/*");
    assert_eq!(serde_json::to_string(&script).unwrap(), text);
    assert_eq!(FaultScript::from_json(r#"{"rules":[]}"#).unwrap(), FaultScript::default());
}

#[test]
fn bad_scripts_are_named() {
    let json = [
        "",
        "[]",
        "{}",
        r#"{"rules":[],"more":1}"#,
        r#"{"rules":[{"on":"*"}]}"#,
        r#"{"rules":[{"fault":"busy"}]}"#,
        r#"{"rules":[{"on":"*","fault":"lazy"}]}"#,
        r#"{"rules":[{"on":"nowhere","fault":"busy"}]}"#,
        r#"{"rules":[{"on":"*","fault":"busy","often":1}]}"#,
        r#"{"rules":[{"on":"*","fault":"busy","times":-1}]}"#,
        r#"{"rules":[{"on":"*","fault":"busy","times":"often"}]}"#,
        r#"{"rules":[{"on":"*","fault":{"delay":{"ms":1,"s":1}}}]}"#,
        r#"{"rules":[{"on":"*","fault":{"status":{}}}]}"#,
    ];
    for text in json {
        let error = FaultScript::from_json(text).unwrap_err();
        assert!(matches!(error, FaultScriptError::Json { line: 1, .. }), "{text}: {error}");
    }
    let rules = [
        r#"{"status":{"code":99}}"#,
        r#"{"status":{"code":101}}"#,
        r#"{"status":{"code":500,"headers":{"a b":"c"}}}"#,
        r#"{"status":{"code":500,"retry_after":"tomorrow"}}"#,
        r#"{"rate_limited":{"retry_after":"1994"}}"#,
    ];
    for fault in rules {
        let text = format!(r#"{{"rules":[{{"on":"*","fault":"busy"}},{{"on":"*","fault":{fault}}}]}}"#);
        let error = FaultScript::from_json(&text).unwrap_err();
        assert!(matches!(error, FaultScriptError::Rule { index: 1, .. }), "{text}: {error}");
        assert!(error.to_string().starts_with("fault script, rules[1]: "), "{error}");
    }
}
