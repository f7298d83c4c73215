use crate::mist::client::Client;
use anycloud_simulators::mist::Dialect;
use serde_json::json;

#[test]
fn tags_come_and_go() {
    let client = Client::new(Dialect::January2014);
    for (provider, place) in [
        ("ec2_ap_northeast", Some("ap-northeast-1a")),
        ("rackspace", None),
        ("openstack", None),
        ("gce", None),
    ] {
        let path = client.first(provider);
        let tags = || client.machine(&path).unwrap()["tags"].clone();
        let with = |tags: &[&str]| json!(tags.iter().copied().chain(place).collect::<Vec<&str>>());
        let metadata = format!("{path}/metadata");
        client.post(&metadata, json!({"tag": "Backup Machine"})).ok();
        client.post(&metadata, json!({"tag": "front"})).ok();
        client.post(&metadata, json!({"tag": "front"})).ok();
        assert_eq!(tags(), with(&["Backup Machine", "front", "front"]), "{provider}");
        client.delete(&metadata, json!({"tag": "front"})).ok();
        assert_eq!(tags(), with(&["Backup Machine", "front"]));
        client.delete(&metadata, json!({"tag": "back"})).refused(404, "Not Found: tag not found");
        // Where a machine is, is no tag.
        client.delete(&metadata, json!({"tag": "ap-northeast-1a"})).refused(404, "Not Found: tag not found");
        for body in [json!({}), json!({"tag": ""})] {
            client.post(&metadata, &body).refused(400, "Required parameter not provided: tag");
            client.delete(&metadata, &body).refused(400, "Required parameter not provided: tag");
        }
    }
    let tags = client.machine(&client.first("ec2_ap_northeast")).unwrap()["extra"]["tags"].clone();
    let tags = tags.as_object().unwrap().clone();
    assert_eq!((tags["Name"].as_str().unwrap(), tags.len()), ("machine-0", 3));
    assert!(tags.keys().any(|key| key.starts_with("mist.io_tag-2014-01-13T13:58:03.")), "{tags:?}");
    assert_eq!(client.machine(&client.first("linode")).unwrap()["tags"], json!(["Dallas, TX, USA"]));
}

#[test]
fn not_everywhere() {
    let client = Client::new(Dialect::January2014);
    let tag = json!({"tag": "t"});
    let linode = format!("{}/metadata", client.first("linode"));
    client.post(&linode, &tag).refused(405, "Method Not Allowed: Adding metadata is not supported in linode");
    client
        .delete(&linode, &tag)
        .refused(405, "Method Not Allowed: Deleting metadata is not supported in linode");
    let docker = format!("{}/metadata", client.first("docker"));
    client.post(&docker, &tag).refused(500, "Internal Server Error: error creating tag");
    client.delete(&docker, &tag).refused(500, "Internal Server Error: Error while updating metadata");
    let backend = client.at("ec2_ap_northeast");
    client.post(&format!("{backend}/machines/none/metadata"), &tag).refused(404, "Machine not found: none");
    client.post("/backends/none/machines/none/metadata", &tag).refused(404, "Backend not found: none");
}
