//! What is sent in `create` and `set`: the keys of the document's tables, which are the family's.

pub use anycloud_elastic_family::{DriveConfig, ResourceConfig, ServerConfig};

/// The most characters of a console password, [`vnc_password`](ServerConfig::vnc_password). docs: ElasticHosts API, the
/// key `vnc:password`.
pub const CONSOLE_PASSWORD_MAX: usize = 8;
