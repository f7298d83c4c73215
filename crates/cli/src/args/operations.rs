use super::Pace;
use clap::Subcommand;
use std::path::PathBuf;

/// Changes that were begun here, over all clouds. ID is the one that was printed when it began.
#[derive(Debug, Subcommand)]
pub(crate) enum OperationsCommand {
    /// All of them; those that are over are forgotten after a week
    List {
        /// Only those that can be resumed or undone
        #[arg(long)]
        open: bool,
    },
    /// One of them, with its steps
    Show {
        /// 32 hex digits
        id: String,
    },
    /// Go on where it ended
    Resume {
        /// 32 hex digits
        id: String,
        /// The console password again, if it had one: secrets are not written down
        #[arg(long, value_name = "FILE")]
        console_password_file: Option<PathBuf>,
        /// The user data again, if it had some
        #[arg(long, value_name = "FILE")]
        user_data: Option<PathBuf>,
        /// A variable of its container's environment again; of a bare NAME the value is taken from here; may be repeated
        #[arg(long = "env", value_name = "NAME[=VALUE]")]
        variables: Vec<String>,
        /// A file of such variables, one on each line; may be repeated
        #[arg(long = "env-file", value_name = "FILE")]
        variable_files: Vec<PathBuf>,
        /// Wait at most so long for each thing that the provider does, e.g. 90s, 10m, 1h
        #[arg(long, value_name = "TIME")]
        timeout: Option<Pace>,
    },
    /// Remove what it made; nothing else
    Undo {
        /// 32 hex digits
        id: String,
        /// Wait at most so long for each thing that is busy, e.g. 90s, 10m, 1h
        #[arg(long, value_name = "TIME")]
        timeout: Option<Pace>,
    },
    /// Forget it: for a person who has looked and knows how it ended. What it made stays
    Forget {
        /// 32 hex digits
        id: String,
    },
    /// Wait for what the provider does by itself
    Wait {
        /// The reference that --no-wait printed [default: stdin]
        #[arg(value_name = "FILE")]
        reference: Option<PathBuf>,
        /// Wait at most so long, e.g. 90s, 10m, 1h
        #[arg(long, value_name = "TIME")]
        timeout: Option<Pace>,
    },
}
