//! Keys to log in to machines with.

use super::{
    Dialect,
    digest::{hex, sha1},
    problem::Problem,
    state::State,
    wire::{Fields, text},
};
use crate::family::{Secret, ids::Ids};
use serde_json::{Value, json};

pub(super) struct Key {
    pub(super) name: String,
    pub(super) private: Secret,
    pub(super) default: bool,
    /// Backends, machines, and how the machine was logged in to.
    machines: Vec<(String, String, Vec<Value>)>,
}

impl Key {
    fn machines(&self) -> Value {
        let one = |(backend, machine, login): &(String, String, Vec<Value>)| {
            let words = [json!(backend), json!(machine)];
            words.into_iter().chain(login.iter().cloned()).collect::<Value>()
        };
        self.machines.iter().map(one).collect()
    }

    fn record(&self, dialect: Dialect) -> Value {
        match dialect {
            Dialect::January2014 => json!({
                "id": self.short(), "name": self.name, "machines": self.machines(), "default_key": self.default,
            }),
            _ => json!({"id": self.name, "machines": self.machines(), "isDefault": self.default}),
        }
    }

    /// What was the id of a key in January 2014.
    fn short(&self) -> String {
        self.name.replace(' ', "")
    }

    /// Made up, as the private key is; the same for the same.
    pub(super) fn public(&self) -> String {
        let seed = hex(&sha1(self.private.0.as_bytes()));
        let seed = u64::from_str_radix(&seed[..16], 16).unwrap_or_default();
        format!("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{}", letters(&mut Ids::new(seed), 336))
    }
}

impl State {
    /// `GET /keys`.
    pub(super) fn list_keys(&self) -> Value {
        let dialect = self.settings.dialect;
        self.keys.iter().map(|key| key.record(dialect)).collect()
    }

    /// `PUT /keys`.
    pub(super) fn add_key(&mut self, fields: &Fields) -> Result<Value, Problem> {
        let names =
            if self.settings.dialect == Dialect::January2014 { ["name", "id"] } else { ["id", "name"] };
        let names = if self.settings.strict { &names[..1] } else { &names[..] };
        let name = names.iter().find_map(|key| text(fields, key));
        let name = name.ok_or_else(|| Problem::KeyNameMissing(String::new()))?;
        let private = text(fields, "priv");
        let private = private.ok_or_else(|| Problem::Missing("Private key is not provided".to_owned()))?;
        let key = self.insert_key(name, private)?;
        Ok(match self.settings.dialect {
            Dialect::January2014 => {
                let key = &self.keys[key];
                json!({"id": key.name, "name": key.name, "machines": key.machines(), "default": key.default})
            }
            dialect => self.keys[key].record(dialect),
        })
    }

    /// Adds a key; says at which place. The first one becomes the default.
    pub(super) fn insert_key(&mut self, name: String, private: String) -> Result<usize, Problem> {
        if self.keys.iter().any(|key| key.name == name) {
            return Err(Problem::KeyExists(name));
        }
        if !is_private_key(&private) {
            return Err(Problem::InvalidKey);
        }
        let default = self.keys.is_empty();
        self.keys.push(Key { name, private: Secret(private), default, machines: Vec::new() });
        Ok(self.keys.len() - 1)
    }

    /// `POST /keys`: a new key, which is not kept.
    pub(super) fn generate_key(&mut self) -> Value {
        json!({"priv": self.new_private_key()})
    }

    /// It has the form of a key, and opens nothing.
    pub(super) fn new_private_key(&mut self) -> String {
        let body = letters(&mut self.ids, 64 * 24 + 30);
        let lines: Vec<&str> =
            (0..body.len()).step_by(64).map(|at| &body[at..body.len().min(at + 64)]).collect();
        format!("{BEGIN}\nMIIE{}==\n{END}\n", lines.join("\n"))
    }

    /// `PUT /keys/KEY`.
    pub(super) fn rename_key(&mut self, id: &str, fields: &Fields) -> Result<Option<String>, Problem> {
        let january = self.settings.dialect == Dialect::January2014;
        let keys = if january { ["newName", "new_id"] } else { ["new_id", "newName"] };
        let keys = if self.settings.strict { &keys[..1] } else { &keys[..] };
        let name = keys.iter().find_map(|key| text(fields, key)).ok_or_else(|| match january {
            true => Problem::KeyNameMissing("new name".to_owned()),
            false => Problem::Missing("new_id".to_owned()),
        })?;
        let old = self.key(id)?.name.clone();
        if old != name && self.keys.iter().any(|key| key.name == name) {
            return Err(Problem::KeyExists(name));
        }
        self.key_mut(id)?.name.clone_from(&name);
        Ok((!january).then_some(name))
    }

    /// `POST /keys/KEY`.
    pub(super) fn set_default_key(&mut self, id: &str) -> Result<(), Problem> {
        let name = self.key(id)?.name.clone();
        for key in &mut self.keys {
            key.default = key.name == name;
        }
        Ok(())
    }

    /// `DELETE /keys/KEY`. Another key becomes the default.
    pub(super) fn delete_key(&mut self, id: &str) -> Result<Value, Problem> {
        let name = self.key(id)?.name.clone();
        self.keys.retain(|key| key.name != name);
        if !self.keys.iter().any(|key| key.default)
            && let Some(first) = self.keys.first_mut()
        {
            first.default = true;
        }
        Ok(self.list_keys())
    }

    /// `PUT …/machines/MACHINE/keys/KEY`: the key is put on the machine.
    pub(super) fn deploy_key(
        &mut self,
        (backend, machine, id): (&str, &str, &str),
        fields: &Fields,
    ) -> Result<Value, Problem> {
        self.key(id)?;
        self.backend(backend)?.machine(machine)?;
        let host = super::wire::required(fields, "host")?;
        if self.settings.unreachable.contains(&host) {
            return Err(Problem::MachineUnauthorized);
        }
        let user = text(fields, "user").unwrap_or_else(|| "root".to_owned());
        let port = text(fields, "port").and_then(|port| port.parse::<u16>().ok()).unwrap_or(22);
        let login = vec![json!(self.unix()), json!(user), json!(true), json!(port)];
        self.associate(id, backend, machine, Some(login))?;
        Ok(self.key(id)?.machines())
    }

    /// `DELETE …/machines/MACHINE/keys/KEY`.
    pub(super) fn disassociate(
        &mut self,
        (backend, machine, id): (&str, &str, &str),
    ) -> Result<Value, Problem> {
        let key = self.key_mut(id)?;
        let before = key.machines.len();
        key.machines.retain(|(one, other, _)| (one.as_str(), other.as_str()) != (backend, machine));
        if key.machines.len() == before {
            let why = format!("Keypair '{id}' is not associated with machine '{machine}'");
            return Err(Problem::BadRequest(why));
        }
        Ok(key.machines())
    }

    /// Notes that a key opens a machine, and how it was logged in to, if it was.
    pub(super) fn associate(
        &mut self,
        id: &str,
        backend: &str,
        machine: &str,
        login: Option<Vec<Value>>,
    ) -> Result<(), Problem> {
        let key = self.key_mut(id)?;
        let known = key
            .machines
            .iter_mut()
            .find(|(one, other, _)| (one.as_str(), other.as_str()) == (backend, machine));
        match (known, login) {
            (Some((_, _, known)), Some(login)) => *known = login,
            (Some(_), None) => {}
            (None, login) => {
                key.machines.push((backend.to_owned(), machine.to_owned(), login.unwrap_or_default()));
            }
        }
        Ok(())
    }

    /// No key opens what is destroyed.
    pub(super) fn forget_machine(&mut self, backend: &str, machine: &str) {
        for key in &mut self.keys {
            key.machines.retain(|(one, other, _)| (one.as_str(), other.as_str()) != (backend, machine));
        }
    }

    pub(super) fn default_key(&self) -> Result<&Key, Problem> {
        let found = self.keys.iter().find(|key| key.default);
        found.ok_or_else(|| Problem::NoKey("Couldn't find default keypair".to_owned()))
    }

    /// The key of a name, or of a name without its spaces.
    pub(super) fn key(&self, id: &str) -> Result<&Key, Problem> {
        let found = self.keys.iter().find(|key| key.name == id);
        let found = found.or_else(|| self.keys.iter().find(|key| key.short() == id));
        found.ok_or_else(|| Problem::NoKey(id.to_owned()))
    }

    fn key_mut(&mut self, id: &str) -> Result<&mut Key, Problem> {
        let name = self.key(id)?.name.clone();
        let found = self.keys.iter_mut().find(|key| key.name == name);
        found.ok_or_else(|| Problem::NoKey(id.to_owned()))
    }
}

const BEGIN: &str = "-----BEGIN RSA PRIVATE KEY-----";
const END: &str = "-----END RSA PRIVATE KEY-----";

/// Whether it has the form of one. Whether it is one is not looked at.
fn is_private_key(text: &str) -> bool {
    let body = text.trim().strip_prefix(BEGIN).and_then(|text| text.strip_suffix(END));
    let is_body = |body: &str| {
        body.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=".contains(&byte))
            && !body.trim().is_empty()
    };
    body.is_some_and(is_body)
}

/// Made-up base64, the same for the same source.
fn letters(ids: &mut Ids, count: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(count + 10);
    while text.len() < count {
        let bits = ids.make().bits() as u64;
        text.extend((0..10).map(|digit| char::from(DIGITS[(bits >> (6 * digit)) as usize & 63])));
    }
    text.truncate(count);
    text
}
