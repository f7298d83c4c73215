//! Room for connections: so many at once, and none for one address alone.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many connections there may be.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    free: Arc<Semaphore>,
    each: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    room: Room,
    network: IpAddr,
    _free: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// Room for so many, a quarter of them for one address.
    pub(crate) fn new(all: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(all)), each: (all / 4).max(1), taken: Arc::default() }
    }

    /// Waits until there is room for anybody.
    pub(crate) async fn any(&self) -> Option<OwnedSemaphorePermit> {
        // Nobody closes it.
        self.free.clone().acquire_owned().await.ok()
    }

    /// The place of this address; `None` if it has its share already.
    pub(crate) fn place(&self, from: IpAddr, free: Option<OwnedSemaphorePermit>) -> Option<Place> {
        let (network, mut taken) = (network(from), self.taken());
        let count = taken.entry(network).or_default();
        if *count >= self.each {
            return None;
        }
        *count += 1;
        drop(taken);
        Some(Place { room: self.clone(), network, _free: free })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.taken();
        if let Some(count) = taken.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

/// Whoever has one address of version 6 has the 64 bits behind it.
fn network(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::Room;
    use std::net::IpAddr;

    #[test]
    fn one_network_has_a_quarter() {
        let room = Room::new(8);
        let at = |from: &str| room.place(from.parse::<IpAddr>().unwrap(), None);
        let kept = [at("2001:db8::1"), at("2001:db8::2"), at("192.0.2.1"), at("::ffff:192.0.2.1")];
        assert!(kept.iter().all(Option::is_some));
        for full in ["2001:db8::3", "192.0.2.1"] {
            assert!(at(full).is_none(), "{full}");
        }
        assert!(at("192.0.2.2").is_some() && at("2001:db8:0:1::1").is_some());
        drop(kept);
        assert!(at("192.0.2.1").is_some());
        assert!(room.taken().is_empty(), "what is free is forgotten");
    }
}
