use crate::cloudsigma::client::{BASIC, Client, NOBODY};
use anycloud_simulators::cloudsigma::CloudSigma;

#[test]
fn only_the_email_and_the_password_are_let_in() {
    let client = Client::new();
    let send = |value: Option<&str>| {
        let request = http::Request::get("/drives/list");
        let request = value.iter().fold(request, |request, value| request.header("authorization", *value));
        client.send_bare(request.body(bytes::Bytes::new()).unwrap())
    };
    for bad in [None, Some(""), Some("Basic"), Some("Basic Zm9vOmJhcg=="), Some("Bearer x")] {
        let got = send(bad);
        assert_eq!(got.status, 401, "{bad:?}");
        assert!(got.headers.contains_key("www-authenticate") && !got.headers.contains_key("x-elastic-error"));
    }
    assert_eq!(send(Some(BASIC)).status, 200);
    let other = Client::built(CloudSigma::builder().user("a@example.org").password("p"));
    assert_eq!(other.get("/drives/list").status, 401);
    assert_eq!((other.cloud.user(), other.cloud.password()), ("a@example.org", "p"));
    // Who is not let in does not learn what there is.
    let unknown = http::Request::get("/nonsense").body(bytes::Bytes::new()).unwrap();
    assert_eq!(client.send_bare(unknown).status, 401);
}

#[test]
fn there_is_text_only() {
    let client = Client::new();
    let request = http::Request::post("/drives/create")
        .header("content-type", "application/json; charset=utf-8")
        .header("accept", "application/json");
    let got = client.send(request, "name d\r\nsize 1G\r\n");
    assert_eq!(got.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(got.keys()["name"], "d");
    client.post("/drives/create", r#"{"name": "d", "size": "1G"}"#).refused(400);
}

#[test]
fn actions_go_by_either_method_and_changes_by_post() {
    let client = Client::new();
    let id = client.server("");
    for what in ["stop", "start", "shutdown", "reset"] {
        for method in ["GET", "POST"] {
            client.post(&format!("/servers/{id}/start"), "");
            let request = http::Request::builder().method(method).uri(format!("/guests/{id}/{what}"));
            let status = client.send(request, "").status;
            assert_eq!(status, if what == "start" { 200 } else { 204 }, "{method} {what}");
        }
    }
    // Clients that send something along are not refused.
    client.post(&format!("/servers/{id}/stop"), "{}").done();
    for path in [
        "/profile/set",
        "/drives/create",
        &format!("/drives/{NOBODY}/set"),
        &format!("/drives/{NOBODY}/clone"),
        &format!("/drives/{NOBODY}/write"),
        "/servers/create",
        "/servers/destroy",
        "/guests/start",
        &format!("/servers/{NOBODY}/set"),
        &format!("/servers/{NOBODY}/clone"),
        "/resources/vlan/create",
        &format!("/resources/vlan/{NOBODY}/set"),
        "/servergroups/create",
        &format!("/servergroups/{NOBODY}/set"),
        &format!("/servergroups/{NOBODY}/add"),
        &format!("/servergroupss/{NOBODY}/destroy"),
        "/subscriptions/resources/create",
        "/subscriptions/network/ip/calculate",
        &format!("/subscriptions/{NOBODY}/set"),
    ] {
        assert_eq!(client.get(path).status, 405, "{path}");
    }
    for method in ["PUT", "DELETE", "HEAD"] {
        let request = http::Request::builder().method(method).uri("/servers/list");
        assert_eq!(client.send(request, "").status, 405, "{method}");
    }
    assert_eq!(client.post("/servers/list", "").lines(), [id]);
}

#[test]
fn unknown_paths_are_404_and_unknown_objects_400() {
    let client = Client::new();
    for path in
        ["/", "/nonsense", "/servers", "/servers/x/dance", "/drives/list/standard", "/api/servers/list"]
    {
        let got = client.get(path);
        assert_eq!((got.status, got.headers.get("x-elastic-error")), (404, None), "{path}");
        assert!(!got.text().contains("errors:"));
    }
    for path in ["servers/ID/info", "drives/ID/info", "resources/vlan/ID/info", "servergroups/ID/info"] {
        client.get(&format!("/{}", path.replace("ID", NOBODY))).missing(NOBODY);
        for bad in ["x", &NOBODY[..35], "e4d50a5c-b516-4993-8d73-c36e7782fbb"] {
            let got = client.get(&format!("/{}", path.replace("ID", bad)));
            assert!(got.refused(400)["errors:system"].contains("UUID"), "{}", got.text());
        }
    }
    assert_eq!(
        client.get(&format!("/drives/{NOBODY}/info")).text(),
        format!("errors:system Drive {NOBODY} could not be found. Please re-validate your entry.\n")
    );
}

#[test]
fn bodies_are_as_long_as_they_say() {
    let client = Client::new();
    let request = || http::Request::post("/drives/create");
    client.send(request().header("content-length", "3"), "name d").refused(400);
    client.send(request().header("transfer-encoding", "chunked"), "name d\nsize 1G").refused(400);
    client.send(request().header("content-encoding", "gzip"), "name d\nsize 1G").refused(400);
    client.send(request().header("content-length", "14"), "name d\nsize 1G").keys();
    client.post("/drives/create", vec![0xff, 0xfe]).refused(400);
    client.post("/drives/create", "name d\n\nname e").refused(400);
    client.post("/drives/create", "name a\u{1}b\nsize 1G").refused(400);
}
