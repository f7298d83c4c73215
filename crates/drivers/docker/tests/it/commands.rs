//! The commands that only this provider has.

use crate::fake::{Engine, Reply, frame};
use anycloud_core::{Cloud, CloudId, ErrorKind};
use anycloud_docker::Docker;
use serde_json::json;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const LOUD: &str = "1111111111111111111111111111111111111111111111111111111111111111";

fn cloud(engine: &Engine) -> Cloud {
    Cloud::new(Docker::new(CloudId::new("lab"), engine.config()).unwrap())
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

async fn engine() -> Engine {
    Engine::start(|request| {
        let line = request.lines().next().unwrap().trim_end_matches(" HTTP/1.1");
        let inspect = format!(r#"{{"Id":"{ID}","Name":"/web","Config":{{"Tty":false,"Env":["A=hunter2"]}}}}"#);
        match line.split_once("/v1.41/").unwrap().1 {
            "containers/web/json" => Reply::json(&inspect),
            "containers/web/logs?stdout=true&stderr=true&tail=2" => {
                Reply::pieces(vec![frame(1, b"out\n"), frame(2, b"err\n")])
            }
            "containers/web/logs?stdout=true&stderr=true" => {
                Reply::pieces(vec![frame(1, &[b'x'; 64 << 10])]).times(129)
            }
            "containers/loud/exec" => Reply::json(&format!(r#"{{"Id":"{LOUD}"}}"#)),
            other if other == format!("exec/{LOUD}/start") => {
                Reply::pieces(vec![frame(2, b"e"), frame(1, &[b'x'; 64 << 10])]).times(300).pause(
                    std::time::Duration::ZERO,
                    &frame(1, b"the end"),
                )
            }
            other if other == format!("exec/{LOUD}/json") => {
                Reply::json(&format!(r#"{{"ID":"{LOUD}","Running":false,"ExitCode":3}}"#))
            }
            "containers/web/exec" => Reply::json(&format!(r#"{{"Id":"{ID}"}}"#)),
            other if other == format!("exec/{ID}/start") => Reply::pieces(vec![frame(1, b"done\n")]),
            other if other == format!("exec/{ID}/json") => {
                Reply::json(&format!(r#"{{"ID":"{ID}","Running":false,"ExitCode":4}}"#))
            }
            "images/create?fromImage=busybox%3A1" => Reply::pieces(vec![
                b"{\"status\":\"Pulling from busybox\",\"id\":\"1\"}\r\n".to_vec(),
                b"{\"status\":\"Downloading\",\"id\":\"a1\",\"progressDetail\":{\"current\":1,\"total\":2}}\r\n".to_vec(),
                b"{\"status\":\"Pull complete\",\"id\":\"a1\"}\r\n".to_vec(),
                b"{\"status\":\"Status: Downloaded newer image\"}\r\n".to_vec(),
            ]),
            "images/search?term=busybox" => Reply::json(r#"[{"name":"busybox","description":"small"}]"#),
            "events?since=1700000000&until=1700000060" => {
                Reply::json(r#"{"Type":"container","Action":"die","Actor":{"ID":"x"},"time":1700000001}"#)
            }
            "volumes/prune" => Reply::json(r#"{"VolumesDeleted":["data"],"SpaceReclaimed":1}"#),
            "containers/prune" => Reply::json(&format!(r#"{{"ContainersDeleted":["{ID}"],"SpaceReclaimed":7}}"#)),
            other => panic!("{other}"),
        }
    })
    .await
}

#[tokio::test]
async fn each_shows_what_the_engine_says() {
    let engine = engine().await;
    let cloud = cloud(&engine);
    let run =
        async |name: &str, arguments: &str| cloud.native_command(name, &words(arguments)).await.unwrap();
    assert_eq!(run("containers logs", "web 2").await, json!({"stdout": "out\n", "stderr": "err\n"}));
    let shown = run("containers show", "web").await;
    assert_eq!((&shown["Id"], &shown["Config"]["Env"][0]), (&json!(ID), &json!("A=***")));
    let ran = run("exec", "web false").await;
    assert_eq!(ran, json!({"stdout": "done\n", "stderr": "", "exit_code": 4}));
    let pulled = run("images pull", "busybox:1").await;
    let last: Vec<_> =
        pulled.as_array().unwrap().iter().map(|word| word["status"].as_str().unwrap()).collect();
    assert_eq!(last, ["Pulling from busybox", "Pull complete", "Status: Downloaded newer image"]);
    assert_eq!(run("images search", "busybox").await[0]["name"], "busybox");
    let happened = run("events", "2023-11-14T22:13:20Z 2023-11-14T22:14:20Z").await;
    assert_eq!(happened[0]["Action"], "die");
    assert_eq!(run("prune", "volumes all").await, json!({"removed": ["data"], "freed_bytes": 1}));
    assert_eq!(run("prune", "containers").await, json!({"removed": [ID], "freed_bytes": 7}));
}

/// It ran, however much it said: its code is known, and the end of what it said.
#[tokio::test]
async fn a_command_that_says_too_much() {
    let engine = engine().await;
    let ran = cloud(&engine).native_command("exec", &words("loud yes")).await.unwrap();
    let (out, err) = (ran["stdout"].as_str().unwrap(), ran["stderr"].as_str().unwrap());
    assert_eq!((err.len(), &ran["exit_code"]), (300, &json!(3)));
    assert!(out.ends_with("xthe end"));
    assert_eq!(out.len() + err.len(), 8 << 20);
    assert_eq!(ran["left_out_bytes"], json!(300 * ((64 << 10) + 1) + 7 - (8 << 20)));
}

/// The connection goes, or the engine has forgotten the command with its container.
#[tokio::test]
async fn what_was_said_is_not_lost_with_the_code() {
    for (cut, why) in [(true, "the reply was cut off"), (false, "No such exec instance")] {
        let engine = Engine::start(move |request| match request.lines().next().unwrap() {
            line if line.contains("/containers/web/exec ") => Reply::json(&format!(r#"{{"Id":"{ID}"}}"#)),
            line if line.contains("/start ") => {
                let reply = Reply::pieces(vec![frame(1, b"migrated"), frame(2, b"why")]);
                if cut { reply.cut() } else { reply }
            }
            _ => Reply::status("404 Not Found", r#"{"message":"No such exec instance"}"#),
        })
        .await;
        let ran = cloud(&engine).native_command("exec", &words("web migrate")).await.unwrap();
        let error = ran["error"].as_str().unwrap();
        assert_eq!(ran, json!({"stdout": "migrated", "stderr": "why", "error": error}));
        assert!(error.contains(why), "{error}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let engine = engine().await;
    let cloud = cloud(&engine);
    for (name, arguments, says) in [
        ("containers logs", "web many", "no number of lines"),
        ("containers logs", "web", "more than 8 MiB"),
        ("containers top", "cafe", "give all 64 digits"),
        ("events", "yesterday", "no time"),
        ("exec", "web", "usage: exec CONTAINER COMMAND..."),
        ("images pull", "../busybox", "no reference of an image"),
        ("prune", "everything", "cannot be pruned"),
        ("prune", "images all", "of volumes there are all"),
    ] {
        let e = cloud.native_command(name, &words(arguments)).await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::InvalidRequest, "{name}: {e:?}");
        assert!(e.to_string().contains(says), "{name}: {e}");
    }
}

/// A handle that only looks runs what only looks; whatever removes something is asked about first.
#[tokio::test]
async fn what_changes_and_what_destroys() {
    let engine = engine().await;
    let cloud = cloud(&engine);
    let names = |wanted: fn(&anycloud_core::NativeCommand) -> bool| -> Vec<&str> {
        cloud.native_commands().iter().filter(|command| wanted(command)).map(|command| command.name).collect()
    };
    assert_eq!(names(|command| command.destroys), ["images remove", "prune"]);
    let changes = [
        "containers pause",
        "containers unpause",
        "exec",
        "images pull",
        "images remove",
        "images tag",
        "prune",
    ];
    assert_eq!(names(|command| command.changes), changes);
    let looking = cloud.read_only();
    assert!(looking.native_command("containers show", &words("web")).await.is_ok());
    let e = looking.native_command("prune", &words("containers")).await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::Forbidden, "{e:?}");
}
