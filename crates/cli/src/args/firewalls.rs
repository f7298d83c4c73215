use super::Following;
use super::rule::{FORM, Rule};
use anycloud::Direction;
use clap::{ArgGroup, Subcommand, ValueEnum};

/// Firewalls. FIREWALL is an id, or a name that only one firewall has.
#[derive(Debug, Subcommand)]
pub(crate) enum FirewallsCommand {
    /// All firewalls
    List,
    /// One firewall with its rules
    Show {
        /// Id or name
        firewall: String,
    },
    /// Make a firewall with its rules; a direction that none is about is left as the provider makes it
    Create {
        /// Its name
        name: String,
        /// What it is for [default: its name]
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
        /// The network that it belongs to; id or name [default: the provider's default network]
        #[arg(long)]
        network: Option<String>,
        /// What it lets through, e.g. in:tcp:22:192.0.2.0/24; may be repeated
        #[arg(long = "allow", value_name = "RULE", long_help = FORM)]
        rules: Vec<Rule>,
        #[command(flatten)]
        following: Following,
    },
    /// Replace the rules of each direction that is said; the other stays as it is
    ///
    /// Rules that stay are not taken off in between. If any is taken off, they are listed and you are asked.
    #[command(group = ArgGroup::new("wanted").required(true).multiple(true).args(["rules", "shut"]))]
    Update {
        /// Id or name
        firewall: String,
        /// What it lets through from now on, e.g. in:tcp:22:192.0.2.0/24; may be repeated
        #[arg(long = "allow", value_name = "RULE", long_help = FORM)]
        rules: Vec<Rule>,
        /// Take all rules of this direction off, seen from the server; may be repeated
        #[arg(long = "allow-nothing", value_name = "DIRECTION")]
        shut: Vec<Way>,
        #[command(flatten)]
        following: Following,
    },
    /// Destroy
    Destroy {
        /// Id or name
        firewall: String,
        #[command(flatten)]
        following: Following,
    },
}

/// Which way traffic goes, seen from the server.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Way {
    In,
    Out,
}

impl From<Way> for Direction {
    fn from(way: Way) -> Self {
        match way {
            Way::In => Self::In,
            Way::Out => Self::Out,
        }
    }
}
