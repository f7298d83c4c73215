//! Servers: the facet.

use crate::client::number;
use crate::drives::{SMALLEST, whole_gib};
use crate::provider::Loft;
use crate::service::{Disk, NewDisk, NewMachine, Switch};
use crate::wire::labels;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Boot, Compute, CreateServer, DestroyServer, DriveId, Drives, DrivesFate, Error, ErrorKind, Evidence,
    Goal, Gone, Image, ImageId, Listing, PowerAction, Result, Server, ServerId, ServerQuery, SetPower, Size,
    Sizing, Started, Tags, UpdateServer, async_trait,
};
use std::collections::BTreeMap;

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
            let images = systems.into_iter().map(|name| {
                let mut image = Image::new(ImageId::new(name), name);
                image.size = Some(SMALLEST);
                image
            });
            Ok(images.collect())
        })
    }

    fn sizes(&self) -> Listing<Size> {
        let client = self.client.clone();
        Listing::once(async move { client.models().await?.iter().map(|model| model.to_size()).collect() })
    }

    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
        // Everything that can be wrong is found before the first step, so that a bad request leaves no trace.
        let Some(Sizing::Named(model)) = &request.sizing else {
            return Err(Error::invalid("say which size the machine has"));
        };
        labels(&request.tags, None)?;
        let drive = match &request.boot {
            Boot::Drive(_) if request.drive_size.is_some() => {
                return Err(Error::invalid("a drive that exists keeps its size"));
            }
            Boot::Drive(id) => id.clone(),
            Boot::Image(system) => self.installed(system, request, run).await?,
            _ => return Err(Error::unsupported("this driver does not know what to boot from")),
        };
        let mut new = NewMachine {
            name: request.name.to_string(),
            model: model.to_string(),
            disk: number(drive.as_str())?,
            labels: BTreeMap::new(),
            on: !request.stopped,
        };
        // The stamp is on the machine from its first moment, so a machine whose number was lost is found again. If the
        // machine is refused, the run discards the disk.
        let id = run
            .make("machine", Recover::Find, async |stamp| {
                new.labels = labels(&request.tags, Some(&stamp.text()))?;
                self.client.create_machine(&new).await
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
            self.client.edit_machine(id, name, &all).await
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
        // An earlier attempt whose answer nobody has may have rebooted it, and a second one would be one too many. This
        // service acts at once or never; where it may be late, look again until `info.settle` is over.
        let sent_before = run.perhaps_sent("switch").is_some();
        run.step("switch", async || {
            if let (Goal::Rebooted { before }, true) = (&goal, sent_before)
                && Evidence::of(&self.server(id).await?) != *before
            {
                return Ok(());
            }
            self.client.switch_machine(id, switch).await
        })
        .await?;
        Ok(Started::watch((), self.info.watch(id.resource(), goal)))
    }

    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
        let id = &request.id;
        // Which drives go is written down before the machine goes, which alone knows them.
        let doomed: Vec<DriveId> =
            run.fact("drives", async || self.doomed(id, &request.drives).await).await?;
        let gone = run.destroy("machine", async || self.remove(&id.resource()).await).await?;
        for drive in &doomed {
            run.destroy(format!("drive {drive}"), async || self.remove(&drive.resource()).await).await?;
        }
        Ok(Started::done(gone))
    }
}

impl Loft {
    /// A new disk with this system on it.
    async fn installed(&self, system: &ImageId, request: &CreateServer, run: &mut Run) -> Result<DriveId> {
        let gib = whole_gib(request.drive_size.unwrap_or(SMALLEST))?;
        let id: DriveId = run
            .make("drive", Recover::Find, async |stamp| {
                let labels = labels(&Tags::new(), Some(&stamp.text()))?;
                let (name, system) = (request.name.to_string(), Some(system.to_string()));
                self.client.create_disk(&NewDisk { name, gib, system, labels }).await
            })
            .await?;
        run.until("copying the system", || async {
            let drive = self.drive(&id).await?;
            Ok(Goal::Ready.judge_drive(Some(&drive)))
        })
        .await?;
        Ok(id)
    }

    async fn doomed(&self, id: &ServerId, fate: &DrivesFate) -> Result<Vec<DriveId>> {
        match fate {
            DrivesFate::Destroy(drives) => {
                drives.iter().try_for_each(|drive| number(drive.as_str()).map(drop))?;
                let disks = self.client.disks().await?;
                let machine = Some(number(id.as_str())?);
                let of_another = |disk: &&Disk| disk.machine.is_some() && disk.machine != machine;
                match disks.iter().filter(of_another).find(|disk| drives.contains(&disk.id())) {
                    Some(disk) => {
                        let e = Error::unsent(
                            ErrorKind::Conflict,
                            "another machine has this drive: nothing is destroyed",
                        );
                        Err(e.with_resource(disk.id().resource()))
                    }
                    None => Ok(drives.clone()),
                }
            }
            DrivesFate::DestroyAll => match self.client.machine(id).await {
                Ok(machine) => Ok(machine.to_server().drives),
                Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
                Err(e) => Err(e),
            },
            DrivesFate::Keep => Ok(Vec::new()),
            _ => Err(Error::unsupported("this driver does not know that fate of drives")),
        }
    }
}
