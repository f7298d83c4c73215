//! What a backend offers.

use super::price::{prices, read_price};
use super::record;
use anycloud_core::{
    ByteSize, Image, ImageId, Location, LocationId, Network, NetworkId, Size, SizeId, SizePrice, Text,
};
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

    /// The same in anycloud's terms. How large a disk it needs (`minDisk`) is the provider's own word: in the record.
    pub fn to_image(&self) -> Image {
        Image::new(self.id(), self.name()).with_native(self.clone())
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

    /// The same in anycloud's terms.
    pub fn to_size(&self) -> Size {
        let mut size = Size::new(self.id(), self.name());
        size.memory = self.ram();
        size.disk = self.disk();
        size.bandwidth = self.bandwidth();
        size.prices = self.prices();
        size.with_native(self.clone())
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

    /// The same in anycloud's terms. What the provider calls a country and is none that is known here, e.g. Azure's
    /// `West US`, is in this record only.
    pub fn to_location(&self) -> Location {
        let mut location = Location::new(self.id(), self.name());
        location.region = self.country().and_then(|country| code_of(&country));
        location
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

    /// The same in anycloud's terms.
    pub fn to_network(&self) -> Network {
        Network::new(self.id(), self.name()).with_native(self.clone())
    }
}

/// The code of ISO 3166. Linode's and Rackspace's countries are codes; EC2's are names. Source: Apache Libcloud's
/// tables of 2014, which the service passes on.
fn code_of(country: &str) -> Option<Text> {
    let code = match country {
        "Australia" => "AU",
        "Brazil" => "BR",
        "Germany" => "DE",
        "Hong Kong" => "HK",
        "Ireland" => "IE",
        "Japan" => "JP",
        "Netherlands" => "NL",
        "Singapore" => "SG",
        "UK" | "United Kingdom" => "GB",
        "US" | "USA" | "United States" => "US",
        code if code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase()) => code,
        _ => return None,
    };
    Some(code.into())
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
