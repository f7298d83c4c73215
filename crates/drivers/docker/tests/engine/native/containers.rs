//! The life of a container, with others beside it.

use super::lab::{IMAGE, Lab, is_podman, small};
use anycloud_core::{ByteSize, ErrorKind, ServerId};
use anycloud_docker::wire::{Health, Status};
use anycloud_docker::{
    ApiVersion, CreateContainer, Exec, Filters, HealthCheck, Limits, Port, Publish, RestartPolicy, WaitFor,
};
use std::time::Duration;

#[tokio::test]
#[ignore = "needs an engine"]
async fn the_whole_life_with_others_beside_it() {
    Lab::run("life", |lab| async move {
        let engine = &lab.engine;
        let podman = is_podman(engine).await;
        let mut others = Vec::new();
        for n in 0..3 {
            others.push(lab.started(&lab.sleeper(&format!("other{n}"))).await);
        }

        let mut web = lab
            .sleeper("web")
            .env("SOMEVAR", "True")
            .env("SOMEOTHERVAR", "with = and \"quotes\"")
            .label("stack", "web")
            .expose(Port::tcp(4977));
        web.limits = small();
        web.restart = RestartPolicy::OnFailure { attempts: Some(3) };
        web.working_dir = Some("/srv".into());
        let id = engine.container_create(&web).await.unwrap();
        assert_eq!(id.as_str().len(), 64);
        let made = engine.container(&id).await.unwrap();
        assert_eq!((made.id(), made.name().as_str()), (id.clone(), &*lab.name("web")));
        assert_eq!(made.state().status, Status::Created);
        assert_eq!(made.state().started, None);
        assert_eq!(made.labels().get("stack").map(|value| value.as_str()), Some("web"));
        assert!(
            made.env().iter().any(|line| *line == "SOMEOTHERVAR=with = and \"quotes\""),
            "{:?}",
            made.env()
        );
        assert!(!format!("{made:?}").contains("quotes"), "values of variables are not shown");
        assert_eq!((made.memory(), made.nano_cpus()), (Some(ByteSize::mib(32)), Some(500_000_000)));
        assert_eq!(made.restart_policy().unwrap(), "on-failure");

        assert!(engine.container_start(&id).await.unwrap());
        assert!(!engine.container_start(&id).await.unwrap(), "it runs already");
        let running = engine.container(&id).await.unwrap();
        assert_eq!(running.state().status, Status::Running);
        assert!(running.state().pid.is_some() && running.state().started.is_some());
        if !podman {
            assert_eq!(running.networks()[0].addresses.len(), 1, "{:?}", running.networks());
        }

        engine.container_pause(&id).await.unwrap();
        assert_eq!(engine.container(&id).await.unwrap().state().status, Status::Paused);
        engine.container_unpause(&id).await.unwrap();

        let name = lab.name("renamed");
        engine.container_rename(&id, &name).await.unwrap();
        assert_eq!(engine.container(&ServerId::new(name.as_str())).await.unwrap().id(), id);

        if !podman {
            let mut more = Limits::new().memory(ByteSize::mib(64));
            more.memory_and_swap = Some(ByteSize::mib(128));
            engine.container_update(&id, &more, Some(RestartPolicy::No)).await.unwrap();
            let updated = engine.container(&id).await.unwrap();
            assert_eq!(updated.memory(), Some(ByteSize::mib(64)));
            assert_eq!(updated.nano_cpus(), Some(500_000_000), "what nothing was said of stays");
            assert_eq!(updated.restart_policy().unwrap(), "no");
        }

        let top = engine.container_top(&id, None).await.unwrap();
        assert!(!top.titles().is_empty() && !top.processes().is_empty());
        let stats = engine.container_stats(&id).await.unwrap();
        assert!(stats.memory() < stats.memory_limit() && stats.cpu_nanos().is_some(), "{stats:?}");
        // Podman does not look twice.
        assert!(podman || stats.cpus().is_some_and(|cpus| (0.0..64.0).contains(&cpus)), "{stats:?}");

        engine.container_restart(&id, Some(Duration::from_secs(5))).await.unwrap();
        assert_eq!(engine.container(&id).await.unwrap().state().status, Status::Running);

        assert!(engine.container_stop(&id, Some(Duration::from_secs(20))).await.unwrap());
        assert!(!engine.container_stop(&id, None).await.unwrap(), "it is stopped already");
        let stopped = engine.container(&id).await.unwrap().state();
        assert_eq!((stopped.status, stopped.exit_code), (Status::Exited, 7), "it was asked, not killed");

        engine.container_remove(&id, false, true).await.unwrap();
        assert_eq!(engine.container(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
        let left = engine.containers(false, &lab.mine()).await.unwrap();
        let mut left: Vec<ServerId> = left.iter().map(|container| container.id()).collect();
        left.sort();
        others.sort();
        assert_eq!(left, others, "nothing happened to the others");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn lists_and_filters() {
    Lab::run("lists", |lab| async move {
        let engine = &lab.engine;
        let running = lab.started(&lab.sleeper("running")).await;
        let made = engine.container_create(&lab.sleeper("made").label("odd", "yes")).await.unwrap();
        let all = engine.containers(true, &lab.mine()).await.unwrap();
        assert_eq!(all.len(), 2);
        let alive = engine.containers(false, &lab.mine()).await.unwrap();
        assert_eq!(alive.len(), 1);
        assert_eq!((alive[0].id(), alive[0].status()), (running, Status::Running));
        assert_eq!(alive[0].name().as_str(), lab.name("running"));
        assert!(alive[0].image().unwrap().as_str().ends_with(IMAGE));
        assert!(alive[0].created().is_some());
        let odd = engine.containers(true, &lab.mine().with("label", "odd=yes")).await.unwrap();
        assert_eq!((odd.len(), odd[0].id()), (1, made));
        assert_eq!(odd[0].status(), Status::Created);
        let error = engine.containers(true, &Filters::new().with("nonsense", "1")).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Provider), "{error:?}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn waits_and_codes() {
    Lab::run("waits", |lab| async move {
        let engine = &lab.engine;
        let id = lab.started(&lab.running("slow", "sleep 1; exit 42")).await;
        assert_eq!(engine.container_wait(&id, WaitFor::NotRunning).await.unwrap().code(), 42);
        assert_eq!(engine.container(&id).await.unwrap().state().exit_code, 42);

        let killed = lab.started(&lab.sleeper("killed")).await;
        let waiter = tokio::spawn({
            let (engine, killed) = (engine.clone(), killed.clone());
            async move { engine.container_wait(&killed, WaitFor::NotRunning).await.unwrap().code() }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        engine.container_kill(&killed, None).await.unwrap();
        assert_eq!(waiter.await.unwrap(), 137);
        let error = engine.container_kill(&killed, Some("SIGTERM")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);

        // It ends at once: a good start says nothing of that.
        let gone = lab.started(&lab.running("gone", "exit 3")).await;
        assert_eq!(engine.container_wait(&gone, WaitFor::NotRunning).await.unwrap().code(), 3);
        let state = engine.container(&gone).await.unwrap().state();
        assert_eq!((state.status, state.exit_code), (Status::Exited, 3));
        assert!(state.finished.is_some());
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn commands_in_it() {
    Lab::run("exec", |lab| async move {
        let engine = &lab.engine;
        let id = lab.started(&lab.sleeper("host")).await;
        let script = "echo out $WHO; echo err >&2; exit 5";
        let exec = Exec::new(["/bin/sh", "-c", script]).env("WHO", "me");
        let mut running = engine.exec(&id, &exec).await.unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        while let Some(output) = running.next().await.unwrap() {
            let to = if output.source == anycloud_docker::OutputSource::Stderr { &mut err } else { &mut out };
            to.extend_from_slice(&output.bytes);
        }
        assert_eq!((&out[..], &err[..]), (&b"out me\n"[..], &b"err\n"[..]));
        assert_eq!(running.exit_code().await.unwrap(), 5);

        let terminal = Exec::new(["/bin/sh", "-c", "echo both >&2"]).tty();
        let mut running = engine.exec(&id, &terminal).await.unwrap();
        let said = running.next().await.unwrap().unwrap();
        assert_eq!(said.source, anycloud_docker::OutputSource::Terminal);
        assert_eq!(&said.bytes[..], b"both\r\n");
        assert_eq!(running.exit_code().await.unwrap(), 0);

        engine.container_kill(&id, None).await.unwrap();
        engine.container_wait(&id, WaitFor::NotRunning).await.unwrap();
        let error = engine.exec(&id, &exec).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn health_is_told() {
    Lab::run("health", |lab| async move {
        let engine = &lab.engine;
        if is_podman(engine).await {
            return; // Its checks need systemd.
        }
        let mut container = lab.sleeper("well");
        let mut check = HealthCheck::new(["ls", "/tmp/well"]);
        check.interval = Some(Duration::from_millis(200));
        check.retries = Some(2);
        container.health = Some(check);
        let id = lab.started(&container).await;
        let becomes = async |wanted: Health| {
            for _ in 0..100 {
                if engine.container(&id).await.unwrap().state().health.as_ref() == Some(&wanted) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            panic!("it never is {wanted:?}");
        };
        becomes(Health::Unhealthy).await;
        engine
            .exec(&id, &Exec::new(["/bin/sh", "-c", ": > /tmp/well"]))
            .await
            .unwrap()
            .exit_code()
            .await
            .unwrap();
        becomes(Health::Healthy).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn ports_of_the_host() {
    Lab::run("ports", |lab| async move {
        let engine = &lab.engine;
        let web = lab
            .sleeper("web")
            .publish(Publish::parse("8888/tcp", "8888").unwrap())
            .publish(Publish::new(Port::udp(53)));
        let id = lab.started(&web).await;
        let published = engine.container(&id).await.unwrap().published();
        let fixed = published.iter().find(|port| port.port == Port::tcp(8888)).unwrap();
        assert_eq!(fixed.host_port, 8888);
        assert!(published.iter().any(|port| port.port == Port::udp(53) && port.host_port > 0));
        let listed = engine.containers(false, &lab.mine()).await.unwrap();
        assert!(
            listed[0].published().contains(fixed)
                || listed[0].published().iter().any(|p| p.host_port == 8888)
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn the_engine_itself() {
    Lab::run("engine", |lab| async move {
        let engine = &lab.engine;
        let ping = engine.ping().await.unwrap();
        let version = engine.version().await.unwrap();
        assert_eq!(ping.api_version, version.api_version());
        assert_eq!(engine.api_version().await.unwrap(), ping.api_version.unwrap().min(ApiVersion::NEWEST));
        assert!(version.oldest_api_version().unwrap() <= ApiVersion::OLDEST);
        let info = engine.info().await.unwrap();
        assert!(info.cpus().unwrap() > 0 && info.memory().unwrap() > ByteSize::gib(1));
        assert!(info.storage_driver().is_some());
        assert!(CreateContainer::new(IMAGE).name.is_none());
    })
    .await;
}
