//! Networks of a backend, which came in October 2014.

use super::{problem::Problem, providers::Family, state::State};
use serde_json::{Value, json};

impl State {
    /// `GET …/networks`. Providers other than OpenStack have none here.
    pub(super) fn list_networks(&self, backend: &str) -> Result<Value, Problem> {
        if self.reached(backend)?.family != Family::OpenStack {
            return Ok(json!([]));
        }
        Ok(json!([
            network("5eed0000-0000-4000-8000-000000000201", "public", "203.0.113.0/24", "203.0.113.1"),
            network("5eed0000-0000-4000-8000-000000000203", "private", "10.160.0.0/16", "10.160.0.1"),
        ]))
    }
}

fn network(id: &str, name: &str, cidr: &str, gateway: &str) -> Value {
    json!({
        "id": id,
        "name": name,
        "status": "ACTIVE",
        "subnets": [{
            "id": format!("{}f", &id[..35]), "name": format!("{name}-subnet"), "cidr": cidr, "gateway_ip": gateway,
            "enable_dhcp": true, "dns_nameservers": [], "allocation_pools": [],
        }],
    })
}
