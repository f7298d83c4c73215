//! Parameters of a call, in order.

use super::{API_VERSION, invalid};
use anycloud_core::{ResourceKind, ResourceRef, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;

/// All but RFC 3986's unreserved characters is escaped, a space as `%20`: what is signed is what is sent.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Parameters of a call by their names in the manual, in the order in which they were set, for [`Client::read`] and
/// [`Client::act`].
///
/// ```
/// use anycloud_ec2::Params;
/// let params = Params::new().filter("vpc-id", ["vpc-1234567890abcdef0"]).set("MaxResults", 100);
/// assert_eq!(params.get("Filter.1.Value.1"), Some("vpc-1234567890abcdef0"));
/// ```
///
/// [`Client::read`]: crate::Client::read
/// [`Client::act`]: crate::Client::act
///
/// `Debug` shows the names only: values may be secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// No parameters yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One parameter, instead of what it was: a number, a truth or text, which is encoded when it is sent.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.into(), value)),
        }
        self
    }

    /// A list: `NAME.1`, `NAME.2`, …, instead of what these were.
    #[must_use]
    pub fn list<T: ToString>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        let numbered = (1..).zip(values);
        numbered.fold(self, |params, (number, value)| params.set(&format!("{name}.{number}"), value))
    }

    /// One more `Filter` by a name of the manual, e.g. `tag:role`. The service gives what matches any of the values,
    /// and all of the filters.
    #[must_use]
    pub fn filter<T: ToString>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        let number = self.entries("Filter", "Name") + 1;
        self.set(&format!("Filter.{number}.Name"), name).list(&format!("Filter.{number}.Value"), values)
    }

    /// One more `TagSpecification`: tags for each thing of this type (`instance`, `volume`, …) that the call makes.
    #[must_use]
    pub fn tags<'a>(self, on: &str, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let number = self.entries("TagSpecification", "ResourceType") + 1;
        let at = format!("TagSpecification.{number}");
        let named = self.set(&format!("{at}.ResourceType"), on);
        (1..).zip(tags).fold(named, |params, (tag, (key, value))| {
            params.set(&format!("{at}.Tag.{tag}.Key"), key).set(&format!("{at}.Tag.{tag}.Value"), value)
        })
    }

    /// The value of a parameter, by its whole name, e.g. `InstanceId.1`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// How many `LIST.N` there are that have this field.
    pub(super) fn entries(&self, list: &str, field: &str) -> usize {
        let of_list = |name: &str| {
            let rest = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('.'));
            rest.and_then(|rest| rest.split_once('.')).is_some_and(|(_, last)| last == field)
        };
        self.iter().filter(|(name, _)| of_list(name)).count()
    }

    /// The form that is sent.
    pub(super) fn body(&self, action: &str) -> String {
        let fixed = [("Action", action), ("Version", API_VERSION)];
        let mut body = String::new();
        for (name, value) in fixed.into_iter().chain(self.iter()) {
            let separator = if body.is_empty() { "" } else { "&" };
            let (name, value) = (utf8_percent_encode(name, ESCAPED), utf8_percent_encode(value, ESCAPED));
            body.extend([separator.to_owned(), name.to_string(), "=".to_owned(), value.to_string()]);
        }
        body
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Params")?;
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// Parameters that are ids: the last word of their names, and how the ids of this kind begin.
const IDS: [(&str, &str); 17] = [
    ("AllocationId", "eipalloc-"),
    ("AssociationId", "eipassoc-"),
    ("AttachmentId", "eni-attach-"),
    ("GroupId", "sg-"),
    ("ImageId", "ami-"),
    ("InstanceId", "i-"),
    ("KeyPairId", "key-"),
    ("NetworkInterfaceId", "eni-"),
    ("ResourceId", ""),
    ("SecurityGroupId", "sg-"),
    ("SecurityGroupRuleId", "sgr-"),
    ("SnapshotId", "snap-"),
    ("SourceImageId", "ami-"),
    ("SourceSnapshotId", "snap-"),
    ("SubnetId", "subnet-"),
    ("VolumeId", "vol-"),
    ("VpcId", "vpc-"),
];

/// Refuses an id that cannot be one of its kind: a snapshot's where a volume's belongs, or none at all, for a list
/// without ids means everything.
pub(super) fn checked(params: &Params) -> Result<()> {
    for (name, value) in params.iter() {
        let word = word(name);
        let Some((_, prefix)) = IDS.iter().find(|(id, _)| *id == word) else { continue };
        // An image may also be named by a parameter of Systems Manager.
        let by_parameter = word == "ImageId" && value.starts_with("resolve:ssm:");
        if !by_parameter && !is_id(value, prefix) {
            let like = if prefix.is_empty() { "vol-…" } else { prefix };
            return Err(invalid(format!("{value:?} is no {word}: one looks like {like}1234567890abcdef0")));
        }
    }
    Ok(())
}

/// The last word of a name that is no number: `InstanceId` of `InstanceId.1`.
fn word(name: &str) -> &str {
    name.rsplit('.').find(|part| !part.bytes().all(|b| b.is_ascii_digit())).unwrap_or(name)
}

fn is_id(value: &str, prefix: &str) -> bool {
    let rest = value.strip_prefix(prefix);
    rest.is_some_and(|rest| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || (prefix.is_empty() && b == b'-');
        !rest.is_empty() && rest.len() <= 64 && rest.bytes().all(plain)
    })
}

/// The one thing that these parameters name first, in anycloud's terms.
pub(super) fn resource(params: &Params) -> Option<ResourceRef> {
    let (name, value) = params.iter().next()?;
    let kind = match word(name) {
        "AllocationId" => ResourceKind::Address,
        "GroupId" => ResourceKind::Firewall,
        "ImageId" => ResourceKind::Image,
        "InstanceId" => ResourceKind::Server,
        "InstanceType" => ResourceKind::Size,
        "KeyName" => ResourceKind::KeyPair,
        "SnapshotId" => ResourceKind::Snapshot,
        "SubnetId" | "VpcId" => ResourceKind::Network,
        "VolumeId" => ResourceKind::Drive,
        _ => return None,
    };
    let alone = params.iter().filter(|(other, _)| word(other) == word(name)).count() == 1;
    alone.then(|| ResourceRef::new(kind, value))
}
