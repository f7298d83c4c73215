//! Networks.

use super::body::labels;
use super::{Requests, query};
use crate::error::invalid;
use crate::filters::Filters;
use crate::id;
use crate::settings::{CreateNetwork, Endpoint, Subnet, put};
use crate::version::ApiVersion;
use anycloud_core::{NetworkId, Result, ServerId};
use anycloud_http::Call;
use http::Method;
use serde_json::{Map, Value, json};

/// Since when a name that is taken is refused without asking for that.
const UNIQUE_NAMES: ApiVersion = ApiVersion::new(1, 44);

impl Requests {
    pub(crate) fn networks(self, filters: &Filters) -> Result<Call> {
        let path = query("/networks", &[("filters", filters.parameter()?)]);
        Ok(Call::safe("network list", self.bare(Method::GET, &path)?))
    }

    pub(crate) fn network(self, network: &NetworkId) -> Result<Call> {
        let path = format!("/networks/{}", id::network(network)?);
        Ok(Call::safe("network inspect", self.bare(Method::GET, &path)?))
    }

    pub(crate) fn network_create(self, new: &CreateNetwork) -> Result<Call> {
        let name = id::network(&NetworkId::new(new.name.as_str()))?.to_owned();
        if name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(invalid(format!(
                "{name:?} could be taken for the id of a network: use another name"
            )));
        }
        let mut body = Map::new();
        put(&mut body, "Name", name);
        put(&mut body, "Driver", new.driver.as_deref().unwrap_or("bridge"));
        put(&mut body, "Internal", new.internal);
        put(&mut body, "EnableIPv6", new.ipv6);
        put(&mut body, "Labels", labels(&new.labels)?);
        put(
            &mut body,
            "Options",
            new.options.iter().map(|(k, v)| (k.clone(), v.as_str().into())).collect::<Map<_, _>>(),
        );
        let subnets = new.subnets.iter().map(Subnet::to_json).collect::<Result<Vec<_>>>()?;
        put(&mut body, "IPAM", (!subnets.is_empty()).then(|| json!({"Config": subnets})));
        if self.version < UNIQUE_NAMES {
            put(&mut body, "CheckDuplicate", true);
        }
        Ok(Call::once("network create", self.json(Method::POST, "/networks/create", &body.into())?))
    }

    pub(crate) fn network_connect(self, endpoint: &Endpoint, container: &ServerId) -> Result<Call> {
        let mut body = Map::new();
        put(&mut body, "Container", id::container(container)?);
        put(&mut body, "EndpointConfig", endpoint.to_json());
        self.change(&endpoint.network, "network connect", "connect", &body.into())
    }

    pub(crate) fn network_disconnect(
        self,
        network: &NetworkId,
        container: &ServerId,
        force: bool,
    ) -> Result<Call> {
        let body = json!({"Container": id::container(container)?, "Force": force});
        self.change(network, "network disconnect", "disconnect", &body)
    }

    pub(crate) fn network_remove(self, network: &NetworkId) -> Result<Call> {
        let path = format!("/networks/{}", id::network(network)?);
        Ok(Call::idempotent("network remove", self.bare(Method::DELETE, &path)?))
    }

    fn change(self, network: &NetworkId, operation: &'static str, verb: &str, body: &Value) -> Result<Call> {
        let path = format!("/networks/{}/{verb}", id::network(network)?);
        Ok(Call::once(operation, self.json(Method::POST, &path, body)?))
    }
}
