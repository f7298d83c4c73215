//! What several commands show.

use crate::context::Context;
use anycloud::{Cloud, Drive, DriveId, ErrorKind, Gone, Result, Server, ServerId, SnapshotId};
use serde::Serialize;
use std::fmt::Display;

/// What is left of something that was destroyed.
#[derive(Serialize)]
struct Destroyed<'a> {
    id: &'a str,
    destroyed: bool,
    already_gone: bool,
}

/// The server as the provider shows it now. Stopping destroys some servers: that is then said.
pub(super) async fn server(context: &Context, cloud: &Cloud, id: &ServerId) -> Result<()> {
    match cloud.server(id).await {
        Ok(server) => context.out.one(&server),
        Err(e) if e.kind() == ErrorKind::NotFound => destroyed(context, id.as_str(), Gone::Destroyed),
        Err(e) => Err(e),
    }
}

/// The drive as the provider shows it now.
pub(super) async fn drive(context: &Context, cloud: &Cloud, id: &DriveId) -> Result<()> {
    context.out.one(&cloud.drive(id).await?)
}

/// The snapshot as the provider shows it now.
pub(super) async fn snapshot(context: &Context, cloud: &Cloud, id: &SnapshotId) -> Result<()> {
    context.out.one(&cloud.snapshot(id).await?)
}

/// That something is gone.
pub(super) fn destroyed(context: &Context, id: &str, gone: Gone) -> Result<()> {
    let already_gone = gone == Gone::Already;
    if context.out.is_json() {
        return context.out.document(&Destroyed { id, destroyed: true, already_gone });
    }
    let what = if already_gone { "was already gone" } else { "destroyed" };
    context.out.text(&format!("{id} {what}\n"))
}

/// A value, or a dash.
pub(super) fn or_none(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// Several values, or a dash.
pub(super) fn joined<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}

/// A server in a question: which one it is, and what it has.
pub(super) fn describe_server(server: &Server) -> String {
    format!("server {} ({}, {})", server.id, server.name, server.state)
}

/// A drive in a question.
pub(super) fn describe_drive(drive: &Drive) -> String {
    format!("drive {} ({}, {})", drive.id, drive.name, or_none(drive.size))
}
