//! Servers: the facet.

use crate::provider::Loft;
use crate::service::{NewMachine, Switch};
use crate::wire::labels;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Boot, Compute, CreateServer, DestroyServer, DrivesFate, Error, Evidence, Goal, Gone, Image, ImageId,
    Listing, PowerAction, Result, Server, ServerId, ServerQuery, SetPower, Size, Sizing, Started,
    UpdateServer, async_trait,
};

#[async_trait]
impl Compute for Loft {
    /// All at once: the service has no pages. What the query asks for is core's business.
    fn servers(&self, _query: &ServerQuery) -> Listing<Server> {
        let client = self.client.clone();
        Listing::once(async move {
            Ok(client.machines().await?.iter().map(|machine| machine.to_server()).collect())
        })
    }

    async fn server(&self, id: &ServerId) -> Result<Server> {
        Ok(self.client.machine(id).await?.to_server())
    }

    fn images(&self) -> Listing<Image> {
        let client = self.client.clone();
        Listing::once(async move {
            let systems = client.systems().await?;
            Ok(systems.into_iter().map(|name| Image::new(ImageId::new(name), name)).collect())
        })
    }

    fn sizes(&self) -> Listing<Size> {
        let client = self.client.clone();
        Listing::once(async move { client.models().await?.iter().map(|model| model.to_size()).collect() })
    }

    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
        // Everything that can be wrong is found before the first step, so that a bad request leaves no trace.
        let Boot::Image(system) = &request.boot else {
            return Err(Error::unsupported("a machine boots from an image"));
        };
        let Some(Sizing::Named(model)) = &request.sizing else {
            return Err(Error::invalid("say which size the machine has"));
        };
        let mut new = NewMachine {
            name: request.name.to_string(),
            model: model.to_string(),
            system: system.to_string(),
            labels: labels(&request.tags, None)?,
            on: !request.stopped,
        };
        // The stamp is on the machine from its first moment, so a machine whose number was lost is found again.
        let id = run
            .make("machine", Recover::Find, async |stamp| {
                new.labels = labels(&request.tags, Some(&stamp.text()))?;
                self.client.create(&new).await
            })
            .await?;
        if request.stopped {
            return Ok(Started::done(id));
        }
        let running = self.info.watch(id.resource(), Goal::Running);
        Ok(Started::watch(id, running))
    }

    async fn update_server(&self, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
        let (id, tags) = (&request.id, request.tags.as_ref());
        tags.map(|tags| labels(tags, None)).transpose()?;
        // The service replaces name and labels together: what is not to change is read and sent along, and with it the
        // stamp, or an undo of the create would no longer know the machine as its own.
        run.step("edit", async || {
            let machine = self.client.machine(id).await?;
            let name = request.name.as_deref().unwrap_or(&machine.name);
            let all = match tags {
                Some(tags) => labels(tags, machine.stamp().map(String::as_str))?,
                None => machine.labels.clone(),
            };
            self.client.edit(id, name, &all).await
        })
        .await?;
        Ok(Started::done(()))
    }

    async fn set_power(&self, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
        let id = &request.id;
        // Written down before the reboot, or nothing would tell the machine after it from the one before.
        let before = run.fact("before", async || Ok(Evidence::of(&self.server(id).await?))).await?;
        let (switch, goal) = match request.action {
            PowerAction::PowerOff => (Switch::Off, Goal::Stopped),
            PowerAction::Reboot => (Switch::Restart, Goal::Rebooted { before }),
            PowerAction::Start => (Switch::On, Goal::Running),
            _ => return Err(Error::unsupported("this driver does not know that power action")),
        };
        run.step("switch", async || self.client.switch(id, switch).await).await?;
        Ok(Started::watch((), self.info.watch(id.resource(), goal)))
    }

    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
        if let DrivesFate::Destroy(drives) = &request.drives
            && !drives.is_empty()
        {
            return Err(Error::unsupported("this cloud has no drives to destroy"));
        }
        // Gone when an attempt is sent again: then the earlier one did it.
        let sent_before = run.perhaps_sent("machine").is_some();
        let gone = run.step("machine", async || self.remove(&request.id).await).await?;
        Ok(Started::done(if sent_before { Gone::Destroyed } else { gone }))
    }
}
