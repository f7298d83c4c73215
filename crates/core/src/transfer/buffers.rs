//! Buffers that are used again: pieces of megabytes, allocated and freed by several threads, leave the process several
//! times as large as what it holds.

use bytes::Bytes;
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

/// Buffers of one transfer. As many are made as are in use at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

impl Buffers {
    /// A buffer with room for so many bytes; what is in it is left from its last use.
    pub(super) fn take(&self, capacity: usize) -> Vec<u8> {
        let mut buffer = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        buffer.reserve_exact(capacity.saturating_sub(buffer.len()));
        buffer
    }

    /// The bytes of a buffer, which comes back when the last that has them lets go.
    pub(super) fn lend(&self, buffer: Vec<u8>) -> Bytes {
        Bytes::from_owner(Lent { buffer, home: self.clone() })
    }

    pub(super) fn give_back(&self, buffer: Vec<u8>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

struct Lent {
    buffer: Vec<u8>,
    home: Buffers,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.home.give_back(take(&mut self.buffer));
    }
}

#[cfg(test)]
mod tests {
    use super::Buffers;

    #[test]
    fn come_back_with_the_last_that_has_them() {
        let buffers = Buffers::default();
        let mut buffer = buffers.take(1000);
        buffer.extend([7; 10]);
        let place = buffer.as_ptr();
        let bytes = buffers.lend(buffer);
        let part = bytes.slice(3..5);
        drop(bytes);
        let other = buffers.take(1000);
        assert_ne!(other.as_ptr(), place, "somebody has it");
        assert_eq!(&*part, [7, 7]);
        drop(part);
        let again = buffers.take(500);
        assert_eq!((again.as_ptr(), again.capacity() >= 1000), (place, true));
    }
}
