use clap::{Subcommand, ValueEnum};

/// The KEY VALUE text, from stdin to stdout.
#[derive(Debug, Subcommand)]
pub(crate) enum KvCommand {
    /// Text to JSON: values unescaped, a repeated key an array of its values
    Decode {
        /// What the text holds
        #[arg(long = "as", value_enum, default_value_t = Shape::Objects, value_name = "SHAPE")]
        shape: Shape,
    },
    /// JSON to text
    Encode {
        /// What the JSON holds
        #[arg(long = "as", value_enum, default_value_t = Shape::Objects, value_name = "SHAPE")]
        shape: Shape,
        /// Write a backslash before an n as it is, though it will be read back as a newline
        #[arg(long)]
        lossy: bool,
    },
}

/// The three shapes of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// An array of texts; one on each line.
    List,
    /// One object.
    Object,
    /// An array of objects; blank lines between them.
    Objects,
}
