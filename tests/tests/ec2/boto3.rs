//! AWS' own client for Python against the same account: what one made, the other reads, field by field.

use crate::moto::{Account, IMAGE, Moto};
use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, CreateAddress, CreateDrive, CreateFirewall, CreateNetwork, CreateServer,
    CreateSnapshot, FirewallRule, ImportKeyPair, Listing, Record, ServerQuery,
};
use anycloud_ec2::{Client, Ec2, ImageQuery, Query};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Makes as many things again, and prints all that there is: for each id, the fields of its record
/// with what they say.
const SCRIPT: &str = r#"
import boto3, botocore.config, datetime, json, sys
url, account, image = sys.argv[1:4]
ec2 = boto3.client("ec2", region_name="us-east-1", endpoint_url=url, aws_access_key_id="AKIDEXAMPLE",
                   aws_secret_access_key="made-up")
ec2.meta.events.register("before-sign.ec2.*", lambda request, **_: request.headers.__setitem__("x-moto-account-id", account))
def named(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}, {"Key": "by", "Value": "boto3"}]}]
vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
for n in range(4):
    ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1,
                      TagSpecifications=named("instance", f"theirs-{n} \U0001f980 & <b>"))
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=2 + n, TagSpecifications=named("volume", f"theirs-{n}"))
    ec2.modify_volume(VolumeId=volume["VolumeId"], Size=20 + n)
    ec2.create_snapshot(VolumeId=volume["VolumeId"], Description="x", TagSpecifications=named("snapshot", f"theirs-{n}"))
    ec2.allocate_address(Domain="vpc", TagSpecifications=named("elastic-ip", f"theirs-{n}"))
    group = ec2.create_security_group(GroupName=f"theirs-{n}", Description="x", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 80 + n,
        "ToPort": 90 + n, "IpRanges": [{"CidrIp": "192.0.2.0/24", "Description": "some"}]}])
    ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16", TagSpecifications=named("vpc", f"theirs-{n}"))
    ec2.create_network_interface(SubnetId=subnet, Groups=[group], Description=f"theirs-{n} & more",
                                 TagSpecifications=named("network-interface", f"theirs-{n}"))
def texts(shape, value, path):
    """All that a record says, by the names that the service gave, which are in boto3's own description of it."""
    if isinstance(value, dict):
        named = [(shape.members[key], key, one) for key, one in value.items()]
        return {k: v for member, key, one in named
                for k, v in texts(member, one, path + [member.serialization.get("name", key)]).items()}
    if isinstance(value, list):
        return {k: v for n, one in enumerate(value) for k, v in texts(shape.member, one, path + [str(n)]).items()}
    if isinstance(value, bool):
        value = str(value).lower()
    if isinstance(value, datetime.datetime):
        value = value.strftime("%Y-%m-%dT%H:%M:%S")
    return {".".join(path): str(value)} if str(value) else {}
all = {}
def add(kind, keys, call, *sets, **asked):
    shape = ec2.meta.service_model.operation_model(ec2.meta.method_to_api_mapping[call]).output_shape
    records = [getattr(ec2, call)(**asked)]
    for name in sets:
        shape, records = shape.members[name].member, [one for record in records for one in record[name]]
    for record in records:
        fields = texts(shape, record, [])
        all[" ".join([kind] + [fields[key] for key in keys.split()])] = fields
add("server", "instanceId", "describe_instances", "Reservations", "Instances")
add("status", "instanceId", "describe_instance_status", "InstanceStatuses")
add("size", "instanceType", "describe_instance_types", "InstanceTypes")
add("image", "imageId", "describe_images", "Images")
add("drive", "volumeId", "describe_volumes", "Volumes")
add("modification", "volumeId", "describe_volumes_modifications", "VolumesModifications")
add("snapshot", "snapshotId", "describe_snapshots", "Snapshots", OwnerIds=["self"])
add("address", "publicIp", "describe_addresses", "Addresses")
add("firewall", "groupId", "describe_security_groups", "SecurityGroups")
add("rule", "securityGroupRuleId", "describe_security_group_rules", "SecurityGroupRules")
add("vpc", "vpcId", "describe_vpcs", "Vpcs")
add("network", "subnetId", "describe_subnets", "Subnets")
add("interface", "networkInterfaceId", "describe_network_interfaces", "NetworkInterfaces")
add("key_pair", "keyName", "describe_key_pairs", "KeyPairs")
add("tag", "resourceId key", "describe_tags", "Tags")
add("region", "regionName", "describe_regions", "Regions")
add("zone", "zoneName", "describe_availability_zones", "AvailabilityZones")
add("attribute", "attributeName", "describe_account_attributes", "AccountAttributes")
json.dump(all, sys.stdout)
"#;

/// For each thing, its fields: their paths in the service's words, and what they say.
type Things = BTreeMap<String, BTreeMap<String, String>>;

/// All that the client lists, and how many of each there are at least.
const KINDS: [(&str, usize); 18] = [
    ("address", 7),
    ("attribute", 5),
    ("drive", 14),
    ("firewall", 7),
    ("image", 3),
    ("interface", 11),
    ("key_pair", 3),
    ("modification", 4),
    ("network", 6),
    ("region", 10),
    ("rule", 7),
    ("server", 7),
    ("size", 100),
    ("snapshot", 7),
    ("status", 7),
    ("tag", 40),
    ("vpc", 5),
    ("zone", 3),
];

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn both_read_the_same() {
    let moto = Moto::new();
    let account = moto.account();
    let cloud = Cloud::new(Ec2::new(CloudId::new("moto"), account.config()).unwrap());
    ours(&cloud).await;
    let theirs = theirs(&account);
    let ours = read(cloud.native::<Client>().unwrap()).await;
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "the same things");
    for (kind, least) in KINDS {
        let count = theirs.keys().filter(|thing| thing.split_once(' ').unwrap().0 == kind).count();
        assert!(count >= least, "{count} of {kind}");
    }
    let mut differ = Vec::new();
    for (thing, fields) in &theirs {
        assert!(fields.len() >= 2, "{thing}: {fields:?}");
        let paths: BTreeSet<_> = ours[thing].keys().chain(fields.keys()).collect();
        for path in paths {
            let (ours, theirs) = (ours[thing].get(path), fields.get(path));
            if ours != theirs {
                differ.push(format!("{thing}: {path}: {ours:?} and not {theirs:?}"));
            }
        }
    }
    assert_eq!(differ, [""; 0]);
    let names = cloud.servers(&ServerQuery::new()).all().await.unwrap();
    let mut names: Vec<&str> = names.iter().map(|server| server.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names[0], "ours-1");
    assert_eq!(names[3], "theirs-0 \u{1f980} & <b>");
    let found = cloud.find_server("theirs-2 \u{1f980} & <b>").await.unwrap();
    assert_eq!(found.tags.get("by").map(|by| by.as_str()), Some("boto3"));
}

async fn ours(cloud: &Cloud) {
    for n in 1..=3 {
        let name = format!("ours-{n}");
        let server =
            CreateServer::new(name.as_str(), Boot::image(IMAGE)).size("t3.micro").tag("by", "us & \u{1f980}");
        cloud.create_server(&server).done().await.unwrap();
        let drive = CreateDrive::new(name.as_str()).size(ByteSize::gib(n.into())).location("us-east-1a");
        let drive = cloud.create_drive(&drive).done().await.unwrap();
        cloud.create_snapshot(&CreateSnapshot::new(drive, name.as_str())).done().await.unwrap();
        cloud.create_address(&CreateAddress::new(name.as_str())).done().await.unwrap();
        let wall = CreateFirewall::new(name.as_str()).rule(FirewallRule::tcp_in(n, n, "2001:db8::/32"));
        cloud.create_firewall(&wall).done().await.unwrap();
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnnNXRjK8Gs3BuMaDB8XSuMSI4/29NtIesoZS0Gntvd test";
        cloud.import_key_pair(&ImportKeyPair::new(name.as_str(), key)).done().await.unwrap();
        cloud.create_network(&CreateNetwork::new(name.as_str())).done().await.unwrap();
    }
}

fn theirs(account: &Account) -> Things {
    let program = std::env::var("ANYCLOUD_MOTO").unwrap();
    let python = Path::new(&program).with_file_name("python");
    let output = Command::new(python)
        .args(["-c", SCRIPT, account.url().as_str(), &account.number().to_string(), IMAGE])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut things: Things = serde_json::from_slice(&output.stdout).unwrap();
    // Some times are text to boto3, too.
    for text in things.values_mut().flat_map(|fields| fields.values_mut()) {
        *text = without_fraction(text).to_owned();
    }
    things
}

async fn read(client: &Client) -> Things {
    let (all, mut found) = (Query::all(), Things::new());
    let mine = all.clone().set("Owner.1", "self");
    let found = &mut found;
    add(found, "server", &["instanceId"], client.describe_instances(&all)).await;
    add(found, "status", &["instanceId"], client.describe_instance_status(&all)).await;
    add(found, "size", &["instanceType"], client.describe_instance_types(&all)).await;
    add(found, "image", &["imageId"], client.describe_images(&ImageQuery::all())).await;
    add(found, "drive", &["volumeId"], client.describe_volumes(&all)).await;
    add(found, "modification", &["volumeId"], client.describe_volumes_modifications(&all)).await;
    add(found, "snapshot", &["snapshotId"], client.describe_snapshots(&mine)).await;
    add(found, "address", &["publicIp"], client.describe_addresses(&all)).await;
    add(found, "firewall", &["groupId"], client.describe_security_groups(&all)).await;
    add(found, "rule", &["securityGroupRuleId"], client.describe_security_group_rules(&all)).await;
    add(found, "vpc", &["vpcId"], client.describe_vpcs(&all)).await;
    add(found, "network", &["subnetId"], client.describe_subnets(&all)).await;
    add(found, "interface", &["networkInterfaceId"], client.describe_network_interfaces(&all)).await;
    add(found, "key_pair", &["keyName"], client.describe_key_pairs(&all)).await;
    add(found, "tag", &["resourceId", "key"], client.describe_tags(&all)).await;
    add(found, "region", &["regionName"], client.describe_regions(&all)).await;
    add(found, "zone", &["zoneName"], client.describe_availability_zones(&all)).await;
    add(found, "attribute", &["attributeName"], client.describe_account_attributes(&all)).await;
    std::mem::take(found)
}

/// A list, each thing of it by its kind and what names it.
async fn add<T: Record + Send + 'static>(found: &mut Things, kind: &str, keys: &[&str], list: Listing<T>) {
    for record in list.all().await.unwrap() {
        let mut record = record.to_json();
        if let Some(object) = record.as_object_mut() {
            // What the service says once for all servers of a request, boto3 has beside them.
            object.remove("reservation");
        }
        let mut fields = BTreeMap::new();
        collect(&record, "", &mut fields);
        let named = keys.iter().map(|key| fields[*key].as_str());
        found.insert([kind].into_iter().chain(named).collect::<Vec<_>>().join(" "), fields);
    }
}

fn collect(value: &Value, path: &str, fields: &mut BTreeMap<String, String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(all) => all.iter().for_each(|(name, value)| collect(value, &below(name), fields)),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(n, value)| collect(value, &below(&n.to_string()), fields));
        }
        Value::String(text) => {
            fields.insert(path.to_owned(), without_fraction(text).to_owned());
        }
        _ => {}
    }
}

/// A time as boto3 has it, which reads it and forgets how it was written.
fn without_fraction(text: &str) -> &str {
    let is_time = text.len() > 19 && text.ends_with('Z') && text.as_bytes()[10] == b'T';
    if is_time { &text[..19] } else { text }
}
