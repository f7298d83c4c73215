use crate::elastichosts::client::{BASIC, Client};
use bytes::Bytes;
use serde_json::json;

fn json(request: http::request::Builder) -> http::request::Builder {
    request.header("accept", "application/json").header("content-type", "application/json")
}

#[test]
fn only_the_right_user_and_key_are_let_in() {
    let client = Client::new();
    let bare = || http::Request::get("/drives/list");
    let send = |request: http::request::Builder| client.send_bare(request.body(Bytes::new()).unwrap());
    let got = send(bare());
    got.is(401, "auth");
    assert!(got.headers["www-authenticate"].to_str().unwrap().starts_with("Basic"));
    for wrong in ["Basic", "Basic !!!", "Bearer x", &BASIC[..40], &format!("{BASIC}x")] {
        send(bare().header("authorization", wrong)).is(401, "auth");
    }
    send(bare().header("authorization", BASIC).header("authorization", BASIC)).is(401, "auth");
    assert_eq!(send(bare().header("authorization", BASIC.replace("Basic", "basic"))).status, 200);
    // Nothing is told to strangers, not even which commands there are.
    client.send_bare(http::Request::get("/nonsense").body(Bytes::new()).unwrap()).is(401, "auth");
    assert_eq!(client.cloud.requests(), 9);
}

#[test]
fn verbs_and_commands_are_checked() {
    let client = Client::new();
    let id = client.drive("name d\nsize 1M");
    for path in
        ["/", "/drives", "/drives/a/b/c", "/servers/x/fly", "/nodes/list", "/drives/list/standard/all"]
    {
        client.get(path).is(404, "missing");
    }
    for path in [
        "/drives/create",
        "/servers/create",
        "/servers/create/stopped",
        "/resources/ip/create",
        &format!("/drives/{id}/destroy"),
        &format!("/servers/{id}/start"),
        &format!("/resources/ip/{id}/set"),
    ] {
        client.get(path).is(405, "method");
        client.send(http::Request::put(path), "").is(405, "method");
    }
    for path in ["/drives/list", "/drives/info", "/servers/list", "/servers/info", "/resources/list"] {
        assert_eq!(client.post(path, "").status, 200);
        client.send(http::Request::delete(path), "").is(405, "method");
    }
    assert_eq!(client.cloud.calls("GET drives/create"), 1);
    assert_eq!(client.cloud.calls("*"), client.cloud.requests());
}

#[test]
fn text_is_the_default_in_and_out() {
    let client = Client::new();
    for content_type in ["text/plain", "application/octet-stream", "application/x-www-form-urlencoded"] {
        let request = http::Request::post("/drives/create").header("content-type", content_type);
        let got = client.send(request.header("accept", "*/*"), "\n\nname d\r\nsize 1M\r\n\n");
        assert_eq!(got.keys()["name"], "d");
        assert_eq!(got.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(got.headers["x-elastic-output"], "properties");
    }
    assert_eq!(client.get("/drives/list").headers["x-elastic-output"], "list");
    assert!(!client.get("/drives/info").headers.contains_key("x-elastic-output"));
    let json_in =
        http::Request::post("/drives/create").header("content-type", "application/json; charset=utf-8");
    assert_eq!(client.send(json_in, r#"{"name":"j","size":1048576}"#).keys()["name"], "j");
}

#[test]
fn newlines_survive_and_backslashes_are_left_alone() {
    let client = Client::new();
    let got = client.post(
        "/drives/create",
        r"name C:\Temp
size 1M
user:note one\ntwo\three",
    );
    assert!(got.text().contains("user:note one\\ntwo\\three\n"), "{}", got.text());
    assert!(got.text().contains("name C:\\Temp\n"));
    let id = got.keys()["drive"].clone();
    let got = client.send(json(http::Request::get(format!("/drives/{id}/info"))), "").json();
    assert_eq!(got["user:note"], "one\ntwo\\three");
}

#[test]
fn the_last_of_repeated_keys_stands() {
    let client = Client::new();
    assert_eq!(client.post("/drives/create", "name a\nsize 1M\nname b").keys()["name"], "b");
}

#[test]
fn json_has_the_types_of_the_recordings() {
    let client = Client::new();
    let drive = client.send(
        json(http::Request::post("/drives/create")),
        json!({"name": "d", "size": "160G", "tags": ["a", "b"]}).to_string(),
    );
    assert_eq!(drive.headers["content-type"], "application/json");
    let drive = drive.json();
    assert_eq!(drive["size"], json!(171_798_691_840_u64));
    assert_eq!((&drive["read:bytes"], &drive["tags"]), (&json!("4096"), &json!("a b")));

    let body = json!({
        "name": "s", "cpu": 2000, "mem": "1024", "smp": 1, "persistent": true, "ide:0:0": drive["drive"],
        "ide:1:0": "f89af28e-ff00-4fc9-a7ed-22e7fa5a88db", "boot": ["ide:0:0", "ide:1:0"],
        "nic:0:model": "e1000", "nic:0:dhcp": "auto", "vnc": null,
    });
    let server = client.send(json(http::Request::post("/servers/create")), body.to_string()).json();
    client.pass(2.0);
    let info = client.send(json(http::Request::get("/servers/info")), "").json();
    let info = &info[0];
    assert_eq!(info["server"], server["server"]);
    for key in ["cpu", "mem", "smp", "started", "rx", "tx", "rx:packets"] {
        assert!(info[key].is_u64(), "{key}: {}", info[key]);
    }
    for key in ["tx:packets", "ide:0:0:read:bytes", "ide:0:0:write:requests", "persistent", "nic:0:dhcp:ip"] {
        assert!(info[key].is_string(), "{key}: {}", info[key]);
    }
    assert_eq!(info["boot"], json!(["ide:0:0", "ide:1:0"]));
    assert_eq!(info.get("vnc"), None);

    let list = client.send(json(http::Request::get("/servers/list")), "").json();
    assert_eq!(list, json!([{"server": server["server"]}]));
    let ip = client.send(json(http::Request::post("/resources/ip/create")), r#"{"name":"a"}"#).json();
    let list = client.send(json(http::Request::get("/resources/list")), "").json();
    assert_eq!(list, json!([{"type": "ip", "resource": ip["resource"]}]));
    assert_eq!(client.send(json(http::Request::get("/resources/vlan/info")), "").json(), json!([]));
    let path = format!("/servers/{}/reset", server["server"].as_str().unwrap());
    client.send(json(http::Request::post(path)), "").done();
}

#[test]
fn bodies_that_are_none_are_refused() {
    let client = Client::new();
    for body in
        ["[]", "{", "1", r#"{"name":{}}"#, r#"{"na me":"x"}"#, r#"{"name":"a\u0000b","size":1048576}"#]
    {
        client.send(json(http::Request::post("/drives/create")), body).is(400, "usage");
    }
    let bodies: [&[u8]; 5] =
        [b"name \xff\xfe\nsize 1M", b"<html></html>", b"name a\0b\nsize 1M", b"a\tb c", b" x y"];
    for body in bodies {
        client.post("/drives/create", body).is(400, "usage");
    }
    let gzip = http::Request::post("/drives/create").header("content-encoding", "gzip");
    client.send(gzip, "name d\nsize 1M").is(400, "usage");
    assert_eq!(client.cloud.drives(), 0);
}
