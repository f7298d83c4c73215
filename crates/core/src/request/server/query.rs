use crate::listing::PageToken;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// Which servers to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerQuery {
    /// Only those of exactly this name.
    pub name: Option<Text>,
    /// From this page on, by the [`token`](crate::Listing::token) of an earlier listing.
    pub from: Option<PageToken>,
    /// Ask for so many at once; a provider may give fewer.
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
    /// From this page on, by the [`token`](crate::Listing::token) of an earlier listing.
    pub fn from(mut self, page: PageToken) -> Self {
        self.from = Some(page);
        self
    }

    /// Asks for so many at once; a provider may give fewer.
    pub fn page_size(mut self, servers: u32) -> Self {
        self.page_size = Some(servers);
        self
    }
}
