//! Commands in containers.

use super::Requests;
use super::body::env;
use crate::error::invalid;
use crate::id;
use crate::settings::{Exec, put};
use anycloud_core::{Result, ServerId};
use anycloud_http::Call;
use http::Method;
use serde_json::{Map, json};
use std::time::Duration;

impl Requests {
    pub(crate) fn exec_create(self, id: &ServerId, exec: &Exec) -> Result<Call> {
        if exec.command.is_empty() {
            return Err(invalid("an exec needs a command"));
        }
        let mut body = Map::new();
        put(&mut body, "Cmd", exec.command.clone());
        put(&mut body, "Env", env(&exec.env)?);
        put(&mut body, "User", exec.user.clone());
        put(&mut body, "WorkingDir", exec.working_dir.clone());
        put(&mut body, "Tty", exec.tty);
        put(&mut body, "Privileged", exec.privileged);
        put(&mut body, "AttachStdout", true);
        put(&mut body, "AttachStderr", true);
        let path = format!("/containers/{}/exec", id::container(id)?);
        Ok(Call::once("exec create", self.json(Method::POST, &path, &body.into())?))
    }

    /// Without `Upgrade` the engine sends the output as the body of an ordinary reply.
    pub(crate) fn exec_start(self, exec: &str, tty: bool) -> Result<Call> {
        let path = format!("/exec/{}/start", id::exec(exec)?);
        let request = self.json(Method::POST, &path, &json!({"Detach": false, "Tty": tty}))?;
        Ok(Call::once("exec start", request).idle_timeout(Duration::MAX))
    }

    pub(crate) fn exec(self, exec: &str) -> Result<Call> {
        let path = format!("/exec/{}/json", id::exec(exec)?);
        Ok(Call::safe("exec inspect", self.bare(Method::GET, &path)?))
    }
}
