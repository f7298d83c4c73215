//! Changes of a machine: its labels, and with `Api-Version: 2` its name.

use crate::backend::MistBackend;
use crate::request::invalid;
use crate::settings::MachineAction;
use crate::wire::label;
use anycloud_core::run::Run;
use anycloud_core::{Delivery, ErrorKind, Result, ServerId, Started, Tags, Text, UpdateServer};

pub(super) async fn update(
    cloud: &MistBackend,
    request: &UpdateServer,
    run: &mut Run,
) -> Result<Started<()>> {
    // All that can be wrong in the request is found before the first step.
    let labels = request.tags.as_ref().map(labels).transpose()?;
    if let Some(name) = &request.name {
        let rename = MachineAction::Rename(name.clone());
        run.step("rename", async || {
            cloud.client.machine_action(&cloud.backend, &request.id, &rename).await.map(drop)
        })
        .await?;
    }
    if let Some(labels) = labels {
        run.step("labels", async || relabel(cloud, &request.id, &labels).await).await?;
    }
    Ok(Started::done(()))
}

/// A tag is a label `name`, or `name=value`. One that would read otherwise is refused.
fn labels(tags: &Tags) -> Result<Vec<Text>> {
    let written = tags.iter().map(|(name, value)| {
        let text = label::written(name, value);
        let (read_name, read_value) = label::read(&text);
        if read_name == name.as_str() && read_value == value.as_str() {
            Ok(text)
        } else {
            Err(invalid(format!("the tag {name:?} cannot be told from a label with a value")))
        }
    });
    written.collect()
}

/// Adds what is missing, then removes what is too much. Looks first, so that a second run adds nothing twice.
async fn relabel(cloud: &MistBackend, id: &ServerId, wanted: &[Text]) -> Result<()> {
    let present = cloud.machine(id).await?.labels();
    for label in wanted.iter().filter(|label| !present.contains(label)) {
        match cloud.client.tag_add(&cloud.backend, id, label).await {
            Err(e) if e.delivery() == Delivery::Unknown => match cloud.machine(id).await {
                Ok(now) if now.labels().contains(label) => {}
                _ => return Err(e),
            },
            sent => sent?,
        }
    }
    for label in present.iter().filter(|label| !wanted.contains(label)) {
        match cloud.client.tag_remove(&cloud.backend, id, label).await {
            // Somebody else, or an attempt whose answer was lost, has removed it.
            Err(e) if e.kind() == ErrorKind::NotFound || e.delivery() == Delivery::Unknown => {
                match cloud.machine(id).await {
                    Ok(now) if !now.labels().contains(label) => {}
                    _ => return Err(e),
                }
            }
            sent => sent?,
        }
    }
    Ok(())
}
