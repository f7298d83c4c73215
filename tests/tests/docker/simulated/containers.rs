//! Containers. Each of them has a volume without a name, as the image says.

use super::{Answer, Asked, State, image_id};
use serde_json::{Map, Value, json};

#[derive(Debug)]
pub(super) struct Container {
    name: String,
    /// What it was made of.
    made: Value,
    status: &'static str,
    exit_code: i64,
    /// Counts starts, of all containers.
    start: u64,
    volumes: Vec<(String, String)>,
    /// The volume without a name.
    unnamed: String,
    /// Ids.
    pub(super) networks: Vec<String>,
}

impl Container {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn runs(&self) -> bool {
        self.status == "running"
    }

    pub(super) fn mounts(&self, volume: &str) -> bool {
        self.volumes.iter().any(|(name, _)| name == volume)
    }

    fn end(&mut self, code: i64) {
        (self.status, self.exit_code) = ("exited", code);
    }
}

impl State {
    pub(super) fn on_containers(&mut self, asked: &Asked<'_>) -> Answer {
        match (asked.method, &asked.path[..]) {
            ("GET", ["containers", "json"]) => {
                let wanted = self.containers.iter().filter(|(_, one)| asked.wants(&one.made["Labels"]));
                Ok((200, wanted.map(|(id, _)| self.listed(id)).collect()))
            }
            ("POST", ["containers", "create"]) => self.create(asked),
            ("GET", ["containers", wanted, "json"]) => {
                let id = self.container(wanted)?;
                Ok((200, self.inspected(&id)))
            }
            ("DELETE", ["containers", wanted]) => self.remove(asked, wanted),
            ("POST", ["containers", wanted, verb]) => self.act(asked, wanted, verb),
            _ => Err((404, "page not found".to_owned())),
        }
    }

    pub(super) fn container(&self, wanted: &str) -> Result<String, (u16, String)> {
        let is = |(id, one): &(&String, &Container)| *id == wanted || one.name == wanted;
        let found = self.containers.iter().find(is).map(|(id, _)| id.clone());
        found.ok_or_else(|| (404, format!("No such container: {wanted}")))
    }

    fn create(&mut self, asked: &Asked<'_>) -> Answer {
        let name = asked.query.get("name").cloned().unwrap_or_default();
        self.name_is_free(&name)?;
        if asked.body["Image"] != crate::base::IMAGE {
            return Err((404, format!("No such image: {}", asked.body["Image"])));
        }
        let networks = match asked.body["NetworkingConfig"]["EndpointsConfig"].as_object() {
            Some(endpoints) => endpoints.keys().map(|name| self.network(name)).collect::<Result<_, _>>()?,
            None => vec![self.usual_network()],
        };
        let (id, unnamed) = (self.new_id(), self.new_id());
        let mounted = asked.body["HostConfig"]["Mounts"].as_array().into_iter().flatten();
        let text = |mount: &Value, key: &str| mount[key].as_str().unwrap_or_default().to_owned();
        let mut volumes: Vec<(String, String)> =
            mounted.map(|mount| (text(mount, "Source"), text(mount, "Target"))).collect();
        volumes.push((unnamed.clone(), "/data".to_owned()));
        for (volume, _) in &volumes {
            self.volume(volume.clone(), Value::Null);
        }
        let (made, status) = (asked.body.clone(), "created");
        let container = Container { name, made, status, exit_code: 0, start: 0, volumes, unnamed, networks };
        self.containers.insert(id.clone(), container);
        Ok((201, json!({"Id": id, "Warnings": []})))
    }

    fn name_is_free(&self, name: &str) -> Result<(), (u16, String)> {
        match self.container(name) {
            Ok(id) => {
                Err((409, format!("Conflict. The name {name:?} is already in use by container {id:?}.")))
            }
            Err(_) => Ok(()),
        }
    }

    fn remove(&mut self, asked: &Asked<'_>, wanted: &str) -> Answer {
        let id = self.container(wanted)?;
        let container = &self.containers[&id];
        if container.runs() && !asked.is_set("force") {
            return Err((409, format!("You cannot remove a running container {id}.")));
        }
        let unnamed = container.unnamed.clone();
        self.containers.remove(&id);
        if asked.is_set("v") {
            self.volumes.remove(&unnamed);
        }
        Ok((204, Value::Null))
    }

    fn act(&mut self, asked: &Asked<'_>, wanted: &str, verb: &str) -> Answer {
        let id = self.container(wanted)?;
        let name = asked.query.get("name").cloned().unwrap_or_default();
        if verb == "rename" {
            self.name_is_free(&name)?;
        }
        self.last += 1;
        let now = self.last;
        let Some(container) = self.containers.get_mut(&id) else { unreachable!() };
        match verb {
            "start" | "stop" if container.runs() == (verb == "start") => return Ok((304, Value::Null)),
            "start" | "restart" => (container.status, container.start) = ("running", now),
            "stop" => container.end(0),
            "kill" if container.runs() => container.end(137),
            "kill" => {
                return Err((409, format!("Cannot kill container: {id}: Container {id} is not running")));
            }
            "rename" => container.name = name,
            "update" => {
                for (key, value) in asked.body.as_object().into_iter().flatten() {
                    container.made["HostConfig"][key] = value.clone();
                }
                return Ok((200, json!({"Warnings": []})));
            }
            _ => return Err((404, "page not found".to_owned())),
        }
        Ok((204, Value::Null))
    }

    fn listed(&self, id: &str) -> Value {
        let one = &self.containers[id];
        json!({
            "Id": id,
            "Names": [format!("/{}", one.name)],
            "Image": one.made["Image"],
            "State": one.status,
            "Status": "Up 2 seconds",
            "Created": 1_700_000_000,
            "Labels": one.made["Labels"],
            "Mounts": mounts(one),
            "NetworkSettings": {"Networks": self.places(one)},
        })
    }

    fn inspected(&self, id: &str) -> Value {
        let one = &self.containers[id];
        let started = match one.start {
            0 => "0001-01-01T00:00:00Z".to_owned(),
            start => format!("2023-11-14T22:13:{:02}.{start:09}Z", start % 60),
        };
        json!({
            "Id": id,
            "Name": format!("/{}", one.name),
            "Image": image_id(),
            "Created": "2023-11-14T22:13:20Z",
            "State": {"Status": one.status, "ExitCode": one.exit_code, "StartedAt": started},
            "Config": {"Image": one.made["Image"], "Env": one.made["Env"], "Labels": one.made["Labels"]},
            "HostConfig": one.made["HostConfig"],
            "Mounts": mounts(one),
            "NetworkSettings": {"Networks": self.places(one)},
        })
    }

    /// One that does not run has no addresses.
    fn places(&self, one: &Container) -> Map<String, Value> {
        let place = |id: &String| {
            let address = if one.runs() { "172.17.0.2" } else { "" };
            (self.networks[id].name.clone(), json!({"NetworkID": id, "IPAddress": address}))
        };
        one.networks.iter().map(place).collect()
    }
}

fn mounts(one: &Container) -> Vec<Value> {
    let mount = |(name, at): &(String, String)| json!({"Type": "volume", "Name": name, "Destination": at, "RW": true});
    one.volumes.iter().map(mount).collect()
}
