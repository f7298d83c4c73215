//! AWS' own client for Python against the same account: what one made, the other reads, field by field.

use crate::moto::{Account, IMAGE, Moto};
use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, CreateAddress, CreateDrive, CreateFirewall, CreateServer, CreateSnapshot,
    FirewallRule, ImportKeyPair, Record, ServerQuery,
};
use anycloud_ec2::{Client, Ec2, Query};
use serde_json::Value;
use std::collections::BTreeMap;
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
for n in range(4):
    ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1,
                      TagSpecifications=named("instance", f"theirs-{n} \U0001f980 & <b>"))
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=2 + n, TagSpecifications=named("volume", f"theirs-{n}"))
    ec2.create_snapshot(VolumeId=volume["VolumeId"], Description="x", TagSpecifications=named("snapshot", f"theirs-{n}"))
    ec2.allocate_address(Domain="vpc", TagSpecifications=named("elastic-ip", f"theirs-{n}"))
    group = ec2.create_security_group(GroupName=f"theirs-{n}", Description="x", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 80 + n,
        "ToPort": 90 + n, "IpRanges": [{"CidrIp": "192.0.2.0/24", "Description": "some"}]}])
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
def add(kind, key, call, *sets, **asked):
    shape = ec2.meta.service_model.operation_model(ec2.meta.method_to_api_mapping[call]).output_shape
    records = [getattr(ec2, call)(**asked)]
    for name in sets:
        shape, records = shape.members[name].member, [one for record in records for one in record[name]]
    for record in records:
        all[f"{kind} {record[key]}"] = texts(shape, record, [])
add("server", "InstanceId", "describe_instances", "Reservations", "Instances")
add("drive", "VolumeId", "describe_volumes", "Volumes")
add("snapshot", "SnapshotId", "describe_snapshots", "Snapshots", OwnerIds=["self"])
add("address", "PublicIp", "describe_addresses", "Addresses")
add("firewall", "GroupId", "describe_security_groups", "SecurityGroups")
add("network", "SubnetId", "describe_subnets", "Subnets")
add("key_pair", "KeyName", "describe_key_pairs", "KeyPairs")
json.dump(all, sys.stdout)
"#;

/// For each thing, its fields: their paths in the service's words, and what they say.
type Things = BTreeMap<String, BTreeMap<String, String>>;

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn both_read_the_same() {
    let moto = Moto::new();
    let account = moto.account();
    let cloud = Cloud::new(Ec2::new(CloudId::new("moto"), account.config()).unwrap());
    ours(&cloud).await;
    let theirs = theirs(&account);
    let ours = read(cloud.native::<Client>().unwrap()).await;
    assert!(theirs.len() >= 30, "{}", theirs.len());
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "the same things");
    for (thing, fields) in &theirs {
        assert!(fields.len() >= 4, "{thing}: {fields:?}");
        assert_eq!(&ours[thing], fields, "{thing}");
    }
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
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn read(client: &Client) -> Things {
    let (all, mut found) = (Query::all(), Things::new());
    let mut add = |kind: &str, key: &str, mut record: Value| {
        if let Some(object) = record.as_object_mut() {
            // What the service says once for all servers of a request, boto3 has beside them.
            object.remove("reservation");
        }
        let id = record[key].as_str().unwrap().to_owned();
        let mut fields = BTreeMap::new();
        collect(&record, "", &mut fields);
        found.insert(format!("{kind} {id}"), fields);
    };
    for one in client.describe_instances(&all).all().await.unwrap() {
        add("server", "instanceId", one.to_json());
    }
    for one in client.describe_volumes(&all).all().await.unwrap() {
        add("drive", "volumeId", one.to_json());
    }
    for one in client.describe_snapshots(&all.clone().set("Owner.1", "self")).all().await.unwrap() {
        add("snapshot", "snapshotId", one.to_json());
    }
    for one in client.describe_addresses(&all).all().await.unwrap() {
        add("address", "publicIp", one.to_json());
    }
    for one in client.describe_security_groups(&all).all().await.unwrap() {
        add("firewall", "groupId", one.to_json());
    }
    for one in client.describe_subnets(&all).all().await.unwrap() {
        add("network", "subnetId", one.to_json());
    }
    for one in client.describe_key_pairs(&all).all().await.unwrap() {
        add("key_pair", "keyName", one.to_json());
    }
    found
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
