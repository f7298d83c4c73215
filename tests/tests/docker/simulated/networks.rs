//! Networks.

use super::{Answer, Asked, State};
use serde_json::{Value, json};

#[derive(Debug)]
pub(super) struct Network {
    pub(super) name: String,
    labels: Value,
}

/// That containers are on unless they are put elsewhere.
const USUAL: &str = "bridge";

impl State {
    pub(super) fn on_networks(&mut self, asked: &Asked<'_>) -> Answer {
        self.usual_network();
        match (asked.method, &asked.path[..]) {
            ("GET", ["networks"]) => {
                let wanted = self.networks.iter().filter(|(_, network)| asked.wants(&network.labels));
                Ok((200, wanted.map(|(id, _)| self.shown_network(id)).collect()))
            }
            ("POST", ["networks", "create"]) => {
                let name = asked.body["Name"].as_str().unwrap_or_default().to_owned();
                if self.networks.values().any(|network| network.name == name) {
                    return Err((409, format!("network with name {name} already exists")));
                }
                let id = self.new_id();
                self.networks.insert(id.clone(), Network { name, labels: asked.body["Labels"].clone() });
                Ok((201, json!({ "Id": id })))
            }
            ("GET", ["networks", wanted]) => {
                let id = self.network(wanted)?;
                Ok((200, self.shown_network(&id)))
            }
            ("POST", ["networks", wanted, verb]) => {
                let id = self.network(wanted)?;
                let server = self.container(asked.body["Container"].as_str().unwrap_or_default())?;
                let Some(container) = self.containers.get_mut(&server) else { unreachable!() };
                if *verb == "disconnect" {
                    container.networks.retain(|known| *known != id);
                } else if container.networks.contains(&id) {
                    let text = format!("endpoint with name {server} already exists in network {wanted}");
                    return Err((403, text));
                } else {
                    container.networks.push(id);
                }
                Ok((200, Value::Null))
            }
            ("DELETE", ["networks", wanted]) => {
                let id = self.network(wanted)?;
                if self.containers.values().any(|container| container.networks.contains(&id)) {
                    return Err((403, format!("network {wanted} has active endpoints")));
                }
                self.networks.remove(&id);
                Ok((204, Value::Null))
            }
            _ => Err((404, "page not found".to_owned())),
        }
    }

    /// The id of the network that the engine has by itself.
    pub(super) fn usual_network(&mut self) -> String {
        let id = "b".repeat(64);
        self.networks
            .entry(id.clone())
            .or_insert_with(|| Network { name: USUAL.to_owned(), labels: Value::Null });
        id
    }

    pub(super) fn network(&self, wanted: &str) -> Result<String, (u16, String)> {
        let is = |(id, network): &(&String, &Network)| *id == wanted || network.name == wanted;
        let found = self.networks.iter().find(is).map(|(id, _)| id.clone());
        found.ok_or_else(|| (404, format!("network {wanted} not found")))
    }

    fn shown_network(&self, id: &str) -> Value {
        let network = &self.networks[id];
        let inside = self
            .containers
            .iter()
            .filter(|(_, container)| container.runs() && container.networks.iter().any(|known| known == id));
        let inside: serde_json::Map<String, Value> =
            inside.map(|(container, _)| (container.clone(), json!({}))).collect();
        json!({"Id": id, "Name": network.name, "Driver": "bridge", "Labels": network.labels, "Containers": inside})
    }
}
