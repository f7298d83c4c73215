use super::Following;
use super::rule::{FORM, Rule};
use clap::{ArgGroup, Subcommand};

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
    /// Make a firewall with its rules
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
    /// Replace the rules; those that stay are not taken off in between
    #[command(group = ArgGroup::new("wanted").required(true).args(["rules", "allow_nothing"]))]
    Update {
        /// Id or name
        firewall: String,
        /// What it lets through from now on, e.g. in:tcp:22:192.0.2.0/24; may be repeated
        #[arg(long = "allow", value_name = "RULE", long_help = FORM)]
        rules: Vec<Rule>,
        /// Take all rules off
        #[arg(long)]
        allow_nothing: bool,
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
