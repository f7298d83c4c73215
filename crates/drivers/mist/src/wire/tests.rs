use super::{
    BackendInfo, ImageInfo, KeyInfo, LocationInfo, MachineInfo, SizeInfo, flag, generated, list, list_in, of,
    one, perhaps_list, places, string, token,
};
use anycloud_core::{Action, ByteSize, Delivery, ErrorKind, Record, ServerState};
use anycloud_http::Reply;
use serde_json::{Value, json};

fn reply(body: &str) -> Reply {
    let parts = http::Response::new(()).into_parts().0;
    Reply::new(parts, body.as_bytes().to_vec())
}

#[test]
fn a_list_may_be_null_and_have_holes() {
    assert_eq!(list::<BackendInfo>(reply("null")).unwrap(), []);
    assert_eq!(list::<BackendInfo>(reply("[]")).unwrap(), []);
    let one = list::<BackendInfo>(reply(r#"[null, {"id": 7, "enabled": "True"}]"#)).unwrap();
    assert_eq!((one[0].id().as_str(), one[0].is_enabled(), one[0].title().as_str()), ("7", true, "7"));
    let enabled = |value: Value| of::<BackendInfo>(json!({"id": "b", "enabled": value})).is_enabled();
    assert!(enabled(Value::Null) && of::<BackendInfo>(json!({"id": "b"})).is_enabled(), "absent is enabled");
    assert!(!enabled(json!(false)) && !enabled(json!(0)) && !enabled(json!("False")));
    let error = list::<BackendInfo>(reply(r#"[{"id": "a"}, {"title": "no id"}]"#)).unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown));
}

#[test]
fn short_replies() {
    assert!(flag(reply("true")).unwrap() && !flag(reply("\"False\"")).unwrap());
    assert_eq!(flag(reply("[]")).unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(string(reply("\"ssh-rsa AAAA\"")).unwrap().expose(), "ssh-rsa AAAA");
    assert_eq!(generated(reply(r#"{"priv": "PEM"}"#)).unwrap().expose(), "PEM");
    assert_eq!(token(reply(r#"{"mist_api_token": "t", "current_plan": {}}"#)).unwrap().expose(), "t");
    assert!(token(reply(r#"{"mist_api_token": ""}"#)).is_err());
    assert_eq!(one::<BackendInfo>(reply("null")).unwrap_err().kind(), ErrorKind::Decode);
    let done = perhaps_list::<MachineInfo>(reply("OK")).unwrap();
    assert!(done.is_none() && perhaps_list::<MachineInfo>(reply("[{}]")).unwrap().is_none());
    assert_eq!(perhaps_list::<MachineInfo>(reply(r#"[{"id": "a"}]"#)).unwrap().unwrap().len(), 1);
    let providers = r#"{"supported_providers": [{"title": "Linode", "provider": "linode"}]}"#;
    assert_eq!(list_in::<super::ProviderInfo>("supported_providers", reply(providers)).unwrap().len(), 1);
}

#[test]
fn a_machine_of_a_careless_provider() {
    let machine: MachineInfo = of(json!({
        "id": 12, "name": null, "state": "warp", "size": 66, "imageId": null, "public_ips": null,
        "private_ips": "10.0.0.1", "tags": null, "extra": null, "can_stop": "true", "can_start": 0, "new": [1]
    }));
    let server = machine.to_server_with(true);
    assert_eq!((server.id.as_str(), server.name.as_str()), ("12", "12"));
    assert_eq!(server.state, ServerState::Unrecognized("warp".into()));
    assert_eq!(server.actions, [Action::PowerOff, Action::Shutdown].into());
    assert_eq!(server.address().unwrap().to_string(), "10.0.0.1");
    assert_eq!(server.size.as_ref().unwrap().as_str(), "66");
    assert!(server.tags.is_empty() && server.image.is_none() && server.started.is_none());
    let native = server.native::<MachineInfo>().unwrap();
    assert_eq!(native.get("new"), Some(&json!([1])), "the record has what nobody knows");
    assert_eq!(native.get("name"), None);
}

#[test]
fn states() {
    for (word, state) in [
        ("error", ServerState::Failed),
        ("paused", ServerState::Paused),
        ("pending", ServerState::Pending),
        ("rebooting", ServerState::Rebooting),
        ("running", ServerState::Running),
        ("stopped", ServerState::Stopped),
        ("suspended", ServerState::Paused),
        ("terminated", ServerState::Deleted),
        ("unknown", ServerState::Unrecognized("unknown".into())),
    ] {
        assert_eq!(of::<MachineInfo>(json!({"id": "a", "state": word})).to_server().state, state);
    }
}

#[test]
fn labels_are_tags_and_the_zone_is_none() {
    let machine: MachineInfo = of(json!({
        "id": "i-1", "tags": ["Backup Machine", "tier=2", "=", "eu-west-1a"], "extra": {"availability": "eu-west-1a"}
    }));
    let tags = machine.to_server().tags;
    let tags: Vec<(&str, &str)> = tags.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(tags, [("=", ""), ("Backup Machine", ""), ("tier", "2")]);
    let same: MachineInfo = of(json!({
        "id": "i-1", "tags": ["eu-west-1a", "eu-west-1a"], "extra": {"availability": "eu-west-1a"}
    }));
    assert_eq!(same.labels(), ["eu-west-1a"], "somebody's own label of the same text");
    let linode: MachineInfo = of(json!({"id": 1, "tags": ["Tokyo, JP"], "extra": {"DATACENTERID": 8}}));
    let server = linode.to_server();
    assert!(server.tags.is_empty(), "{:?}", server.tags);
    assert_eq!(server.location.unwrap().as_str(), "8");
    let bare: MachineInfo = of(json!({"id": 1, "tags": null, "extra": {"DATACENTERID": 8}}));
    assert!(bare.labels().is_empty());
}

#[test]
fn sizes_state_units_or_nothing() {
    let size: SizeInfo = of(json!({
        "id": "1", "name": "Linode 2048", "ram": "2048", "disk": 40, "bandwidth": 2000, "price": "$20/month"
    }));
    assert_eq!((size.ram(), size.disk()), (Some(ByteSize::gib(2)), Some(ByteSize::gib(40))));
    assert_eq!(size.bandwidth(), Some(ByteSize(2_000_000_000_000)));
    assert_eq!(size.prices()[0].price.to_string(), "20 USD");
    let bare: SizeInfo = of(json!({"id": "2", "ram": null, "disk": 0, "bandwidth": "", "price": 0.015}));
    let model = bare.to_size();
    assert!(model.memory.is_none() && model.disk.is_none() && model.bandwidth.is_none());
    assert!(model.prices.is_empty(), "a price without a currency is not guessed at");
    assert_eq!(bare.get("price"), Some(&json!(0.015)), "it is in the record");
    let floats: SizeInfo = of(json!({"id": "3", "ram": 1024.0, "disk": "20.0", "bandwidth": 0.5}));
    assert_eq!((floats.ram(), floats.disk()), (Some(ByteSize::gib(1)), Some(ByteSize::gib(20))));
    assert_eq!(floats.bandwidth(), None, "half a gigabyte is no whole number of them");
}

#[test]
fn an_unnamed_location_is_one() {
    let location: LocationInfo = of(json!({"id": "", "name": "default", "country": ""}));
    assert_eq!((location.id().as_str(), location.name().as_str()), ("", "default"));
    assert_eq!(location.to_location().region, None);
    for (country, region) in [
        ("Japan", Some("JP")),
        ("USA", Some("US")),
        ("UK", Some("GB")),
        ("FR", Some("FR")),
        ("West US", None),
    ] {
        let place: LocationInfo = of(json!({"id": "0", "name": "a", "country": country}));
        assert_eq!(place.to_location().region.as_deref(), region, "{country}");
        assert_eq!(place.country().as_deref(), Some(country), "it is in the record");
    }
    let image: ImageInfo = of(json!({"id": 7572830, "star": 1}));
    assert!(image.is_starred() && image.id().as_str() == "7572830");
}

#[test]
fn keys_of_both_dialects() {
    let january: KeyInfo = of(json!({
        "id": "MyKey", "name": "My Key", "default_key": true,
        "machines": [["b1", "i-1", 1389622683.5, "root", true, 2222], ["b1", 7], ["b1"], null]
    }));
    assert!(january.is_default() && january.name() == "My Key");
    let machines = january.machines();
    assert_eq!(machines.len(), 2);
    assert_eq!(machines[0].used.unwrap().to_string(), "2014-01-13T14:18:03Z");
    assert_eq!(
        (machines[0].user.as_deref(), machines[0].sudo, machines[0].port),
        (Some("root"), Some(true), Some(2222))
    );
    assert_eq!((machines[1].machine.as_str(), machines[1].used), ("7", None));
    let may: KeyInfo = of(json!({"id": "k", "machines": null, "isDefault": false}));
    assert!(!may.is_default() && may.name() == "k" && may.machines().is_empty());
    assert_eq!(places(reply(r#"[["b", "m", 0, "", null]]"#)).unwrap()[0].used, None);
}

#[test]
fn secrets_of_records_do_not_show() {
    let backend: BackendInfo = of(json!({"id": "b", "apikey": "hunter2", "apisecret": "hunter2"}));
    let machine: MachineInfo = of(json!({
        "id": "m", "extra": {"password": "hunter2", "metadata": [{"adminPass": "hunter2"}], "clienttoken": "c"}
    }));
    let container: MachineInfo = of(json!({
        "id": "c", "extra": {"environment": ["PASSWORD=hunter2", "hunter2"], "Config": {"Env": {"A": "hunter2"}}}
    }));
    let json = container.to_json();
    assert_eq!(json["extra"]["environment"], json!(["PASSWORD=***", "=***"]));
    assert!(!format!("{container:?}").contains("hunter2") && json["extra"]["Config"]["Env"]["A"] == "***");
    let shown = format!("{backend:?} {machine:?} {} {}", backend.to_json(), machine.to_json());
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_eq!(backend.apikey().unwrap().expose(), "hunter2");
    let server = machine.to_server();
    let json: Value = serde_json::to_value(&server).unwrap();
    assert_eq!(json["native"]["record"]["extra"]["clienttoken"], "c");
    assert!(!json.to_string().contains("hunter2"));
}
