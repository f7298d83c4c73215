//! Images, and how they come.

use super::record;
use anycloud_core::{ByteSize, ImageId, Text, Timestamp};
use std::collections::BTreeMap;

record! {
    /// An image in a list: `GET /images/json`.
    ImageSummary => "docker.image_summary", needs ["Id"]
}

record! {
    /// An image: `GET /images/{name}/json`.
    ImageInfo => "docker.image", needs ["Id"]
}

record! {
    /// What a pull says of itself, from [`Pull::next`](crate::Pull::next): about one layer, or about the whole.
    Progress => "docker.progress", needs []
}

record! {
    /// An image of a registry that a search found: `GET /images/search`.
    SearchResult => "docker.search_result", needs ["name"]
}

impl ImageSummary {
    /// Its id: `sha256:` and 64 hexadecimal digits.
    pub fn id(&self) -> ImageId {
        ImageId::new(self.0.text("Id").unwrap_or_default())
    }

    /// Its names with their tags, e.g. `busybox:1.36`; none if it lost its name to another.
    pub fn tags(&self) -> Vec<Text> {
        self.0.texts("RepoTags").into_iter().filter(|tag| *tag != "<none>:<none>").collect()
    }

    /// When it was built, if its maker says so.
    pub fn created(&self) -> Option<Timestamp> {
        Timestamp::from_unix(self.0.number("Created")?).ok()
    }

    /// What it takes on disk, with the layers that it shares with others.
    pub fn size(&self) -> Option<ByteSize> {
        self.0.positive("Size").map(ByteSize)
    }

    /// Its labels.
    pub fn labels(&self) -> BTreeMap<Text, Text> {
        self.0.map("Labels")
    }
}

impl ImageInfo {
    /// Its id: `sha256:` and 64 hexadecimal digits.
    pub fn id(&self) -> ImageId {
        ImageId::new(self.0.text("Id").unwrap_or_default())
    }

    /// Its names with their tags, e.g. `busybox:1.36`; none if it lost its name to another.
    pub fn tags(&self) -> Vec<Text> {
        self.0.texts("RepoTags")
    }

    /// When it was built, if its maker says so.
    pub fn created(&self) -> Option<Timestamp> {
        self.0.time("Created")
    }

    /// What it takes on disk, with the layers that it shares with others.
    pub fn size(&self) -> Option<ByteSize> {
        self.0.positive("Size").map(ByteSize)
    }

    /// The processor that it is for, e.g. `amd64`.
    pub fn architecture(&self) -> Option<Text> {
        self.0.text("Architecture")
    }

    /// The operating system that it is for, e.g. `linux`.
    pub fn os(&self) -> Option<Text> {
        self.0.text("Os")
    }

    /// What a container of it runs, if nothing else is said: a program and its arguments, or those of the entrypoint.
    pub fn command(&self) -> Vec<Text> {
        self.0.inner("Config").texts("Cmd")
    }

    /// Its labels.
    pub fn labels(&self) -> BTreeMap<Text, Text> {
        self.0.inner("Config").map("Labels")
    }
}

impl Progress {
    /// What is done, for people, e.g. `Downloading` or `Pull complete`.
    pub fn status(&self) -> Option<Text> {
        self.0.text("status")
    }

    /// The layer that it is about, by the beginning of its id. The first line of a pull says the tag here.
    pub fn layer(&self) -> Option<Text> {
        self.0.text("id")
    }

    /// Bytes of the layer that are done, while it is downloaded or unpacked.
    pub fn current(&self) -> Option<u64> {
        self.0.inner("progressDetail").positive("current")
    }

    /// Bytes of the whole layer, where that is known.
    pub fn total(&self) -> Option<u64> {
        self.0.inner("progressDetail").positive("total")
    }
}

impl SearchResult {
    /// Its name in the registry, without a tag; good for [`Client::image_pull`](crate::Client::image_pull).
    pub fn name(&self) -> ImageId {
        ImageId::new(self.0.text("name").unwrap_or_default())
    }

    /// What it is, in its maker's words.
    pub fn description(&self) -> Option<Text> {
        self.0.text("description")
    }

    /// How many people marked it with a star.
    pub fn stars(&self) -> u64 {
        self.0.positive("star_count").unwrap_or_default()
    }

    /// Whether it is one of Docker Hub's own, such as `busybox`.
    pub fn official(&self) -> bool {
        self.0.flag("is_official")
    }
}
