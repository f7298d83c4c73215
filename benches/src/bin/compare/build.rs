//! What a program with one driver costs to build from nothing, beside one with bare reqwest, serde_json and tokio.
//!
//! Both are written into a temporary folder with a target folder of their own, and built offline from the crates that cargo has
//! already. The processor's time is that of all compilers and build scripts; this program stands in for the compiler to
//! watch how much memory each one takes.

use crate::process::root;
use crate::report::Section;
use crate::{Outcome, machine};
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, exit};
use std::time::Duration;

/// Where the peaks of compilers are written to; in the environment of cargo, and so of the compilers' stand-in.
pub(crate) const PEAKS: &str = "ANYCLOUD_BENCH_PEAKS";

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("Cold build");
    let facade = root().canonicalize()?.join("crates/anycloud");
    let ours = |driver: &str| {
        format!(
            "anycloud = {{ path = {facade:?}, default-features = false, features = [{driver:?}] }}\n{TOKIO}"
        )
    };
    let bare = format!(
        "reqwest = {{ version = \"0.13\", default-features = false, features = [\"rustls\", \"json\"] }}\n\
         serde_json = \"1\"\n{TOKIO}"
    );
    let programs = [
        ("reqwest, serde_json, tokio", bare, BARE.to_owned()),
        ("anycloud with one driver", ours("elastichosts"), program(ELASTICHOSTS)),
        ("anycloud with EC2 alone", ours("ec2"), program(EC2)),
    ];
    let mut built = Vec::new();
    for (_, dependencies, main) in &programs {
        built.push(build(dependencies, main)?);
    }
    let base = built.first().map_or(1.0, |bare| bare.cpu);
    let mut rows = Vec::new();
    for ((name, ..), built) in programs.iter().zip(&built) {
        rows.push(vec![
            (*name).to_owned(),
            built.crates.to_string(),
            format!("{:.0} s ({:.2}×)", built.cpu, built.cpu / base),
            format!("{} MiB", built.peak >> 10),
            format!("{:.1} MB", built.size as f64 / 1e6),
        ]);
    }
    section.text(
        "One build of each from nothing, profile `release`. Aim: 1.25 times the processor's time of the bare program.",
    );
    let head = ["", "crates", "CPU", "largest rustc", "stripped size"];
    section.table(&head, &rows);
    section.text(
        "What is more than the bare program, by `cargo build --timings`: the largest are `anycloud-core`, `zlib-rs` (pieces of images travel gzipped), `jiff`, `anycloud-elastic-family`, the driver and `toml`; one third of it is core alone. With EC2 its driver takes as long as core, and what `aws-sigv4` brings along, more than twenty crates, somewhat less.",
    );
    Ok(section)
}

const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";

const ELASTICHOSTS: &str =
    r#"CloudConfig::new("london", "elastichosts").zone("lon-p").user("user").secret("secret")"#;

const EC2: &str =
    r#"CloudConfig::new("ireland", "ec2").region("eu-west-1").user("AKIDEXAMPLE").secret("made-up")"#;

/// The program that lists the servers of a cloud so configured.
fn program(config: &str) -> String {
    OURS.replace("CONFIG", config)
}

const OURS: &str = r#"
use anycloud::{CloudConfig, Result, ServerQuery, open};

#[tokio::main]
async fn main() -> Result<()> {
    let cloud = open(&CONFIG)?;
    let mut servers = cloud.servers(&ServerQuery::new());
    while let Some(server) = servers.next().await? {
        println!("{} {}", server.id, server.name);
    }
    Ok(())
}
"#;

const BARE: &str = r#"
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let request = reqwest::Client::new().get("https://api-lon-p.elastichosts.com/servers/info");
    let request = request.basic_auth("user", Some("secret")).header("accept", "application/json");
    let servers: Vec<serde_json::Value> = request.send().await?.error_for_status()?.json().await?;
    for server in servers {
        println!("{} {}", server["server"], server["name"]);
    }
    Ok(())
}
"#;

struct Built {
    crates: usize,
    /// Seconds of the processor.
    cpu: f64,
    /// KiB of the largest compiler.
    peak: u64,
    /// Bytes of the program, stripped.
    size: u64,
}

fn build(dependencies: &str, main: &str) -> Outcome<Built> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let mut manifest =
        String::from("[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n");
    write!(manifest, "[workspace]\n\n[profile.release]\nstrip = true\n\n[dependencies]\n{dependencies}")?;
    fs::write(at("Cargo.toml"), manifest)?;
    fs::create_dir(at("src"))?;
    fs::write(at("src/main.rs"), main)?;
    // The same versions as ours.
    fs::copy(root().join("Cargo.lock"), at("Cargo.lock"))?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--offline", "--quiet", "--release"]);
    cargo.current_dir(folder.path()).env("CARGO_TARGET_DIR", at("target"));
    cargo.env("RUSTC_WRAPPER", std::env::current_exe()?).env(PEAKS, at("peaks"));
    let before = children()?;
    let status = cargo.status()?;
    if !status.success() {
        return Err(format!("the build failed: {status}").into());
    }
    let cpu = children()? - before;
    let peaks = fs::read_to_string(at("peaks"))?;
    let locked = fs::read_to_string(at("Cargo.lock"))?;
    Ok(Built {
        crates: compiled(folder.path()).unwrap_or_else(|| locked.matches("[[package]]").count()),
        cpu,
        peak: peaks.lines().filter_map(|line| line.parse().ok()).max().unwrap_or_default(),
        size: fs::metadata(at("target/release/program"))?.len(),
    })
}

/// How many packages are built for it, its own among them.
fn compiled(folder: &Path) -> Option<usize> {
    let tree = ["tree", "--offline", "--prefix", "none", "--edges", "normal,build", "--no-dedupe"];
    let output = Command::new("cargo").args(tree).current_dir(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    let mut packages: Vec<&str> = text.lines().map(|line| line.trim_end_matches(" (proc-macro)")).collect();
    packages.sort_unstable();
    packages.dedup();
    Some(packages.len())
}

/// Seconds of the processor that ended children took, and theirs: the fields `cutime` and `cstime`, in hundredths.
fn children() -> Outcome<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field is a name that may hold spaces.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
    let (user, system) = ticks(13).zip(ticks(14)).ok_or("the times of children are not where they were")?;
    Ok((user + system) as f64 / 100.0)
}

/// Runs a compiler in cargo's stead and notes the most memory that it held: the value only grows, so that looking often
/// misses no more than the last moments.
pub(crate) fn compile(log: &Path) -> Outcome {
    let mut arguments = std::env::args_os().skip(1);
    let mut child = Command::new(arguments.next().ok_or("no compiler")?).args(arguments).spawn()?;
    let (id, mut peak) = (child.id().to_string(), 0);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak.max(machine::peak_of(&id).unwrap_or_default());
        std::thread::sleep(Duration::from_millis(10));
    };
    writeln!(OpenOptions::new().create(true).append(true).open(log)?, "{peak}")?;
    exit(status.code().unwrap_or(1))
}
