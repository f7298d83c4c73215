//! The main job with `-o json`: made, imaged, started, rebooted, resized, attached, stopped, destroyed.

use crate::lab::{Lab, fed, text};
use serde_json::json;
use std::fs;

#[test]
fn a_server_from_first_to_last() {
    let lab = Lab::new();
    let password = lab.write("password", "vncpw123\n").display().to_string();
    let images = lab.json("images list");
    let image = images.as_array().unwrap().iter().find(|i| text(&i["name"]).contains("Debian")).unwrap();
    let made = lab.json(&format!(
        "servers create web --image {} --cpu-mhz 1000 --memory-mib 512 --drive-size 12G --tag web \
         --console-password-file {password}",
        text(&image["id"])
    ));
    let (id, drive) = (text(&made["id"]), text(&made["drives"][0]));
    assert_eq!((&made["name"], &made["state"]), (&json!("web"), &json!("running")), "{made}");
    assert!(made["public_addresses"].is_array() && made["private_addresses"].is_array(), "{made}");
    assert_eq!(made["memory_bytes"], json!(512 << 20));
    assert!(!made.to_string().contains("vncpw123"), "{made}");

    let listed = lab.json("servers list");
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (1, &json!(id)));
    let table = lab.run("servers list");
    assert!(table.stdout.contains("NAME") && table.stdout.contains(&id), "{table:?}");
    assert_eq!(text(&lab.json("servers show web")["id"]), id);
    assert!(lab.run("servers show web").stdout.contains("running"));
    assert_eq!(lab.json("servers list --name nothing"), json!([]));

    for words in
        ["servers list -o json", "servers show web", "servers console web", "operations list -o json"]
    {
        let shown = lab.run(words);
        assert!(
            !shown.stdout.contains("vncpw123") && !shown.stderr.contains("vncpw123"),
            "{words}: {shown:?}"
        );
    }

    let console = lab.soon("servers console web", |_| true);
    assert_eq!((&console["protocol"], &console["password"]), (&json!("vnc"), &json!("***")), "{console}");
    assert_eq!(lab.json("servers console web --show-secret")["password"], json!("vncpw123"));

    assert_eq!(lab.json("servers reboot web")["state"], json!("running"));
    assert_eq!(lab.json(&format!("servers stop {id}"))["state"], json!("stopped"));
    let resized = lab.json("servers update web --cpu-mhz 2000 --memory 1G --name api");
    assert_eq!((&resized["memory_bytes"], &resized["name"]), (&json!(1 << 30), &json!("api")));
    lab.fails("servers update api --cpus 2", 5, "does not sell thousandths of a core");
    assert_eq!(lab.json("drives resize web 20G")["size_bytes"], json!(20_u64 << 30));

    let data = lab.json("drives create data --size 1G --tag scratch");
    assert_eq!((&data["state"], &data["size_bytes"]), (&json!("available"), &json!(1 << 30)));
    assert_eq!(lab.json("drives attach data api")["id"], data["id"]);
    assert_eq!(lab.json("servers show api")["drives"], json!([drive, data["id"]]));
    assert_eq!(lab.json("servers start api")["state"], json!("running"));
    assert_eq!(lab.json("servers shutdown api")["state"], json!("stopped"));
    lab.json("drives detach data api");
    assert_eq!(lab.json("servers show api")["drives"], json!([drive]));
    assert_eq!(lab.json("drives update data --name more")["name"], json!("more"));

    let copy = lab.json("drives clone more copy --size 2G");
    assert_eq!((&copy["name"], &copy["size_bytes"]), (&json!("copy"), &json!(2_u64 << 30)));
    lab.json(&format!("drives image copy --image {}", text(&data["id"])));

    let gone = lab.json(&format!("servers destroy {id} --destroy-drives --expect-name api --yes"));
    assert_eq!(gone, json!({ "id": id, "destroyed": true, "already_gone": false }));
    let again = lab.json(&format!("servers destroy {id} --destroy-drives --yes"));
    assert_eq!(again, json!({ "id": id, "destroyed": true, "already_gone": true }));
    assert!(!lab.simulator.inner().drive_ids().contains(&drive));
    for name in ["more", "copy"] {
        lab.json(&format!("drives destroy {name} --yes"));
    }
    let said = lab.run(&format!("drives destroy {drive} --yes"));
    assert_eq!((said.code, said.stdout), (Some(0), format!("{drive} was already gone\n")));
    assert_eq!((lab.json("servers list"), lab.json("drives list")), (json!([]), json!([])));
}

#[test]
fn bytes_go_in_and_come_out() {
    let lab = Lab::new();
    let id = text(&lab.json("drives create raw --size 16M")["id"]);
    let bytes: Vec<u8> = (0..9 << 20).map(|i: u32| (i % 251) as u8).collect();
    let from = lab.path("bytes");
    fs::write(&from, &bytes).unwrap();
    let written = lab.json(&format!("drives write raw --offset 1M --from {}", from.display()));
    assert_eq!(written, json!({ "id": id, "offset": 1 << 20, "bytes": 9 << 20 }));
    let to = lab.path("copy");
    let read = lab.json(&format!("drives read raw --offset 1M --length 9M --to {}", to.display()));
    assert_eq!(read["bytes"], json!(9 << 20));
    assert!(fs::read(&to).unwrap() == bytes, "what was written is read back");
    let piped = fed(lab.command("drives write raw -o json"), b"boot sector");
    assert_eq!(piped.code, Some(0), "{piped:?}");
    let head = lab.command("drives read raw --length 11").output().unwrap();
    assert_eq!(head.stdout, b"boot sector");
    lab.fails("drives read raw -o json", 2, "say --to FILE");
}

#[test]
fn an_account_is_listed_and_described() {
    let lab = Lab::new();
    assert_eq!(lab.json("clouds verify")[0]["ok"], json!(true));
    assert_eq!(lab.json("clouds")[0]["name"], json!("sim"));
    let caps = lab.json("capabilities");
    assert_eq!((&caps["compute"]["create"]["from_image"], &caps["billing"]), (&json!("yes"), &json!(null)));
    assert!(lab.run("capabilities").stdout.contains("compute.create.from_image"));
    let images = lab.json("images list");
    assert!(images.as_array().unwrap().len() >= 8 && images[0]["size_bytes"].is_u64(), "{images}");
    lab.fails("sizes list", 5, "");
    assert!(lab.run("clouds list").stdout.contains("elastichosts"));
    let verbose = lab.run("servers list -vv");
    assert_eq!(verbose.code, Some(0));
    assert!(verbose.stderr.contains("anycloud_http"), "{}", verbose.stderr);
    assert!(!verbose.stderr.contains("Basic "), "credentials stay out of the log: {}", verbose.stderr);
    assert!(!verbose.stderr.contains(&basic(lab.simulator.inner().user())), "{}", verbose.stderr);
}

/// The first characters of what HTTP Basic makes of the user: enough to find it, and the key follows them.
fn basic(user: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = user.bytes().take(9).fold(0_u128, |bits, byte| bits << 8 | u128::from(byte));
    (0..12).rev().map(|i| DIGITS[(bits >> (6 * i) & 63) as usize] as char).collect()
}
