//! Keys: pairs that machines let in.

use super::machines::of_machine;
use super::{Requests, segment};
use crate::dialect::Dialect;
use crate::settings::{BackendId, KeyPlace};
use anycloud_core::{KeyPairId, Result, Secret, ServerId};
use anycloud_http::Call;
use http::Method;
use serde_json::{Value, json};

impl Requests {
    pub(crate) fn keys(self) -> Result<Call> {
        Ok(Call::safe("keys list", self.get("/keys")?))
    }

    pub(crate) fn key_add(self, name: &str, private: &Secret) -> Result<Call> {
        let mut body = self.spelled("name", "id", name.into(), name.into());
        body.insert("priv".to_owned(), private.expose().into());
        Ok(Call::once("key add", self.json(Method::PUT, "/keys", &Value::Object(body))?))
    }

    /// Nothing is stored: a lost answer is asked for again.
    pub(crate) fn key_generate(self) -> Result<Call> {
        Ok(Call::safe("key generate", self.bare(Method::POST, "/keys")?))
    }

    pub(crate) fn key_public(self, key: &KeyPairId) -> Result<Call> {
        Ok(Call::safe("key public", self.get(&self.key_half(key, "public")?)?))
    }

    pub(crate) fn key_private(self, key: &KeyPairId) -> Result<Call> {
        Ok(Call::safe("key private", self.get(&self.key_half(key, "private")?)?))
    }

    /// Sent again, it would not find the key any more.
    pub(crate) fn key_rename(self, key: &KeyPairId, name: &str) -> Result<Call> {
        let body = self.spelled("newName", "new_id", name.into(), name.into());
        Ok(Call::once("key rename", self.json(Method::PUT, &of_key(key)?, &Value::Object(body))?))
    }

    pub(crate) fn key_default(self, key: &KeyPairId) -> Result<Call> {
        Ok(Call::idempotent("key default", self.bare(Method::POST, &of_key(key)?)?))
    }

    pub(crate) fn key_delete(self, key: &KeyPairId) -> Result<Call> {
        Ok(Call::idempotent("key delete", self.bare(Method::DELETE, &of_key(key)?)?))
    }

    pub(crate) fn key_associate(
        self,
        key: &KeyPairId,
        backend: &BackendId,
        machine: &ServerId,
        place: &KeyPlace,
    ) -> Result<Call> {
        let request = self.json(Method::PUT, &on_machine(key, backend, machine)?, &place.to_json())?;
        Ok(Call::idempotent("key associate", request))
    }

    pub(crate) fn key_disassociate(
        self,
        key: &KeyPairId,
        backend: &BackendId,
        machine: &ServerId,
        host: &str,
    ) -> Result<Call> {
        let path = on_machine(key, backend, machine)?;
        Ok(Call::idempotent("key disassociate", self.json(Method::DELETE, &path, &json!({"host": host}))?))
    }

    /// One half of a pair: a parameter in 2014, a path of its own with `Api-Version: 2`.
    fn key_half(self, key: &KeyPairId, half: &str) -> Result<String> {
        let glue = if self.dialect == Some(Dialect::V2) { "/" } else { "?action=" };
        Ok(format!("{}{glue}{half}", of_key(key)?))
    }
}

fn of_key(key: &KeyPairId) -> Result<String> {
    Ok(format!("/keys/{}", segment("a key", key.as_str())?))
}

fn on_machine(key: &KeyPairId, backend: &BackendId, machine: &ServerId) -> Result<String> {
    of_machine(backend, machine, &of_key(key)?)
}
