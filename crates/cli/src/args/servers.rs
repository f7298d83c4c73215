use super::{Amount, ContainerArgs, Cores, Following, Tag};
use anycloud::{ByteSize, Cpu, Error, Result};
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

/// Servers. SERVER is an id, or a name that only one server has.
#[derive(Debug, Subcommand)]
pub(crate) enum ServersCommand {
    /// All servers
    List {
        /// Only those of this name
        #[arg(long)]
        name: Option<String>,
    },
    /// One server
    Show {
        /// Id or name
        server: String,
    },
    /// Make a server, or several alike, and the drive that each boots from
    Create(Box<CreateServerArgs>),
    /// Switch on
    Start {
        /// Id or name
        server: String,
        #[command(flatten)]
        following: Following,
    },
    /// Ask its operating system to shut down
    Shutdown {
        /// Id or name
        server: String,
        /// Do it even if the provider then deletes the server
        #[arg(long)]
        may_vanish: bool,
        #[command(flatten)]
        following: Following,
    },
    /// Switch off at once, like a power failure
    Stop {
        /// Id or name
        server: String,
        /// Do it even if the provider then deletes the server
        #[arg(long)]
        may_vanish: bool,
        #[command(flatten)]
        following: Following,
    },
    /// Restart, the way that the provider offers best
    Reboot {
        /// Id or name
        server: String,
        /// Press the reset button instead
        #[arg(long)]
        reset: bool,
        #[command(flatten)]
        following: Following,
    },
    /// Copy a server with its drives into a new one
    Clone {
        /// The server that is copied; id or name
        server: String,
        /// The name of the copy
        name: String,
        #[command(flatten)]
        following: Following,
    },
    /// Change name, sizing, firewalls, tags or console password
    Update(UpdateServerArgs),
    /// Destroy; what becomes of its drives must be said
    Destroy {
        /// Id or name
        server: String,
        #[command(flatten)]
        fate: Fate,
        /// Only if this is its name
        #[arg(long, value_name = "NAME")]
        expect_name: Option<String>,
        #[command(flatten)]
        following: Following,
    },
    /// How to reach its screen
    Console {
        /// Id or name
        server: String,
        /// Show the password
        #[arg(long)]
        show_secret: bool,
    },
}

/// A new server.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("boot").required(true).args(["image", "drive"]))]
#[command(group = ArgGroup::new("amount").args(["memory", "memory_mib"]))]
pub(crate) struct CreateServerArgs {
    /// Its name
    pub(crate) name: String,
    /// Boot from a new drive with this image on it; id or name
    #[arg(long)]
    pub(crate) image: Option<String>,
    /// Boot from this drive; id or name
    #[arg(long)]
    pub(crate) drive: Option<String>,
    /// A named size, where the cloud has them
    #[arg(long, conflicts_with_all = ["cpu_mhz", "cpus", "amount"])]
    pub(crate) size: Option<String>,
    /// At least so many cores, e.g. 2 or 0.25: the cheapest size that has them, else the smallest, is taken
    #[arg(long, value_name = "CORES", conflicts_with = "cpu_mhz")]
    pub(crate) cpus: Option<Cores>,
    /// Processor in MHz over all cores
    #[arg(long, value_name = "MHZ", requires = "amount")]
    pub(crate) cpu_mhz: Option<u32>,
    /// Memory, e.g. 4G; without --cpu-mhz at least so much
    #[arg(long, value_name = "SIZE")]
    memory: Option<Amount>,
    /// Memory in MiB
    #[arg(long, value_name = "MIB")]
    memory_mib: Option<u64>,
    /// Size of the boot drive, e.g. 10G
    #[arg(long, value_name = "SIZE", conflicts_with = "drive")]
    pub(crate) drive_size: Option<Amount>,
    /// A static address for it; id or name
    #[arg(long)]
    pub(crate) address: Option<String>,
    /// A network that it is on; id or name; may be repeated
    #[arg(long = "network", value_name = "NETWORK")]
    pub(crate) networks: Vec<String>,
    /// A further drive; id or name; may be repeated
    #[arg(long = "attach", value_name = "DRIVE")]
    pub(crate) attach: Vec<String>,
    /// Where it is made, on clouds of several locations
    #[arg(long)]
    pub(crate) location: Option<String>,
    /// The key pair that it lets in; id or name
    #[arg(long)]
    pub(crate) key_pair: Option<String>,
    /// A firewall that it is behind; id or name; may be repeated
    #[arg(long = "firewall", value_name = "FIREWALL")]
    pub(crate) firewalls: Vec<String>,
    /// A file with a script or cloud-config that its first boot runs
    #[arg(long, value_name = "FILE")]
    pub(crate) user_data: Option<PathBuf>,
    /// A tag; may be repeated
    #[arg(long = "tag", value_name = "NAME=VALUE")]
    pub(crate) tags: Vec<Tag>,
    /// Do not start it
    #[arg(long)]
    pub(crate) stopped: bool,
    /// A file that holds the password of its console
    #[arg(long, value_name = "FILE")]
    pub(crate) console_password_file: Option<PathBuf>,
    /// Make so many, named NAME-1, NAME-2 and so on; what became of each is said
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        conflicts_with_all = ["drive", "attach", "address", "no_wait"],
    )]
    pub(crate) count: Option<u32>,
    #[command(flatten)]
    pub(crate) container: ContainerArgs,
    #[command(flatten)]
    pub(crate) following: Following,
}

impl CreateServerArgs {
    /// How much memory was asked for, in either unit.
    pub(crate) fn memory(&self) -> Result<Option<ByteSize>> {
        bytes(self.memory, self.memory_mib)
    }
}

/// An amount of memory in either unit.
///
/// # Errors
/// `InvalidRequest` if no number counts the bytes of so many MiB.
fn bytes(memory: Option<Amount>, mib: Option<u64>) -> Result<Option<ByteSize>> {
    match (memory, mib) {
        (Some(memory), _) => Ok(Some(memory.0)),
        (None, Some(mib)) => {
            let bytes = mib.checked_mul(1 << 20).map(|bytes| Some(ByteSize(bytes)));
            bytes.ok_or_else(|| Error::invalid(format!("{mib} MiB is more than any machine has")))
        }
        (None, None) => Ok(None),
    }
}

/// What a server is changed to. What is not said stays.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("amount").args(["memory", "memory_mib"]))]
pub(crate) struct UpdateServerArgs {
    /// Id or name
    pub(crate) server: String,
    /// A new name
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Another named size, where the cloud has them
    #[arg(long, conflicts_with_all = ["cpu_mhz", "cpus", "amount"])]
    pub(crate) size: Option<String>,
    /// All firewalls that it is behind from now on; id or name; may be repeated
    #[arg(long = "firewall", value_name = "FIREWALL")]
    pub(crate) firewalls: Vec<String>,
    /// Cores, e.g. 2 or 0.25, where the cloud changes them
    #[arg(long, value_name = "CORES", conflicts_with = "cpu_mhz")]
    cpus: Option<Cores>,
    /// Processor in MHz over all cores
    #[arg(long, value_name = "MHZ")]
    cpu_mhz: Option<u32>,
    /// Memory, e.g. 4G
    #[arg(long, value_name = "SIZE")]
    memory: Option<Amount>,
    /// Memory in MiB
    #[arg(long, value_name = "MIB")]
    memory_mib: Option<u64>,
    /// All tags from now on; may be repeated
    #[arg(long = "tag", value_name = "NAME=VALUE")]
    pub(crate) tags: Vec<Tag>,
    /// Take all tags off
    #[arg(long, conflicts_with = "tags")]
    pub(crate) no_tags: bool,
    /// A file that holds the password of its console
    #[arg(long, value_name = "FILE")]
    pub(crate) console_password_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) following: Following,
}

impl UpdateServerArgs {
    /// The new processor, in either unit.
    pub(crate) fn cpu(&self) -> Option<Cpu> {
        self.cpus.map(|cores| cores.0).or(self.cpu_mhz.map(Cpu::Mhz))
    }

    /// The new memory, in either unit.
    pub(crate) fn memory(&self) -> Result<Option<ByteSize>> {
        bytes(self.memory, self.memory_mib)
    }
}

/// What becomes of the drives of a server that is destroyed.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Fate {
    /// Keep all its drives
    #[arg(long)]
    pub(crate) keep_drives: bool,
    /// Destroy all its drives
    #[arg(long)]
    pub(crate) destroy_drives: bool,
    /// Destroy this drive of the server; id or name; may be repeated
    #[arg(long = "destroy-drive", value_name = "DRIVE")]
    pub(crate) destroy_drive: Vec<String>,
}
