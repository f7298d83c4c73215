use crate::cloudsigma::client::BASIC;
use anycloud_simulators::{Faulty, Reply, Simulator, Then, cloudsigma::CloudSigma, faults::FaultScript};
use bytes::Bytes;
use std::time::Duration;

fn faulty(rule: &str) -> Faulty<CloudSigma> {
    let script = FaultScript::from_json(&format!(r#"{{"rules": [{rule}]}}"#)).unwrap();
    Faulty::new(CloudSigma::filled(1), script)
}

fn create(cloud: &Faulty<CloudSigma>) -> Reply {
    let request = http::Request::post("/drives/create").header("authorization", BASIC);
    cloud.handle(Duration::ZERO, request.body(Bytes::from_static(b"name d\nsize 1G")).unwrap())
}

#[test]
fn refusals_are_the_providers_own() {
    for (code, status) in [
        ("usage", 400),
        ("auth", 401),
        ("missing", 400),
        ("method", 405),
        ("busy", 409),
        ("billing", 400),
        ("failed", 500),
        ("system", 500),
        ("timeout", 504),
    ] {
        let cloud = faulty(&format!(
            r#"{{"on": "POST /drives/create", "fault": {{"refused": {{"code": "{code}"}}}}}}"#
        ));
        let response = create(&cloud).into_response().unwrap();
        assert_eq!((response.status().as_u16(), cloud.inner().drives()), (status, 1), "{code}");
        assert!(!response.headers().contains_key("x-elastic-error"));
        assert_eq!(create(&cloud).into_response().unwrap().status(), 200);
    }
    assert!(CloudSigma::new().refusal("full").is_none());
    let missing = CloudSigma::new().refusal("missing").unwrap();
    assert!(std::str::from_utf8(missing.body()).unwrap().contains("could not be found"));
}

#[test]
fn a_lost_answer_is_lost_after_the_fact() {
    let cloud = faulty(r#"{"on": "POST /drives/create", "fault": "drop_after"}"#);
    assert!(matches!(create(&cloud).then, Then::Drop));
    assert_eq!((cloud.inner().drives(), cloud.inner().succeeded("drives/create")), (2, 1));
}
