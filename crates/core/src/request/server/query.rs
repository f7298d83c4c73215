//! Which servers a list is asked for.

use crate::listing::PageToken;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// Which servers to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerQuery {
    /// Only those of exactly this name.
    pub name: Option<Text>,
    /// From this page on, by the [`token`](crate::Listing::token) of an earlier listing of the same query. `Unsupported` where
    /// the capability [`pages`](crate::ComputeCapabilities::pages) is not set, for there is no token to have. Tokens are
    /// the provider's: one of another list, or one that is too old, it refuses (Amazon EC2 as `InvalidRequest`).
    pub from: Option<PageToken>,
    /// Ask for so many at once, at providers with pages; they may give fewer, or more where they have a least. Elsewhere it
    /// has no effect, and neither has it anywhere on what is listed in the end.
    pub page_size: Option<u32>,
}

impl ServerQuery {
    /// All servers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those of exactly this name.
    pub fn name(mut self, name: impl Into<Text>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// From this page on; see [`from`](field@Self::from).
    pub fn from(mut self, page: PageToken) -> Self {
        self.from = Some(page);
        self
    }

    /// Asks for so many at once; see [`page_size`](field@Self::page_size).
    pub fn page_size(mut self, servers: u32) -> Self {
        self.page_size = Some(servers);
        self
    }
}
