//! Networks: a list, where it is served.

use crate::backend::MistBackend;
use crate::wire::NetworkInfo;
use anycloud_core::{Error, Listing, Network, Networking, Result, Support, async_trait};

#[async_trait]
impl Networking for MistBackend {
    fn networks(&self) -> Listing<Network> {
        if self.has_networks() == Support::No {
            return Listing::failed(Error::unsupported("this service lists no networks"));
        }
        let this = self.clone();
        Listing::once(
            async move { Ok(this.list_networks().await?.iter().map(NetworkInfo::to_network).collect()) },
        )
    }
}

impl MistBackend {
    /// The list, and whether there is such a call. A missing backend has its own words; without them the call is what
    /// is missing.
    pub(crate) async fn list_networks(&self) -> Result<Vec<NetworkInfo>> {
        let found = self.client.networks(&self.backend).await;
        match &found {
            Ok(_) => self.note_networks(Support::Yes),
            Err(e) if e.resource().is_none() && matches!(e.status(), Some(404 | 405)) => {
                self.note_networks(Support::No);
                return Err(Error::unsupported("this service lists no networks"));
            }
            Err(_) => {}
        }
        found
    }
}
