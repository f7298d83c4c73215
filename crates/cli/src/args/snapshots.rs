use super::{Following, Tag};
use clap::Subcommand;

/// Snapshots of drives. SNAPSHOT is an id, or a name that only one snapshot has.
#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotsCommand {
    /// All snapshots
    List,
    /// Keep what is on a drive now
    Create {
        /// The drive; id or name
        drive: String,
        /// The name of the snapshot
        name: String,
        /// A tag; may be repeated
        #[arg(long = "tag", value_name = "NAME=VALUE")]
        tags: Vec<Tag>,
        #[command(flatten)]
        following: Following,
    },
    /// Destroy; drives that were made from it stay
    Destroy {
        /// Id or name
        snapshot: String,
        #[command(flatten)]
        following: Following,
    },
}
