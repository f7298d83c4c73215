use crate::context::Context;
use anycloud::Result;

/// What the cloud can do, as far as that is known without asking it.
pub(super) async fn run(context: &Context) -> Result<()> {
    context.out.one(&*context.cloud().await?.capabilities())
}
