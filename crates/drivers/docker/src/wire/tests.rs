//! Decoding: samples as the manual documents them, of the oldest version and of newer ones.

use super::{
    ContainerInfo, ContainerSummary, Event, Exit, Health, ImageSummary, NetworkIds, NetworkInfo,
    SearchResult, Stats, Status, SystemInfo, Top, VersionInfo, VolumeInfo, imported, list, list_in, made,
    one, ping,
};
use crate::settings::Port;
use anycloud_core::{ByteSize, ErrorKind, Record};
use anycloud_http::Reply;
use anycloud_http::json::Item;
use serde_json::{Value, json};

/// A file of `fixtures/docker`: lines of origin that begin with `#`, then the body.
fn fixture(name: &str) -> Reply {
    let path = format!("{}/../../../fixtures/docker/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# origin: "), "{name} says where it comes from");
    let body: String =
        text.lines().skip_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    reply(&body)
}

fn reply(body: &str) -> Reply {
    let (parts, ()) = http::Response::new(()).into_parts();
    Reply::new(parts, body.to_owned())
}

fn of<T: Item>(value: Value) -> T {
    one(reply(&value.to_string())).unwrap()
}

#[test]
fn a_container_of_the_oldest_version() {
    let container: ContainerInfo = one(fixture("container-1.41.json")).unwrap();
    assert_eq!(container.name(), "web");
    let state = container.state();
    assert_eq!((state.status, state.health, state.pid), (Status::Running, Some(Health::Healthy), Some(4711)));
    assert_eq!(state.finished, None, "the year 1 is no time");
    assert_eq!(state.started.unwrap().to_string(), "2026-01-02T03:04:05.678901234Z");
    let published = container.published();
    let seen: Vec<_> = published
        .iter()
        .map(|port| (port.port.to_string(), port.host_port, port.host_address.unwrap().to_string()))
        .collect();
    assert_eq!(
        seen,
        [("8888/tcp".to_owned(), 8080, "0.0.0.0".to_owned()), ("8888/tcp".to_owned(), 8080, "::".to_owned())]
    );
    let place = &container.networks()[0];
    assert_eq!((place.name.as_str(), place.addresses[0].to_string()), ("inner", "10.20.0.9".to_owned()));
    assert_eq!(place.gateway.unwrap().to_string(), "10.20.0.1");
    let mount = &container.mounts()[0];
    assert_eq!(
        (mount.name.as_deref(), mount.target.as_str(), mount.read_only),
        (Some("data"), "/data", true)
    );
    assert_eq!((container.memory(), container.nano_cpus()), (Some(ByteSize::mib(64)), None), "0 is no limit");
    assert_eq!(container.env(), ["PASSWORD=made-up", "EMPTY="]);
    let shown = format!("{container:?} {}", container.to_json());
    assert!(!shown.contains("made-up") && shown.contains("PASSWORD=***"), "{shown}");
}

/// Newer engines leave out what 1.41 had beside the networks.
#[test]
fn a_container_of_a_newer_version() {
    let container: ContainerInfo = one(fixture("container-1.52.json")).unwrap();
    assert_eq!(container.networks()[0].addresses.len(), 2, "IPv6 too");
    assert_eq!(container.networks()[0].aliases, ["w"]);
    assert_eq!(container.published(), [], "exposed, and not published");
    let state = container.state();
    assert_eq!((state.status, state.exit_code, state.out_of_memory), (Status::Exited, 137, true));
    assert!(state.health.is_none() && container.get("ImageManifestDescriptor").is_some());
}

/// An engine that was killed keeps the addresses of containers in its record that do not run any more.
#[test]
fn addresses_are_those_of_containers_that_run() {
    let networks = json!({"Networks": {"inner": {"IPAddress": "10.20.0.9"}}});
    for (status, shown) in
        [("running", 1), ("paused", 1), ("exited", 0), ("created", 0), ("dead", 0), ("restarting", 0)]
    {
        let one: ContainerInfo =
            of(json!({"Id": "1", "State": {"Status": status}, "NetworkSettings": networks}));
        let listed: ContainerSummary = of(json!({"Id": "1", "State": status, "NetworkSettings": networks}));
        let servers = [one.to_server(&NetworkIds::default()), listed.to_server(&NetworkIds::default())];
        for server in servers {
            let addresses: Vec<_> = server.addresses.iter().map(|address| address.ip.to_string()).collect();
            assert_eq!(addresses, vec!["10.20.0.9"; shown], "{status}");
            assert_eq!(server.networks.len(), 1, "{status}: it is in its networks all the same");
        }
    }
}

#[test]
fn a_list_of_containers() {
    let list: Vec<ContainerSummary> = list(fixture("containers-1.41.json")).unwrap();
    assert_eq!(list[0].name(), "web", "not the name that a linked one has for it");
    assert_eq!(list[0].status(), Status::Running);
    assert_eq!(list[0].published().len(), 2);
    assert_eq!(list[0].published()[0].port, Port::tcp(8888));
    assert_eq!(list[1].status(), Status::Unrecognized("hibernating".into()));
    assert_eq!(list[1].name(), list[1].id().as_str());
}

#[test]
fn what_the_engine_says_of_itself() {
    let info: SystemInfo = one(fixture("info-1.41.json")).unwrap();
    assert_eq!((info.cpus(), info.memory(), info.containers()), (Some(2), Some(ByteSize(2_095_882_240)), 3));
    assert!(!format!("{info:?}").contains("SWMTKN"), "join tokens are not shown");
    let version: VersionInfo = one(fixture("version-1.52.json")).unwrap();
    assert_eq!(version.api_version().unwrap().to_string(), "1.52");
    assert_eq!(version.oldest_api_version().unwrap().to_string(), "1.44");
    assert_eq!(version.components(), ["Engine", "containerd"]);
    let (parts, ()) = http::Response::builder()
        .header("Api-Version", "1.41")
        .header("Ostype", "linux")
        .header("Server", "Docker/20.10.24 (linux)")
        .body(())
        .unwrap()
        .into_parts();
    let ping = ping(Reply::new(parts, "OK")).unwrap();
    assert_eq!(ping.api_version.unwrap().to_string(), "1.41");
    assert_eq!(ping.os.unwrap(), "linux");
}

#[test]
fn others() {
    let images: Vec<ImageSummary> = list(fixture("images-1.41.json")).unwrap();
    assert_eq!(images[0].tags(), ["lab/busybox:1"]);
    assert_eq!(images[1].tags().len(), 0, "none is no name");
    let found: Vec<SearchResult> = list(fixture("search-1.41.json")).unwrap();
    assert_eq!((found[0].name().as_str(), found[0].stars(), found[0].official()), ("busybox", 3000, true));
    let volumes: Vec<VolumeInfo> =
        list_in("Volumes", reply(r#"{"Volumes":[{"Name":"data","Driver":"local"}],"Warnings":null}"#))
            .unwrap();
    assert_eq!(volumes[0].name().as_str(), "data");
    let none: Vec<VolumeInfo> = list_in("Volumes", reply(r#"{"Volumes":null}"#)).unwrap();
    assert_eq!(none.len(), 0);
    let network: NetworkInfo =
        of(json!({"Id": "n1", "Name": "inner", "IPAM": {"Config": null}, "Containers": {"c1": {}}}));
    assert_eq!((network.subnets().len(), network.containers()), (0, vec!["c1".into()]));
    let exit: Exit = of(json!({"StatusCode": 137, "Error": null}));
    assert_eq!((exit.code(), exit.error()), (137, None));
    let event: Event = one(fixture("event-1.52.json")).unwrap();
    assert_eq!((event.kind().unwrap(), event.action().unwrap()), ("container".into(), "die".into()));
    assert_eq!(event.attributes()["exitCode"], "9");
}

#[test]
fn use_of_processors() {
    let stats = |before: Value| -> Stats {
        of(json!({
            "read": "2026-01-02T03:04:05Z",
            "cpu_stats": {"cpu_usage": {"total_usage": 1_500}, "system_cpu_usage": 20_000, "online_cpus": 2},
            "precpu_stats": before,
            "memory_stats": {"usage": 4096, "limit": 8192},
        }))
    };
    let running = stats(json!({"cpu_usage": {"total_usage": 500}, "system_cpu_usage": 18_000}));
    assert_eq!((running.cpus(), running.memory()), (Some(1.0), Some(ByteSize(4096))));
    assert_eq!(stats(json!({"cpu_usage": {"total_usage": 0}})).cpus(), None, "there was no time before");
}

#[test]
fn what_cannot_be_read() {
    let nameless = list::<ContainerSummary>(reply(r#"[{"Names":["/web"]}]"#)).unwrap_err();
    assert_eq!(nameless.kind(), ErrorKind::Decode);
    assert_eq!(one::<Top>(reply("{}")).unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(made(reply(r#"{"Id":""}"#)).unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(made(reply(r#"{"Id":"x","Warnings":null}"#)).unwrap(), "x");
}

#[test]
fn imports() {
    let good = reply("{\"status\":\"Downloading\"}\r\n{\"status\":\"sha256:00ff\"}\r\n");
    assert_eq!(imported(good).unwrap().unwrap().as_str(), "sha256:00ff");
    let bad = reply("{\"errorDetail\":{\"message\":\"Error processing tar file\"}}\n");
    assert_eq!(imported(bad).unwrap().unwrap_err(), "Error processing tar file");
    assert_eq!(imported(reply("{\"status\":\"done\"}")).unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(imported(reply("what")).unwrap_err().kind(), ErrorKind::Decode);
}

/// The password of a share is an option inside an option; that of a log's collector is one by its name.
#[test]
fn options_hide_what_they_hold() {
    let share = json!({
        "type": "cifs", "device": "//me:hunter2@nas.example/data", "o": "addr=10.0.0.9,rw,username=me,password=hunter2",
    });
    let volume: VolumeInfo = of(json!({"Name": "data", "Driver": "local", "Options": share}));
    let container: ContainerInfo = of(json!({
        "Id": "c1",
        "HostConfig": {
            "LogConfig": {"Type": "splunk", "Config": {"splunk-token": "hunter2", "splunk-url": "https://s.example"}},
            "Mounts": [{"Type": "volume", "VolumeOptions": {"DriverConfig": {"Name": "local", "Options": share}}}],
        },
    }));
    for shown in [
        format!("{volume:?}"),
        volume.to_json().to_string(),
        format!("{container:?}"),
        container.to_json().to_string(),
    ] {
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("addr=***,rw,username=***,password=***"), "{shown}");
        assert!(shown.contains("//***@nas.example/data"), "{shown}");
    }
    assert!(container.to_json().to_string().contains("https://s.example"));
    assert_eq!(volume.get("Options").unwrap()["o"], share["o"], "who asks for the field has it");
}
