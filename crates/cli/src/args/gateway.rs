use super::Pace;
use anycloud_gateway::AddressRange;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// How the gateway is run. A token is in ANYCLOUD_GATEWAY_TOKEN or a file; without either one is made, and kept.
#[derive(Args, Debug)]
pub(crate) struct GatewayArgs {
    /// Where to listen; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Listen where other machines reach it, over plain HTTP: put a proxy with TLS before it
    #[arg(long)]
    pub(crate) listen_anywhere: bool,
    /// The token that clients must carry, in a file that nobody else can read
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// The key that secrets are sealed with, in a file that nobody else can read; else ANYCLOUD_GATEWAY_KEY. Without
    /// one clients cannot add backends and keys
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Where what clients add is kept [default: `gateway` beside the folder ANYCLOUD_STATE_DIR, else anycloud/gateway in
    /// the platform's folder for state]
    #[arg(long, value_name = "DIR")]
    pub(crate) state_dir: Option<PathBuf>,
    /// Addresses that are not public and that an added backend may lead to all the same, e.g. 10.0.0.0/8; repeat it
    #[arg(long, value_name = "RANGE")]
    pub(crate) allow_address: Vec<AddressRange>,
    /// How long each cloud may take for a list
    #[arg(long, value_name = "TIME", default_value = "20s")]
    pub(crate) deadline: Pace,
    /// How long a change may take before its client is told that it goes on; creating may take ten minutes
    #[arg(long, value_name = "TIME", default_value = "50s")]
    pub(crate) change_deadline: Pace,
    /// Destroy a machine's drives with it; by default they stay
    #[arg(long)]
    pub(crate) destroy_drives: bool,
}
