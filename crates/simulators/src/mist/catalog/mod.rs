//! What providers sell: sizes, locations, images.

pub(super) mod ec2;
pub(super) mod others;

use super::{Dialect, providers::Family, state::Backend};
use serde_json::{Value, json};

/// An image of a provider.
pub(super) struct Image {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) extra: Value,
    /// It is in Mist's own table of images that everybody gets to see.
    pub(super) chosen: bool,
    /// It is shown only to those who search for it.
    pub(super) hidden: bool,
}

impl Image {
    fn new(id: &str, name: &str, extra: Value) -> Self {
        Self { id: id.to_owned(), name: name.to_owned(), extra, chosen: false, hidden: false }
    }
}

/// A size as the service shows it.
fn size(id: &str, name: &str, (ram, disk): (u64, u64), bandwidth: Value, price: Value) -> Value {
    json!({"id": id, "name": name, "ram": ram, "disk": disk, "bandwidth": bandwidth, "price": price})
}

fn location(id: &str, name: &str, country: &str) -> Value {
    json!({"id": id, "name": name, "country": country})
}

impl Backend {
    pub(super) fn sizes(&self) -> Vec<Value> {
        let (driver, mut sizes) = match self.family {
            Family::Ec2 => (ec2::driver(&self.provider), ec2::sizes()),
            family => (others::driver(family).to_owned(), others::sizes(family)),
        };
        for size in &mut sizes {
            size["driver"] = json!(driver);
        }
        sizes
    }

    pub(super) fn locations(&self) -> Vec<Value> {
        match self.family {
            Family::Ec2 => ec2::locations(&self.provider),
            family => others::locations(family),
        }
    }

    fn all_images(&self) -> Vec<Image> {
        match self.family {
            Family::Ec2 => ec2::images(),
            family => others::images(family),
        }
    }

    /// The images that a list shows, or those that a search finds.
    pub(super) fn images(&self, dialect: Dialect, term: Option<&str>) -> Value {
        let term = term.map(str::to_lowercase);
        let found = |image: &Image| match &term {
            None => !image.hidden || self.starred.contains(&image.id),
            Some(term) => image.id.to_lowercase().contains(term) || image.name.to_lowercase().contains(term),
        };
        let limit = match (&term, dialect) {
            (None, _) => usize::MAX,
            (Some(_), Dialect::January2014) => 20,
            (Some(_), _) => 40,
        };
        let mut images: Vec<Image> = self.all_images().into_iter().filter(is_offered).filter(found).collect();
        images.sort_by_key(|image| !self.starred.contains(&image.id));
        images
            .iter()
            .take(limit)
            .map(|image| {
                let star = self.is_starred(dialect, &image.id, image.chosen);
                json!({"id": image.id, "name": image.name, "extra": image.extra, "star": star})
            })
            .collect()
    }

    /// Gives the image a star, or takes it away; says whether it has one then.
    pub(super) fn toggle_star(&mut self, dialect: Dialect, id: &str) -> bool {
        let chosen = self.all_images().iter().any(|image| image.id == id && image.chosen);
        let star = !self.is_starred(dialect, id, chosen);
        let (to, from) = if star {
            (&mut self.starred, &mut self.unstarred)
        } else {
            (&mut self.unstarred, &mut self.starred)
        };
        from.remove(id);
        to.insert(id.to_owned());
        star
    }

    /// From May 2014 on every image has a star until it is taken away, and of EC2's those of Mist's own table.
    fn is_starred(&self, dialect: Dialect, id: &str, chosen: bool) -> bool {
        let from_the_start = match dialect {
            Dialect::January2014 => false,
            _ => chosen || self.family != Family::Ec2,
        };
        self.starred.contains(id) || from_the_start && !self.unstarred.contains(id)
    }

    pub(super) fn has_size(&self, id: &str) -> bool {
        self.sizes().iter().any(|size| size["id"] == id)
    }

    pub(super) fn has_location(&self, id: &str) -> bool {
        self.locations().iter().any(|location| location["id"] == id)
    }

    pub(super) fn has_image(&self, id: &str) -> bool {
        self.all_images().iter().any(|image| image.id == id)
    }

    /// Ids of sizes, images and locations, for machines that are there from the start.
    pub(super) fn choices(&self) -> [Vec<String>; 3] {
        let ids = |records: Vec<Value>| {
            records.iter().filter_map(|one| one["id"].as_str()).map(str::to_owned).collect::<Vec<String>>()
        };
        let images = self.all_images().into_iter().filter(is_offered).map(|image| image.id).collect();
        [ids(self.sizes()), images, ids(self.locations())]
    }
}

/// Mist shows neither kernels and RAM disks nor what it cannot log in to.
fn is_offered(image: &Image) -> bool {
    let name = image.name.to_lowercase();
    !image.id.starts_with("aki")
        && !image.id.starts_with("ari")
        && !name.contains("windows")
        && !name.contains("hvm")
}
