//! What is promised of the workspace itself: its arrows, its pages, and the shape of its drivers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod arrows;
mod readme;
mod shape;

use serde_json::Value;
use std::process::Command;

/// What cargo knows of the workspace.
fn metadata(more: &[&str]) -> Value {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--manifest-path", manifest])
        .args(more)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
