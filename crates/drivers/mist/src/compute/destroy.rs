//! The end of a machine. Its drives are the provider's business: the service does not know them.

use crate::backend::MistBackend;
use anycloud_core::run::Run;
use anycloud_core::{DestroyServer, Goal, Gone, Result, Started};

pub(super) async fn destroy(
    cloud: &MistBackend,
    request: &DestroyServer,
    run: &mut Run,
) -> Result<Started<Gone>> {
    let gone = run.destroy("destroy", async || cloud.remove(&request.id.resource()).await).await?;
    Ok(match gone {
        Gone::Already => Started::done(gone),
        Gone::Destroyed => Started::watch(gone, cloud.watch(&request.id, Goal::Gone)),
    })
}
