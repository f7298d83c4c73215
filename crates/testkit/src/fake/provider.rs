//! The driver of the fake cloud: what it is, and how a run finds and undoes what it made.

use super::FakeCloud;
use super::quirk::Quirk;
use super::service::{State, carries};
use crate::conformance::At;
use anycloud_core::run::Stamp;
use anycloud_core::{
    Capabilities, Compute, Drives, Gone, KeyPairs, Networking, Provider, ProviderInfo, ResourceKind,
    ResourceRef, Result, async_trait,
};
use std::any::Any;
use std::borrow::Cow;

#[async_trait]
impl Provider for FakeCloud {
    fn info(&self) -> &ProviderInfo {
        &self.0.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Borrowed(&self.0.capabilities)
    }

    async fn verify(&self) -> Result<()> {
        self.call(At::Verify, |_| Ok(())).await
    }

    fn compute(&self) -> Option<&dyn Compute> {
        Some(self)
    }

    fn drives(&self) -> Option<&dyn Drives> {
        Some(self)
    }

    fn networking(&self) -> Option<&dyn Networking> {
        Some(self)
    }

    fn key_pairs(&self) -> Option<&dyn KeyPairs> {
        Some(self)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let found = |state: &mut State| {
            let all = state.marks(kind).into_iter();
            Ok(all.filter(|(_, mark)| carries(stamp, *mark)).map(|(resource, _)| resource).collect())
        };
        self.call(At::Find, found).await
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let remove = |state: &mut State| {
            let marks = state.marks(&made.kind);
            let Some((_, mark)) = marks.iter().find(|(resource, _)| resource == made) else {
                return Ok(Gone::Already);
            };
            if !carries(stamp, *mark) && state.quirk != Quirk::DiscardsAnything {
                return Err(stamp.missing_on(made));
            }
            state.remove(made);
            Ok(Gone::Destroyed)
        };
        self.call(At::Discard, remove).await
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}
