//! What the services of one family have in common: bytes on drives, imaging, power, keys, text. Each service adds its
//! own commands, limits and words on top.

pub(crate) mod auth;
pub(crate) mod config;
pub(crate) mod contents;
pub(crate) mod drive;
pub(crate) mod filled;
pub(crate) mod ids;
pub(crate) mod imaging;
pub(crate) mod power;
pub(crate) mod problem;
pub(crate) mod seed;
pub(crate) mod tally;
pub(crate) mod wire;

/// Stands for all users in `readers`.
pub(crate) const EVERYONE: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/// A password, which is made up but need not be in every log.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}
