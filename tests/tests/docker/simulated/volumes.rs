//! Volumes.

use super::{Answer, Asked, State};
use serde_json::{Value, json};

impl State {
    pub(super) fn on_volumes(&mut self, asked: &Asked<'_>) -> Answer {
        match (asked.method, &asked.path[..]) {
            ("GET", ["volumes"]) => {
                let all: Vec<&Value> =
                    self.volumes.values().filter(|volume| asked.wants(&volume["Labels"])).collect();
                Ok((200, json!({"Volumes": all})))
            }
            ("POST", ["volumes", "create"]) => {
                let name = asked.body["Name"].as_str().unwrap_or_default().to_owned();
                Ok((201, self.volume(name, asked.body["Labels"].clone())))
            }
            ("GET", ["volumes", name]) => match self.volumes.get(*name) {
                Some(volume) => Ok((200, volume.clone())),
                None => Err((404, format!("get {name}: no such volume"))),
            },
            ("DELETE", ["volumes", name]) => {
                if self.containers.values().any(|container| container.mounts(name)) {
                    return Err((409, format!("remove {name}: volume is in use")));
                }
                match self.volumes.remove(*name) {
                    Some(_) => Ok((204, Value::Null)),
                    None => Err((404, format!("get {name}: no such volume"))),
                }
            }
            _ => Err((404, "page not found".to_owned())),
        }
    }

    /// The volume of this name; it is made if there is none.
    pub(super) fn volume(&mut self, name: String, labels: Value) -> Value {
        let new = json!({"Name": name, "Driver": "local", "Labels": labels});
        self.volumes.entry(name).or_insert(new).clone()
    }
}
