use crate::answer::ok;
use crate::asked::Fields;
use crate::backends::Backend;
use crate::gateway::{Answered, Gateway};
use crate::refusal::{Refusal, may_have_acted};
use anycloud::{Action, DestroyServer, DrivesFate, Error, ErrorKind, PowerAction, Server, Support};
use http::StatusCode;

/// The words of Mist.io. `stop` is hard, like a power failure; `shutdown` asks the operating system.
const ACTIONS: [(&str, Action); 5] = [
    ("destroy", Action::Destroy),
    ("reboot", Action::Reboot),
    ("shutdown", Action::Shutdown),
    ("start", Action::Start),
    ("stop", Action::PowerOff),
];

impl Gateway {
    /// `POST /backends/B/machines/M`. Answered when the provider has accepted it, with the machines as they are then.
    ///
    /// # Errors
    /// 400 for what is no action or not allowed now, naming what is; 404; 503 if it may have acted.
    pub(crate) async fn act(&self, backend: &str, machine: &str, fields: &Fields) -> Answered {
        let word = fields.needed("action")?;
        let (word, action) = *ACTIONS.iter().find(|(known, _)| *known == word).ok_or_else(|| {
            let known = ACTIONS.map(|(known, _)| known).join(", ");
            Refusal::bad(format!("{word:?} is no action; there are {known}"))
        })?;
        let found = self.enabled(backend).await?;
        let server = self.machine(&found, machine).await?;
        if !server.actions.contains(action) {
            return Err(not_now(word, &server));
        }
        self.make(&found, &server, action).await.map_err(|e| failed(word, machine, &e))?;
        // It is done, whether or not the list can be had.
        Ok(self.list_machines(backend).await.unwrap_or_else(|_| ok()))
    }

    async fn make(&self, backend: &Backend, server: &Server, action: Action) -> anycloud::Result<()> {
        let cloud = backend.cloud().map_err(|refusal| Error::config(refusal.detail))?;
        let power = match action {
            Action::PowerOff => PowerAction::PowerOff,
            Action::Reboot => PowerAction::Reboot,
            Action::Shutdown => PowerAction::Shutdown,
            Action::Start => PowerAction::Start,
            _ => {
                let known =
                    cloud.capabilities().drives.as_ref().is_some_and(|can| can.destroy != Support::No);
                let all = self.settings().destroys_drives && known;
                let fate = if all { DrivesFate::DestroyAll } else { DrivesFate::Keep };
                if !all && !server.drives.is_empty() {
                    // This API does not show them. Told first, since nobody may be left to tell it afterwards.
                    let drives: Vec<&str> = server.drives.iter().map(|drive| drive.as_str()).collect();
                    let (cloud, drives) = (cloud.id(), drives.join(", "));
                    tracing::info!(%cloud, server = %server.id, drives, "to be destroyed; its drives are kept");
                }
                let destroy = DestroyServer::new(server.id.clone(), fate).expect_name(server.name.clone());
                return self.change(cloud.destroy_server(&destroy), self.patience(), ()).await.map(drop);
            }
        };
        self.change(cloud.set_power(server.id.clone(), power), self.patience(), ()).await
    }
}

/// What the machine does not allow, and what it does.
fn not_now(word: &str, server: &Server) -> Refusal {
    let allowed = ACTIONS.iter().filter(|(_, action)| server.actions.contains(*action));
    let allowed: Vec<&str> = allowed.map(|(word, _)| *word).collect();
    let allowed = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
    let mut refusal = Refusal::bad(format!("{} is {}, and allows {allowed}", server.id, server.state));
    refusal.what = format!("Action {word} not supported for this machine").into();
    refusal
}

fn failed(word: &str, machine: &str, error: &Error) -> Refusal {
    if error.kind() == ErrorKind::NotFound && !may_have_acted(error) {
        return Refusal::no_machine(machine);
    }
    let refusal = Refusal::of(error);
    if refusal.status != StatusCode::SERVICE_UNAVAILABLE {
        return refusal;
    }
    let detail = format!("Error while attempting to {word} machine: {}", refusal.detail);
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "Machine currently unavailable", detail)
}
