//! Which path is what. Source: `add_routes` of Mist.io, January 2014, and the paths that 2014 added.

use crate::answer::{Answer, document};
use crate::asked::Asked;
use crate::gateway::{Answered, Gateway};
use crate::refusal::{Refusal, Result};
use anycloud::Secret;
use http::{Method, StatusCode, Uri};
use serde_json::json;

const GET: &Method = &Method::GET;
const POST: &Method = &Method::POST;
const PUT: &Method = &Method::PUT;
const DELETE: &Method = &Method::DELETE;

/// Whether it is a login, which needs no token.
pub(crate) fn is_login(uri: &Uri) -> bool {
    uri.path().trim_matches('/') == "auth"
}

/// Answers a request that was admitted.
pub(crate) async fn answer(gateway: &Gateway, asked: &Asked) -> Answered {
    let path: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    match path[..] {
        ["auth"] if asked.method == POST => log_in(gateway, asked),
        ["auth"] => Err(method("POST")),
        [] if asked.method == GET => Ok(document(&json!({"service": "anycloud gateway"}))),
        [] => Err(method("GET")),
        ["providers"] if asked.method == GET => Ok(gateway.list_providers()),
        ["providers"] => Err(method("GET")),
        // Not Mist.io's: what its pages put together from one request for each backend.
        ["machines"] if asked.method == GET => Ok(gateway.list_all_machines().await),
        ["machines"] => Err(method("GET")),
        ["backends", ref rest @ ..] => backends(gateway, asked, rest).await,
        ["keys", ref rest @ ..] => keys(gateway, asked, rest).await,
        _ => Err(Refusal::new(StatusCode::NOT_FOUND, "Not found", format!("/{}", path.join("/")))),
    }
}

async fn backends(gateway: &Gateway, asked: &Asked, path: &[&str]) -> Answered {
    let fields = || asked.fields();
    match (&asked.method, path) {
        (GET, []) => Ok(gateway.list_backends().await),
        (POST, []) => gateway.add_backend(&fields()?).await,
        (_, []) => Err(method("GET, POST")),
        (PUT, [backend]) => gateway.rename_backend(backend, &fields()?).await,
        (POST, [backend]) => gateway.toggle_backend(backend, &fields()?).await,
        (DELETE, [backend]) => gateway.delete_backend(backend).await,
        (_, [_]) => Err(method("DELETE, POST, PUT")),
        (GET, [backend, "sizes"]) => gateway.list_sizes(backend).await,
        (GET, [backend, "locations"]) => gateway.list_locations(backend).await,
        (GET, [backend, "networks"]) => gateway.list_networks(backend).await,
        (_, [_, "sizes" | "locations" | "networks"]) => Err(method("GET")),
        // The document has the term in the body of a GET.
        (GET | POST, [backend, "images"]) => gateway.list_images(backend, &fields()?).await,
        (_, [_, "images"]) => Err(method("GET, POST")),
        // Ids of images may have slashes, and not everybody escapes them.
        (POST, [backend, "images", image @ ..]) => gateway.star_image(backend, &image.join("/")).await,
        (_, [_, "images", ..]) => Err(method("POST")),
        (GET, [backend, "machines"]) => gateway.list_machines(backend).await,
        (POST, [backend, "machines"]) => gateway.create_machine(backend, &fields()?).await,
        (_, [_, "machines"]) => Err(method("GET, POST")),
        (POST, [backend, "machines", machine]) => gateway.act(backend, machine, &fields()?).await,
        (_, [_, "machines", _]) => Err(method("POST")),
        (POST, [backend, "machines", machine, "metadata"]) => gateway.tag(backend, machine, &fields()?).await,
        (DELETE, [backend, "machines", machine, "metadata"]) => {
            gateway.untag(backend, machine, &fields()?).await
        }
        (_, [_, "machines", _, "metadata"]) => Err(method("DELETE, POST")),
        _ => Err(unknown("backends", path)),
    }
}

async fn keys(gateway: &Gateway, asked: &Asked, path: &[&str]) -> Answered {
    match (&asked.method, path) {
        (GET, []) => Ok(gateway.list_keys()),
        (PUT, []) => gateway.add_key(&asked.fields()?).await,
        (POST, []) => gateway.generate_key().await,
        (_, []) => Err(method("GET, POST, PUT")),
        (GET, [key]) => gateway.show_key(key, &asked.fields()?.needed("action")?),
        (GET, [key, half @ ("private" | "public")]) => gateway.show_key(key, half),
        (_, [_, "private" | "public"]) => Err(method("GET")),
        (PUT, [key]) => gateway.rename_key(key, &asked.fields()?).await,
        (POST, [key]) => gateway.default_key(key).await,
        (DELETE, [key]) => gateway.delete_key(key).await,
        (_, [_]) => Err(method("DELETE, GET, POST, PUT")),
        _ => Err(unknown("keys", path)),
    }
}

/// `POST /auth`.
fn log_in(gateway: &Gateway, asked: &Asked) -> Result<Answer> {
    // Before it counts as a guess.
    asked.is_meant()?;
    let fields = asked.fields()?;
    let (email, password) = (fields.needed("email")?, Secret::new(fields.needed("password")?));
    let token = gateway.access().log_in(asked.from, &email, &password)?;
    Ok(document(&json!({"mist_api_token": token.expose(), "user_details": {"email": email}})))
}

fn method(allowed: &str) -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", format!("this path takes {allowed}"))
}

fn unknown(root: &str, path: &[&str]) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Not found", format!("/{root}/{}", path.join("/")))
}
