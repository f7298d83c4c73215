//! Which clouds there are: a file, or values made in code.

mod cloud;
mod file;
mod option;
mod secret;
mod value;

pub use cloud::CloudConfig;
pub use file::Config;
pub use option::OptionValue;
pub use secret::SecretSource;
