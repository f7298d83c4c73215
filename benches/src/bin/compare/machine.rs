//! The machine and the tools, as the results name them.

use std::fs;
use std::process::Command;

/// One line about the machine.
pub(crate) fn machine() -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|kib| kib.split_whitespace().next()?.parse::<u64>().ok())
        .map_or_else(|| "?".into(), |kib| format!("{:.0}", kib as f64 / f64::from(1 << 20)));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{cpu}, {cores} cores, {memory} GiB, Linux {}, {}", kernel.trim(), said("rustc", &["--version"]))
}

/// When and of which commit, and how busy the machine was.
pub(crate) fn moment() -> String {
    let commit = said("git", &["-C", env!("CARGO_MANIFEST_DIR"), "rev-parse", "--short=10", "HEAD"]);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let now = anycloud_core::Timestamp::now().to_string();
    let now = now.split('.').next().unwrap_or(&now);
    format!("{now}, commit {commit}, load of the machine before it {load}")
}

/// The most memory that this process ever held, in KiB.
pub(crate) fn peak() -> u64 {
    peak_of("self").unwrap_or_default()
}

/// The same of a process that still runs.
pub(crate) fn peak_of(process: &str) -> Option<u64> {
    field(&format!("/proc/{process}/status"), "VmHWM")?.split_whitespace().next()?.parse().ok()
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(|_| "?".into(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
