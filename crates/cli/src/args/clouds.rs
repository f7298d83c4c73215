use clap::Subcommand;

/// The configured clouds.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum CloudsCommand {
    /// What is configured; nothing is sent
    List,
    /// The clouds inside one that holds several; name them as NAME/INNER
    Inside {
        /// Which cloud [default: the only one]
        name: Option<String>,
    },
    /// Checks the credentials by the cheapest read
    Verify {
        /// Which clouds [default: all]
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
}
