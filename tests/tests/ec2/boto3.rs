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

/// Makes as many things again, and prints all that there is: for each id, the texts of its record.
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
def texts(value):
    if isinstance(value, dict):
        return [text for key, one in value.items() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, datetime.datetime):
        return [value.strftime("%Y-%m-%dT%H:%M:%S")]
    return [str(value)] if str(value) else []
all = {}
def add(kind, records, key):
    for record in records:
        all[f"{kind} {record[key]}"] = sorted(texts(record))
add("server", [i for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]], "InstanceId")
add("drive", ec2.describe_volumes()["Volumes"], "VolumeId")
add("snapshot", ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"], "SnapshotId")
add("address", ec2.describe_addresses()["Addresses"], "PublicIp")
add("firewall", ec2.describe_security_groups()["SecurityGroups"], "GroupId")
add("network", ec2.describe_subnets()["Subnets"], "SubnetId")
add("key_pair", ec2.describe_key_pairs()["KeyPairs"], "KeyName")
json.dump(all, sys.stdout)
"#;

type Texts = BTreeMap<String, Vec<String>>;

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
    for (thing, texts) in &theirs {
        assert_eq!(&ours[thing], texts, "{thing}");
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

fn theirs(account: &Account) -> Texts {
    let program = std::env::var("ANYCLOUD_MOTO").unwrap();
    let python = Path::new(&program).with_file_name("python");
    let output = Command::new(python)
        .args(["-c", SCRIPT, account.url().as_str(), &account.number().to_string(), IMAGE])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn read(client: &Client) -> Texts {
    let (all, mut found) = (Query::all(), Texts::new());
    let mut add = |kind: &str, key: &str, mut record: Value| {
        if let Some(object) = record.as_object_mut() {
            // What the service says once for all servers of a request, boto3 has beside them.
            object.remove("reservation");
        }
        let id = record[key].as_str().unwrap().to_owned();
        let mut texts = Vec::new();
        collect(&record, &mut texts);
        texts.sort();
        found.insert(format!("{kind} {id}"), texts);
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

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|value| collect(value, texts)),
        Value::Array(items) => items.iter().for_each(|value| collect(value, texts)),
        Value::String(text) => texts.push(without_fraction(text).to_owned()),
        _ => {}
    }
}

/// A time as boto3 has it, which reads it and forgets how it was written.
fn without_fraction(text: &str) -> &str {
    let is_time = text.len() > 19 && text.ends_with('Z') && text.as_bytes()[10] == b'T';
    if is_time { &text[..19] } else { text }
}
