use crate::mist::client::{Client, assert_has};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn a_machine_is_as_the_document_shows_it() {
    let client = Client::built(Mist::builder().boot_takes(Duration::ZERO));
    let machines = format!("{}/machines", client.at("ec2_ap_northeast"));
    let body = json!({"name": "WebServer 3", "key": "MyKey2", "image": "ami-2f61fe2e", "location": "0", "size": "t1.micro",
                      "script": "echo `uptime` > new_file.txt", "image_extra": "", "disk": ""});
    let made = client.post(&machines, body).json();
    let keys: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["extra", "id", "name", "private_ips", "public_ips"]);
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("i-") && id.len() == 10, "{id}");
    assert_has(
        &made["extra"],
        &json!({"status": "running", "productcode": [], "groups": [null], "tags": {"Name": "WebServer 3"},
                "instanceId": id, "launchdatetime": "2014-01-13T13:58:03.000Z", "iam_profile": null,
                "imageId": "ami-2f61fe2e", "kernelid": "aki-42992843", "keyname": "MyKey2",
                "availability": "ap-northeast-1a", "clienttoken": "", "launchindex": "0", "ramdiskid": null,
                "instancetype": "t1.micro"}),
    );
    assert_eq!(made["extra"].as_object().unwrap().len(), 17);
    let public = made["public_ips"][0].as_str().unwrap().replace('.', "-");
    assert_eq!(made["extra"]["dns_name"], format!("ec2-{public}.ap-northeast-1.compute.amazonaws.com"));

    let path = format!("{machines}/{id}");
    let listed = client.machine(&path).unwrap();
    assert_has(
        &listed,
        &json!({"can_start": false, "can_reboot": true, "can_stop": true, "can_destroy": true, "can_tag": true,
                "name": "WebServer 3", "tags": ["ap-northeast-1a"], "extra": made["extra"],
                "public_ips": made["public_ips"], "private_ips": made["private_ips"], "imageId": "ami-2f61fe2e",
                "state": "running", "id": id, "size": "t1.micro"}),
    );
    assert_eq!((listed["uuid"].as_str().unwrap().len(), listed.as_object().unwrap().len()), (40, 15));
    // The key is on it.
    let keys = client.get("/keys").json();
    let backend = client.mist.backend_of("ec2_ap_northeast").unwrap();
    assert_eq!(keys[1]["machines"], json!([[backend, id]]));
    assert_eq!(client.mist.succeeded("POST backends/*/machines"), 1);
    assert_eq!(client.mist.machines(), 25);
}

#[test]
fn every_body_of_the_document_makes_a_machine() {
    let client = Client::new(Dialect::Version2);
    let script = "echo 1 > /etc/app.conf";
    let machine = |size: &str, image: &str, location: &str| {
        json!({"name": "devserver", "key": "mysshkey", "size": size, "script": script, "image": image,
               "location": location, "monitoring": true})
    };
    for (provider, body) in [
        ("ec2_ap_northeast", machine("t1.micro", "ami-7c356d2e", "0")),
        (
            "azure",
            machine("ExtraSmall", "2b171e93f07c4903bcad35bda10acf22__CoreOS-Stable-633.1.0", "West US"),
        ),
        ("digitalocean", machine("512mb", "7572830", "sfo1")),
        ("gce", machine("1000", "5298942163210525420", "2221")),
    ] {
        let machines = format!("{}/machines", client.at(provider));
        let made = client.post(&machines, &body).json();
        assert_eq!((&made["name"], &made["public_ips"]), (&json!("devserver"), &json!([])), "{provider}");
        let path = format!("{machines}/{}", made["id"].as_str().unwrap());
        assert_eq!(client.state(&path), "pending");
        client.pass(999);
        assert_eq!(client.state(&path), "pending");
        client.pass(1);
        let listed = client.machine(&path).unwrap();
        assert_has(&listed, &json!({"state": "running", "imageId": body["image"], "size": body["size"]}));
        assert_eq!(listed["public_ips"].as_array().unwrap().len(), 1);
    }
}

fn container(port: &str) -> Value {
    json!({"name": "UbuntuContainer", "key": "mysshkey", "size": "default",
           "image": "d0955f21bf24f5bfffd32d2d0bb669d0564701c271bc3dfc64cfc5adfdec2d07",
           "docker_env": {"SOMEVAR": "True", "SOMEOTHERVAR": "False"}, "docker_command": "/bin/bash",
           "docker_exposed_ports": {"8888/tcp": {}, "4977/tcp": {}},
           "docker_port_bindings": {"8888/tcp": [{"HostPort": port}], "4977/tcp": [{"HostPort": "4977"}]}})
}

#[test]
fn a_container_has_its_own_fields() {
    let client = Client::new(Dialect::May2014);
    let machines = format!("{}/machines", client.at("docker"));
    let got = client.post(&machines, container("88888"));
    assert_eq!(got.status, 400);
    assert!(got.text().contains("88888"), "{}", got.text());
    let made = client.post(&machines, container("8888")).json();
    assert_eq!(made["id"].as_str().unwrap().len(), 64);
    assert_has(
        &made["extra"],
        &json!({"command": "/bin/bash", "environment": ["SOMEOTHERVAR=False", "SOMEVAR=True"],
                "exposed_ports": {"8888/tcp": {}, "4977/tcp": {}},
                "network_settings": {"Ports": {"8888/tcp": [{"HostPort": "8888"}], "4977/tcp": [{"HostPort": "4977"}]}}}),
    );
    // Containers need no key, and `null` is no ports.
    let bare = json!({"name": "bare", "size": "default", "image": "mist/debian-wheezy", "docker_env": null,
                      "docker_exposed_ports": [], "docker_port_bindings": null});
    assert_eq!(client.post(&machines, bare).json()["extra"]["exposed_ports"], json!({}));
    for (key, value) in [
        ("docker_exposed_ports", json!({"8888": {}})),
        ("docker_exposed_ports", json!({"0/tcp": {}})),
        ("docker_exposed_ports", json!({"1/ip": {}})),
        ("docker_exposed_ports", json!(["8888/tcp"])),
        ("docker_port_bindings", json!({"1/tcp": {}})),
        ("docker_port_bindings", json!({"1/tcp": [{}]})),
        ("docker_port_bindings", json!({"1/tcp": [{"HostPort": 0}]})),
        ("docker_env", json!("A=B")),
    ] {
        let mut body = container("8888");
        body[key] = value;
        let got = client.post(&machines, &body);
        assert_eq!(got.status, 400, "{body}");
        assert!(got.text().starts_with(&format!("Bad Request: {key}: ")), "{}", got.text());
    }
}

#[test]
fn what_is_missing_is_named_in_the_originals_words() {
    let client = Client::new(Dialect::January2014);
    let machines = format!("{}/machines", client.at("ec2_ap_northeast"));
    let body = json!({"name": "n", "image": "ami-2f61fe2e", "size": "t1.micro"});
    for key in ["name", "image", "size"] {
        for value in [None, Some(json!(null)), Some(json!(""))] {
            let mut body = body.clone();
            body.as_object_mut().unwrap().remove(key);
            if let Some(value) = value {
                body[key] = value;
            }
            let words = format!("Required parameter not provided: '{key}'");
            client.post(&machines, &body).refused(400, &words);
            client.post("/backends/none/machines", &body).refused(400, &words);
        }
    }
    client.post("/backends/none/machines", &body).refused(404, "Backend not found: none");
    client.post(&machines, &body).json();
    let strict = Client::built(Mist::builder().strict(true));
    let machines = format!("{}/machines", strict.at("ec2_ap_northeast"));
    let mut body = body.clone();
    strict.post(&machines, &body).refused(400, "Required parameter not provided: 'image_extra'");
    body["image_extra"] = json!("");
    strict.post(&machines, &body).refused(400, "Required parameter not provided: 'disk'");
    body["disk"] = json!("");
    strict.post(&machines, &body).json();
}

#[test]
fn what_is_not_sold_is_not_made() {
    let client = Client::new(Dialect::January2014);
    let machines = format!("{}/machines", client.at("digitalocean"));
    let body = json!({"name": "n", "image": 7572830, "size": "512mb", "location": "sfo1"});
    for (key, words) in [("image", "image none"), ("size", "size none"), ("location", "location none")] {
        let mut body = body.clone();
        body[key] = json!("none");
        let words = format!("Machine creation failed: Digital Ocean, got exception there is no {words}");
        client.post(&machines, body).refused(500, &words);
    }
    let mut other = body.clone();
    other["key"] = json!("none");
    client.post(&machines, &other).refused(404, "Keypair not found: none");
    for (key, value) in [("quantity", json!(2)), ("async", json!(true))] {
        let mut other = body.clone();
        other[key] = value;
        client.post(&machines, &other).refused(400, "Bad Request: quantity and async are not simulated");
    }
    assert_eq!(client.mist.machines(), 24);
    let mut other = body.clone();
    (other["quantity"], other["async"], other["location"]) = (json!("1"), json!(false), json!(null));
    client.post(&machines, &other).json();
    // The default key is on it.
    let keys = client.get("/keys").json();
    assert_eq!(keys[0]["machines"].as_array().unwrap().len(), 3 * 7 + 1);
    let nobody = Client::built(Mist::builder().empty());
    let linode = json!({"provider": "linode", "apikey": "a", "apisecret": "s"});
    let id = nobody.post("/backends", linode).json()["id"].as_str().unwrap().to_owned();
    let body = json!({"name": "n", "image": "124", "size": "1"});
    nobody
        .post(&format!("/backends/{id}/machines"), body)
        .refused(404, "Keypair not found: Couldn't find default keypair");
}

#[test]
fn azure_knows_machines_by_their_names() {
    let client = Client::new(Dialect::January2014);
    let machines = format!("{}/machines", client.at("azure"));
    let image = "2b171e93f07c4903bcad35bda10acf22__CoreOS-Stable-633.1.0";
    let body = json!({"name": "my server", "image": image, "size": "Small"});
    assert_eq!(client.post(&machines, &body).json()["id"], "my server");
    let words = "Machine creation failed: Azure, got exception there is a machine my server";
    client.post(&machines, &body).refused(500, words);
    let list = client.post(&format!("{machines}/my%20server"), json!({"action": "destroy"})).json();
    assert_eq!(list[3]["state"], "terminated");
}
