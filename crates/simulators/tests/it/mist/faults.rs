use anycloud_simulators::{
    Faulty, Reply, Simulator, Then,
    faults::FaultScript,
    mist::{Dialect, Mist},
};
use bytes::Bytes;
use std::time::Duration;

const BODY: &[u8] = br#"{"name": "n", "image": "ami-2f61fe2e", "size": "t1.micro"}"#;

fn faulty(dialect: Dialect, rules: &str) -> Faulty<Mist> {
    let script = FaultScript::from_json(&format!(r#"{{"rules": [{rules}]}}"#)).unwrap();
    Faulty::new(Mist::builder().dialect(dialect).build().unwrap(), script)
}

fn create(mist: &Faulty<Mist>) -> Reply {
    let path = format!("/backends/{}/machines", mist.inner().backends()[0].0);
    let request = http::Request::post(path).header("authorization", mist.inner().token());
    mist.handle(Duration::ZERO, request.body(Bytes::from_static(BODY)).unwrap())
}

#[test]
fn refusals_are_the_services_own() {
    for (code, status, words) in [
        ("auth", 401, "Not authorized"),
        ("billing", 402, "Payment required"),
        ("busy", 503, "Machine currently unavailable: Error while attempting to change machine"),
        ("exists", 409, "Backend exists: simulated"),
        ("failed", 500, "Machine creation failed: simulated"),
        ("forbidden", 403, "Forbidden"),
        ("method", 405, "Method Not Allowed: simulated"),
        ("missing", 404, "Not Found"),
        ("system", 500, "Internal Server Error"),
        ("unavailable", 503, "Backend unavailable"),
        ("usage", 400, "Bad Request"),
    ] {
        let rule =
            format!(r#"{{"on": "POST /backends/*/machines", "fault": {{"refused": {{"code": "{code}"}}}}}}"#);
        let mist = faulty(Dialect::May2014, &rule);
        let response = create(&mist).into_response().unwrap();
        assert_eq!((response.status().as_u16(), &response.body()[..]), (status, words.as_bytes()), "{code}");
        assert_eq!(mist.inner().machines(), 24);
        assert_eq!(create(&mist).into_response().unwrap().status(), 200);
    }
    // In January 2014 there was no 402.
    let early = Mist::new().refusal("billing").unwrap();
    assert_eq!((early.status().as_u16(), &early.body()[..]), (500, b"Payment required".as_slice()));
    assert!(Mist::new().refusal("full").is_none());
}

#[test]
fn a_lost_answer_is_lost_after_the_fact() {
    let mist = faulty(Dialect::January2014, r#"{"on": "POST /backends/*/machines", "fault": "drop_after"}"#);
    assert!(matches!(create(&mist).then, Then::Drop));
    assert_eq!((mist.inner().machines(), mist.inner().succeeded("POST backends/BACKEND/machines")), (25, 1));
}

#[test]
fn error_pages_are_html() {
    let rule = r#"{"on": "POST /backends/*/machines", "fault": {"status": {"code": 502,
                   "body": "<html><h1>Bad Gateway</h1></html>", "headers": {"Content-Type": "text/html"}}}}"#;
    let mist = faulty(Dialect::January2014, rule);
    let response = create(&mist).into_response().unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (502, &"text/html".parse().unwrap())
    );
    assert!(response.body().starts_with(b"<html>"));
    assert_eq!(mist.inner().machines(), 24);
}
