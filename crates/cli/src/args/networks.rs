use super::Following;
use clap::Subcommand;

/// Networks. NETWORK is an id, or a name that only one network has.
#[derive(Debug, Subcommand)]
pub(crate) enum NetworksCommand {
    /// All networks
    List,
    /// Make a network
    Create {
        /// Its name
        name: String,
        #[command(flatten)]
        following: Following,
    },
    /// Change the name
    Rename {
        /// Id or name
        network: String,
        /// The new name
        name: String,
        #[command(flatten)]
        following: Following,
    },
    /// Destroy
    Destroy {
        /// Id or name
        network: String,
        #[command(flatten)]
        following: Following,
    },
    /// Put a server on it
    Attach {
        /// Id or name
        network: String,
        /// The server; id or name
        server: String,
        #[command(flatten)]
        following: Following,
    },
    /// Take a server off it
    Detach {
        /// Id or name
        network: String,
        /// The server; id or name
        server: String,
        #[command(flatten)]
        following: Following,
    },
}

/// Static addresses. ADDRESS is an id, or a name that only one address has.
#[derive(Debug, Subcommand)]
pub(crate) enum AddressesCommand {
    /// All static addresses
    List,
    /// Take a static address
    Create {
        /// Its name
        name: String,
        #[command(flatten)]
        following: Following,
    },
    /// Give it back
    Destroy {
        /// Id or name
        address: String,
        #[command(flatten)]
        following: Following,
    },
    /// Put it on a server
    Attach {
        /// Id or name
        address: String,
        /// The server; id or name
        server: String,
        #[command(flatten)]
        following: Following,
    },
    /// Take it off a server
    Detach {
        /// Id or name
        address: String,
        /// The server; id or name
        server: String,
        #[command(flatten)]
        following: Following,
    },
}
