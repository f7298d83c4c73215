//! Drives.

use crate::properties::Properties;
use crate::reply::unread;
use crate::server::IoCounters;
use crate::tags::tags;
use anycloud_core::{
    Attachment, ByteSize, Drive, DriveId, DriveState, Image, ImageId, Result, Secret, ServerId, Text,
};
use anycloud_elastic_text::words;

/// A drive, as the service describes it. docs: ElasticHosts API, "Get single drive info"; CloudSigma API 1.0, §7.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveRecord(Properties);

/// Who may read a drive beside its owner: [`DriveRecord::readers`],
/// [`DriveConfig::readers`](crate::DriveConfig::readers).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Readers {
    /// All users: the service's `ffffffff-ffff-ffff-ffff-ffffffffffff`.
    Everyone,
    /// These users, by UUID; without any, only the owner.
    Users(Vec<Text>),
}

/// How many servers may have a drive at a time: [`DriveRecord::claim_type`],
/// [`DriveConfig::claim_type`](crate::DriveConfig::claim_type).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimType {
    /// One.
    #[default]
    Exclusive,
    /// Several.
    Shared,
}

/// How far an imaging is, or at CloudSigma a copy: [`DriveRecord::imaging`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Imaging {
    /// Another imaging has to end first.
    Queued,
    /// It goes on; how many percent of it are done, 0 to 100, if the service says.
    Running(Option<u8>),
}

/// What uses a drive now: [`DriveRecord::claimed`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// Something else than a server, e.g. an imaging, in the service's own words.
    Other(Text),
    /// A running server.
    Server {
        /// Which.
        id: ServerId,
        /// Where it has the drive, if the service says.
        device: Option<Text>,
    },
}

/// The reader that stands for all users.
const EVERYONE: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

impl DriveRecord {
    /// The record of a drive.
    ///
    /// # Errors
    /// `Decode` without the key `drive`.
    pub fn new(record: Properties) -> Result<Self> {
        if record.some("drive").is_none() {
            return Err(unread("a drive without the key `drive`"));
        }
        Ok(Self(record))
    }

    /// All keys, known or not.
    pub fn properties(&self) -> &Properties {
        &self.0
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// `drive`: its UUID.
    pub fn id(&self) -> DriveId {
        DriveId::new(self.0.id_of("drive").unwrap_or_default())
    }

    /// `name`: what people call it. It need not be unique.
    pub fn name(&self) -> Text {
        self.0.text_of("name").unwrap_or_default()
    }

    /// `size`: bytes. Of a gzipped standard drive these are the bytes of the gzipped form.
    pub fn size(&self) -> Option<ByteSize> {
        self.0.size("size")
    }

    /// `rawsize`: bytes of a standard drive when it is unzipped.
    pub fn raw_size(&self) -> Option<ByteSize> {
        self.0.size("rawsize")
    }

    /// Whether what is on a standard drive is gzipped (`format gzip`).
    pub fn is_gzip(&self) -> bool {
        self.0.some("format") == Some("gzip")
    }

    /// `media` of a standard drive: `disk` or `cdrom`.
    pub fn media(&self) -> Option<Text> {
        self.0.text_of("media")
    }

    /// `status`: `active` or `inactive`.
    pub fn status(&self) -> Option<Text> {
        self.0.text_of("status")
    }

    /// `user`: the owner's UUID.
    pub fn user(&self) -> Option<Text> {
        self.0.text_of("user")
    }

    /// `claimed`: what uses it now.
    pub fn claimed(&self) -> Vec<Claim> {
        self.0.words("claimed").map(|token| self.claim(token)).collect()
    }

    /// `claim:type`: how many servers may have it at a time; exclusive where the service does not say.
    pub fn claim_type(&self) -> ClaimType {
        if self.0.some("claim:type") == Some("shared") { ClaimType::Shared } else { ClaimType::Exclusive }
    }

    /// `imaging`: how far it is, while it goes on.
    pub fn imaging(&self) -> Option<Imaging> {
        match self.0.some("imaging")? {
            "false" => None,
            "queued" => Some(Imaging::Queued),
            "true" => Some(Imaging::Running(None)),
            percent => {
                let percent: Option<u8> = percent.strip_suffix('%').unwrap_or(percent).parse().ok();
                Some(Imaging::Running(percent.map(|n| n.min(100))))
            }
        }
    }

    /// `readers`: who may read it beside its owner.
    pub fn readers(&self) -> Readers {
        if self.0.words("readers").any(|reader| reader == EVERYONE) {
            return Readers::Everyone;
        }
        Readers::Users(self.0.texts("readers"))
    }

    /// `tags`: labels. Tags with values are [`user_keys`](Self::user_keys).
    pub fn tags(&self) -> Vec<Text> {
        self.0.texts("tags")
    }

    /// `user:*`: the owner's own keys, without the prefix.
    pub fn user_keys(&self) -> Vec<(Text, Text)> {
        self.0.user_keys().collect()
    }

    /// `avoid`: drives on whose hardware it must not be.
    pub fn avoid(&self) -> Vec<DriveId> {
        self.0.ids("avoid").into_iter().map(DriveId::new).collect()
    }

    /// `encryption:cipher`: `none` or `aes-xts-plain`.
    pub fn cipher(&self) -> Option<Text> {
        self.0.text_of("encryption:cipher")
    }

    /// `encryption:key`, where the service shows it.
    pub fn encryption_key(&self) -> Option<Secret> {
        self.0.secret("encryption:key")
    }

    /// `tier`: `disk` or `ssd`; of the later service.
    pub fn tier(&self) -> Option<Text> {
        self.0.text_of("tier")
    }

    /// `read:bytes`, `read:requests`, `write:bytes`, `write:requests`: since it was made.
    pub fn io(&self) -> IoCounters {
        IoCounters::read(&self.0, "")
    }

    /// The drive in anycloud's terms. The driver adds itself as the native record.
    pub fn to_drive(&self) -> Drive {
        let imaging = self.imaging();
        let used_by: Vec<Attachment> = self.claimed().into_iter().filter_map(attachment).collect();
        let state = match (&imaging, self.0.some("status")) {
            (Some(_), _) | (None, Some("copying" | "imaging")) => DriveState::Pending,
            _ if !used_by.is_empty() => DriveState::Attached,
            // Standard drives have no status.
            (None, Some("active") | None) => DriveState::Available,
            (None, Some(other)) => DriveState::Unrecognized(self.0.text(other)),
        };
        let mut drive = Drive::new(self.id(), self.name(), state);
        drive.size = self.size();
        drive.progress = imaging.map(|imaging| match imaging {
            Imaging::Queued => 0,
            Imaging::Running(percent) => percent.unwrap_or(0),
        });
        drive.used_by = used_by;
        drive.tags = tags(&self.0);
        drive
    }

    /// A standard drive in anycloud's terms. The driver adds itself as the native record.
    pub fn to_image(&self) -> Image {
        let mut image = Image::new(ImageId::new(self.0.id_of("drive").unwrap_or_default()), self.name());
        image.size = self.raw_size().or(self.size());
        image
    }

    /// `HOST:guest:SERVER:DEVICE` was recorded; the document says that it is the server's UUID alone.
    fn claim(&self, token: &str) -> Claim {
        let mut parts = token.splitn(4, ':');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(id), None, ..) => Claim::Server { id: ServerId::new(self.0.id(id)), device: None },
            (_, Some("guest"), Some(id), device) => {
                Claim::Server { id: ServerId::new(self.0.id(id)), device: device.map(|d| self.0.text(d)) }
            }
            _ => Claim::Other(self.0.text(token)),
        }
    }
}

impl Readers {
    /// The value of the wire; `None` for nobody.
    pub fn to_value(&self) -> Option<String> {
        match self {
            Self::Everyone => Some(EVERYONE.to_owned()),
            Self::Users(users) => words::join(users.iter()),
        }
    }
}

impl ClaimType {
    /// The word of the wire: `exclusive` or `shared`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Shared => "shared",
        }
    }
}

fn attachment(claim: Claim) -> Option<Attachment> {
    match claim {
        Claim::Other(_) => None,
        Claim::Server { id, device: None } => Some(Attachment::new(id)),
        Claim::Server { id, device: Some(device) } => Some(Attachment::new(id).at(device)),
    }
}
