//! The mark of a run: a label. It stays on what was made; models do not show it among the tags.

use crate::config::PROVIDER;
use crate::filters::Filters;
use crate::provider::{Docker, refused};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Delivery, DriveId, Error, ErrorKind, Gone, NetworkId, ResourceKind, ResourceRef, Result, ServerId, Tags,
    Text,
};
use std::collections::BTreeMap;

/// The label.
pub(crate) const LABEL: &str = "anycloud.stamp";

/// The tags as labels, with the mark.
pub(crate) fn labels(tags: &Tags, stamp: &Stamp) -> BTreeMap<String, String> {
    let own = tags.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    own.chain([(LABEL.to_owned(), stamp.text())]).collect()
}

/// Refuses tags that an engine cannot keep apart from its mark.
pub(crate) fn good_tags(tags: &Tags) -> Result<()> {
    if tags.contains_key(LABEL) {
        let text = format!("the tag {LABEL} is the mark that this driver puts on things");
        return Err(Error::invalid(text).with_provider(PROVIDER));
    }
    Ok(())
}

/// The labels without the mark.
pub(crate) fn tags(mut labels: BTreeMap<Text, Text>) -> Tags {
    labels.remove(LABEL);
    labels
}

/// Whether these labels hold this mark.
pub(crate) fn carries(labels: &BTreeMap<Text, Text>, stamp: &Stamp) -> bool {
    labels.get(LABEL).is_some_and(|mark| *mark == stamp.text().as_str())
}

impl Docker {
    /// Everything of this kind with the mark of a run.
    pub(crate) async fn labelled(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let marked = Filters::new().with("label", format!("{LABEL}={}", stamp.text()));
        Ok(match kind {
            ResourceKind::Drive => {
                let all = self.client.volumes(&marked).await?;
                all.iter()
                    .filter(|one| carries(&one.labels(), stamp))
                    .map(|one| one.name().resource())
                    .collect()
            }
            ResourceKind::Network => {
                let all = self.client.networks(&marked).await?;
                all.iter()
                    .filter(|one| carries(&one.labels(), stamp))
                    .map(|one| one.id().resource())
                    .collect()
            }
            ResourceKind::Server => {
                let all = self.client.containers(true, &marked).await?;
                all.iter()
                    .filter(|one| carries(&one.labels(), stamp))
                    .map(|one| one.id().resource())
                    .collect()
            }
            other => return Err(cannot(other)),
        })
    }

    /// Destroys what carries the mark, and the volumes that a container got by being made, and nothing else.
    pub(crate) async fn undo(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let id = &*made.id;
        let labels = match made.kind {
            ResourceKind::Drive => self.client.volume(&DriveId::new(id)).await.map(|one| one.labels()),
            ResourceKind::Network => self.client.network(&NetworkId::new(id)).await.map(|one| one.labels()),
            ResourceKind::Server => self.client.container(&ServerId::new(id)).await.map(|one| one.labels()),
            ref other => return Err(cannot(other)),
        };
        match labels {
            Ok(labels) if carries(&labels, stamp) => self.removed(made, true).await,
            Ok(_) => {
                let text = "it does not carry the mark of the operation that would remove it";
                Err(refused(ErrorKind::Conflict, text).with_resource(made.clone()))
            }
            Err(e) if e.kind() == ErrorKind::NotFound => self.already(made).await,
            Err(e) => Err(e),
        }
    }

    /// That something is gone, of which the engine said that it is not there: the list must not have it either.
    pub(crate) async fn already(&self, what: &ResourceRef) -> Result<Gone> {
        let (id, all) = (&*what.id, Filters::new());
        let listed = match what.kind {
            ResourceKind::Drive => {
                self.client.volumes(&all).await?.iter().any(|one| one.name().as_str() == id)
            }
            ResourceKind::Network => {
                self.client.networks(&all).await?.iter().any(|one| one.id().as_str() == id)
            }
            ResourceKind::Server => {
                self.client.containers(true, &all).await?.iter().any(|one| one.id().as_str() == id)
            }
            ref other => return Err(cannot(other)),
        };
        if listed {
            let text = "the engine says that it is not there, and lists it";
            let error = Error::new(ErrorKind::Provider, text).with_provider(PROVIDER);
            return Err(error.delivered(Delivery::Unknown).with_resource(what.clone()));
        }
        Ok(Gone::Already)
    }

    /// Removes a thing; a container also if it runs, and without its volumes.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        self.removed(what, false).await
    }

    /// The volumes of a container that can go with it are those that the engine made for it, without a name.
    async fn removed(&self, what: &ResourceRef, volumes: bool) -> Result<Gone> {
        let id = &*what.id;
        let sent = match what.kind {
            ResourceKind::Drive => self.client.volume_remove(&DriveId::new(id), false).await,
            ResourceKind::Network => self.client.network_remove(&NetworkId::new(id)).await,
            ResourceKind::Server => self.client.container_remove(&ServerId::new(id), true, volumes).await,
            ref other => return Err(cannot(other)),
        };
        match sent {
            Ok(()) => Ok(Gone::Destroyed),
            Err(e) if e.kind() == ErrorKind::NotFound => self.already(what).await,
            Err(e) => Err(e),
        }
    }
}

fn cannot(kind: &ResourceKind) -> Error {
    let text = format!("nothing can mark a {} of this cloud, so that none is found by a mark", kind.as_str());
    Error::unsupported(text).with_provider(PROVIDER)
}

#[cfg(test)]
mod tests {
    use super::{LABEL, carries, good_tags, labels, tags};
    use anycloud_core::Tags;
    use anycloud_core::run::Stamp;

    #[test]
    fn the_mark_is_a_label_and_no_tag() {
        let stamp = Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), "container");
        let own = Tags::from([("stack".into(), "web".into())]);
        let all = labels(&own, &stamp);
        assert_eq!(all[LABEL], "0123456789abcdef0123456789abcdef-container");
        let read = all.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into())).collect();
        assert!(carries(&read, &stamp) && !carries(&own, &stamp));
        assert_eq!(tags(read), own);
        good_tags(&own).unwrap();
        good_tags(&Tags::from([(LABEL.into(), "x".into())])).unwrap_err();
    }
}
