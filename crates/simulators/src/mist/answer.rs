//! From a request to an answer.

use super::{
    Dialect,
    login::Login,
    problem::Problem,
    providers::supported,
    route::{Place, Route},
    state::State,
    wire::{Answer, Fields, fields, in_form, json, ok, optional_fields, page, query, refuse, text},
};
use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Value, json};

/// Checks who asks, and does what is asked.
pub(super) fn answer(state: &mut State, login: &Login, request: &Request<Bytes>) -> Response<Bytes> {
    let dialect = state.settings.dialect;
    let route = Route::of(request.uri().path());
    let open = route
        .as_ref()
        .is_some_and(|route| matches!(route.place, Place::Auth | Place::Page | Place::Providers));
    let answer = if !open && !login.lets_in(request.headers()) {
        Err(Problem::Unauthorized)
    } else {
        match &route {
            Some(Route { place: Place::Auth, .. }) if request.method() == Method::POST => {
                login.answer(request)
            }
            Some(route) => state.answer(route, request),
            None => Err(nothing_there()),
        }
    };
    answer.unwrap_or_else(|problem| refuse(&problem, dialect))
}

/// Of paths that are not there, and of methods that a path has not.
fn nothing_there() -> Problem {
    Problem::NotFound("The resource could not be found.".to_owned())
}

/// Since 2015 a header asks for newer forms.
fn wants_version_2(dialect: Dialect, request: &Request<Bytes>) -> bool {
    let version = request.headers().get("api-version").and_then(|version| version.to_str().ok());
    dialect == Dialect::Version2 && version.map(str::trim) == Some("2")
}

impl State {
    fn answer(&mut self, route: &Route, request: &Request<Bytes>) -> Answer {
        let dialect = self.settings.dialect;
        let id = route.words[0].as_str();
        match (route.place, request.method().as_str()) {
            (Place::Page, "GET") => Ok(page()),
            (Place::Providers, "GET") => Ok(json(&supported(dialect, wants_version_2(dialect, request)))),
            (Place::Backends, "GET") => Ok(json(&self.list_backends())),
            (Place::Backends, "POST") => {
                let fields = fields(request)?;
                Ok(json(&match wants_version_2(dialect, request) {
                    true => self.add_backend_version_2(&fields)?,
                    false => self.add_backend(&fields)?,
                }))
            }
            (Place::Backend, "PUT") => done(self.rename_backend(id, &fields(request)?)),
            (Place::Backend, "POST") => done(self.toggle_backend(id, &fields(request)?)),
            (Place::Backend, "DELETE") => done(self.delete_backend(id)),
            (Place::Sizes, "GET") => Ok(json(&json!(self.reached(id)?.sizes()))),
            (Place::Locations, "GET") => Ok(json(&json!(self.reached(id)?.locations()))),
            (Place::Networks, "GET") if dialect == Dialect::Version2 => Ok(json(&self.list_networks(id)?)),
            (Place::Images, "GET" | "POST") => {
                let fields = optional_fields(request)?;
                let term = text(&fields, "search_term").or_else(|| query(request, "search_term"));
                let term = term.filter(|term| !term.is_empty());
                Ok(json(&self.reached(id)?.images(dialect, term.as_deref())))
            }
            (Place::Image, "POST") => {
                Ok(json(&json!(self.backend_mut(id)?.toggle_star(dialect, &route.words[1]))))
            }
            _ => self.answer_machine(route, request),
        }
    }

    fn answer_machine(&mut self, route: &Route, request: &Request<Bytes>) -> Answer {
        let [backend, machine, key] = route.words.each_ref().map(String::as_str);
        match (route.place, request.method().as_str()) {
            (Place::Machines, "GET") => Ok(json(&self.list_machines(backend)?)),
            (Place::Machines, "POST") => Ok(json(&self.create_machine(backend, &fields(request)?)?)),
            (Place::Machine, "POST") => {
                let (action, fields) = self.action(request);
                self.act(backend, machine, &action, &fields)?;
                Ok(json(&self.list_machines(backend)?))
            }
            (Place::MachineMetadata, "POST") => done(self.add_tag(backend, machine, &fields(request)?)),
            (Place::MachineMetadata, "DELETE") => done(self.delete_tag(backend, machine, &fields(request)?)),
            (Place::MachineKey, "PUT") => {
                Ok(json(&self.deploy_key((backend, machine, key), &optional_fields(request)?)?))
            }
            (Place::MachineKey, "DELETE") => Ok(json(&self.disassociate((backend, machine, key))?)),
            _ => self.answer_key(route, request),
        }
    }

    fn answer_key(&mut self, route: &Route, request: &Request<Bytes>) -> Answer {
        let id = route.words[0].as_str();
        let january = self.settings.dialect == Dialect::January2014;
        match (route.place, request.method().as_str()) {
            (Place::Keys, "GET") => Ok(json(&self.list_keys())),
            (Place::Keys, "PUT") => Ok(json(&self.add_key(&fields(request)?)?)),
            (Place::Keys, "POST") => Ok(json(&self.generate_key())),
            (Place::Key, "GET") => match query(request, "action").as_deref() {
                Some("private") => Ok(json(&json!(self.key(id)?.private.0))),
                Some("public") => Ok(json(&json!(self.key(id)?.public()))),
                _ => Err(nothing_there()),
            },
            (Place::Key, "PUT") => match self.rename_key(id, &fields(request)?)? {
                Some(name) => Ok(json(&json!({"new_id": name}))),
                None => Ok(ok()),
            },
            (Place::Key, "POST") => done(self.set_default_key(id)),
            (Place::Key, "DELETE") => Ok(json(&self.delete_key(id)?)),
            (Place::KeyPrivate, "GET") if !january => Ok(json(&json!(self.key(id)?.private.0))),
            (Place::KeyPublic, "GET") if !january => Ok(json(&json!(self.key(id)?.public()))),
            _ => Err(nothing_there()),
        }
    }

    /// What to do with a machine: in January 2014 by form or query, later by JSON.
    fn action(&self, request: &Request<Bytes>) -> (String, Fields) {
        let (strict, january) = (self.settings.strict, self.settings.dialect == Dialect::January2014);
        let fields = fields(request).unwrap_or_else(|_| Fields::new());
        let named = fields.get("action").and_then(Value::as_str).map(str::to_owned);
        let in_text = || query(request, "action").or_else(|| in_form(request.body(), "action"));
        let action = match (strict, january) {
            (false, _) => named.or_else(in_text),
            (true, true) => in_text(),
            (true, false) => named,
        };
        (action.unwrap_or_default(), fields)
    }
}

fn done(result: Result<(), Problem>) -> Answer {
    result.map(|()| ok())
}
