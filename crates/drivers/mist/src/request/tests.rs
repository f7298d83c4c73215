use super::{Requests, segment};
use crate::dialect::Dialect;
use crate::settings::{
    AddBackend, BackendId, ContainerOptions, CreateMachine, KeyPlace, MachineAction, MachineOptions,
};
use anycloud_core::{ErrorKind, ImageId, KeyPairId, Result, Secret, ServerId};
use anycloud_http::Call;
use http::header::{ACCEPT, CONTENT_TYPE};

/// Every call of the client, in the order of its files.
fn calls(requests: Requests) -> Vec<Call> {
    let (b, m, k) = (&BackendId::from("2tK74h"), &ServerId::from("i-50aa7257"), &KeyPairId::from("My Key"));
    let secret = Secret::new("made-up");
    let web =
        CreateMachine::new("web", "ami-1", "t1.micro").key("k").location("0").script("echo").network("n1");
    let docker = ContainerOptions::new().env("A", "1").command("sh").expose("80/tcp").bind("80/tcp", "8080");
    let place = KeyPlace::new("192.0.2.1").user("root").port(22);
    let mut all: Vec<Result<Call>> = vec![
        requests.auth("foo@example.com", &secret),
        requests.providers(),
        requests.backends(),
        requests.backend_add(&AddBackend::ec2("EC2", "ec2_us_east", "AK", secret.clone())),
        requests.backend_rename(b, "new"),
        requests.backend_enable(b, true),
        requests.backend_enable(b, false),
        requests.backend_delete(b),
        requests.sizes(b),
        requests.locations(b),
        requests.images(b),
        requests.images_search(b, "Gentoo"),
        requests.image_star(b, &ImageId::from("mist/debian wheezy")),
        requests.networks(b),
        requests.machines(b),
        requests.machine_create(b, &web),
        requests.machine_create(
            b,
            &CreateMachine::new("c", "i", "default")
                .container(docker)
                .options(MachineOptions::new().disk("10").image_extra("x")),
        ),
    ];
    let actions = [
        MachineAction::Destroy,
        MachineAction::Reboot,
        MachineAction::Rename("a&b".into()),
        MachineAction::Resize("m1.small".into()),
        MachineAction::Shutdown,
        MachineAction::Start,
        MachineAction::Stop,
    ];
    all.extend(actions.iter().map(|action| requests.machine_action(b, m, action)));
    all.extend([
        requests.tag_add(b, m, "Backup Machine"),
        requests.tag_remove(b, m, "Backup Machine"),
        requests.keys(),
        requests.key_add("My Key", &secret),
        requests.key_generate(),
        requests.key_public(k),
        requests.key_private(k),
        requests.key_rename(k, "new"),
        requests.key_default(k),
        requests.key_delete(k),
        requests.key_associate(k, b, m, &place),
        requests.key_disassociate(k, b, m, "192.0.2.1"),
    ]);
    all.into_iter().map(|call| call.unwrap()).collect()
}

/// The class, the call, and what is sent: what a review looks at.
fn written(requests: Requests) -> String {
    let lines = calls(requests).into_iter().map(|call| {
        let request = call.request();
        assert_eq!(request.headers()[ACCEPT], "application/json");
        let version =
            request.headers().get("Api-Version").map(|v| format!(" Api-Version: {}", v.to_str().unwrap()));
        let form = request.headers().get(CONTENT_TYPE).is_some_and(|v| *v != "application/json");
        let body = String::from_utf8(request.body().to_vec()).unwrap();
        assert_eq!(body.is_empty(), !request.headers().contains_key(CONTENT_TYPE), "{call:?}");
        format!(
            "{:10} {:16} {} {}{}{}{body}",
            call.class().as_str(),
            call.operation(),
            request.method(),
            request.uri(),
            version.unwrap_or_default(),
            if form { " (form) " } else { " " },
        )
    });
    lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_call_as_january_writes_it() {
    insta::assert_snapshot!(written(Requests { dialect: Some(Dialect::January2014) }));
}

#[test]
fn every_call_as_may_writes_it() {
    insta::assert_snapshot!(written(Requests { dialect: Some(Dialect::May2014) }));
}

#[test]
fn every_call_of_version_2() {
    insta::assert_snapshot!(written(Requests { dialect: Some(Dialect::V2) }));
}

#[test]
fn every_call_of_a_dialect_not_known_yet() {
    insta::assert_snapshot!(written(Requests::default()));
}

#[test]
fn ids_lead_nowhere_else() {
    let bad = ["", ".", "..", "a/b", "../backends", "a\\b", "a\nb", "/"];
    for id in bad {
        let error = segment("a machine", id).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{id:?}");
    }
    for (id, written) in [("i-5ebfdc59", "i-5ebfdc59"), ("a?b#c%2F", "a%3Fb%23c%252F"), ("é ~", "%C3%A9%20~")]
    {
        assert_eq!(segment("a machine", id).unwrap(), written);
    }
    let star = |id: &str| Requests::default().image_star(&"b".into(), &ImageId::from(id));
    for id in ["", "..", "a/../b", "./a", "a\\b"] {
        assert_eq!(star(id).unwrap_err().kind(), ErrorKind::InvalidRequest, "{id:?}");
    }
    assert_eq!(star("a/b").unwrap().request().uri().path(), "/backends/b/images/a%2Fb");
}
