//! A Docker engine at the command line. Without an engine here; the rest needs one.
//!
//! `cargo test -p anycloud-cli --test cli docker -- --ignored` with an engine's address in `ANYCLOUD_DOCKER_HOST`.

use crate::lab::Lab;

/// The configuration of a lab with an engine in it instead.
fn engine(host: &str) -> Lab {
    let lab = Lab::new();
    lab.write("config.toml", &format!("[clouds.engine]\nprovider = \"docker\"\nendpoint = \"{host}\"\n"));
    lab
}

#[test]
fn no_engine_is_6_and_what_it_cannot_do_is_5() {
    let lab = engine("unix:///nowhere/docker.sock");
    lab.fails("servers list", 6, "no engine listens at unix:///nowhere/docker.sock");
    lab.fails("drives create data --size 1G", 5, "drives of a chosen size");
    lab.fails("networks rename a b", 6, "no engine listens");
    lab.fails("sizes list", 5, "no named sizes");
    lab.fails("servers create web --image a --publish 88888:80", 2, "e.g. 8080:80");
    lab.fails("servers create web --image a --mount data", 2, "e.g. data:/srv");
    lab.fails("servers create web --image a --restart sometimes", 2, "--restart");
}

#[test]
#[ignore = "needs an engine"]
fn containers_from_first_to_last() {
    let lab = engine(&std::env::var("ANYCLOUD_DOCKER_HOST").expect("ANYCLOUD_DOCKER_HOST"));
    let image = "localhost/lab/busybox:1";
    let name = |what: &str| format!("cli-{}-{what}", std::process::id());
    let (web, data, job) = (name("web"), name("data"), name("job"));
    let port = 41_000 + std::process::id() % 10_000;
    lab.json(&format!("drives create {data}"));
    let create = format!(
        "servers create {web} --image {image} --env PASSWORD=hunter2 --publish {port}:80 --mount {data}:/srv:ro \
         --restart unless-stopped --cpus 0.5 --memory 64M --command httpd -f -p 80"
    );
    let made = lab.run(&format!("-o json {create}"));
    let made: serde_json::Value = serde_json::from_str(&made.stdout).unwrap();
    assert_eq!(made["state"], "running", "{made}");
    assert_eq!((&made["drives"][0], &made["memory_bytes"]), (&data.clone().into(), &(64 << 20).into()));
    assert!(!lab.json(&format!("servers show {web}")).to_string().contains("hunter2"));
    lab.fails(&format!("servers create {web} --image {image} --command sleep 9"), 5, "already in use");
    let taken = format!("servers create {job} --image {image} --publish {port}:80 --command sleep 9");
    lab.fails(&taken, 5, "");
    let ends = format!("servers create {job} --image {image} --command false");
    lab.fails(&ends, 6, "ended at once, with code 1");
    lab.fails(&format!("drives destroy {data} --yes"), 5, "");
    for gone in [format!("{job} --keep-drives"), format!("{web} --destroy-drives")] {
        lab.json(&format!("servers destroy {gone} --yes"));
    }
    lab.fails(&format!("drives show {data}"), 3, "no drive");
}
