//! The firewalls of the fake cloud. It has no other networking.

use super::FakeCloud;
use super::quirk::Quirk;
use super::servers::page;
use super::service::{State, not_found, well_formed};
use crate::conformance::At;
use anycloud_core::run::{Recover, Run, Stamp};
use anycloud_core::{
    CreateFirewall, DestroyFirewall, Error, ErrorKind, Firewall, FirewallId, FirewallRule, Gone, Listing,
    Network, Networking, Result, Started, Text, UpdateFirewall, async_trait,
};

#[derive(Clone, Debug)]
pub(super) struct Wall {
    pub(super) id: FirewallId,
    pub(super) name: Text,
    pub(super) rules: Vec<FirewallRule>,
    pub(super) stamp: Option<String>,
}

#[async_trait]
impl Networking for FakeCloud {
    fn networks(&self) -> Listing<Network> {
        Listing::failed(Error::unsupported("this cloud lists no networks"))
    }

    fn firewalls(&self) -> Listing<Firewall> {
        let fake = self.clone();
        Listing::paged(None, move |from| {
            let fake = fake.clone();
            async move {
                let look = |state: &mut State| {
                    Ok(page(state.quirk, state.firewalls.values().map(Wall::show), from.as_ref()))
                };
                fake.call(At::ListFirewalls, look).await
            }
        })
    }

    async fn create_firewall(&self, request: &CreateFirewall, run: &mut Run) -> Result<Started<FirewallId>> {
        if request.network.is_some() {
            return Err(Error::unsupported("this cloud has no networks"));
        }
        let make = async |stamp: &Stamp| {
            let create = |state: &mut State| {
                Ok(state.add_firewall(&request.name, request.rules.clone(), Some(stamp.text())))
            };
            self.call(At::CreateFirewall, create).await
        };
        let id: FirewallId = run.make("firewall", Recover::Find, make).await?;
        Ok(Started::done(id))
    }

    async fn update_firewall(&self, request: &UpdateFirewall, run: &mut Run) -> Result<Started<()>> {
        well_formed("fw-", request.id.as_str())?;
        let all_off = self.has(Quirk::DropsRulesFirst);
        let remove = |state: &mut State| {
            let keeps_none = state.quirk == Quirk::ReplacesBothDirections;
            let stays = |rule: &FirewallRule| {
                request.rules.contains(rule) || !(keeps_none || request.replaces(rule.direction))
            };
            state.wall(&request.id)?.rules.retain(|rule| !all_off && stays(rule));
            Ok(())
        };
        let add = |state: &mut State| {
            let wall = state.wall(&request.id)?;
            let new = request.rules.iter().filter(|rule| !wall.rules.contains(rule)).cloned();
            wall.rules.extend(new.collect::<Vec<_>>());
            Ok(())
        };
        if all_off {
            run.step("remove", async || self.call(At::RemoveRules, remove).await).await?;
        }
        run.step("add", async || self.call(At::AddRules, add).await).await?;
        if !all_off {
            run.step("remove", async || self.call(At::RemoveRules, remove).await).await?;
        }
        Ok(Started::done(()))
    }

    async fn destroy_firewall(&self, request: &DestroyFirewall, run: &mut Run) -> Result<Started<Gone>> {
        well_formed("fw-", request.id.as_str())?;
        let destroy = |state: &mut State| {
            if !state.firewalls.contains_key(&request.id) {
                return Ok(Gone::Already);
            }
            let hit = state.hit(&state.firewalls, &request.id);
            let used = state.servers.values().find(|server| server.firewalls.contains(&hit));
            if let Some(server) = used.filter(|_| state.quirk != Quirk::DestroysFirewallsInUse) {
                return Err(Error::new(ErrorKind::Conflict, format!("{} is behind it", server.id)));
            }
            state.firewalls.remove(&hit);
            Ok(Gone::Destroyed)
        };
        Ok(Started::done(
            run.destroy("firewall", async || self.call(At::DestroyFirewall, destroy).await).await?,
        ))
    }
}

impl State {
    pub(super) fn add_firewall(
        &mut self,
        name: &str,
        rules: Vec<FirewallRule>,
        stamp: Option<String>,
    ) -> FirewallId {
        self.made += 1;
        let id = FirewallId::new(format!("fw-{}", self.made));
        self.firewalls.insert(id.clone(), Wall { id: id.clone(), name: name.into(), rules, stamp });
        id
    }

    fn wall(&mut self, id: &FirewallId) -> Result<&mut Wall> {
        let hit = self.hit(&self.firewalls, id);
        self.firewalls.get_mut(&hit).ok_or_else(|| not_found(id.as_str()))
    }
}

impl Wall {
    fn show(&self) -> Firewall {
        let mut shown = Firewall::new(self.id.clone(), self.name.clone());
        shown.rules = self.rules.clone();
        shown
    }
}
