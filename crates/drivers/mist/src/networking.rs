//! Networks: a list, where it is served.

use crate::backend::MistBackend;
use crate::provider::refused;
use anycloud_core::{ErrorKind, Listing, Network, Networking, Support, async_trait};

#[async_trait]
impl Networking for MistBackend {
    fn networks(&self) -> Listing<Network> {
        if self.has_networks() == Support::No {
            return Listing::failed(refused(ErrorKind::Unsupported, "this service lists no networks"));
        }
        let (client, backend) = (self.client.clone(), self.backend.clone());
        Listing::once(async move {
            Ok(client.networks(&backend).await?.iter().map(|info| info.to_network()).collect())
        })
    }
}
