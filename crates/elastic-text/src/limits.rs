/// How much of a body the codec takes in one piece. What is longer is an error, never cut silently.
///
/// The defaults are far above what either provider sends: their largest recorded records are a few KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one record: its lines, each counted with one byte for its line end. 1 MiB by default.
    ///
    /// Does not apply to lists, whose records are their lines.
    pub record: usize,
    /// Bytes of one line, without the line feed. 256 KiB by default.
    pub line: usize,
}

impl Limits {
    /// The default limits: 1 MiB for a record, 256 KiB for a line.
    pub const fn new() -> Self {
        Self { record: 1 << 20, line: 256 << 10 }
    }

    /// With another limit for one record, in bytes.
    pub const fn record(self, bytes: usize) -> Self {
        Self { record: bytes, ..self }
    }

    /// With another limit for one line, in bytes.
    pub const fn line(self, bytes: usize) -> Self {
        Self { line: bytes, ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
