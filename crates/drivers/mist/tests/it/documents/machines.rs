//! The document on machines of 2015.

use super::{backend, play};
use anycloud_core::{Action, ServerId, ServerState};
use anycloud_mist::{Client, ContainerOptions, CreateMachine, Dialect, MachineAction, MachineOptions};

#[tokio::test]
async fn list_of_all_machines() {
    let (client, replay) = play("machines", 0..1, Dialect::May2014);
    let all = client.machines(&backend()).await.unwrap();
    assert_eq!(all.len(), 1);
    let machine = &all[0];
    assert_eq!((machine.id().as_str(), machine.name().as_str()), ("i-5ebfdc59", "i-5ebfdc59"));
    assert_eq!(machine.uuid().as_deref(), Some("447c23edbe944911f23145538915865ebddec230"));
    assert_eq!(
        (machine.state().as_deref(), machine.tags()),
        (Some("running"), vec!["ap-northeast-1a".into()])
    );
    assert_eq!(
        (machine.public_ips(), machine.private_ips()),
        (vec!["170.21.215.111".into()], vec!["10.153.6.20".into()])
    );
    assert!(machine.extra().unwrap()["groups"][0].is_null(), "a group that is null is survived");
    assert_eq!(machine.extra().unwrap().len(), 17);
    let server = machine.to_server();
    assert_eq!(server.state, ServerState::Running);
    assert_eq!(server.actions, [Action::Destroy, Action::PowerOff, Action::Reboot, Action::Tag].into());
    assert_eq!(server.address().unwrap().to_string(), "170.21.215.111");
    assert_eq!(server.addresses.len(), 2);
    assert_eq!((server.size.unwrap().as_str(), server.image.unwrap().as_str()), ("t1.micro", "ami-2f61fe2e"));
    assert_eq!(server.started.unwrap().to_string(), "2014-01-13T13:58:03Z");
    assert!(server.tags.is_empty(), "the zone is no label: {:?}", server.tags);
    replay.finish().unwrap();
}

#[tokio::test]
async fn create_machine() {
    let (client, replay) = play("machines", 1..2, Dialect::January2014);
    let wanted = CreateMachine::new("WebServer 3", "ami-2f61fe2e", "t1.micro")
        .key("MyKey2")
        .location("0")
        .script("echo `uptime` > new_file.txt");
    let machine = client.machine_create(&backend(), &wanted).await.unwrap();
    assert_eq!((machine.id().as_str(), machine.name().as_str()), ("i-50dd7257", "WebServer 3"));
    assert_eq!((machine.state(), machine.uuid()), (None, None));
    assert_eq!(
        (machine.public_ips(), machine.private_ips()),
        (vec!["50.253.51.216".into()], vec!["10.160.226.156".into()])
    );
    let extra = machine.extra().unwrap();
    assert_eq!((&extra["keyname"], &extra["tags"]["Name"]), (&"MyKey2".into(), &"WebServer 3".into()));
    replay.finish().unwrap();
}

#[tokio::test]
async fn create_machine_on_each_provider() {
    let (client, replay) = play("machines", 2..7, Dialect::V2);
    let dev = |image: &str, size: &str, location: &str| {
        CreateMachine::new("devserver", image, size)
            .key("mysshkey")
            .location(location)
            .script("echo 1 > /etc/app.conf")
            .options(MachineOptions::new().monitoring(true))
    };
    let azure = "2b171e93f07c4903bcad35bda10acf22__CoreOS-Stable-633.1.0";
    let ubuntu = "d0955f21bf24f5bfffd32d2d0bb669d0564701c271bc3dfc64cfc5adfdec2d07";
    let container = ContainerOptions::new()
        .env("SOMEVAR", "True")
        .env("SOMEOTHERVAR", "False")
        .command("/bin/bash")
        .expose("8888/tcp")
        .expose("4977/tcp")
        .bind("8888/tcp", "88888")
        .bind("4977/tcp", "4977");
    let docker =
        CreateMachine::new("UbuntuContainer", ubuntu, "default").key("mysshkey").container(container);
    for (wanted, id) in [
        (dev("ami-7c356d2e", "t1.micro", "0"), "i-6f2a1b3c"),
        (dev(azure, "ExtraSmall", "West US"), "devserver"),
        (dev("7572830", "512mb", "sfo1"), "1503881"),
        (docker, "4c01db0b339c2d1e8a7f64c0e1a3f0d9a7c6b5e4d3c2b1a0f9e8d7c6b5a4f3e2"),
        (dev("5298942163210525420", "1000", "2221"), "11567396473838523124"),
    ] {
        assert_eq!(create(&client, &wanted).await.as_str(), id);
    }
    replay.finish().unwrap();
}

async fn create(client: &Client, wanted: &CreateMachine) -> ServerId {
    let made = client.machine_create(&backend(), wanted).await.unwrap();
    assert_eq!(made.name(), wanted.name);
    made.id()
}

#[tokio::test]
async fn actions_and_tags() {
    for dialect in [Dialect::May2014, Dialect::V2] {
        let (client, replay) = play("machines", 7..9, dialect);
        let machine = ServerId::from("i-50aa7257");
        let listed = client.machine_action(&backend(), &machine, &MachineAction::Reboot).await.unwrap();
        assert_eq!(listed, None);
        client.tag_add(&backend(), &machine, "Backup Machine").await.unwrap();
        replay.finish().unwrap();
    }
}
