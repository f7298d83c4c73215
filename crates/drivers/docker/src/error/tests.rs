use super::{Reason, Refusal, about, judge, told};
use anycloud_core::{Delivery, Error, ErrorKind, ImageId, ServerId};
use http::Response;
use serde_json::json;

fn judged(status: u16, body: &str) -> Option<Error> {
    let (parts, ()) = Response::builder().status(status).body(()).unwrap().into_parts();
    judge(&parts, body.as_bytes())
}

fn refused(status: u16, message: &str) -> Error {
    judged(status, &json!({"message": message}).to_string()).unwrap()
}

/// Messages of Docker 20.10, of later ones, and of Podman 4.3.
#[test]
fn the_words_tell_what_the_status_does_not() {
    use ErrorKind as Kind;
    use Reason as Why;
    let table = [
        (404, "No such image: nowhere:latest", Kind::NotFound, Why::ImageMissing),
        (404, "nowhere: image not known", Kind::NotFound, Why::ImageMissing),
        (
            404,
            "pull access denied for nowhere, repository does not exist or may require 'docker login'",
            Kind::NotFound,
            Why::ImageMissing,
        ),
        (
            409,
            "Conflict. The container name \"/web\" is already in use by container \"04f0\". You have to remove (or rename) that container to be able to reuse that name.",
            Kind::AlreadyExists,
            Why::NameTaken,
        ),
        (
            500,
            "creating container storage: the container name \"web\" is already in use by 04f0. You have to remove that container to be able to reuse that name: that name is already in use",
            Kind::AlreadyExists,
            Why::NameTaken,
        ),
        (409, "network with name inner already exists", Kind::AlreadyExists, Why::NameTaken),
        (403, "endpoint with name web already exists in network inner", Kind::AlreadyExists, Why::Connected),
        (
            500,
            "driver failed programming external connectivity on endpoint web (04f0): Bind for 0.0.0.0:8080 failed: port is already allocated",
            Kind::Conflict,
            Why::PortTaken,
        ),
        (
            500,
            "driver failed programming external connectivity on endpoint web (04f0): Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use",
            Kind::Conflict,
            Why::PortTaken,
        ),
        (
            500,
            "container 04f0 is already connected to network \"inner\": network is already connected",
            Kind::AlreadyExists,
            Why::Connected,
        ),
        (403, "Address already in use on this network", Kind::Conflict, Why::AddressTaken),
        (403, "Pool overlaps with other one on this address space", Kind::Conflict, Why::AddressTaken),
        (
            409,
            "Container 04f0 is restarting, wait until the container is running",
            Kind::Busy,
            Why::Restarting,
        ),
        (
            409,
            "You cannot remove a running container 04f0. Stop the container before attempting removal or force remove",
            Kind::Conflict,
            Why::Running,
        ),
        (
            409,
            "cannot remove container \"/web\": container is running: stop the container before removing or force remove",
            Kind::Conflict,
            Why::Running,
        ),
        (
            500,
            "cannot remove container 04f0 as it is running - running or paused containers cannot be removed without force: container state improper",
            Kind::Conflict,
            Why::Running,
        ),
        (409, "removal of container 04f0 is already in progress", Kind::Busy, Why::Removing),
        (409, "Container 04f0 is not running", Kind::Conflict, Why::NotRunning),
        (409, "remove data: volume is in use - [04f0]", Kind::Conflict, Why::VolumeInUse),
        (
            403,
            "error while removing network: network inner id 04f0 has active endpoints",
            Kind::Conflict,
            Why::NetworkInUse,
        ),
        (
            409,
            "conflict: unable to remove repository reference \"lab/busybox:1\" (must force) - container 04f0 is using its referenced image 5b61",
            Kind::Conflict,
            Why::ImageInUse,
        ),
        (500, "Container 04f0 is not paused", Kind::Conflict, Why::Paused),
        (409, "Container 04f0 is already paused", Kind::Conflict, Why::Paused),
        (409, "cannot start a paused container, try unpause instead", Kind::Conflict, Why::Paused),
        (
            400,
            "client version 1.99 is too new. Maximum supported API version is 1.41",
            Kind::Unsupported,
            Why::ApiVersion,
        ),
        (
            400,
            "client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version",
            Kind::Unsupported,
            Why::ApiVersion,
        ),
        (
            400,
            "OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"nope\": executable file not found in $PATH: unknown",
            Kind::InvalidRequest,
            Why::Command,
        ),
        (500, "write /var/lib/docker/tmp/x: no space left on device", Kind::StorageFull, Why::StorageFull),
    ];
    for (status, message, kind, reason) in table {
        let error = refused(status, message);
        assert_eq!(error.kind(), kind, "{message}");
        assert_eq!(Refusal::of(&error).unwrap().reason(), Some(reason), "{message}");
        assert_eq!(error.delivery(), Delivery::Refused, "{message}");
        assert_eq!(error.status(), Some(status));
        assert!(error.message().starts_with(&message[..20]));
    }
}

#[test]
fn unknown_words_leave_the_status() {
    let kind = |status: u16| refused(status, "something else").kind();
    assert_eq!(kind(400), ErrorKind::InvalidRequest);
    assert_eq!(kind(401), ErrorKind::Unauthenticated);
    assert_eq!(kind(403), ErrorKind::Forbidden);
    assert_eq!(kind(404), ErrorKind::Provider);
    assert_eq!(kind(409), ErrorKind::Conflict);
    assert_eq!(kind(500), ErrorKind::Provider);
    assert_eq!(refused(500, "something else").delivery(), Delivery::Unknown);
    for words in ["page not found", "Not Found"] {
        let e = refused(404, words);
        assert_eq!((e.kind(), e.delivery()), (ErrorKind::Unsupported, Delivery::Refused), "{e}");
        // It is not the container that is gone.
        assert_eq!(e.message(), format!("the engine does not have this call: {words}"));
    }
    assert_eq!(
        judged(404, "Not Found\n").unwrap().message(),
        "the engine does not have this call: Not Found"
    );
    assert_eq!(
        refused(403, "bridge is a pre-defined network and cannot be removed").kind(),
        ErrorKind::Unsupported
    );
    let manager =
        "This node is not a swarm manager. Use \"docker swarm init\" to make this node a swarm manager.";
    assert_eq!(refused(503, manager).kind(), ErrorKind::Unsupported);
    assert_eq!(judged(503, "<html>try later</html>").unwrap().kind(), ErrorKind::Provider);
    let page = judged(502, "<html>bad gateway</html>").unwrap();
    assert_eq!((page.kind(), page.delivery()), (ErrorKind::Provider, Delivery::Unknown));
    assert!(!page.to_string().contains("html"));
    // Whoever stands before the engine has a 404 of its own.
    for page in [
        "<html>no such container</html>",
        "No such container: web",
        "No such image: a",
        "",
        r#"{"error":"x"}"#,
    ] {
        let error = judged(404, page).unwrap();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Provider, Delivery::Unknown), "{page}");
    }
    for absent in [
        "No such container: web",
        "no container with name or ID \"web\" found: no such container",
        "get data: no such volume",
        "No such exec instance: 04f0",
        "network inner not found",
        "unable to find network with name or ID inner: network not found",
        "Could not find the file /srv in container web",
    ] {
        let error = refused(404, absent);
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::NotFound, Delivery::Refused), "{absent}");
    }
    for driver in [
        "create data: error looking up volume plugin nonesuch: plugin \"nonesuch\" not found",
        "plugin \"nonesuch\" not found",
    ] {
        let error = refused(404, driver);
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::InvalidRequest, Delivery::Refused),
            "{driver}"
        );
    }
    assert!(judged(204, "").is_none());
    assert!(judged(304, "").is_none(), "already so");
}

#[test]
fn a_refusal_is_one_line_of_bounded_length() {
    let error = refused(400, &format!("first\nsecond {}", "x".repeat(1000)));
    assert!(error.message().starts_with("first second x"));
    assert_eq!(error.message().chars().count(), 300);
}

#[test]
fn what_is_missing_is_named() {
    let (image, web) = (ImageId::new("nowhere").resource(), ServerId::new("web").resource());
    let missing =
        |message: &str| about(refused(404, message), &[image.clone(), web.clone()]).resource().cloned();
    assert_eq!(missing("No such image: nowhere:latest"), Some(image.clone()));
    assert_eq!(missing("No such container: web"), Some(web.clone()));
    assert_eq!(missing("network inner not found"), None, "not one that was asked for");
    let asked = [web];
    let error = about(refused(409, "Container 04f0 is not running"), &asked);
    assert_eq!(error.resource(), Some(&asked[0]));
}

#[test]
fn what_fails_while_a_reply_is_under_way() {
    assert_eq!(
        told("manifest for a:b not found: manifest unknown: manifest unknown").kind(),
        ErrorKind::NotFound
    );
    assert_eq!(told("unauthorized: authentication required").kind(), ErrorKind::Unauthenticated);
    assert_eq!(told("unexpected EOF").kind(), ErrorKind::OperationFailed);
    assert_eq!(told("").kind(), ErrorKind::OperationFailed);
}
