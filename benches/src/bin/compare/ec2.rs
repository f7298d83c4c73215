//! Listing 1,000 instances of EC2 end to end (DescribeInstances, one page, all fields kept): ours beside boto3, libcloud and AWS' own
//! crate, each in processes of its own, on the same bytes.
//!
//! aws-sdk-ec2 is in a workspace of its own, `benches/aws-sdk-ec2`, since a compiler needs 8 GiB for it: no CI builds it, and
//! what is left of its build is the program alone, in `target/third-party/aws-sdk-ec2`. Remove it there to build it again.

use crate::Outcome;
use crate::clients::Told;
use crate::process::{Serving, answer, finish, root};
use crate::python;
use crate::report::Section;
use crate::servers::Account;
use crate::stats::{Stopwatch, median, ratio};
use anycloud_core::{Cloud, CloudId, Server, ServerQuery, ServerState};
use anycloud_ec2::{Config, Credentials, Ec2, Element, Instance};
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::Command;

const INSTANCES: usize = 1000;
const ROUNDS: usize = 5;
/// Listings of each process. The first is left out.
const LISTINGS: &str = "4";

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("Listing 1,000 instances of EC2 end to end");
    let libcloud = python::with("apache-libcloud", "libcloud", "3.9.1", "libcloud-3.9.1")?;
    let boto3 = python::with("boto3", "boto3", "1.44.5", "boto3")?;
    let contenders = [
        Contender::ours("anycloud", "servers")?,
        Contender::ours("anycloud, every field read", "fields")?,
        Contender { name: "aws-sdk-ec2 1.274.0", program: aws_sdk_ec2()?, arguments: Vec::new() },
        Contender::script("libcloud 3.9.1", libcloud, "list_with_libcloud.py", &["ec2"]),
        Contender::script("boto3 1.44.5", boto3, "list_with_boto3.py", &[]),
        Contender::ours("the reply alone, by reqwest", "bytes")?,
    ];
    let server = Serving::<Account>::start(&["ec2", &INSTANCES.to_string()])?;
    let mut found: Vec<Found> = contenders.iter().map(|_| Found::default()).collect();
    for _ in 0..ROUNDS {
        for (contender, found) in contenders.iter().zip(&mut found) {
            found.put(&contender.list(&server.ready)?, contender.name)?;
        }
    }
    let [ours, _, aws, _, boto, _] = &found[..] else { return Err("not six contenders".into()) };
    section.text(format!(
        "{ROUNDS} processes of each, {LISTINGS} listings in each, of which the first does not count; {:.1} MB of XML, in one page. \
         Beside boto3: {:.1}× as fast (aim 15×), by the processor's time {:.1}×. Beside aws-sdk-ec2: {:.2}× (aim 1.8×), by the \
         processor's time {:.2}×.",
        anycloud_benches::instances::reply(INSTANCES).len() as f64 / 1e6,
        ratio(&boto.seconds, &ours.seconds),
        ratio(&boto.cpu_seconds, &ours.cpu_seconds),
        ratio(&aws.seconds, &ours.seconds),
        ratio(&aws.cpu_seconds, &ours.cpu_seconds),
    ));
    let rows: Vec<Vec<String>> = contenders
        .iter()
        .zip(&found)
        .map(|(contender, found)| {
            vec![
                contender.name.to_owned(),
                format!("{:.1} ms", median(&found.seconds) * 1e3),
                format!("{:.1} ms", median(&found.cpu_seconds) * 1e3),
                format!("{:.1} MB", median(&found.peaks)),
                format!("{:.2}×", ratio(&boto.seconds, &found.seconds)),
                format!("{:.2}×", ratio(&aws.seconds, &found.seconds)),
            ]
        })
        .collect();
    section.table(&["", "time", "CPU", "peak memory", "beside boto3", "beside aws-sdk-ec2"], &rows);
    section.text(
        "All ask for the instances and get the same bytes, as the service indents them: 150 elements for each instance, of which 45 \
         are its own fields. anycloud adds a filter on states, libcloud asks for addresses as well and gets none, and reqwest alone \
         does not sign. Each process checks behind its last listing that there \
         are 1,000 running instances with id, type, five tags, two volumes and an interface. anycloud checks all of the XML and keeps \
         it as a tree of offsets into the reply, from which a field is read when it is asked for; what a server has in anycloud's \
         own model is read at once. The second row also reads every field of every native record, as aws-sdk-ec2 and boto3 do.",
    );
    Ok(section)
}

/// `client ec2 servers|fields|bytes URL KEY SECRET TIMES`.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let [way, url, key, secret, times] = arguments else { return Err("WAY URL KEY SECRET TIMES".into()) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut told = Told::default();
    let (http, cloud) = (reqwest::Client::builder().no_proxy().build()?, open(url, key, secret)?);
    for _ in 0..times.parse()? {
        let began = Stopwatch::start();
        if way == "bytes" {
            runtime.block_on(bytes(&http, url))?;
            told.took(&began);
            told.servers = INSTANCES;
        } else {
            let servers = runtime.block_on(list(&cloud, way == "fields"))?;
            told.took(&began);
            told.servers = servers.len();
            servers.iter().try_for_each(check)?;
        }
    }
    told.tell()
}

fn open(url: &str, key: &str, secret: &str) -> Outcome<Cloud> {
    let config =
        Config::new(Credentials::new(key, secret)).region("eu-west-1").endpoint(url::Url::parse(url)?);
    Ok(Cloud::new(Ec2::new(CloudId::new("bench"), config)?))
}

async fn list(cloud: &Cloud, fields: bool) -> Outcome<Vec<Server>> {
    let servers = cloud.servers(&ServerQuery::new()).all().await?;
    if fields {
        let natives = servers.iter().filter_map(Server::native::<Instance>);
        black_box(natives.map(|instance| read(instance.element())).sum::<usize>());
    }
    Ok(servers)
}

/// Every name and text in an element.
fn read(element: &Element) -> usize {
    let inside: usize = element.children().map(|child| read(&child)).sum();
    element.name().len() + element.text().len() + inside
}

/// Fails if a server is not as it was sent.
fn check(server: &Server) -> Outcome {
    let running = server.state == ServerState::Running && server.id.as_str().starts_with("i-0");
    let native = server.native::<Instance>().ok_or("the native record is not there")?;
    let counts = (native.tags().len(), native.block_devices().len(), native.network_interfaces().len());
    let there =
        running && native.instance_type().is_some_and(|name| name == "m5.large") && counts == (5, 2, 1);
    if there { Ok(()) } else { Err(format!("not as it was sent: {server:?}").into()) }
}

async fn bytes(client: &reqwest::Client, url: &str) -> Outcome {
    let request = client.post(url).body("Action=DescribeInstances&MaxResults=1000&Version=2016-11-15");
    let mut reply = request.send().await?.error_for_status()?;
    while reply.chunk().await?.is_some() {}
    Ok(())
}

struct Contender {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
}

impl Contender {
    fn ours(name: &'static str, way: &str) -> Outcome<Self> {
        let arguments = ["client", "ec2", way].map(String::from).into();
        Ok(Self { name, program: std::env::current_exe()?, arguments })
    }

    /// A script in `benches/third-party`.
    fn script(name: &'static str, python: PathBuf, script: &str, arguments: &[&str]) -> Self {
        let script = root().join("benches/third-party").join(script).display().to_string();
        let arguments = arguments.iter().map(|argument| (*argument).to_owned());
        Self { name, program: python, arguments: std::iter::once(script).chain(arguments).collect() }
    }

    fn list(&self, account: &Account) -> Outcome<Told> {
        let Account { url, user, secret } = account;
        answer(Command::new(&self.program).args(&self.arguments).args([url, user, secret, LISTINGS]))
    }
}

/// What a contender's processes told: each one's medians.
#[derive(Default)]
struct Found {
    seconds: Vec<f64>,
    cpu_seconds: Vec<f64>,
    /// MB.
    peaks: Vec<f64>,
}

impl Found {
    fn put(&mut self, told: &Told, name: &str) -> Outcome {
        if told.servers != INSTANCES {
            return Err(format!("{name} saw {} instances", told.servers).into());
        }
        self.seconds.push(median(&told.seconds[1..]));
        self.cpu_seconds.push(median(&told.cpu_seconds[1..]));
        self.peaks.push(told.peak_kib as f64 * 1024.0 / 1e6);
        Ok(())
    }
}

/// The program that lists with aws-sdk-ec2, built if it is not there.
fn aws_sdk_ec2() -> Outcome<PathBuf> {
    let name = "list-with-aws-sdk-ec2";
    let home = root().canonicalize()?.join("target/third-party/aws-sdk-ec2");
    let program = home.join(name);
    if !program.exists() {
        eprintln!("building aws-sdk-ec2, for a quarter of an hour and in 8 GiB, into {}", home.display());
        let target = home.join("target");
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet", "--release", "--locked", "--jobs", "1"]);
        cargo.current_dir(root().join("benches/aws-sdk-ec2")).env("CARGO_TARGET_DIR", &target);
        finish(&mut cargo)?;
        fs::copy(target.join("release").join(name), &program)?;
        fs::remove_dir_all(target)?;
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::{INSTANCES, check, list, open, read};
    use crate::servers::Instances;
    use anycloud_core::{Record, Server};
    use anycloud_ec2::{Element, Instance};
    use std::collections::HashSet;
    use std::net::{Ipv4Addr, SocketAddr};
    use std::sync::Arc;

    #[tokio::test]
    async fn what_is_measured_is_a_thousand_whole_instances() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server =
            anycloud_simulators::Server::start(address, Arc::new(Instances::new(INSTANCES))).await.unwrap();
        let cloud = open(server.url(), "AKIDEXAMPLE", "made-up").unwrap();
        let servers = list(&cloud, true).await.unwrap();
        assert_eq!(servers.len(), INSTANCES);
        servers.iter().for_each(|server| check(server).unwrap());
        let ids: HashSet<&str> = servers.iter().map(|server| server.id.as_str()).collect();
        assert_eq!(ids.len(), INSTANCES, "each has an id of its own");

        let last: &Server = servers.last().unwrap();
        assert_eq!((last.id.as_str(), last.name.as_str()), ("i-000000000000003e7", "web server number 999"));
        assert_eq!(last.tags.get("team").map(|team| team.as_str()), Some("shops & payments"));
        assert_eq!(last.drives.len(), 2);
        let native = last.native::<Instance>().unwrap();
        assert_eq!(native.to_json().as_object().unwrap().len(), 46, "45 fields, and the reservation");
        assert_eq!(native.reservation().unwrap().id(), "r-000000000000003e4");
        assert_eq!(elements(native.element()), 150);
        assert!(read(native.element()) > 2000, "all of them are read");
    }

    fn elements(element: &Element) -> usize {
        1 + element.children().map(|child| elements(&child)).sum::<usize>()
    }
}
