//! What a backend offers.

use super::price::{prices, read_price};
use super::record;
use anycloud_core::{ByteSize, ImageId, LocationId, NetworkId, SizeId, SizePrice, Text};
use anycloud_http::json::{Item, Object};
use serde_json::Value;

record! {
    /// An image: `GET /backends/B/images`.
    ImageInfo => "mist.image", needs ["id"]
}

impl ImageInfo {
    /// Its id, as the provider writes it; it may have slashes.
    pub fn id(&self) -> ImageId {
        ImageId::new(self.0.text("id").unwrap_or_default())
    }

    /// Its name; the id if it has none.
    pub fn name(&self) -> Text {
        name(&self.0)
    }

    /// Whether the user has starred it; later services star what they offer themselves, until a user takes it away.
    /// [`Client::image_star`](crate::Client::image_star) turns it over.
    pub fn is_starred(&self) -> bool {
        self.0.flag("star")
    }
}

record! {
    /// A size: `GET /backends/B/sizes`.
    SizeInfo => "mist.size", needs ["id"]
}

impl SizeInfo {
    /// Its id, as the provider writes it, e.g. `t1.micro`.
    pub fn id(&self) -> SizeId {
        SizeId::new(self.0.text("id").unwrap_or_default())
    }

    /// Its name; the id if it has none.
    pub fn name(&self) -> Text {
        name(&self.0)
    }

    /// Memory; `ram` counts MiB. Source: `NodeSize` of Apache Libcloud, whose records the service passes on.
    pub fn ram(&self) -> Option<ByteSize> {
        self.0.count("ram").map(ByteSize::mib)
    }

    /// Disk; `disk` counts GB, which are GiB where the providers say what they mean (EC2, OpenStack, Linode). Zero,
    /// which some send for "as you like", is absent.
    pub fn disk(&self) -> Option<ByteSize> {
        self.0.positive("disk").map(ByteSize::gib)
    }

    /// Traffic of a month; `bandwidth` counts GB of 10⁹ bytes a month with the provider that says it (Linode). Mostly
    /// `null`.
    pub fn bandwidth(&self) -> Option<ByteSize> {
        self.0.positive("bandwidth").map(|n| ByteSize(n.saturating_mul(1_000_000_000)))
    }

    /// The library that speaks to the provider, e.g. `Amazon EC2 (ap-northeast-1)`.
    pub fn driver(&self) -> Option<Text> {
        self.0.text("driver")
    }

    /// The prices that state their currency: one, or one per operating system. What states none is in the record
    /// only, for none is guessed.
    pub fn prices(&self) -> Vec<SizePrice> {
        match self.get("price").and_then(Value::as_object) {
            Some(systems) => prices(systems),
            None => self.0.text("price").and_then(|text| read_price(&text)).into_iter().collect(),
        }
    }
}

record! {
    /// A location: `GET /backends/B/locations`.
    LocationInfo => "mist.location"
}

impl LocationInfo {
    /// Its id; empty where the provider has one place only.
    pub fn id(&self) -> LocationId {
        LocationId::new(self.0.text("id").unwrap_or_default())
    }

    /// Its name; on EC2 that of the zone.
    pub fn name(&self) -> Text {
        name(&self.0)
    }

    /// The country, as the provider writes it: `JP`, `Japan`, or Azure's `West US`.
    pub fn country(&self) -> Option<Text> {
        self.0.text("country")
    }
}

record! {
    /// A network: `GET /backends/B/networks`, from 2014-10 on.
    NetworkInfo => "mist.network", needs ["id"]
}

impl NetworkInfo {
    /// Its id, as the provider writes it.
    pub fn id(&self) -> NetworkId {
        NetworkId::new(self.0.text("id").unwrap_or_default())
    }

    /// Its name; the id if it has none.
    pub fn name(&self) -> Text {
        name(&self.0)
    }
}

fn name(object: &Object) -> Text {
    object.text("name").or_else(|| object.text("id")).unwrap_or_default()
}

impl Item for LocationInfo {
    /// An unnamed one stands for "wherever": `methods.list_locations` makes it where a provider lists none.
    fn read(object: Object<'static>) -> Option<Self> {
        object.fields().contains_key("id").then_some(Self(object))
    }
}
