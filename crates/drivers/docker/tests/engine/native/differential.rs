//! Another client reads back what this one made: bollard.

use super::lab::{IMAGE, Lab, is_podman, small};
use anycloud_docker::{CreateNetwork, CreateVolume, Endpoint, Mount, Port, Publish, RestartPolicy, Subnet};
use bollard::Docker;

pub(crate) fn bollard() -> Docker {
    let host = Lab::host();
    let path = host.strip_prefix("unix://").expect("a socket");
    Docker::connect_with_unix(path, 120, &bollard::ClientVersion { major_version: 1, minor_version: 41 })
        .unwrap()
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn what_we_made_as_another_sees_it() {
    Lab::run("bollard", |lab| async move {
        let engine = &lab.engine;
        let podman = is_podman(engine).await;
        let other = bollard();
        let volume = lab.name("data");
        engine.volume_create(&CreateVolume::new(&volume).label("test", lab.test.clone())).await.unwrap();
        let mut web = lab
            .sleeper("web")
            .env("SOMEVAR", "True")
            .expose(Port::tcp(4977))
            .publish(Publish::new(Port::tcp(8888)).on(28_888).at("127.0.0.1".parse().unwrap()))
            .mount(Mount::volume(volume.as_str(), "/data").read_only());
        web.limits = small();
        web.restart = RestartPolicy::UnlessStopped;
        web.stop_signal = Some("SIGINT".into());
        web.hostname = Some("web-host".into());
        let inner = lab.name("inner");
        if !podman {
            let network = CreateNetwork::new(&inner)
                .subnet(Subnet::new("10.78.5.0/24"))
                .label("test", lab.test.clone());
            engine.network_create(&network).await.unwrap();
            web = web.network(Endpoint::new(inner.as_str()).address("10.78.5.9".parse().unwrap()).alias("w"));
        }
        let id = lab.started(&web).await;

        let seen = other.inspect_container(id.as_str(), None).await.unwrap();
        let ours = engine.container(&id).await.unwrap();
        let config = seen.config.unwrap();
        let host = seen.host_config.unwrap();
        assert_eq!(seen.name.unwrap(), format!("/{}", ours.name()));
        assert!(config.image.unwrap().ends_with(IMAGE));
        assert_eq!(
            config.cmd.unwrap(),
            ours.command().iter().map(|word| word.to_string()).collect::<Vec<_>>()
        );
        assert!(config.env.unwrap().contains(&"SOMEVAR=True".to_owned()));
        assert_eq!(config.labels.unwrap().get("test"), Some(&lab.test));
        assert_eq!(config.hostname.unwrap(), "web-host");
        let exposed = config.exposed_ports.unwrap();
        assert!(format!("{exposed:?}").contains("4977/tcp") && format!("{exposed:?}").contains("8888/tcp"));
        assert_eq!(host.memory, Some(32 << 20));
        assert_eq!(host.nano_cpus, Some(500_000_000));
        assert_eq!(host.pids_limit, Some(64));
        let bindings = host.port_bindings.unwrap().remove("8888/tcp").unwrap().unwrap();
        assert_eq!(bindings[0].host_port.as_deref(), Some("28888"));
        assert_eq!(bindings[0].host_ip.as_deref(), Some("127.0.0.1"));
        assert_eq!(
            format!("{:?}", host.restart_policy.unwrap().name.unwrap()).to_lowercase().replace('_', ""),
            "unlessstopped"
        );
        let mount = &seen.mounts.unwrap()[0];
        assert_eq!(
            (mount.name.as_deref(), mount.destination.as_deref(), mount.rw),
            (Some(&*volume), Some("/data"), Some(false))
        );
        assert_eq!(ours.published()[0].host_port, 28_888);
        if !podman {
            assert_eq!(config.stop_signal.as_deref(), Some("SIGINT"));
            let networks = seen.network_settings.unwrap().networks.unwrap();
            assert_eq!(networks[&inner].ip_address.as_deref(), Some("10.78.5.9"));
            let network = other.inspect_network(&inner, None).await.unwrap();
            assert_eq!(network.ipam.unwrap().config.unwrap()[0].subnet.as_deref(), Some("10.78.5.0/24"));
        }
        let seen = other.inspect_volume(&volume).await.unwrap();
        assert_eq!(seen.labels.get("test"), Some(&lab.test));

        engine.container_stop(&id, Some(std::time::Duration::from_secs(1))).await.unwrap();
        let seen = other.inspect_container(id.as_str(), None).await.unwrap();
        assert_eq!(seen.state.unwrap().running, Some(false));
    })
    .await;
}
