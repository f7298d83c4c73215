//! Backends and providers.

use super::{Requests, of_backend};
use crate::dialect::Dialect;
use crate::settings::{AddBackend, BackendId};
use anycloud_core::Result;
use anycloud_http::Call;
use http::Method;
use serde_json::{Value, json};

impl Requests {
    pub(crate) fn providers(self) -> Result<Call> {
        Ok(Call::safe("providers list", self.get("/providers")?))
    }

    pub(crate) fn backends(self) -> Result<Call> {
        Ok(Call::safe("backends list", self.get("/backends")?))
    }

    pub(crate) fn backend_add(self, backend: &AddBackend) -> Result<Call> {
        let body = if self.dialect == Some(Dialect::V2) { backend.to_v2() } else { backend.to_v1() };
        Ok(Call::once("backend add", self.json(Method::POST, "/backends", &body)?))
    }

    pub(crate) fn backend_rename(self, id: &BackendId, name: &str) -> Result<Call> {
        let request = self.json(Method::PUT, &of_backend(id, "")?, &json!({"new_name": name}))?;
        Ok(Call::idempotent("backend rename", request))
    }

    /// The state is named and not turned over, so that it may be sent again.
    pub(crate) fn backend_enable(self, id: &BackendId, enabled: bool) -> Result<Call> {
        let (old, new) = if enabled { ("True", "1") } else { ("False", "0") };
        let body = self.spelled("newState", "new_state", old.into(), new.into());
        let request = self.json(Method::POST, &of_backend(id, "")?, &Value::Object(body))?;
        Ok(Call::idempotent(if enabled { "backend enable" } else { "backend disable" }, request))
    }

    pub(crate) fn backend_delete(self, id: &BackendId) -> Result<Call> {
        Ok(Call::idempotent("backend delete", self.bare(Method::DELETE, &of_backend(id, "")?)?))
    }
}
