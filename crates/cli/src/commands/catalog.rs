//! What can only be listed.

use super::amounts::{money, word};
use super::show::{joined, or_none};
use crate::context::Context;
use anycloud::{Image, Location, Period, Result, Size, SizePrice};

pub(super) async fn images(context: &Context) -> Result<()> {
    let images: Vec<Image> = context.cloud().await?.images().all().await?;
    let size = |image: &Image| or_none(image.size);
    context
        .out
        .list(&images, &[("ID", |i| i.id.to_string()), ("NAME", |i| i.name.to_string()), ("SIZE", size)])
}

pub(super) async fn sizes(context: &Context) -> Result<()> {
    let sizes: Vec<Size> = context.cloud().await?.sizes().all().await?;
    context.out.list(
        &sizes,
        &[
            ("ID", |s| s.id.to_string()),
            ("NAME", |s| s.name.to_string()),
            ("CPU", |s| or_none(s.cpu)),
            ("MEMORY", |s| or_none(s.memory)),
            ("DISK", |s| or_none(s.disk)),
            ("PRICES", |s| joined(s.prices.iter().map(price))),
        ],
    )
}

pub(super) async fn locations(context: &Context) -> Result<()> {
    let locations: Vec<Location> = context.cloud().await?.locations().all().await?;
    context.out.list(
        &locations,
        &[
            ("ID", |l| l.id.to_string()),
            ("NAME", |l| l.name.to_string()),
            ("REGION", |l| or_none(l.region.as_ref())),
        ],
    )
}

/// `linux 0.027 USD per hour`.
fn price(price: &SizePrice) -> String {
    let system = price.system.as_ref().map(|system| format!("{system} ")).unwrap_or_default();
    let period = match price.period {
        Period::Unstated => String::new(),
        Period::Once => " once".to_owned(),
        period => format!(" per {}", word(period)),
    };
    format!("{system}{}{period}", money(price.price))
}
