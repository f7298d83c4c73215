//! From a request to an answer.

use super::{
    billing::{CURRENCIES, Order},
    power::numbered,
    resources::ip,
    route::{Call, Route, Verb},
    standard::Kind,
    state::State,
    wire::{Answer, Refusal, list, many, one, refuse},
};
use crate::family::{
    auth::Credentials,
    drive::uuid,
    ids::Uuid,
    problem::Problem,
    wire::{Form, binary, check_form, check_length, check_plain, gzipped, nothing, text_form},
};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

/// Checks what holds for every call, and does it.
pub(super) fn answer(
    state: &mut State,
    credentials: &Credentials,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    if !credentials.let_in(request.headers()) {
        let text = "the email or the password is missing or wrong\n".to_owned();
        return refuse(StatusCode::UNAUTHORIZED, text);
    }
    let Some(route) = Route::of(request.uri().path()) else {
        return Refusal::from(Problem::no("command", request.uri().path())).answer(Form::new());
    };
    let answer = check(route, request).and_then(|()| {
        let keys = match route.verb {
            Verb::Changes | Verb::Either if reads_keys(route.call) => form(request)?,
            _ => Form::new(),
        };
        state.answer(route, keys, request)
    });
    answer.unwrap_or_else(|refusal| {
        let submitted = if reads_keys(route.call) { form(request).unwrap_or_default() } else { Form::new() };
        refusal.answer(submitted)
    })
}

fn check(route: Route<'_>, request: &Request<Bytes>) -> Result<(), Refusal> {
    match *request.method() {
        Method::POST => {}
        Method::GET if route.verb != Verb::Changes => {}
        _ => return Err(Problem::WrongMethod.into()),
    }
    Ok(check_length(request.headers(), request.body(), route.call == Call::DriveWrite)?)
}

/// A group is destroyed whatever the body says; a drive is written with bytes.
fn reads_keys(call: Call) -> bool {
    !matches!(call, Call::DriveWrite | Call::GroupDestroy)
}

/// The API is text only, whatever `Content-Type` says.
fn form(request: &Request<Bytes>) -> Result<Form, Problem> {
    check_plain(request.headers())?;
    let form = text_form(request.body())?;
    check_form(&form)?;
    Ok(form)
}

impl State {
    fn answer(&mut self, route: Route<'_>, keys: Form, request: &Request<Bytes>) -> Answer {
        let [id, second, third] = route.words;
        match route.call {
            Call::ProfileInfo => one(self.profile_record()),
            Call::ProfileSet => {
                self.set_profile(keys)?;
                one(self.profile_record())
            }
            Call::DriveClone => {
                let id = self.clone_drive(uuid("DRIVE", id)?, keys)?;
                one(self.drive_record(id)?)
            }
            Call::DriveCreate => {
                let id = self.create_drive(keys)?;
                one(self.drive_record(id)?)
            }
            Call::DriveDestroy => done(self.destroy_drive(uuid("DRIVE", id)?)),
            Call::DriveInfo => one(self.drive_record(uuid("DRIVE", id)?)?),
            Call::DriveRead => Ok(binary(self.read(uuid("DRIVE", id)?, second, third)?)),
            Call::DriveSet => {
                let id = uuid("DRIVE", id)?;
                self.set_drive(id, keys)?;
                one(self.drive_record(id)?)
            }
            Call::DriveWrite => {
                let gzip = gzipped(request.headers())?;
                done(self.write(uuid("DRIVE", id)?, second, request.body(), gzip))
            }
            Call::DrivesInfo => many(self.drives.keys().map(|id| self.drive_record(*id))),
            Call::DrivesList => list(self.drives.keys()),
            Call::StandardCdsInfo => self.standard_info(Some(Kind::Cd)),
            Call::StandardCdsList => self.standard_list(Some(Kind::Cd)),
            Call::StandardImagesInfo => self.standard_info(Some(Kind::Image)),
            Call::StandardImagesList => self.standard_list(Some(Kind::Image)),
            Call::StandardInfo => self.standard_info(None),
            Call::StandardList => self.standard_list(None),
            _ => self.answer_server(route, keys),
        }
    }

    fn answer_server(&mut self, route: Route<'_>, keys: Form) -> Answer {
        let server = || uuid("SERVER", route.words[0]);
        match route.call {
            Call::ServerClone => self.clone_server(server()?, keys),
            Call::ServerCreate => self.create_server(keys),
            Call::ServerDestroy => done(self.destroy_server(server()?)),
            Call::ServerInfo => one(self.server_record(server()?)?),
            Call::ServerReset => done(self.reset(server()?)),
            Call::ServerSet => {
                let id = server()?;
                self.set_server(id, keys)?;
                one(self.server_record(id)?)
            }
            Call::ServerShutdown => done(self.shutdown(server()?)),
            Call::ServerStart => {
                let id = server()?;
                self.start(id)?;
                one(self.server_record(id)?)
            }
            Call::ServerStop => done(self.stop(server()?)),
            Call::ServersDestroy => {
                let ids = numbered(&keys)?;
                self.destroy_all(&ids)?;
                list(ids)
            }
            Call::ServersInfo => many(self.machines.servers.keys().map(|id| self.server_record(*id))),
            Call::ServersList => list(self.machines.servers.keys()),
            Call::ServersStart => {
                let ids = numbered(&keys)?;
                self.start_all(&ids)?;
                list(ids)
            }
            Call::ServersStop => {
                let ids = numbered(&keys)?;
                self.stop_all(&ids)?;
                list(ids)
            }
            _ => self.answer_resource(route, keys),
        }
    }

    fn answer_resource(&mut self, route: Route<'_>, keys: Form) -> Answer {
        let vlan = || uuid("VLAN", route.words[0]);
        let address = || ip("IP", route.words[0]);
        match route.call {
            Call::IpCreate => {
                let id = self.create_ip(keys)?;
                one(self.ip_record(id)?)
            }
            Call::IpDestroy => done(self.destroy_ip(address()?)),
            Call::IpInfo => one(self.ip_record(address()?)?),
            Call::IpSet => {
                let id = address()?;
                self.set_ip(id, keys)?;
                one(self.ip_record(id)?)
            }
            Call::IpsInfo => many(self.ips.keys().map(|id| self.ip_record(*id))),
            Call::IpsList => list(self.ips.keys().map(|id| format!("ip {id}"))),
            Call::VlanCreate => {
                let id = self.create_vlan(keys)?;
                one(self.vlan_record(id)?)
            }
            Call::VlanDestroy => done(self.destroy_vlan(vlan()?)),
            Call::VlanInfo => one(self.vlan_record(vlan()?)?),
            Call::VlanSet => {
                let id = vlan()?;
                self.set_vlan(id, keys)?;
                one(self.vlan_record(id)?)
            }
            Call::VlansInfo => many(self.vlans.keys().map(|id| self.vlan_record(*id))),
            Call::VlansList => list(self.vlans.keys().map(|id| format!("vlan {id}"))),
            _ => self.answer_group(route, keys),
        }
    }

    fn answer_group(&mut self, route: Route<'_>, keys: Form) -> Answer {
        let group = || uuid("GROUP", route.words[0]);
        match route.call {
            Call::GroupAdd => list(self.regroup(group()?, &numbered(&keys)?, true)?),
            Call::GroupCreate => {
                let id = self.create_group(keys)?;
                one(self.group_record(id)?)
            }
            Call::GroupDestroy => done(self.destroy_group(group()?)),
            Call::GroupInfo => one(self.group_record(group()?)?),
            Call::GroupRemove => list(self.regroup(group()?, &numbered(&keys)?, false)?),
            Call::GroupSet => {
                let id = group()?;
                self.set_group(id, keys)?;
                one(self.group_record(id)?)
            }
            Call::GroupStart => {
                let ids: Vec<Uuid> = self.members(group()?)?;
                self.start_all(&ids)?;
                list(ids)
            }
            Call::GroupStop => {
                let ids: Vec<Uuid> = self.members(group()?)?;
                self.stop_all(&ids)?;
                list(ids)
            }
            Call::GroupsList => list(self.groups.keys()),
            _ => self.answer_billing(route, &keys),
        }
    }

    fn answer_billing(&mut self, route: Route<'_>, keys: &Form) -> Answer {
        match route.call {
            Call::Balance => one(self.balance_record()),
            Call::Currencies => list(CURRENCIES),
            Call::Extend => many(self.extend(route.words[0], keys)?.into_iter().map(Ok)),
            Call::ExtendCalculate => one(self.quote_extension(route.words[0], keys)?),
            Call::OrderIps => self.buy_blocks(&Order::network("ip", keys)?),
            Call::OrderIpsCalculate => one(self.quote(&Order::network("ip", keys)?)),
            Call::OrderResources => self.buy_blocks(&Order::resources(keys)?),
            Call::OrderSoftware => {
                let order = Order::software(keys)?;
                self.buy(&order)?;
                one(Self::software_record(&order))
            }
            Call::OrderSoftwareCalculate => one(self.quote(&Order::software(keys)?)),
            Call::OrderVlans => self.buy_blocks(&Order::network("vlan", keys)?),
            Call::OrderVlansCalculate => one(self.quote(&Order::network("vlan", keys)?)),
            Call::Pricing => one(self.pricing_record()),
            Call::SubscribedNet => one(self.totals(&["ip", "vlan"])),
            Call::SubscribedResources => one(self.totals(&["cpu", "mem", "disk", "xfer"])),
            Call::Subscriptions => many(self.subscription_records().map(Ok)),
            Call::Transactions => many(self.transaction_records().map(Ok)),
            Call::Usage => one(self.usage_record()),
            _ => Err(Problem::no("command", route.template).into()),
        }
    }

    fn buy_blocks(&mut self, order: &Order) -> Answer {
        many(self.buy(order)?.into_iter().map(Ok))
    }

    fn standard_info(&self, kind: Option<Kind>) -> Answer {
        let chosen = self.standard.iter().filter(|one| kind.is_none_or(|kind| one.kind == kind));
        many(chosen.map(|one| Ok(one.record(self.settings.user))))
    }

    fn standard_list(&self, kind: Option<Kind>) -> Answer {
        let chosen = self.standard.iter().filter(|one| kind.is_none_or(|kind| one.kind == kind));
        list(chosen.map(|one| one.id))
    }
}

fn done(result: Result<(), Problem>) -> Answer {
    Ok(result.map(|()| nothing())?)
}
