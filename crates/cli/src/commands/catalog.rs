//! What can only be listed.

use super::show::or_none;
use crate::context::Context;
use anycloud::{Image, Location, Result, Size};

pub(super) async fn images(context: &Context) -> Result<()> {
    let images: Vec<Image> = context.cloud()?.images().all().await?;
    let size = |image: &Image| or_none(image.size);
    context
        .out
        .list(&images, &[("ID", |i| i.id.to_string()), ("NAME", |i| i.name.to_string()), ("SIZE", size)])
}

pub(super) async fn sizes(context: &Context) -> Result<()> {
    let sizes: Vec<Size> = context.cloud()?.sizes().all().await?;
    context.out.list(
        &sizes,
        &[
            ("ID", |s| s.id.to_string()),
            ("NAME", |s| s.name.to_string()),
            ("CPU", |s| or_none(s.cpu)),
            ("MEMORY", |s| or_none(s.memory)),
        ],
    )
}

pub(super) async fn locations(context: &Context) -> Result<()> {
    let locations: Vec<Location> = context.cloud()?.locations().all().await?;
    context.out.list(
        &locations,
        &[
            ("ID", |l| l.id.to_string()),
            ("NAME", |l| l.name.to_string()),
            ("REGION", |l| or_none(l.region.as_ref())),
        ],
    )
}
