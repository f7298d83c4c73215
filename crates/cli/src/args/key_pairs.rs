use super::Following;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Key pairs. KEY-PAIR is an id, or a name that only one key pair has.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyPairsCommand {
    /// All key pairs, without their private halves
    List,
    /// Have the provider make one; its private half is shown once, and never again
    Create {
        /// Its name
        name: String,
        #[command(flatten)]
        private_half: PrivateHalf,
    },
    /// Store the public half of a key that was made elsewhere
    Import {
        /// Its name
        name: String,
        /// A file with the public half in OpenSSH's form, e.g. ~/.ssh/id_ed25519.pub
        file: PathBuf,
        #[command(flatten)]
        following: Following,
    },
    /// Forget it; servers that let it in go on doing so
    Destroy {
        /// Id or name
        key_pair: String,
        #[command(flatten)]
        following: Following,
    },
}

/// Where the private half of a new key pair goes.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct PrivateHalf {
    /// Into this new file, which only its owner may read
    #[arg(long, value_name = "FILE")]
    pub(crate) private_key_file: Option<PathBuf>,
    /// To stdout
    #[arg(long)]
    pub(crate) show_secret: bool,
}
