//! What a container may use.

use super::put;
use anycloud_core::ByteSize;
use serde_json::{Map, Value};

/// What a container may use of its host; everything where nothing is said. In an
/// [update](crate::Client::container_update) what nothing is said of stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Memory; at least 6 MiB. A container that wants more is killed
    /// ([`out_of_memory`](crate::wire::ContainerState::out_of_memory)).
    pub memory: Option<ByteSize>,
    /// Memory and swap together; at least [`memory`](Self::memory). The engine's default is twice that; more than a
    /// signed number holds is no limit.
    pub memory_and_swap: Option<ByteSize>,
    /// Memory that it is pressed back to when the host has little; less than [`memory`](Self::memory).
    pub memory_reservation: Option<ByteSize>,
    /// Processors, in billionths of one: 1,500,000,000 is one and a half. At least a hundredth of one, at most what the
    /// host has.
    pub nano_cpus: Option<u64>,
    /// Its weight against others when there is too little processor, from 2; 1024 is the usual.
    pub cpu_shares: Option<u64>,
    /// On which processors it runs, e.g. `0-2,4`.
    pub cpuset: Option<String>,
    /// How many processes and threads it may have at once; 0 is no limit.
    pub processes: Option<u64>,
}

impl Limits {
    /// No limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// At most so much memory.
    pub fn memory(mut self, memory: ByteSize) -> Self {
        self.memory = Some(memory);
        self
    }

    /// At most so many billionths of a processor.
    pub fn nano_cpus(mut self, nano_cpus: u64) -> Self {
        self.nano_cpus = Some(nano_cpus);
        self
    }

    /// At most so many processes and threads.
    pub fn processes(mut self, processes: u64) -> Self {
        self.processes = Some(processes);
        self
    }

    pub(crate) fn put(&self, body: &mut Map<String, Value>) {
        for (name, size) in [("Memory", self.memory), ("MemoryReservation", self.memory_reservation)] {
            put(body, name, size.map(|size| size.0));
        }
        put(body, "MemorySwap", self.memory_and_swap.map(|size| i64::try_from(size.0).unwrap_or(-1)));
        put(body, "CpuShares", self.cpu_shares);
        put(body, "CpusetCpus", self.cpuset.clone());
        put(body, "NanoCpus", self.nano_cpus);
        put(body, "PidsLimit", self.processes);
    }
}
