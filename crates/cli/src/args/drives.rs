use super::{Amount, Following, Pace, Tag};
use clap::{ArgGroup, Args, Subcommand};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// From here to a drive.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("onto").required(true).args(["drive", "name"]))]
pub(crate) struct UploadArgs {
    /// The image; - for stdin, which cannot be resumed
    pub(crate) file: PathBuf,
    /// The drive that is written; id or name
    #[arg(long)]
    pub(crate) drive: Option<String>,
    /// Make a new drive of this name and of the image's size; it is kept if the upload fails
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Where on the drive the image begins
    #[arg(long, default_value = "0", value_name = "BYTES")]
    pub(crate) offset: Amount,
    /// Send pieces as they are
    #[arg(long)]
    pub(crate) no_gzip: bool,
    /// Do not send pieces of zeros: only for a drive that reads as zeros where nothing was written, as a fresh one
    #[arg(long)]
    pub(crate) skip_zeros: bool,
    /// Read everything back and compare: recommended. Without it, an upload that is gone on with looks only at samples of
    /// what was sent before, and not at all where the cloud cannot read
    #[arg(long)]
    pub(crate) verify: bool,
    #[command(flatten)]
    pub(crate) moving: Moving,
}

/// From a drive to here.
#[derive(Args, Debug)]
pub(crate) struct DownloadArgs {
    /// Id or name
    pub(crate) drive: String,
    /// Where to put it; - for stdout, which cannot be resumed. A symbolic link keeps pointing to it, and a file that is
    /// replaced keeps its mode
    pub(crate) file: PathBuf,
    /// Where to begin
    #[arg(long, default_value = "0", value_name = "BYTES")]
    pub(crate) offset: Amount,
    /// How much [default: to the end]
    #[arg(long, value_name = "BYTES")]
    pub(crate) length: Option<Amount>,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) moving: Moving,
}

/// How an image travels.
#[derive(Args, Debug)]
pub(crate) struct Moving {
    /// Pieces at once [default: twice the processors, at most 16]
    #[arg(long)]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// How long a piece that does not get through is tried again; none is sent again by anything else
    #[arg(long, default_value = "1m", value_name = "TIME")]
    pub(crate) retry_for: Pace,
    /// Where to keep what has travelled [default: FILE.anycloud]
    #[arg(long, value_name = "PATH")]
    pub(crate) resume_file: Option<PathBuf>,
}

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
    /// Make a drive, empty or from a snapshot
    Create {
        /// Its name
        name: String,
        /// Its size, e.g. 10G
        #[arg(long)]
        size: Option<Amount>,
        /// A snapshot whose bytes it has; id or name
        #[arg(long)]
        snapshot: Option<String>,
        /// Where it is made, on clouds of several locations
        #[arg(long)]
        location: Option<String>,
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
        /// Replace a file that is there
        #[arg(long, requires = "to")]
        force: bool,
    },
    /// Write an image to a drive, several pieces at once; run again, it goes on where it was
    Upload(UploadArgs),
    /// Read a drive into a file, several pieces at once; run again, it goes on where it was
    Download(DownloadArgs),
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
