//! Requests as they leave, in the oldest version and the newest.

use super::{Requests, ping};
use crate::filters::Filters;
use crate::settings::{
    CreateContainer, CreateNetwork, CreateVolume, Endpoint, EventsQuery, Exec, HealthCheck, Limits,
    LogsQuery, Mount, MountSource, Port, Prune, Publish, RegistryAuth, RestartPolicy, Subnet, WaitFor,
};
use crate::version::ApiVersion;
use anycloud_core::{ByteSize, DriveId, ErrorKind, ImageId, NetworkId, Result, Secret, ServerId, Timestamp};
use anycloud_http::Call;
use insta::assert_snapshot;
use std::time::Duration;

const OLD: Requests = Requests { version: ApiVersion::OLDEST };
const NEW: Requests = Requests { version: ApiVersion::NEWEST };
const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Class, method, path, headers and body.
fn shown(call: Result<Call>) -> String {
    let call = call.unwrap();
    let request = call.request();
    let mut out =
        format!("{} [{}]\n{} {}", call.operation(), call.class().as_str(), request.method(), request.uri());
    for (name, value) in request.headers() {
        let value = if value.is_sensitive() { "***" } else { value.to_str().unwrap() };
        out += &format!("\n{name}: {value}");
    }
    match serde_json::from_slice::<serde_json::Value>(request.body()) {
        Ok(json) => out += &format!("\n{json:#}"),
        Err(_) if request.body().is_empty() => {}
        Err(_) => out += &format!("\n({} bytes)", request.body().len()),
    }
    out
}

fn all(calls: Vec<Result<Call>>) -> String {
    calls.into_iter().map(shown).collect::<Vec<_>>().join("\n\n")
}

fn web() -> ServerId {
    "web".into()
}

/// The body that Mist.io's document of January 2014 has for a container, with a port that is one.
#[test]
fn a_container_as_in_mists_document() {
    let container = CreateContainer::new("d0955f21bf24f5bfffd32d2d0bb669d0564701c271bc3dfc64cfc5adfdec2d07")
        .name("UbuntuContainer")
        .env("SOMEVAR", "True")
        .env("SOMEOTHERVAR", "False")
        .command(["/bin/bash"])
        .publish(Publish::parse("8888/tcp", "8888").unwrap())
        .publish(Publish::parse("4977/tcp", "4977").unwrap());
    assert_snapshot!(shown(OLD.container_create(&container)));
    Publish::parse("8888/tcp", "88888").unwrap_err();
}

#[test]
fn a_container_with_everything() {
    let mut container = CreateContainer::new("lab/busybox:1")
        .name("web")
        .command(["httpd", "-f"])
        .env("PASSWORD", Secret::new("hunter2"))
        .label("stack", "web")
        .expose(Port::udp(53))
        .publish(Publish::new(Port::tcp(80)).on(8080).at("127.0.0.1".parse().unwrap()))
        .publish(Publish::new(Port::tcp(80)).on(8081))
        .publish(Publish::new(Port::tcp(443)))
        .mount(Mount::volume("data", "/data"))
        .mount(Mount::bind("/etc/hosts", "/etc/hosts.host").read_only())
        .network(Endpoint::new("inner").address("10.20.0.9".parse().unwrap()).alias("w"));
    assert!(!format!("{container:?}").contains("hunter2"));
    let mut memory = Mount::memory("/tmp");
    memory.source = MountSource::Memory(Some(ByteSize::mib(16)));
    container.mounts.push(memory);
    container.limits = Limits::new().memory(ByteSize::mib(64)).nano_cpus(1_500_000_000).processes(100);
    container.limits.cpuset = Some("0-1".into());
    container.limits.cpu_shares = Some(512);
    container.limits.memory_and_swap = Some(ByteSize::mib(64));
    container.limits.memory_reservation = Some(ByteSize::mib(32));
    container.restart = RestartPolicy::OnFailure { attempts: Some(3) };
    let mut health = HealthCheck::new(["wget", "-q", "localhost"]);
    health.interval = Some(Duration::from_secs(5));
    health.timeout = Some(Duration::from_millis(500));
    health.start_period = Some(Duration::from_secs(1));
    health.retries = Some(3);
    container.health = Some(health);
    container.platform = Some("linux/amd64".into());
    container.entrypoint = vec!["/bin/sh".into(), "-c".into()];
    container.hostname = Some("web-host".into());
    container.user = Some("1000:1000".into());
    container.working_dir = Some("/srv".into());
    container.tty = true;
    container.open_stdin = true;
    container.stop_signal = Some("SIGINT".into());
    container.stop_grace = Some(Duration::from_secs(30));
    container.auto_remove = true;
    container.init = true;
    container.read_only = true;
    container.privileged = true;
    container.cap_add = vec!["NET_ADMIN".into()];
    container.cap_drop = vec!["ALL".into()];
    container.dns = vec!["10.0.0.53".into()];
    container.extra_hosts = vec!["db:10.0.0.5".into()];
    container.log = Some(("json-file".into(), [("max-size".into(), "1m".into())].into()));
    assert_snapshot!(shown(NEW.container_create(&container)));
    container.log = Some(("splunk".into(), [("splunk-token".into(), "hunter2".into())].into()));
    assert!(!format!("{container:?}").contains("hunter2"));
    let plain = shown(OLD.container_create(&CreateContainer::new("lab/busybox:1")));
    assert!(
        plain.ends_with("{\n  \"Image\": \"lab/busybox:1\"\n}"),
        "nothing is said of what nothing is said: {plain}"
    );
}

#[test]
fn containers() {
    let mut logs = LogsQuery::new().follow().tail(100);
    logs.since = Some("2026-01-02T03:04:05.5Z".parse::<Timestamp>().unwrap());
    logs.until = Some("2026-01-02T03:04:06.5Z".parse::<Timestamp>().unwrap());
    logs.timestamps = true;
    let limits = Limits::new().memory(ByteSize::mib(128));
    let exec = Exec::new(["ls", "/srv"]).env("A", "b").tty();
    assert_snapshot!(all(vec![
        OLD.containers(false, &Filters::new()),
        OLD.containers(
            true,
            &Filters::new().with("label", "a=b").with("label", "c").with("status", "exited")
        ),
        OLD.container(&ID.into()),
        OLD.container_start(&web()),
        OLD.container_stop(&web(), None),
        OLD.container_stop(&web(), Some(Duration::from_millis(1500))),
        OLD.container_restart(&web(), Some(Duration::ZERO)),
        OLD.container_kill(&web(), None),
        OLD.container_kill(&web(), Some("SIGRTMIN+3")),
        OLD.container_pause(&web()),
        OLD.container_unpause(&web()),
        OLD.container_rename(&web(), "web-2"),
        OLD.container_update(&web(), &limits, Some(RestartPolicy::No)),
        OLD.container_wait(&web(), WaitFor::NotRunning),
        OLD.container_wait(&web(), WaitFor::Removed),
        OLD.container_remove(&web(), false, false),
        OLD.container_remove(&web(), true, true),
        OLD.container_logs(&web(), &LogsQuery::new()),
        OLD.container_logs(&web(), &logs),
        OLD.container_stats(&web()),
        OLD.container_top(&web(), Some("-o pid,cmd")),
        OLD.archive(&web(), "/a b/ü?&"),
        OLD.archive_put(&web(), "/srv", b"not looked into".as_slice().into()),
        OLD.exec_create(&web(), &exec),
        OLD.exec_start(ID, true),
        OLD.exec(ID),
    ]));
}

#[test]
fn images() {
    let mut auth = RegistryAuth::new("me", "hunter2");
    auth.server = Some("registry.example.com:5000".into());
    let private = ImageId::new("registry.example.com:5000/lab/busybox:1");
    let pull = OLD.image_pull(&private, Some("linux/arm64"), Some(&auth));
    assert!(!format!("{:?} {auth:?}", pull.as_ref().unwrap()).contains("hunter2"));
    assert_snapshot!(all(vec![
        OLD.images(true, &Filters::new().with("dangling", "true")),
        OLD.image(&"registry.example.com:5000/lab/busybox:1".into()),
        OLD.image(&ImageId::new(format!("sha256:{ID}"))),
        OLD.image_pull(&"busybox".into(), None, None),
        OLD.image_pull(&"localhost:5000/busybox".into(), None, None),
        OLD.image_pull(&ImageId::new(format!("busybox@sha256:{ID}")), None, None),
        pull,
        OLD.image_import(&"lab/busybox:1".into(), b"not looked into".as_slice().into()),
        OLD.image_tag(&ImageId::new(ID), &"localhost:5000/lab/busybox:2".into()),
        OLD.image_remove(&"lab/busybox:1".into(), true),
        OLD.image_search("busybox", Some(5)),
    ]));
}

#[test]
fn volumes_and_networks() {
    let mut volume = CreateVolume::new("data").label("a", "b");
    volume.options.insert("o".into(), "password=hunter2".into());
    assert!(!format!("{volume:?}").contains("hunter2"));
    let mut subnet = Subnet::new("10.20.0.0/24");
    subnet.given = Some("10.20.0.128/25".into());
    subnet.gateway = Some("10.20.0.1".parse().unwrap());
    let network = CreateNetwork::new("inner").subnet(subnet).label("a", "b");
    let place = Endpoint::new("inner").address("fd00::9".parse().unwrap()).alias("w");
    assert_snapshot!(all(vec![
        OLD.volumes(&Filters::new().with("dangling", "true")),
        OLD.volume(&"data".into()),
        OLD.volume_create(&volume),
        OLD.volume_create(&CreateVolume::default()),
        OLD.volume_remove(&"data".into(), true),
        OLD.networks(&Filters::new()),
        OLD.network(&"inner".into()),
        OLD.network_create(&network),
        NEW.network_create(&CreateNetwork::new("inner")),
        OLD.network_connect(&place, &web()),
        OLD.network_disconnect(&"inner".into(), &web(), true),
        OLD.network_remove(&NetworkId::new(ID)),
    ]));
}

#[test]
fn the_engine() {
    let query = EventsQuery::new()
        .since(Timestamp::from_unix(1_700_000_000).unwrap())
        .until(Timestamp::from_unix(1_700_000_100).unwrap())
        .filters(Filters::new().with("type", "container"));
    let none = Filters::new();
    assert_snapshot!(all(vec![
        ping(),
        OLD.info(),
        OLD.version(),
        OLD.events(&EventsQuery::new()),
        OLD.events(&query),
        OLD.prune(Prune::BuildCache, &none),
        OLD.prune(Prune::Containers, &Filters::new().with("until", "24h")),
        OLD.prune(Prune::Images, &Filters::new().with("dangling", "false")),
        OLD.prune(Prune::Networks, &none),
        OLD.prune(Prune::Volumes, &Filters::new().with("all", "true").with("label", "a")),
        NEW.prune(Prune::Volumes, &none),
        NEW.prune(Prune::Volumes, &Filters::new().with("all", "true")),
    ]));
}

#[test]
fn what_is_malformed_is_refused() {
    let none = Filters::new();
    let bad = |call: Result<Call>| {
        let error = call.unwrap_err();
        assert_eq!(error.provider(), Some("docker"));
        error.kind()
    };
    let image = || CreateContainer::new("busybox");
    let invalid = [
        bad(OLD.container(&"../images".into())),
        bad(OLD.container_create(&image().name("cafe"))),
        bad(OLD.container_create(&image().name("-web"))),
        bad(OLD.container_create(&CreateContainer::new("cafe"))),
        bad(OLD.container_create(&image().env("A=B", "c"))),
        bad(OLD.container_create(&image().env("", "c"))),
        bad(OLD.container_create(&image().env("A", "b\0"))),
        bad(OLD.container_create(&image().label("", "c"))),
        bad(OLD.container_create(&image().mount(Mount::bind("relative", "/x")))),
        bad(OLD.container_create(&image().mount(Mount::volume("data", "relative")))),
        bad(OLD.container_create(&image().mount(Mount::volume("../data", "/x")))),
        bad(OLD.container_create(&image().network(Endpoint::new("cafe")))),
        bad(OLD.container_kill(&web(), Some("TERM; rm"))),
        bad(OLD.container_rename(&web(), "beef")),
        bad(OLD.exec_create(&web(), &Exec::default())),
        bad(OLD.exec_start("abc", false)),
        bad(OLD.image_pull(&ImageId::new(format!("sha256:{ID}")), None, None)),
        bad(OLD.image_import(&ImageId::new(ID), b"".as_slice().into())),
        bad(OLD.image_tag(&"busybox".into(), &"busybox@sha256:00".into())),
        bad(OLD.image_search("", None)),
        bad(OLD.network_create(&CreateNetwork::new("inner").subnet(Subnet::new("10.20.0.0/33")))),
        bad(OLD.network_create(&CreateNetwork::new("inner").subnet(Subnet::new("10.20.0.0")))),
        bad(OLD.network_connect(&Endpoint::new("inner"), &"abc".into())),
        bad(OLD.network_disconnect(&"inner".into(), &"abc".into(), false)),
        bad(OLD.volume_remove(&DriveId::new("a/b"), false)),
        bad(OLD.archive_put(&web(), "srv", b"".as_slice().into())),
    ];
    assert!(invalid.iter().all(|kind| *kind == ErrorKind::InvalidRequest), "{invalid:?}");
    let mut silent = LogsQuery::new();
    (silent.stdout, silent.stderr) = (false, false);
    assert_eq!(bad(OLD.container_logs(&web(), &silent)), ErrorKind::InvalidRequest);
    let many = image().network(Endpoint::new("one")).network(Endpoint::new("two"));
    assert_eq!(bad(OLD.container_create(&many)), ErrorKind::Unsupported);
    assert!(NEW.container_create(&many).is_ok());
    // An old engine would remove volumes with a name, which was not asked for.
    assert_eq!(bad(OLD.prune(Prune::Volumes, &none)), ErrorKind::Unsupported);
}
