//! Images to a drive and back: by the real command, over TCP, through faults, and killed.

mod going_on;
mod once;
mod whole;

use crate::lab::{Ended, Lab, quick, text};
use anycloud_simulators::Simulator;
use anycloud_simulators::cloudsigma::CloudSigma;
use anycloud_simulators::elastichosts::ElasticHosts;
use std::fs;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

const PIECE: usize = 4 << 20;

/// What the tests ask either simulator.
pub(crate) trait Account: Simulator + Sized {
    fn lab() -> Lab<Self>;
    fn drive(&self, id: &str, length: usize) -> Vec<u8>;
    /// How many requests of this sort were answered well.
    fn good(&self, call: &str) -> u64;
}

impl Account for ElasticHosts {
    fn lab() -> Lab<Self> {
        Lab::with(quick())
    }

    fn drive(&self, id: &str, length: usize) -> Vec<u8> {
        self.drive_contents(id, 0, length).unwrap()
    }

    fn good(&self, call: &str) -> u64 {
        self.succeeded(call)
    }
}

impl Account for CloudSigma {
    fn lab() -> Lab<Self> {
        Lab::sigma(Self::builder())
    }

    fn drive(&self, id: &str, length: usize) -> Vec<u8> {
        self.drive_contents(id, 0, length).unwrap()
    }

    fn good(&self, call: &str) -> u64 {
        self.succeeded(call)
    }
}

impl<S: Account> Lab<S> {
    fn sim(&self) -> &S {
        self.simulator.inner()
    }

    fn writes(&self) -> u64 {
        self.sim().good("drives/DRIVE/write") + self.sim().good("drives/DRIVE/write/OFFSET")
    }

    fn reads(&self) -> u64 {
        self.sim().good("drives/DRIVE/read/OFFSET/SIZE")
    }

    fn made(&self, size: &str) -> String {
        text(&self.json(&format!("drives create disk --size {size}"))["id"])
    }
}

/// A sparse image: noise, text, holes, and an end that fits no block.
fn image(path: &Path, pieces: usize) -> Vec<u8> {
    let file = File::create(path).unwrap();
    file.set_len((pieces * PIECE + 777) as u64).unwrap();
    let mut state = 88_172_645_463_325_252_u64;
    for n in (0..pieces).filter(|n| n % 3 != 1) {
        let mut bytes = vec![b'x'; PIECE / 8];
        for chunk in bytes[..PIECE / 16].chunks_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            chunk.copy_from_slice(&state.to_le_bytes());
        }
        file.write_all_at(&bytes, (n * PIECE + n) as u64).unwrap();
    }
    file.write_all_at(b"the end", (pieces * PIECE + 770) as u64).unwrap();
    fs::read(path).unwrap()
}

fn hints(ended: &Ended) -> Vec<&str> {
    ended.stderr.lines().filter(|line| line.starts_with("hint: ")).collect()
}

const AGAIN: &str = "hint: to go on, say the same again: only what is missing travels";
