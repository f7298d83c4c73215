//! Servers, sizes, images and key pairs.

use crate::server::{Moto, code, image, server, stamp, three_servers};
use anycloud_core::{Delivery, ErrorKind, Record};
use anycloud_ec2::{
    Client, CopyImage, CreateImage, ImageQuery, ModifyInstance, Query, RunInstances, Stop, dry_run,
};

/// The states of the servers, in the order of the ids.
async fn states(client: &Client, ids: &[impl AsRef<str>]) -> Vec<String> {
    let mut states = Vec::new();
    for id in ids {
        states.push(server(client, id.as_ref()).await.state().to_string());
    }
    states
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn the_life_of_servers() {
    let moto = Moto::open().await;
    let client = moto.client();
    let ids = three_servers(&client).await;
    let [first, middle, last] = &ids;
    let made = server(&client, middle).await;
    assert_eq!(made.instance_type().unwrap(), "t3.micro");
    let tags: Vec<_> = made.tags().iter().map(|tag| (tag.key(), tag.value())).collect();
    assert!(tags.contains(&("Name".into(), "web-1".into())), "{tags:?}");
    assert!(tags.contains(&("wéb \u{1f980}\n".into(), "a & b=c+d %20".into())), "{tags:?}");
    assert!(made.private_ip().is_some() && made.launch_time().is_some());
    assert_eq!(made.reservation().unwrap().owner_id().unwrap(), "123456789012");
    let json = made.to_json();
    assert_eq!(json["instanceState"]["name"], "running");
    assert_eq!(json["reservation"]["ownerId"], "123456789012");

    let by_name = Query::all().filter("tag:Name", ["web-1", "web-2"]);
    let found = client.describe_instances(&by_name).all().await.unwrap();
    assert_eq!(found.iter().map(|server| server.id()).collect::<Vec<_>>(), [middle.clone(), last.clone()]);

    let changed = client.stop_instances(&[middle], Stop::Force).await.unwrap();
    assert_eq!(
        (changed.len(), changed[0].instance_id(), changed[0].previous()),
        (1, middle.clone(), "running".into())
    );
    assert_eq!(states(&client, &ids).await, ["running", "stopped", "running"]);
    client.modify_instance_attribute(middle, &ModifyInstance::instance_type("t3.large")).await.unwrap();
    client.modify_instance_attribute(middle, &ModifyInstance::user_data("#!/bin/true")).await.unwrap();
    assert_eq!(server(&client, middle).await.instance_type().unwrap(), "t3.large");
    assert_eq!(server(&client, first).await.instance_type().unwrap(), "t3.micro");
    client.start_instances(&[middle]).await.unwrap();
    client.reboot_instances(&[middle]).await.unwrap();
    assert_eq!(states(&client, &ids).await, ["running", "running", "running"]);
    let health = client.describe_instance_status(&Query::ids([middle.as_str()])).all().await.unwrap();
    assert_eq!(health[0].instance_status().unwrap(), "ok");
    client.get_console_output(middle, false).await.unwrap().bytes().unwrap();

    client.modify_instance_attribute(middle, &ModifyInstance::termination_protection(true)).await.unwrap();
    let attribute = client.describe_instance_attribute(middle, "disableApiTermination").await.unwrap();
    assert_eq!(attribute.disable_api_termination(), Some(true));
    let refused = client.terminate_instances(&[middle]).await.unwrap_err();
    assert_eq!((refused.kind(), refused.delivery()), (ErrorKind::Conflict, Delivery::Refused));
    client.modify_instance_attribute(middle, &ModifyInstance::termination_protection(false)).await.unwrap();
    client.terminate_instances(&[middle]).await.unwrap();
    assert_eq!(states(&client, &ids).await, ["running", "terminated", "running"]);

    let nobody = client.terminate_instances(&["i-0123456789abcdef0"]).await.unwrap_err();
    assert_eq!((nobody.kind(), nobody.code()), (ErrorKind::NotFound, Some("InvalidInstanceID.NotFound")));
    assert_eq!(&*nobody.resource().unwrap().id, "i-0123456789abcdef0");
    assert!(nobody.request_id().is_some());
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn pages_are_complete() {
    let moto = Moto::open().await;
    let client = moto.client();
    let request = RunInstances::new(&image(&client).await).instance_type("t3.micro").count(7, 7);
    let reservation = client.run_instances(&request, &stamp("seven")).await.unwrap();
    assert_eq!(reservation.instances().len(), 7);
    for name in ["one", "two", "three", "four", "five"] {
        client.run_instances(&request.clone().count(1, 1), &stamp(name)).await.unwrap();
    }
    let mut listing = client.describe_instances(&Query::all().page_size(5));
    let mut ids = Vec::new();
    while let Some(server) = listing.next().await.unwrap() {
        ids.push(server.id());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 12);
    let none = Query::all().filter("tag:Name", ["nobody"]);
    assert_eq!(client.describe_instances(&none).all().await.unwrap().len(), 0);
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn dry_runs_do_nothing() {
    let moto = Moto::open().await;
    let client = moto.client();
    let ids = three_servers(&client).await;
    let dry = client.dry_run();
    dry_run(dry.stop_instances(&[&ids[1]], Stop::Plain).await).unwrap();
    dry_run(dry.terminate_instances(&[&ids[1]]).await).unwrap();
    dry_run(dry.run_instances(&RunInstances::new(&image(&client).await), &stamp("dry")).await).unwrap();
    assert_eq!(states(&client, &ids).await, ["running"; 3]);
    assert_eq!(client.describe_instances(&Query::all()).all().await.unwrap().len(), 3);
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn images_are_made_copied_and_removed() {
    let moto = Moto::open().await;
    let client = moto.client();
    let ids = three_servers(&client).await;
    let mut images = Vec::new();
    for (id, name) in ids.iter().zip(["a", "b", "c"]) {
        let request = CreateImage::new(id, name).description("of a server").no_reboot(true);
        images.push(client.create_image(&request).await.unwrap());
    }
    let mine = async || {
        let mut mine = client.describe_images(&ImageQuery::owners(["self"])).all().await.unwrap();
        mine.sort_by_key(|image| image.name());
        mine.iter().map(|image| image.name().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(mine().await, ["a", "b", "c"]);
    let copy = CopyImage::new("us-east-1", &images[1], "d");
    let copied = client.copy_image(&copy, &stamp("copy")).await.unwrap();
    assert!(!images.contains(&copied));
    client.deregister_image(&images[1]).await.unwrap();
    assert_eq!(mine().await, ["a", "c", "d"]);
    let gone = client.deregister_image(&images[1]).await.unwrap_err();
    assert!(matches!(gone.kind(), ErrorKind::NotFound | ErrorKind::Conflict), "{gone}");
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn sizes_regions_zones_and_limits() {
    let moto = Moto::open().await;
    let client = moto.client();
    let sizes = client.describe_instance_types(&Query::all()).all().await.unwrap();
    let micro = sizes.iter().find(|size| size.name() == "t3.micro").unwrap();
    assert_eq!((micro.vcpu().unwrap().vcpus(), micro.memory().unwrap().mib()), (Some(2), Some(1024)));
    assert!(sizes.len() > 200, "{}", sizes.len());
    let some = client.describe_instance_types(&Query::ids(["t3.micro", "m5.large"])).all().await.unwrap();
    assert_eq!(some.len(), 2);
    let regions = client.describe_regions(&Query::all()).all().await.unwrap();
    assert!(regions.iter().any(|region| region.name() == "eu-west-1"));
    let zones = client.describe_availability_zones(&Query::all()).all().await.unwrap();
    assert!(zones.len() >= 3 && zones.iter().all(|zone| zone.name().starts_with("us-east-1")));
    let limits = client.describe_account_attributes(&Query::all()).all().await.unwrap();
    let most = limits.iter().find(|limit| limit.name() == "max-instances").unwrap();
    assert!(most.values()[0].value().parse::<u32>().unwrap() > 0);
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn key_pairs() {
    let moto = Moto::open().await;
    let client = moto.client();
    let made = client.create_key_pair("one", None, &[("a", "b")]).await.unwrap();
    assert!(made.private_key().unwrap().expose().contains("PRIVATE KEY"));
    assert!(!format!("{made:?}").contains("PRIVATE KEY"));
    client.create_key_pair("two", Some("ed25519"), &[]).await.unwrap();
    let public =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIvDgT3XQBzjBBJO1l4eFNpVpkGsiFpEcxeGvUgcJEpA me@example";
    let imported = client.import_key_pair("three", public, &[]).await.unwrap();
    assert!(imported.fingerprint().is_some());
    assert_eq!(code(client.import_key_pair("three", public, &[]).await), "InvalidKeyPair.Duplicate");
    client.delete_key_pair("two").await.unwrap();
    let left = client.describe_key_pairs(&Query::all()).all().await.unwrap();
    let mut names: Vec<_> = left.iter().map(|key| key.name().to_string()).collect();
    names.sort();
    assert_eq!(names, ["one", "three"]);
    assert_eq!(
        code(client.describe_key_pairs(&Query::names(["two"])).all().await),
        "InvalidKeyPair.NotFound"
    );
}
