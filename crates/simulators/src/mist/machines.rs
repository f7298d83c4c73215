//! Machines: listing and creating them.

use super::{
    digest::{hex, sha1},
    docker::Container,
    extra::extra,
    power::{Actions, Next, Phase},
    problem::Problem,
    providers::Family,
    state::{Backend, State},
    wire::{Fields, text},
};
use crate::family::power::address;
use serde_json::{Value, json};

pub(super) struct Machine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) phase: Phase,
    pub(super) image: Option<String>,
    pub(super) size: Option<String>,
    /// The id of a location.
    pub(super) location: Option<String>,
    pub(super) public_ip: String,
    /// Empty if there is none.
    pub(super) private_ip: String,
    /// Keys and values, in the order in which they were set.
    pub(super) tags: Vec<(String, String)>,
    /// The name of a key of Mist's.
    pub(super) key: Option<String>,
    pub(super) container: Container,
    /// In seconds since 1970.
    pub(super) created: u64,
}

impl Machine {
    fn has_addresses(&self) -> bool {
        !matches!(self.phase.word.as_str(), "pending" | "terminated")
    }

    pub(super) fn public_ips(&self) -> Vec<&str> {
        if self.has_addresses() { vec![&self.public_ip] } else { vec![] }
    }

    pub(super) fn private_ips(&self) -> Vec<&str> {
        if self.has_addresses() && !self.private_ip.is_empty() { vec![&self.private_ip] } else { vec![] }
    }

    /// The libcloud library's formula.
    fn uuid(&self, provider: &str) -> String {
        hex(&sha1(format!("{}:{provider}", self.id).as_bytes()))
    }
}

/// What a new machine is to be.
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) image: String,
    pub(super) size: String,
    /// The first one, if nothing is said.
    pub(super) location: Option<String>,
    pub(super) key: Option<String>,
    pub(super) container: Container,
}

impl State {
    /// `GET …/machines`.
    pub(super) fn list_machines(&self, backend: &str) -> Result<Value, Problem> {
        let backend = self.reached(backend)?;
        Ok(backend.machines.iter().map(|machine| self.record(backend, machine)).collect())
    }

    fn record(&self, backend: &Backend, machine: &Machine) -> Value {
        let can = Actions::of(self.settings.dialect, backend.family, &machine.phase.word);
        let mut record = json!({
            "id": machine.id,
            "uuid": machine.uuid(&backend.provider),
            "name": machine.name,
            "imageId": machine.image,
            "size": machine.size,
            "state": machine.phase.word,
            "private_ips": machine.private_ips(),
            "public_ips": machine.public_ips(),
            "tags": backend.tags_of(machine),
            "extra": extra(backend, machine),
            "can_start": can.start,
            "can_stop": can.stop,
            "can_reboot": can.reboot,
            "can_destroy": can.destroy,
            "can_tag": can.tag,
        });
        if self.settings.dialect == super::Dialect::Version2 {
            record["can_rename"] = json!(can.rename);
        }
        record
    }

    /// `POST …/machines`.
    pub(super) fn create_machine(&mut self, backend: &str, fields: &Fields) -> Result<Value, Problem> {
        let wish = self.wish(fields)?;
        let id = self.start_machine(backend, wish)?;
        let backend = self.backend(backend)?;
        let machine = backend.machine(&id)?;
        Ok(json!({
            "id": machine.id,
            "name": machine.name,
            "extra": extra(backend, machine),
            "public_ips": machine.public_ips(),
            "private_ips": machine.private_ips(),
        }))
    }

    /// The fields that every provider needs are there. The quotes around their names are the original's.
    fn wish(&self, fields: &Fields) -> Result<Wish, Problem> {
        let missing = |key: &str| Problem::Missing(format!("'{key}'"));
        let needed = |key: &str| text(fields, key).ok_or_else(|| missing(key));
        let wish = Wish {
            name: needed("name")?,
            image: needed("image")?,
            size: needed("size")?,
            location: text(fields, "location"),
            key: text(fields, "key"),
            container: Container::read(fields)?,
        };
        if self.settings.strict && self.settings.dialect == super::Dialect::January2014 {
            let absent = ["image_extra", "disk"].into_iter().find(|key| !fields.contains_key(*key));
            absent.map_or(Ok(()), |key| Err(missing(key)))?;
        }
        let many = text(fields, "quantity").is_some_and(|quantity| quantity != "1");
        if many || fields.get("async") == Some(&Value::Bool(true)) {
            return Err(Problem::BadRequest("quantity and async are not simulated".to_owned()));
        }
        Ok(wish)
    }

    /// Makes a machine, which boots.
    fn start_machine(&mut self, backend: &str, mut wish: Wish) -> Result<String, Problem> {
        let family = self.backend(backend)?.family;
        if family == Family::BareMetal {
            return Err(Problem::BadRequest("Provider unknown.".to_owned()));
        }
        wish.key = match wish.key {
            Some(name) => Some(self.key(&name)?.name.clone()),
            None if family == Family::Docker => None,
            None => Some(self.default_key()?.name.clone()),
        };
        self.reached(backend)?.check(&wish)?;
        let end = self.now.saturating_add(self.settings.boot);
        let id = self.insert_machine(backend, None, wish)?;
        self.backend_mut(backend)?.machine_mut(&id)?.phase = Phase::until("pending", end, Next::Running);
        // What takes no time has happened before the answer.
        self.advance(self.now);
        Ok(id)
    }

    /// A machine that runs, with its key associated.
    pub(super) fn insert_machine(
        &mut self,
        backend: &str,
        id: Option<String>,
        wish: Wish,
    ) -> Result<String, Problem> {
        let family = self.backend(backend)?.family;
        let id = id.unwrap_or_else(|| self.new_id(family, &wish.name));
        if self.backend(backend)?.machine(&id).is_ok() {
            return Err(failed(family, &format!("there is a machine {id}")));
        }
        self.addresses += 1;
        let created = self.unix();
        let (public_ip, private_ip) =
            (address([198, 18, 0, 1], self.addresses), address([10, 160, 0, 1], self.addresses));
        let backend = self.backend_mut(backend)?;
        let location = wish.location.or_else(|| backend.choices()[2].first().cloned());
        backend.machines.push(Machine {
            id: id.clone(),
            name: wish.name,
            phase: Phase::steady("running"),
            image: Some(wish.image),
            size: Some(wish.size),
            location,
            public_ip,
            private_ip,
            tags: Vec::new(),
            key: wish.key.clone(),
            container: wish.container,
            created,
        });
        let backend = backend.id.clone();
        if let Some(key) = wish.key {
            self.associate(&key, &backend, &id, None)?;
        }
        Ok(id)
    }

    /// Ids of machines look as those of the provider do. Azure knows machines by their names.
    fn new_id(&mut self, family: Family, name: &str) -> String {
        let bits = self.ids.make().bits();
        match family {
            Family::Azure => name.to_owned(),
            Family::Docker => format!("{bits:032x}{:032x}", self.ids.make().bits()),
            Family::Ec2 => format!("i-{:08x}", bits as u32),
            Family::Gce => format!("{}", bits as u64 | 1 << 63),
            Family::OpenStack | Family::Rackspace => crate::family::ids::Uuid::new(bits).to_string(),
            _ => format!("{}", bits as u32 % 9_000_000 + 1_000_000),
        }
    }
}

impl Backend {
    /// What is asked for is sold here.
    fn check(&self, wish: &Wish) -> Result<(), Problem> {
        let unknown = |what: &str, id: &str| failed(self.family, &format!("there is no {what} {id}"));
        if !self.has_image(&wish.image) {
            return Err(unknown("image", &wish.image));
        }
        if !self.has_size(&wish.size) {
            return Err(unknown("size", &wish.size));
        }
        match &wish.location {
            Some(location) if !self.has_location(location) => Err(unknown("location", location)),
            _ => Ok(()),
        }
    }
}

fn failed(family: Family, why: &str) -> Problem {
    Problem::CreationFailed(format!("{}, got exception {why}", family.name()))
}
