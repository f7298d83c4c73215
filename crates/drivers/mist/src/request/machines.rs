//! Machines and their tags.

use super::{JSON, Requests, built, of_backend, segment};
use crate::settings::{BackendId, CreateMachine, MachineAction};
use anycloud_core::{Result, ServerId};
use anycloud_http::Call;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request};
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded";

impl Requests {
    pub(crate) fn machines(self, backend: &BackendId) -> Result<Call> {
        Ok(Call::safe("machines list", self.get(&of_backend(backend, "/machines")?)?))
    }

    pub(crate) fn machine_create(self, backend: &BackendId, machine: &CreateMachine) -> Result<Call> {
        // The service of January wants the presence of two fields that only Linode and GCE use.
        let body = machine.to_json(self.january());
        Ok(Call::once("machine create", self.json(Method::POST, &of_backend(backend, "/machines")?, &body)?))
    }

    /// January reads the action of a form or of the query, later versions read JSON. Unless it is known, the query and
    /// the body both say it.
    pub(crate) fn machine_action(
        self,
        backend: &BackendId,
        machine: &ServerId,
        action: &MachineAction,
    ) -> Result<Call> {
        let path = of_machine(backend, machine, "")?;
        let request = match (self.january(), self.later()) {
            (true, false) => form(&path, action)?,
            (true, true) => {
                self.json(Method::POST, &format!("{path}?action={}", action.as_str()), &action.to_json())?
            }
            (false, _) => self.json(Method::POST, &path, &action.to_json())?,
        };
        let (operation, twice) = action.call();
        Ok(if twice { Call::idempotent(operation, request) } else { Call::once(operation, request) })
    }

    /// Each arrival adds a tag under a key of its own.
    pub(crate) fn tag_add(self, backend: &BackendId, machine: &ServerId, tag: &str) -> Result<Call> {
        let path = of_machine(backend, machine, "/metadata")?;
        Ok(Call::once("tag add", self.json(Method::POST, &path, &json!({"tag": tag}))?))
    }

    pub(crate) fn tag_remove(self, backend: &BackendId, machine: &ServerId, tag: &str) -> Result<Call> {
        let path = of_machine(backend, machine, "/metadata")?;
        Ok(Call::idempotent("tag remove", self.json(Method::DELETE, &path, &json!({"tag": tag}))?))
    }
}

/// The path of a machine or of something in it.
pub(super) fn of_machine(backend: &BackendId, machine: &ServerId, rest: &str) -> Result<String> {
    of_backend(backend, &format!("/machines/{}{rest}", segment("a machine", machine.as_str())?))
}

fn form(path: &str, action: &MachineAction) -> Result<Request<Bytes>> {
    let mut fields = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in action.fields() {
        fields.append_pair(name, value);
    }
    let builder = Request::post(path).header(ACCEPT, JSON).header(CONTENT_TYPE, FORM);
    built(builder, fields.finish().into())
}
