use crate::context::Context;
use anycloud::Result;

/// What the cloud can do. A cloud of which that is not known without asking is asked.
pub(super) async fn run(context: &Context) -> Result<()> {
    let cloud = context.cloud().await?;
    cloud.discover().await?;
    context.out.one(&*cloud.capabilities())
}
