//! Who sends again what did not get through: one layer, not two, or their attempts multiply.

use std::future::Future;

tokio::task_local! {
    static BY_CALLER: ();
}

/// Runs a future whose requests are sent once each, because its caller sends them again within limits of its own.
pub(crate) async fn sent_once<F: Future>(future: F) -> F::Output {
    BY_CALLER.scope((), future).await
}

/// Whether a request is to be sent once, now, whatever a client's own policy says: whoever asked for it sends it again.
/// So it is for the pieces of a [transfer](crate::transfer), which have a [patience](crate::transfer::Upload::patience).
///
/// For the HTTP clients of drivers; a task that one spawns is not seen.
pub fn is_sent_once() -> bool {
    BY_CALLER.try_with(|()| ()).is_ok()
}
