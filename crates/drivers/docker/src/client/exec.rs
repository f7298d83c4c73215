//! Commands in running containers.

use super::Client;
use crate::error::unread;
use crate::settings::Exec;
use crate::stream::{Output, Outputs};
use crate::wire::{ExecInfo, made, one};
use anycloud_core::{ResourceKind, ResourceRef, Result, ServerId, Text};
use std::fmt;
use std::time::Duration;
use tokio::time::sleep;

/// How often, and how soon each time, the code is asked for when the command does not run: the engine notes it a moment
/// later.
const LOOKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

impl Client {
    /// `POST /containers/{id}/exec` and `POST /exec/{id}/start`: starts a command in a container that runs. It has no
    /// standard input; its output is read from what is returned.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::NotRunning`](crate::Reason::NotRunning) or
    /// [`Reason::Paused`](crate::Reason::Paused); `InvalidRequest` for no command, and for a variable without a name. A
    /// program that is not there gives the code 126 or 127, or `InvalidRequest` with
    /// [`Reason::Command`](crate::Reason::Command).
    ///
    /// ```no_run
    /// # async fn f(engine: anycloud_docker::Client) -> anycloud_core::Result<()> {
    /// use anycloud_docker::Exec;
    /// let mut running = engine.exec(&"web".into(), &Exec::new(["ls", "-la", "/srv"])).await?;
    /// while let Some(output) = running.next().await? {
    ///     print!("{}", String::from_utf8_lossy(&output.bytes));
    /// }
    /// let code = running.exit_code().await?;
    /// # let _ = code;
    /// # Ok(()) }
    /// ```
    pub async fn exec(&self, id: &ServerId, exec: &Exec) -> Result<Execution> {
        let exec_id = self.call(&[id.resource()], |requests| requests.exec_create(id, exec), made).await?;
        let asked = [id.resource(), resource(&exec_id)];
        let streamed = self.stream(&asked, |requests| requests.exec_start(&exec_id, exec.tty)).await?;
        Ok(Execution { client: self.clone(), id: exec_id, outputs: Outputs::new(streamed, exec.tty) })
    }

    /// `GET /exec/{id}/json`: what became of a command, by the id of its [`Execution`].
    ///
    /// # Errors
    /// `NotFound`: the engine forgets it when its container ends. `InvalidRequest` for what is no whole id.
    pub async fn exec_inspect(&self, exec: &str) -> Result<ExecInfo> {
        self.call(&[resource(exec)], |requests| requests.exec(exec), one).await
    }
}

fn resource(exec: &str) -> ResourceRef {
    ResourceRef::new(ResourceKind::Native("exec".into()), exec)
}

/// A command that runs in a container, from [`Client::exec`]. Dropping it closes the connection; the command goes on,
/// as the engine has no call to end it.
#[must_use = "dropping it closes the connection"]
pub struct Execution {
    client: Client,
    id: Text,
    outputs: Outputs,
}

impl Execution {
    /// Its id, 64 hexadecimal digits, for [`Client::exec_inspect`].
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it says next; `None` at the end of its output: the command may go on without saying anything.
    ///
    /// # Errors
    /// As for [`Outputs::next`].
    pub async fn next(&mut self) -> Result<Option<Output>> {
        self.outputs.next().await
    }

    /// Waits until it has ended, however long that takes, and gives its code: 0 is well, more than 128 is 128 and the
    /// signal that ended it. What it says and was not read is dropped.
    ///
    /// # Errors
    /// As for [`Outputs::next`]; `NotFound` if the container ended with it; `Decode` if the engine does not say the
    /// code within 5 s of the end.
    pub async fn exit_code(mut self) -> Result<i64> {
        while self.outputs.next().await?.is_some() {}
        let mut looks = 0;
        while looks < LOOKS {
            let info = self.client.exec_inspect(&self.id).await?;
            if let Some(code) = info.exit_code() {
                return Ok(code);
            }
            // A command may close its output and go on.
            if !info.running() {
                looks += 1;
            }
            sleep(PAUSE).await;
        }
        Err(unread("the command's output is over, and the engine does not say its code"))
    }
}

impl fmt::Debug for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution")
            .field("id", &self.id)
            .field("outputs", &self.outputs)
            .finish_non_exhaustive()
    }
}
