use super::{
    API_VERSION, Action, AllocateAddress, AssociateAddress, CopyImage, CopySnapshot, CreateImage,
    CreateInterface, CreateSubnet, CreateVolume, CreateVpc, Describe, ImageQuery, ModifyInstance,
    ModifyVolume, Params, Permission, Query, RuleChange, RunInstances, Stop, addresses, images, instances,
    interfaces, key_pairs, networks, security_groups, snapshots, tags, volumes,
};
use anycloud_core::run::Stamp;
use anycloud_core::{ErrorKind, PageToken};
use std::fmt::Write;

const I: &str = "i-1234567890abcdef0";
const VOL: &str = "vol-049df61146c4d7901";
const SG: &str = "sg-0598c7d356eba48d7";

fn stamp() -> Stamp {
    Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), "server")
}

fn calls() -> Vec<Action> {
    let (stamp, page) = (stamp(), PageToken::new("t/2="));
    let all = Query::all();
    let list = |describe: Describe, query: &Query| describe.action(query, None).unwrap();
    let run = RunInstances::new("ami-8c1be5f6")
        .count(2, 3)
        .instance_type("t3.micro")
        .key_name("me & you")
        .subnet("subnet-0a1b2c3d")
        .security_groups([SG])
        .user_data("#!/bin/sh\n")
        .volume("/dev/sda1", [("Ebs.VolumeSize", "20"), ("Ebs.VolumeType", "gp3")])
        .volume("/dev/sdb", [("NoDevice", "")])
        .tags("instance", [("Name", "wéb \u{1f980}"), ("multi\nline", "")])
        .tags("volume", [("Name", "disk")])
        .set("MetadataOptions.HttpTokens", "required");
    let permission =
        Permission::new("tcp").ports(80, 443).ipv4("0.0.0.0/0").description("all").ipv6("::/0").group(SG);
    vec![
        list(Describe::INSTANCES, &all),
        Describe::INSTANCES
            .action(&all.clone().filter("tag:role", ["web", "db"]).page_size(5), Some(&page))
            .unwrap(),
        list(Describe::INSTANCES, &Query::ids([I, "i-0598c7d356eba48d7"])),
        list(Describe::INSTANCE_STATUS, &all.clone().set("IncludeAllInstances", true)),
        list(Describe::INSTANCE_TYPES, &all),
        list(Describe::IMAGES, ImageQuery::owners(["self"]).filter("state", ["available"]).query()),
        list(Describe::KEY_PAIRS, &Query::names(["me"])),
        list(Describe::VOLUMES, &all),
        list(Describe::VOLUME_MODIFICATIONS, &Query::ids([VOL])),
        list(Describe::SNAPSHOTS, &all.clone().set("Owner.1", "self")),
        list(Describe::VPCS, &all),
        list(Describe::SUBNETS, &all),
        list(Describe::SECURITY_GROUPS, &all),
        list(Describe::SECURITY_GROUP_RULES, &all.clone().filter("group-id", [SG])),
        list(Describe::ADDRESSES, &Query::names(["203.0.113.7"])),
        list(Describe::INTERFACES, &all),
        list(Describe::TAGS, &all.clone().filter("resource-id", [I])),
        list(Describe::REGIONS, &all),
        list(Describe::ZONES, &Query::names(["eu-west-1a"])),
        list(Describe::ACCOUNT_ATTRIBUTES, &Query::names(["max-instances"])),
        instances::run(&run, &stamp),
        instances::start(&[I]),
        instances::stop(&[I], Stop::Plain),
        instances::stop(&[I], Stop::Force),
        instances::stop(&[I], Stop::Hibernate),
        instances::stop(&[I], Stop::PowerOff),
        instances::reboot(&[I]),
        instances::terminate(&[I]),
        instances::modify(I, &ModifyInstance::instance_type("m5.large")),
        instances::modify(I, &ModifyInstance::user_data("x")),
        instances::modify(I, &ModifyInstance::termination_protection(true)),
        instances::modify(I, &ModifyInstance::security_groups([SG])),
        instances::modify(I, &ModifyInstance::delete_on_termination("/dev/sda1", false)),
        instances::attribute(I, "disableApiTermination"),
        instances::console_output(I, true),
        images::create(&CreateImage::new(I, "web").no_reboot(true).tags("image", [("a", "b")])),
        images::copy(&CopyImage::new("us-east-1", "ami-8c1be5f6", "web"), &stamp),
        images::deregister("ami-8c1be5f6"),
        key_pairs::create("me", Some("ed25519"), &[("a", "b")]),
        key_pairs::import("me", "ssh-ed25519 AAAA me", &[]),
        key_pairs::delete("me"),
        volumes::create(
            &CreateVolume::new("eu-west-1a", 8).volume_type("gp3").iops(4000).throughput(250).encrypted(true),
            &stamp,
        ),
        volumes::create(
            &CreateVolume::from_snapshot("eu-west-1a", "snap-066877671789bd71b").tags([("a", "b")]),
            &stamp,
        ),
        volumes::modify(&ModifyVolume::new(VOL).size_gib(16).volume_type("io2")),
        volumes::attach(VOL, I, "/dev/sdf"),
        volumes::detach(VOL, Some(I), true),
        volumes::delete(VOL),
        snapshots::create(VOL, "before", &[("a", "b")]),
        snapshots::copy(&CopySnapshot::new("us-east-1", "snap-066877671789bd71b").encrypted(true)),
        snapshots::delete("snap-066877671789bd71b"),
        networks::create_vpc(&CreateVpc::new("10.0.0.0/16").ipv6(true)),
        networks::delete_vpc("vpc-0a1b2c3d"),
        networks::create_subnet(&CreateSubnet::new("vpc-0a1b2c3d", "10.0.1.0/24").zone("eu-west-1a")),
        networks::delete_subnet("subnet-0a1b2c3d"),
        interfaces::create(&CreateInterface::new("subnet-0a1b2c3d").security_groups([SG]), &stamp),
        interfaces::attach("eni-0a1b2c3d", I, 1),
        interfaces::detach("eni-attach-0a1b2c3d", false),
        interfaces::set_groups("eni-0a1b2c3d", &[SG]),
        interfaces::delete("eni-0a1b2c3d"),
        addresses::allocate(&AllocateAddress::new().tags([("a", "b")])),
        addresses::associate(&AssociateAddress::instance("eipalloc-0a1b2c3d", I).allow_reassociation(false)),
        addresses::disassociate("eipassoc-0a1b2c3d"),
        addresses::release("eipalloc-0a1b2c3d"),
        security_groups::create("web", "for the web", Some("vpc-0a1b2c3d"), &[]),
        security_groups::delete(SG),
        security_groups::change(
            SG,
            RuleChange::AuthorizeIngress,
            &[permission, Permission::new("-1").ipv4("10.0.0.0/8")],
        ),
        security_groups::change(SG, RuleChange::RevokeEgress, &[Permission::new("-1").ipv4("0.0.0.0/0")]),
        security_groups::revoke_rules(SG, false, &["sgr-0a1b2c3d"]),
        tags::create(&[I, VOL], &[("a", "b"), ("c", "")]),
        tags::delete(&[I], &[("a", None), ("c", Some(""))]),
    ]
}

#[test]
fn every_call_as_it_is_written() {
    let mut shown = String::new();
    for action in calls() {
        let call = action.call(false).unwrap();
        let request = call.request();
        assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/"));
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded; charset=utf-8");
        let body = std::str::from_utf8(request.body()).unwrap();
        let rest = body.strip_prefix(&format!("Action={}&Version={API_VERSION}", call.operation())).unwrap();
        writeln!(shown, "{} {}", call.operation(), call.class().as_str()).unwrap();
        rest.split('&').filter(|pair| !pair.is_empty()).for_each(|pair| writeln!(shown, "  {pair}").unwrap());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_dry_run_says_so() {
    for action in calls() {
        let call = action.call(true).unwrap();
        let body = std::str::from_utf8(call.request().body()).unwrap().to_owned();
        assert!(body.split('&').any(|pair| pair == "DryRun=true"), "{body}");
    }
}

#[test]
fn ids_of_another_kind_are_refused() {
    let cases = [
        instances::terminate(&[""]),
        instances::terminate(&[I, VOL]),
        instances::terminate(&["i-"]),
        instances::terminate(&["i-12 34"]),
        instances::terminate(&["i-ABC"]),
        instances::start(&["*"]),
        volumes::delete("snap-066877671789bd71b"),
        volumes::attach(VOL, VOL, "/dev/sdf"),
        addresses::release("eipassoc-0a1b2c3d"),
        interfaces::detach("eni-0a1b2c3d", false),
        tags::create(&["vol-1", ""], &[("a", "b")]),
        instances::run(&RunInstances::new("debian"), &stamp()),
        instances::run(&RunInstances::new("ami-1").set("NetworkInterface.1.SubnetId", "vpc-1"), &stamp()),
    ];
    for action in cases {
        let error = action.call(false).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{action:?}");
    }
    let by_parameter = RunInstances::new("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023");
    drop(instances::run(&by_parameter, &stamp()).call(false).unwrap());
}

#[test]
fn no_ids_are_not_all() {
    let none: [&str; 0] = [];
    for (describe, query) in [
        (Describe::INSTANCES, Query::ids(none)),
        (Describe::KEY_PAIRS, Query::names(none)),
        (Describe::TAGS, Query::ids([I])),
        (Describe::INSTANCES, Query::names(["web"])),
    ] {
        assert_eq!(describe.action(&query, None).unwrap_err().kind(), ErrorKind::InvalidRequest, "{query:?}");
    }
}

#[test]
fn tokens_that_are_too_long_are_refused() {
    let long = Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), &"x".repeat(32));
    let error = instances::run(&RunInstances::new("ami-1"), &long).call(false).unwrap_err();
    assert!(error.to_string().contains("ClientToken"));
}

#[test]
fn three_hundred_values_of_a_filter() {
    let query = Query::all().filter("instance-id", (0..300).map(|n| format!("i-{n:017x}")));
    let call = Describe::INSTANCES.action(&query, None).unwrap().call(false).unwrap();
    let body = std::str::from_utf8(call.request().body()).unwrap().to_owned();
    assert!(body.contains("&Filter.1.Value.300=i-0000000000000012b&"), "{body}");
}

#[test]
fn values_are_not_shown() {
    let shown = format!("{:?}", RunInstances::new("ami-1").user_data("hunter2"));
    assert_eq!(shown, r#"RunInstances(Params{"ImageId", "MinCount", "MaxCount", "UserData"})"#);
}

#[test]
fn what_is_set_again_is_replaced() {
    let params = Params::new().set("A", 1).set("B", 2).set("A", 3);
    assert_eq!(params.iter().collect::<Vec<_>>(), [("A", "3"), ("B", "2")]);
    assert_eq!(params.get("A"), Some("3"));
}

#[test]
fn errors_are_about_one_thing_or_none() {
    let about = |action: Action| action.resource().map(|resource| resource.to_string());
    assert_eq!(about(instances::start(&[I])).unwrap(), format!("server {I}"));
    assert_eq!(about(volumes::attach(VOL, I, "/dev/sdf")).unwrap(), format!("drive {VOL}"));
    assert_eq!(about(security_groups::delete(SG)).unwrap(), format!("firewall {SG}"));
    assert_eq!(about(snapshots::delete("snap-1")).unwrap(), "snapshot snap-1");
    assert_eq!(about(instances::start(&[I, "i-1"])), None);
    assert_eq!(about(Describe::INSTANCES.action(&Query::all(), None).unwrap()), None);
    assert_eq!(about(Action::once("X", Params::new().set("GroupId", "pg-1")).unknown()), None);
}
