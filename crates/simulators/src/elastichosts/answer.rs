//! From a request to an answer.

use super::{
    route::Route,
    state::State,
    wire::{Format, Shape, Writer, code, form, refuse},
};
use crate::family::{
    auth::Credentials,
    drive::uuid,
    ids::Uuid,
    problem::Problem,
    wire::{Form, binary, check_length, check_plain, gzipped, nothing},
};
use anycloud_elastic_text::{ElasticCode, Record};
use bytes::Bytes;
use http::{Method, Request, Response};
use std::time::Duration;

type Answer = Result<Response<Bytes>, Problem>;

/// Checks what holds for every command, in the order in which the service's own codes suggest it, and does it.
pub(super) fn answer(
    state: &mut State,
    credentials: &Credentials,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    if !credentials.let_in(request.headers()) {
        return refuse(&ElasticCode::Auth, "the user and the secret API key are missing or wrong");
    }
    let answer = match Route::of(request.uri().path()) {
        None => Err(Problem::no("command", request.uri().path())),
        Some(route) => check(route, request).and_then(|()| state.answer(route, request)),
    };
    answer.unwrap_or_else(|problem| refuse(&code(&problem), &problem.to_string()))
}

fn check(route: Route<'_>, request: &Request<Bytes>) -> Result<(), Problem> {
    match *request.method() {
        Method::POST => {}
        Method::GET if route.reads() => {}
        _ => return Err(Problem::WrongMethod),
    }
    let body = request.body();
    check_length(request.headers(), body, matches!(route, Route::DriveWrite { .. }))?;
    if !route.reads() && !route.has_body() && !body.trim_ascii().is_empty() {
        return Err(Problem::Usage("this command expects an empty body".to_owned()));
    }
    Ok(())
}

impl State {
    /// Lets time pass.
    pub(super) fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        self.settle_imaging();
        self.settle_shutdown();
    }

    fn answer(&mut self, route: Route<'_>, request: &Request<Bytes>) -> Answer {
        let out = Format::accepted(request.headers());
        match route {
            Route::DriveCreate => {
                let id = self.create_drive(keys(request)?)?;
                Ok(Writer::one(out, self.drive_record(id, false)?))
            }
            Route::DriveDestroy(id) => done(self.destroy_drive(uuid("DRIVE", id)?)),
            Route::DriveImage { to, from, conversion } => {
                let to = uuid("DRIVE", to)?;
                self.image(to, uuid("SOURCE", from)?, conversion)?;
                let record = self.settings.answers_with_info.then(|| self.drive_record(to, false));
                record.map_or_else(|| Ok(nothing()), |record| Ok(Writer::one(out, record?)))
            }
            Route::DriveInfo { id, full } => {
                Ok(Writer::one(out, self.drive_record(uuid("DRIVE", id)?, full)?))
            }
            Route::DriveRead { id, offset, size } => {
                Ok(binary(self.read(uuid("DRIVE", id)?, offset, size)?))
            }
            Route::DriveSet(id) => {
                let id = uuid("DRIVE", id)?;
                self.set_drive(id, keys(request)?)?;
                Ok(Writer::one(out, self.drive_record(id, false)?))
            }
            Route::DriveWrite { id, offset } => {
                let gzip = gzipped(request.headers())?;
                done(self.write(uuid("DRIVE", id)?, offset, request.body(), gzip))
            }
            Route::DrivesInfo { full } => {
                many(out, self.drives.keys().map(|id| self.drive_record(*id, full)))
            }
            Route::DrivesList => list(out, self.drives.keys().map(|id| vec![("drive", id.to_string())])),
            Route::StandardInfo => {
                many(out, self.standard_order.iter().map(|id| self.drive_record(*id, false)))
            }
            Route::StandardList => {
                list(out, self.standard_order.iter().map(|id| vec![("drive", id.to_string())]))
            }
            Route::ResourceCreate { .. }
            | Route::ResourceDestroy { .. }
            | Route::ResourceInfo { .. }
            | Route::ResourceSet { .. }
            | Route::ResourcesInfo { .. }
            | Route::ResourcesList { .. } => self.answer_resource(route, request, out),
            _ => self.answer_server(route, request, out),
        }
    }

    fn answer_server(&mut self, route: Route<'_>, request: &Request<Bytes>, out: Format) -> Answer {
        match route {
            Route::ServerCreate { start } => {
                let id = self.create_server(keys(request)?, start)?;
                Ok(Writer::one(out, self.server_record(id)?))
            }
            Route::ServerDestroy(id) => done(self.destroy_server(self.changeable(id)?)),
            Route::ServerInfo { id, .. } => Ok(Writer::one(out, self.server_record(uuid("SERVER", id)?)?)),
            Route::ServerReset(id) => done(self.reset(self.changeable(id)?)),
            Route::ServerSet(id) => {
                let id = self.changeable(id)?;
                self.set_server(id, keys(request)?)?;
                Ok(Writer::one(out, self.server_record(id)?))
            }
            Route::ServerShutdown(id) => {
                let id = self.changeable(id)?;
                self.shutdown(id)?;
                if self.settings.shutdown == Duration::ZERO {
                    self.settle_shutdown();
                }
                Ok(nothing())
            }
            Route::ServerStart(id) => {
                let id = self.changeable(id)?;
                self.start(id)?;
                let record = self.settings.answers_with_info.then(|| self.server_record(id));
                record.map_or_else(|| Ok(nothing()), |record| Ok(Writer::one(out, record?)))
            }
            Route::ServerStop(id) => done(self.stop(self.changeable(id)?)),
            Route::ServersInfo { .. } => {
                let listed = (0..self.settings.listed).map(|index| Ok(self.listed_record(index)));
                many(out, self.machines.servers.keys().map(|id| self.server_record(*id)).chain(listed))
            }
            Route::ServersList => {
                let listed = (0..self.settings.listed).map(super::listed::id);
                list(out, self.machines.servers.keys().copied().chain(listed).map(|id| self.server_line(id)))
            }
            _ => Err(Problem::no("command", request.uri().path())),
        }
    }

    fn answer_resource(&mut self, route: Route<'_>, request: &Request<Bytes>, out: Format) -> Answer {
        let key = |kind: &str, id: &str| (kind.to_owned(), id.to_owned());
        match route {
            Route::ResourceCreate { kind } => {
                let key = self.create_resource(kind, keys(request)?)?;
                Ok(Writer::one(out, self.resource_record(&key)?))
            }
            Route::ResourceDestroy { kind, id } => done(self.destroy_resource(&key(kind, id))),
            Route::ResourceInfo { kind, id } => Ok(Writer::one(out, self.resource_record(&key(kind, id))?)),
            Route::ResourceSet { kind, id } => {
                self.set_resource(&key(kind, id), keys(request)?)?;
                Ok(Writer::one(out, self.resource_record(&key(kind, id))?))
            }
            Route::ResourcesInfo { kind } => {
                let keys = self.resources.keys().filter(|key| kind.is_none_or(|kind| key.0 == kind));
                many(out, keys.map(|key| self.resource_record(key)))
            }
            Route::ResourcesList { kind } => {
                let keys = self.resources.keys().filter(|key| kind.is_none_or(|kind| key.0 == kind));
                list(out, keys.map(|key| vec![("type", key.0.clone()), ("resource", key.1.clone())]))
            }
            _ => Err(Problem::no("command", request.uri().path())),
        }
    }

    fn server_line(&self, id: Uuid) -> Vec<(&'static str, String)> {
        let mut line = vec![("server", id.to_string())];
        if self.settings.sizes_in_list
            && let Some(server) = self.machines.servers.get(&id)
        {
            for key in ["cpu", "mem"] {
                line.push((key, server.config.get(key).cloned().unwrap_or_default()));
            }
        }
        line
    }

    /// The id of a server that commands can change: not one that exists in listings only.
    fn changeable(&self, id: &str) -> Result<Uuid, Problem> {
        let id = uuid("SERVER", id)?;
        match self.listed_index(id) {
            Some(_) => Err(Problem::busy("server", id, "is there to be listed only")),
            None => Ok(id),
        }
    }
}

fn done(result: Result<(), Problem>) -> Answer {
    result.map(|()| nothing())
}

fn keys(request: &Request<Bytes>) -> Result<Form, Problem> {
    check_plain(request.headers())?;
    form(Format::sent(request.headers()), request.body())
}

fn many(out: Format, records: impl Iterator<Item = Result<Record, Problem>>) -> Answer {
    let mut writer = Writer::new(out, Shape::Many);
    for record in records {
        writer.push(&record?);
    }
    Ok(writer.finish())
}

fn list(out: Format, lines: impl Iterator<Item = Vec<(&'static str, String)>>) -> Answer {
    let mut writer = Writer::new(out, Shape::List);
    for line in lines {
        let mut record = Record::new();
        for (key, value) in line {
            record.push(key, value);
        }
        writer.push(&record);
    }
    Ok(writer.finish())
}
