use super::{Amount, Following, Tag};
use clap::Subcommand;
use std::path::PathBuf;

/// Drives. DRIVE is an id, or a name that only one drive has.
#[derive(Debug, Subcommand)]
pub(crate) enum DrivesCommand {
    /// All drives
    List,
    /// One drive
    Show {
        /// Id or name
        drive: String,
    },
    /// Make an empty drive
    Create {
        /// Its name
        name: String,
        /// Its size, e.g. 10G
        #[arg(long)]
        size: Option<Amount>,
        /// A tag; may be repeated
        #[arg(long = "tag", value_name = "NAME=VALUE")]
        tags: Vec<Tag>,
        #[command(flatten)]
        following: Following,
    },
    /// Copy a drive into a new one
    Clone {
        /// The drive that is copied; id or name
        drive: String,
        /// The name of the copy
        name: String,
        /// The size of the copy [default: the same]
        #[arg(long)]
        size: Option<Amount>,
        #[command(flatten)]
        following: Following,
    },
    /// Copy an image onto a drive; what was on it is lost
    Image {
        /// The drive that is written; id or name
        drive: String,
        /// What is copied onto it; id or name
        #[arg(long)]
        image: String,
        #[command(flatten)]
        following: Following,
    },
    /// Change name or tags
    Update {
        /// Id or name
        drive: String,
        /// A new name
        #[arg(long)]
        name: Option<String>,
        /// All tags from now on; may be repeated
        #[arg(long = "tag", value_name = "NAME=VALUE")]
        tags: Vec<Tag>,
        /// Take all tags off
        #[arg(long, conflicts_with = "tags")]
        no_tags: bool,
        #[command(flatten)]
        following: Following,
    },
    /// Change the size
    Resize {
        /// Id or name
        drive: String,
        /// The new size, e.g. 20G
        size: Amount,
        #[command(flatten)]
        following: Following,
    },
    /// Attach to a server
    Attach {
        /// Id or name
        drive: String,
        /// The server; id or name
        server: String,
        /// The provider's own word for the slot, e.g. ide:0:1 [default: the first free one]
        #[arg(long)]
        device: Option<String>,
        #[command(flatten)]
        following: Following,
    },
    /// Detach from a server
    Detach {
        /// Id or name
        drive: String,
        /// The server; id or name
        server: String,
        #[command(flatten)]
        following: Following,
    },
    /// Destroy, with what is on it
    Destroy {
        /// Id or name
        drive: String,
        /// Only if this is its name
        #[arg(long, value_name = "NAME")]
        expect_name: Option<String>,
        #[command(flatten)]
        following: Following,
    },
    /// Read raw bytes
    Read {
        /// Id or name
        drive: String,
        /// Where to begin
        #[arg(long, default_value = "0", value_name = "BYTES")]
        offset: Amount,
        /// How much [default: to the end]
        #[arg(long, value_name = "BYTES")]
        length: Option<Amount>,
        /// Where to put them [default: stdout; needed with -o json]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Write raw bytes
    Write {
        /// Id or name
        drive: String,
        /// Where to begin
        #[arg(long, default_value = "0", value_name = "BYTES")]
        offset: Amount,
        /// Where they are [default: stdin]
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
    },
}
