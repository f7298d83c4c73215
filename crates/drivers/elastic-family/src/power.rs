//! Power actions that both services take alike, over the calls of either.

use anycloud_core::run::Run;
use anycloud_core::{
    Delivery, Error, ErrorKind, Evidence, Goal, OperationStatus, ProviderInfo, Result, Server, ServerId,
    ServerState, Started,
};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;

/// The step that starts a server, unless it runs: `look` reads the server, `send` starts it.
///
/// # Errors
/// What `look` and `send` fail with. After a lost answer or `Busy` the server is looked at: if it runs, that is no
/// error.
pub async fn start<L, S>(run: &mut Run, look: impl Fn() -> L, send: impl Fn() -> S) -> Result<()>
where
    L: Future<Output = Result<Server>>,
    S: Future<Output = Result<()>>,
{
    run.step("start", async || {
        if look().await?.state == ServerState::Running {
            return Ok(());
        }
        match send().await {
            // A lost answer, or another start at the same time: the state tells.
            Err(e) if unclear(&e) || e.kind() == ErrorKind::Busy => match look().await {
                Ok(server) if server.state == ServerState::Running => Ok(()),
                _ => Err(e),
            },
            sent => sent,
        }
    })
    .await
}

/// Resets a running server, once over all processes: `look` reads the server, `send` resets it. The only thing that
/// tells a reset from none is [`Server::boot`], so it is written down before.
///
/// # Errors
/// `Conflict` if the server does not run, and if nothing tells whether an earlier attempt has reset it; otherwise what
/// `look` and `send` fail with.
pub async fn reset<L, S>(
    info: &ProviderInfo,
    id: &ServerId,
    run: &mut Run,
    look: impl Fn() -> L,
    send: impl Fn() -> S,
) -> Result<Started<()>>
where
    L: Future<Output = Result<Server>>,
    S: Future<Output = Result<()>>,
{
    let before: Evidence = run
        .fact("before", async || {
            let server = look().await?;
            if server.state != ServerState::Running {
                return Err(Error::unsent(ErrorKind::Conflict, "only a running server can be reset")
                    .with_resource(id.resource()));
            }
            Ok(Evidence::of(&server))
        })
        .await?;
    let has_reset = async || happened(&before, &look().await?);
    let mut done = false;
    if let Some(at) = run.perhaps_sent("reset") {
        // An earlier process may have sent it: look for as long as it could still take effect.
        let (over, seen) =
            (Instant::now() + info.settle.saturating_sub(at.elapsed()), AtomicBool::new(false));
        run.until("an earlier reset", || async {
            let reset = has_reset().await?;
            seen.store(reset, Ordering::Relaxed);
            Ok(if reset || Instant::now() >= over {
                OperationStatus::Succeeded
            } else {
                OperationStatus::running()
            })
        })
        .await?;
        done = seen.into_inner();
    }
    run.step("reset", async || {
        if done {
            return Ok(());
        }
        match send().await {
            Err(e) if unclear(&e) && before.boot.is_some() => match has_reset().await {
                Ok(true) => Ok(()),
                _ => Err(e),
            },
            sent => sent,
        }
    })
    .await?;
    if before.boot.is_none() {
        return Ok(Started::unobservable(()));
    }
    Ok(Started::watch((), info.watch(id.resource(), Goal::Rebooted { before })))
}

/// Whether the server was reset since. Without evidence a second reset is for a person to decide.
fn happened(before: &Evidence, server: &Server) -> Result<bool> {
    let now = Evidence::of(server);
    if before.boot.is_some() && now.boot.is_some() {
        return Ok(now != *before);
    }
    let text = "it is not known whether an earlier attempt has reset the server";
    Err(Error::new(ErrorKind::Conflict, text)
        .delivered(Delivery::Unknown)
        .with_resource(server.id.resource()))
}

fn unclear(error: &Error) -> bool {
    error.delivery() == Delivery::Unknown
}
