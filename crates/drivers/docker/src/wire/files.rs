//! Files of containers.

use super::record;
use anycloud_core::{ByteSize, Text};

record! {
    /// A file or folder in a container: the header `X-Docker-Container-Path-Stat` of an archive.
    PathStat => "docker.path_stat", needs ["name"]
}

impl PathStat {
    /// Its name, without the path.
    pub fn name(&self) -> Text {
        self.0.text("name").unwrap_or_default()
    }

    /// The size of a file; of a folder what its entry takes.
    pub fn size(&self) -> Option<ByteSize> {
        self.0.count("size").map(ByteSize)
    }

    /// Where it leads, if it is a link.
    pub fn link(&self) -> Option<Text> {
        self.0.text("linkTarget")
    }
}
