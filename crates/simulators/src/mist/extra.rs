//! What Mist passes on of a provider's own record: `extra`, and the tags that it makes of it.

use super::{
    catalog::ec2, catalog::others::linode_datacenter, machines::Machine, providers::Family, state::Backend,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// A machine's `extra`, of another form for each provider.
pub(super) fn extra(backend: &Backend, machine: &Machine) -> Value {
    match backend.family {
        Family::Azure => json!({
            "instance_size": machine.size, "power_state": power(machine, "Started", "Stopped"),
            "os_type": "linux", "endpoints": null, "location": machine.location,
        }),
        Family::BareMetal => json!({}),
        Family::DigitalOcean => json!({
            "status": power(machine, "active", "off"), "backups_active": null, "image_id": machine.image,
            "size_id": machine.size, "region": machine.location,
        }),
        Family::Docker => docker(machine),
        Family::Ec2 => ec2_extra(backend, machine),
        Family::Gce => json!({
            "status": power(machine, "RUNNING", "TERMINATED"), "zone": zone(backend, machine),
            "machineType": machine.size, "image": machine.image, "description": null, "metadata": {"items": []},
            "tags": machine.tags.iter().map(|(_, value)| value).collect::<Vec<_>>(),
        }),
        Family::Linode => json!({
            "LINODEID": machine.id, "LABEL": machine.name, "DATACENTERID": machine.location,
            "STATUS": power(machine, "1", "2"), "TOTALRAM": null,
        }),
        Family::OpenStack | Family::Rackspace | Family::RackspaceFirstGen => json!({
            "status": power(machine, "ACTIVE", "SHUTOFF"), "imageId": machine.image, "flavorId": machine.size,
            "metadata": map(&machine.tags), "created": date(machine.created), "updated": date(machine.created),
            "tenantId": "simulated", "key_name": machine.key, "password": null, "hostId": null, "uri": null,
        }),
        Family::Nephoscale | Family::Other | Family::SoftLayer => json!({"image": machine.image}),
    }
}

fn ec2_extra(backend: &Backend, machine: &Machine) -> Value {
    let (region, _) = ec2::region(&backend.provider).unwrap_or_default();
    let dashed = |address: Option<&&str>| address.map(|address| address.replace('.', "-"));
    let mut tags = map(&machine.tags);
    tags.insert("Name".to_owned(), json!(machine.name));
    json!({
        "status": machine.phase.word, "productcode": [], "groups": [null], "tags": tags, "instanceId": machine.id,
        "dns_name": dashed(machine.public_ips().first())
            .map(|address| format!("ec2-{address}.{region}.compute.amazonaws.com")).unwrap_or_default(),
        "launchdatetime": date(machine.created), "iam_profile": null, "imageId": machine.image,
        "kernelid": "aki-42992843", "keyname": machine.key, "availability": zone(backend, machine),
        "clienttoken": "", "launchindex": "0", "ramdiskid": null,
        "private_dns": dashed(machine.private_ips().first())
            .map(|address| format!("ip-{address}.{region}.compute.internal")).unwrap_or_default(),
        "instancetype": machine.size,
    })
}

fn docker(machine: &Machine) -> Value {
    let container = &machine.container;
    let environment: Vec<String> = container
        .environment
        .iter()
        .map(|(key, value)| {
            format!("{key}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    json!({
        "state": {"Running": machine.phase.word == "running"}, "image": machine.image, "command": container.command,
        "environment": environment, "exposed_ports": container.exposed,
        "network_settings": {"Ports": container.bindings}, "created": date(machine.created),
    })
}

impl Backend {
    /// The values of tags and, for two providers, where the machine is.
    pub(super) fn tags_of(&self, machine: &Machine) -> Vec<String> {
        let values = machine.tags.iter().map(|(_, value)| value.clone());
        let place = match self.family {
            Family::Ec2 => zone(self, machine),
            Family::Linode => {
                machine.location.as_deref().map(linode_datacenter).unwrap_or_default().to_owned()
            }
            _ => String::new(),
        };
        values.chain(Some(place).filter(|place| !place.is_empty())).collect()
    }
}

/// The name of a machine's location.
fn zone(backend: &Backend, machine: &Machine) -> String {
    let locations = backend.locations();
    let found = locations.iter().find(|one| one["id"].as_str() == machine.location.as_deref());
    found.and_then(|one| one["name"].as_str()).unwrap_or_default().to_owned()
}

fn power(machine: &Machine, on: &str, off: &str) -> Value {
    json!(if machine.phase.word == "running" { on } else { off })
}

fn map(tags: &[(String, String)]) -> Map<String, Value> {
    tags.iter().map(|(key, value)| (key.clone(), json!(value))).collect()
}

/// As EC2 writes it.
fn date(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map(|time| time.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()).unwrap_or_default()
}
