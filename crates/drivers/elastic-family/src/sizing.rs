//! What both services sell: MHz, MiB and bytes, within limits that their calculators and clients had.

use anycloud_core::{ByteSize, Error, Limits, Result};

/// MHz of a server, over all of its cores.
pub const CPU_MHZ: Limits = Limits::new(500..=20_000);
/// Bytes of a server's memory: 256 MiB to 32 GiB.
pub const MEMORY: Limits = Limits::new(256 << 20..=32_768 << 20);
/// Bytes of a drive: the smallest that was seen to be accepted, and 2 TiB.
pub const DRIVE_SIZE: Limits = Limits::new(1 << 20..=2048 << 30);

/// Checks a drive's size against [`DRIVE_SIZE`]; core does so only where the request is about a drive.
///
/// # Errors
/// `InvalidRequest` outside of them.
pub fn drive_size(size: ByteSize) -> Result<()> {
    if DRIVE_SIZE.allow(size.0) {
        return Ok(());
    }
    let (min, max) = (ByteSize(DRIVE_SIZE.min), ByteSize(DRIVE_SIZE.max));
    Err(Error::invalid(format!("a drive of {size} is outside {min} to {max}")))
}

/// The same memory, if it is a whole number of MiB: it is sold so, and the documents call it MB.
///
/// # Errors
/// `InvalidRequest` for a part of one.
pub fn whole_mib(memory: ByteSize) -> Result<ByteSize> {
    if memory.0.is_multiple_of(1 << 20) {
        return Ok(memory);
    }
    Err(Error::invalid(format!("memory of {memory} is not a whole number of MiB")))
}

#[cfg(test)]
mod tests {
    use super::{DRIVE_SIZE, drive_size, whole_mib};
    use anycloud_core::{ByteSize, ErrorKind};

    #[test]
    fn limits_are_inclusive_and_memory_is_whole() {
        for good in [DRIVE_SIZE.min, DRIVE_SIZE.max] {
            drive_size(ByteSize(good)).unwrap();
        }
        for bad in [DRIVE_SIZE.min - 1, DRIVE_SIZE.max + 1] {
            assert_eq!(drive_size(ByteSize(bad)).unwrap_err().kind(), ErrorKind::InvalidRequest);
        }
        assert_eq!(whole_mib(ByteSize::mib(512)).unwrap(), ByteSize::mib(512));
        assert_eq!(whole_mib(ByteSize(1)).unwrap_err().kind(), ErrorKind::InvalidRequest);
    }
}
