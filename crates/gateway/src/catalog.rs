//! What a backend offers: sizes, locations, images, networks. What a cloud has none of is an empty list.

use crate::answer::{Answer, document};
use crate::asked::Fields;
use crate::backends::Backend;
use crate::gateway::{Answered, Gateway};
use crate::machines::menu;
use crate::refusal::{Refusal, Result};
use crate::store::State;
use anycloud::{Cloud, ErrorKind, Image, Listing, Money, Period, Size, SizePrice, Support};
use http::StatusCode;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use tokio::task::JoinSet;

/// Stars of one backend; more are no bookmarks any longer.
const STARS_MAX: usize = 10_000;

/// So many starred images that a cloud does not list are asked for at once.
const AT_ONCE: usize = 8;

impl Gateway {
    /// `GET /backends/B/sizes`: those that the cloud has named, then a few of those that it sells freely.
    ///
    /// # Errors
    /// 404; 503 if the cloud does not answer.
    pub(crate) async fn list_sizes(&self, backend: &str) -> Answered {
        let backend = self.enabled(backend).await?;
        let (cloud, driver) = (backend.cloud()?, self.driver(&backend));
        let mut sizes: Vec<Value> =
            self.all(cloud.sizes()).await?.iter().map(|size| named(size, &driver)).collect();
        let caps = cloud.capabilities();
        if let Some(can) = &caps.compute {
            let free = if can.create.free_sizing == Support::No { Vec::new() } else { menu(can) };
            sizes.extend(free.iter().map(|offer| {
                let (id, name, ram) = (&offer.id, &offer.name, offer.memory_mib);
                size(json!({"id": id, "name": name, "ram": ram}), &driver)
            }));
            if sizes.is_empty() {
                sizes.push(size(json!({"id": "default", "name": "default"}), &driver));
            }
        }
        Ok(document(&sizes))
    }

    /// `GET /backends/B/locations`.
    ///
    /// # Errors
    /// 404; 503 if the cloud does not answer.
    pub(crate) async fn list_locations(&self, backend: &str) -> Answered {
        let backend = self.enabled(backend).await?;
        let all = self.all(backend.cloud()?.locations()).await?;
        let country = |region: &str| region.split('-').next().unwrap_or_default().to_owned();
        let shown = all.iter().map(|at| {
            let country = at.region.as_deref().map(country).unwrap_or_default();
            json!({"id": at.id, "name": at.name, "country": country})
        });
        Ok(document(&shown.collect::<Vec<_>>()))
    }

    /// `GET /backends/B/networks`, which came in autumn 2014.
    ///
    /// # Errors
    /// 404; 503 if the cloud does not answer.
    pub(crate) async fn list_networks(&self, backend: &str) -> Answered {
        let backend = self.enabled(backend).await?;
        let all = self.all(backend.cloud()?.networks()).await?;
        let shown = all.iter().map(|network| json!({"id": network.id, "name": network.name}));
        Ok(document(&shown.collect::<Vec<_>>()))
    }

    /// `GET` or `POST /backends/B/images`: those that the cloud lists, and the starred ones that it has besides; with
    /// `search_term`, those of them with the term in name or id, in whatever case, and if there are none, the one of this id.
    ///
    /// # Errors
    /// 404; 503 if the cloud does not answer.
    pub(crate) async fn list_images(&self, backend: &str, fields: &Fields) -> Answered {
        let said = fields.text("search_term")?.unwrap_or_default();
        let term = said.to_lowercase();
        let (backend, until) = (self.enabled(backend).await?, self.until());
        let cloud = backend.cloud()?;
        let stars = self.store().read(|state| state.stars.get(&backend.id).cloned()).unwrap_or_default();
        let mut images = self.read_until(until, listed(cloud.images())).await?;
        let asks = asks_by_id(cloud);
        if asks {
            let listed: HashSet<&str> = images.iter().map(|image| image.id.as_str()).collect();
            let besides: Vec<_> = stars.iter().filter(|id| !listed.contains(id.as_str())).collect();
            images.extend(self.read_until(until, starred(cloud, &besides)).await?);
        }
        let has = |text: &str| text.to_lowercase().contains(&term);
        images.retain(|image| has(&image.name) || has(image.id.as_str()));
        if images.is_empty() && asks && may_be_id(&said) {
            images.extend(self.read_until(until, image(cloud, &said)).await?);
        }
        let star = |image: &Image| stars.contains(image.id.as_str());
        Ok(document(&images.iter().map(|image| shown(image, star(image))).collect::<Vec<_>>()))
    }

    /// `POST /backends/B/images/I`: turns its star over, and says what it is now. Only to be starred it must be there.
    ///
    /// # Errors
    /// 404, for the image, too; 503 if the cloud does not answer.
    pub(crate) async fn star_image(&self, backend: &str, id: &str) -> Result<Answer> {
        let backend = self.enabled(backend).await?;
        let has_star = |state: &State| state.stars.get(&backend.id).is_some_and(|stars| stars.contains(id));
        if !self.store().read(has_star) && self.read(image(backend.cloud()?, id)).await?.is_none() {
            return Err(Refusal::new(StatusCode::NOT_FOUND, "Image not found", id));
        }
        let starred = self.store().change(|state| {
            let stars = state.stars.entry(backend.id.clone()).or_default();
            if stars.remove(id) {
                return Ok(false);
            }
            if stars.len() >= STARS_MAX {
                return Err(Refusal::bad(format!("a backend has at most {STARS_MAX} stars")));
            }
            Ok(stars.insert(id.to_owned()))
        });
        Ok(document(&starred.await?))
    }

    async fn all<T: Send + 'static>(&self, listing: Listing<T>) -> Result<Vec<T>> {
        self.read(listed(listing)).await
    }

    /// The words that stand where Mist.io named its library's driver.
    fn driver(&self, backend: &Backend) -> String {
        self.title(backend)
    }
}

async fn listed<T: Send + 'static>(listing: Listing<T>) -> anycloud::Result<Vec<T>> {
    match listing.all().await {
        Err(e) if e.kind() == ErrorKind::Unsupported => Ok(Vec::new()),
        other => other,
    }
}

/// Whether there may be images which the list has not: it need not be read again to say that there are none.
fn asks_by_id(cloud: &Cloud) -> bool {
    cloud.capabilities().compute.as_ref().is_some_and(|can| can.image_by_id != Support::No)
}

/// The image of this id, listed or not; text that cannot be an id is that of none.
async fn image(cloud: &Cloud, id: &str) -> anycloud::Result<Option<Image>> {
    match cloud.image(&id.into()).await {
        Err(e) if matches!(e.kind(), ErrorKind::InvalidRequest | ErrorKind::Unsupported) => Ok(None),
        found => found,
    }
}

/// Those of these ids that are still there, asked for a few at a time.
async fn starred(cloud: &Cloud, ids: &[&String]) -> anycloud::Result<Vec<Image>> {
    let mut images = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let ask = |id: &&String| {
            let (cloud, id) = (cloud.clone(), (*id).clone());
            async move { image(&cloud, &id).await }
        };
        let asked: JoinSet<_> = some.iter().map(ask).collect();
        for found in asked.join_all().await {
            match found {
                // The credentials were good for the list: it is this image that they do not show any more.
                Err(e) if !e.is_transient() => {}
                found => images.extend(found?),
            }
        }
    }
    images.sort_by(|a: &Image, b| a.id.cmp(&b.id));
    Ok(images)
}

/// Whether a search that found nothing may have been for an id, which is worth another request: all that clouds make
/// have digits and no spaces.
fn may_be_id(term: &str) -> bool {
    term.contains(|c: char| c.is_ascii_digit()) && !term.contains(char::is_whitespace)
}

fn shown(image: &Image, star: bool) -> Value {
    let extra = match image.size {
        Some(size) => json!({"size_bytes": size}),
        None => json!({}),
    };
    json!({"id": image.id, "name": image.name, "star": star, "extra": extra})
}

/// `ram` counts MiB, `disk` GiB, `bandwidth` GB a month.
fn named(named: &Size, driver: &str) -> Value {
    let shown = json!({
        "id": named.id,
        "name": named.name,
        "ram": named.memory.map(|memory| memory.as_mib()),
        "disk": named.disk.map(|disk| disk.0 >> 30),
        "bandwidth": named.bandwidth.map(|traffic| traffic.0 / 1_000_000_000),
        "price": price(&named.prices),
    });
    size(shown, driver)
}

/// A size with every key that the documents have.
fn size(mut shown: Value, driver: &str) -> Value {
    for (key, absent) in
        [("ram", Value::Null), ("disk", json!(0)), ("bandwidth", Value::Null), ("price", json!(""))]
    {
        if shown.get(key).is_none_or(Value::is_null) {
            shown[key] = absent;
        }
    }
    shown["driver"] = json!(driver);
    shown
}

/// `$0.035/hour`: one, or one for each operating system.
fn price(prices: &[SizePrice]) -> Value {
    match prices {
        [] => Value::Null,
        [only] if only.system.is_none() => worded(only).into(),
        several => {
            let system = |price: &SizePrice| price.system.as_deref().unwrap_or("any").to_owned();
            several.iter().map(|price| (system(price), worded(price).into())).collect::<Map<_, _>>().into()
        }
    }
}

fn worded(price: &SizePrice) -> String {
    let amount = money(&price.price);
    match price.period {
        Period::Hour => format!("{amount}/hour"),
        Period::Month => format!("{amount}/month"),
        _ => amount,
    }
}

fn money(money: &Money) -> String {
    match money.currency() {
        "USD" => format!("${}", money.amount()),
        "EUR" => format!("€{}", money.amount()),
        "GBP" => format!("£{}", money.amount()),
        other => format!("{} {other}", money.amount()),
    }
}

#[cfg(test)]
mod tests {
    use super::named;
    use anycloud::{ByteSize, Money, Period, Size, SizePrice};
    use serde_json::json;

    fn price(amount: &str, currency: &str, period: Period) -> SizePrice {
        SizePrice::new(Money::parse(amount, currency).unwrap(), period)
    }

    #[test]
    fn a_size_is_that_of_the_document() {
        let mut micro = Size::new("t1.micro".into(), "Micro Instance");
        (micro.memory, micro.disk) = (Some(ByteSize::mib(613)), Some(ByteSize::gib(15)));
        micro.prices = vec![
            price("0.027", "USD", Period::Hour).system("linux"),
            price("0.035", "USD", Period::Hour).system("mswin"),
        ];
        let wanted = json!({
            "name": "Micro Instance",
            "price": {"mswin": "$0.035/hour", "linux": "$0.027/hour"},
            "ram": 613,
            "driver": "Tokyo",
            "bandwidth": null,
            "disk": 15,
            "id": "t1.micro",
        });
        assert_eq!(named(&micro, "Tokyo"), wanted);
        micro.prices = vec![price("20", "CHF", Period::Month)];
        assert_eq!(named(&micro, "Tokyo")["price"], "20 CHF/month");
        micro.prices.clear();
        assert_eq!(named(&micro, "Tokyo")["price"], "");
    }
}
