//! The end of a machine. Its drives are the provider's business: the service does not know them.

use crate::backend::MistBackend;
use anycloud_core::run::Run;
use anycloud_core::{DestroyServer, Goal, Gone, Result, Started};

/// The step that destroys.
const DESTROY: &str = "destroy";

pub(super) async fn destroy(
    cloud: &MistBackend,
    request: &DestroyServer,
    run: &mut Run,
) -> Result<Started<Gone>> {
    let sent_before = run.perhaps_sent(DESTROY).is_some();
    let gone = run
        .step(DESTROY, async || {
            let gone = cloud.remove(&request.id.resource()).await?;
            // An earlier attempt may be why.
            Ok(if sent_before { Gone::Destroyed } else { gone })
        })
        .await?;
    Ok(match gone {
        Gone::Already => Started::done(gone),
        Gone::Destroyed => Started::watch(gone, cloud.watch(&request.id, Goal::Gone)),
    })
}
