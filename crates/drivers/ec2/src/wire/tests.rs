use super::{Instance, InstanceAttribute, InstanceType, Keyed, NewKeyPair, SecurityGroup, Volume};
use crate::xml::Element;
use anycloud_core::{ErrorKind, Record};
use bytes::Bytes;

macro_rules! fixture {
    ($name:literal) => {
        Element::parse(Bytes::from_static(include_bytes!(concat!(
            "../../../../../fixtures/ec2/",
            $name,
            ".xml"
        ))))
        .unwrap()
    };
}

fn read<T: Keyed>(root: &Element, set: &str) -> Vec<T> {
    root.at(set).unwrap().children().map(|item| T::keyed(item).unwrap()).collect()
}

fn instances() -> Vec<Instance> {
    let root = fixture!("DescribeInstances");
    let reservations: Vec<Element> = root.child("reservationSet").unwrap().children().collect();
    reservations.iter().flat_map(|reservation| read(reservation, "instancesSet")).collect()
}

#[test]
fn instances_by_their_fields() {
    let all = instances();
    let [first, second, third] = &all[..] else { panic!("not three") };
    assert_eq!(first.id(), "i-1234567890abcdef0");
    assert_eq!((first.state().as_str(), first.state_code()), ("running", Some(16)));
    assert_eq!(first.launch_time().unwrap().to_string(), "2018-05-08T16:46:19Z");
    assert_eq!(first.public_ip().unwrap(), "54.194.252.215");
    assert_eq!(first.placement().unwrap().zone().unwrap(), "eu-west-1c");
    assert_eq!(first.security_groups()[0].id(), "sg-e4076000");
    assert_eq!(first.state_transition_reason(), None, "an empty element is none");
    let disk = &first.block_devices()[0];
    assert_eq!(
        (disk.volume_id().unwrap().as_str(), disk.delete_on_termination()),
        ("vol-1234567890abcdef0", Some(true))
    );
    let tags: Vec<_> =
        first.tags().iter().map(|tag| (tag.key().to_string(), tag.value().to_string())).collect();
    assert_eq!(tags, [("Name".into(), "Server_1 & <co> \u{1f680}".into()), ("empty".into(), String::new())]);
    let interface = &first.network_interfaces()[0];
    assert_eq!(interface.attachment().unwrap().id(), "eni-attach-39697adc");
    assert_eq!(interface.association().unwrap().owner_id().unwrap(), "amazon");
    assert_eq!(interface.ipv6()[0].ipv6().unwrap(), "2001:db8:1234:1a2b::123");
    assert_eq!(first.iam_instance_profile().unwrap(), "arn:aws:iam::123456789012:instance-profile/web");
    assert_eq!((first.ebs_optimized(), first.core_count()), (Some(false), Some(1)));
    let reservation = first.reservation().unwrap();
    assert_eq!(
        (reservation.id().as_str(), reservation.requester_id().unwrap().as_str()),
        ("r-1234567890abcdef0", "AIDAEXAMPLE")
    );

    assert_eq!(second.state(), "dreaming", "a word of tomorrow is kept");
    assert_eq!(second.launch_time(), None);
    assert_eq!(second.state_reason().unwrap().code().unwrap(), "Server.SpotInstanceTermination");
    assert_eq!(second.reservation().unwrap().id(), "r-1234567890abcdef0");
    assert_eq!(second.to_json()["novelty"][0], "1", "a field of tomorrow is kept");
    assert_eq!(third.reservation().unwrap().owner_id().unwrap(), "210987654321");
    assert_eq!((third.tags().len(), third.instance_type()), (0, None));
}

#[test]
fn nothing_that_was_sent_is_lost() {
    insta::assert_json_snapshot!(instances().iter().map(Record::to_json).collect::<Vec<_>>());
}

#[test]
fn a_server_lives_without_its_list() {
    for instance in instances() {
        let alone = instance.detached();
        assert_eq!(alone.to_json(), instance.to_json());
        assert_eq!(alone.id(), instance.id());
    }
}

#[test]
fn volumes_groups_and_sizes() {
    let volumes: Vec<Volume> = read(&fixture!("DescribeVolumes"), "volumeSet");
    let volume = &volumes[0];
    assert_eq!((volume.size_gib(), volume.iops(), volume.throughput()), (Some(80), Some(3000), Some(125)));
    assert_eq!((volume.snapshot_id(), volume.encrypted()), (None, Some(true)));
    assert_eq!(volume.attachments()[0].device().unwrap(), "/dev/sdh");

    let groups: Vec<SecurityGroup> = read(&fixture!("DescribeSecurityGroups"), "securityGroupInfo");
    let ingress = groups[0].ingress();
    assert_eq!((ingress[0].protocol().as_str(), ingress[0].from_port()), ("tcp", Some(22)));
    let ranges: Vec<_> = ingress[0].ipv4().iter().map(|range| (range.cidr(), range.description())).collect();
    let expected =
        [(Some("203.0.113.0/24".into()), Some("office".into())), (Some("198.51.100.7/32".into()), None)];
    assert_eq!(ranges, expected);
    assert_eq!(ingress[0].groups()[0].id().unwrap(), "sg-11112222");
    assert_eq!((ingress[1].from_port(), ingress[1].to_port()), (Some(-1), Some(-1)));
    assert_eq!((groups[0].egress()[0].protocol().as_str(), groups[0].egress()[0].from_port()), ("-1", None));

    let sizes: Vec<InstanceType> = read(&fixture!("DescribeInstanceTypes"), "instanceTypeSet");
    assert_eq!((sizes[0].vcpu().unwrap().vcpus(), sizes[0].memory().unwrap().mib()), (Some(1), Some(1024)));
    assert_eq!(sizes[0].architectures(), ["i386", "x86_64"]);
    assert_eq!((sizes[0].clock_speed_ghz(), sizes[0].burstable()), (Some(2.5), Some(true)));
}

#[test]
fn what_does_not_say_what_it_is_is_no_record() {
    for text in ["<item/>", "<item><instanceId/></item>", "<item><imageId>ami-1</imageId></item>"] {
        let error = Instance::keyed(Element::parse(Bytes::from(text)).unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
    }
}

#[test]
fn a_private_key_is_not_shown() {
    let text = "<CreateKeyPairResponse><keyName>me</keyName><keyMaterial>-----BEGIN</keyMaterial></CreateKeyPairResponse>";
    let pair = NewKeyPair::keyed(Element::parse(Bytes::from(text)).unwrap()).unwrap();
    assert_eq!(pair.private_key().unwrap().expose(), "-----BEGIN");
    assert!(!format!("{pair:?} {}", pair.to_json()).contains("BEGIN"));
}

#[test]
fn user_data_is_told_and_not_shown() {
    let text = "<DescribeInstanceAttributeResponse><instanceId>i-1</instanceId><userData><value>c2VjcmV0</value></userData>\
        </DescribeInstanceAttributeResponse>";
    let attribute =
        InstanceAttribute::keyed(Element::parse(Bytes::from_static(text.as_bytes())).unwrap()).unwrap();
    assert_eq!(attribute.user_data().unwrap().expose(), "c2VjcmV0");
    assert!(!format!("{attribute:?}").contains("c2VjcmV0"), "{attribute:?}");
}
