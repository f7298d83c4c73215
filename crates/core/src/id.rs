//! Names of things: one type per kind of resource, and where they live.

use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $kind:ident),* $(,)?) => { $(
        $(#[$doc])*
        ///
        /// Any text: the driver knows what an id of its provider looks like and refuses a malformed one before
        /// it sends anything.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Text);

        impl $name {
            /// An id as the provider wrote it.
            pub fn new(id: impl Into<Text>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same id without its type, for references that hold any kind of resource.
            pub fn resource(&self) -> ResourceRef {
                ResourceRef::new(ResourceKind::$kind, self.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }
    )* };
}

ids! {
    /// The id of a static (reserved) address.
    AddressId => Address,
    /// The id of a drive: a volume or disk.
    DriveId => Drive,
    /// The id of a firewall: a security group.
    FirewallId => Firewall,
    /// The id of an image that a drive or server can be made from.
    ImageId => Image,
    /// The id of a key pair: a public key that new servers let in.
    KeyPairId => KeyPair,
    /// The id of a location: a zone, region or datacentre.
    LocationId => Location,
    /// The id of a network: a VLAN, subnet or bridge.
    NetworkId => Network,
    /// The id of a server.
    ServerId => Server,
    /// The id of a named size.
    SizeId => Size,
    /// The id of a snapshot of a drive.
    SnapshotId => Snapshot,
    /// The id of a subscription: resources that are paid for in advance.
    SubscriptionId => Subscription,
}

/// The caller's own name for a configured cloud: `NAME` of `[clouds.NAME]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CloudId(Box<str>);

impl CloudId {
    /// Any text that the caller likes.
    pub fn new(name: impl Into<Box<str>>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CloudId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Where requests really go, whatever the caller calls it.
///
/// Kept in every saved operation and compared before it goes on: a "not found" from the wrong account must
/// never read as "destroyed".
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Realm {
    /// The driver, e.g. `elastichosts`.
    pub provider: Box<str>,
    /// Scheme, host and port of the service.
    pub origin: Box<str>,
    /// The account, where the driver knows it without asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Box<str>>,
    /// A part of the account: region, project, backend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Box<str>>,
}

impl Realm {
    /// A realm without account and scope.
    pub fn new(provider: impl Into<Box<str>>, origin: impl Into<Box<str>>) -> Self {
        Self { provider: provider.into(), origin: origin.into(), account: None, scope: None }
    }

    /// Adds the account.
    pub fn account(mut self, account: impl Into<Box<str>>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Adds the scope.
    pub fn scope(mut self, scope: impl Into<Box<str>>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Whether both can be the same place. An account unknown on either side does not contradict.
    pub fn agrees(&self, other: &Self) -> bool {
        self.provider == other.provider
            && self.origin == other.origin
            && self.scope == other.scope
            && (self.account.is_none() || other.account.is_none() || self.account == other.account)
    }
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.provider, self.origin)?;
        if let Some(account) = &self.account {
            write!(f, " for {account}")?;
        }
        if let Some(scope) = &self.scope {
            write!(f, " in {scope}")?;
        }
        Ok(())
    }
}

/// What a resource is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResourceKind {
    /// A static address.
    Address,
    /// A drive.
    Drive,
    /// A firewall.
    Firewall,
    /// An image.
    Image,
    /// A key pair.
    KeyPair,
    /// A location.
    Location,
    /// A network.
    Network,
    /// A server.
    Server,
    /// A named size.
    Size,
    /// A snapshot.
    Snapshot,
    /// A subscription.
    Subscription,
    /// What only one provider has, by its own term.
    #[serde(untagged)]
    Native(Box<str>),
}

impl ResourceKind {
    /// The kind as one word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Address => "address",
            Self::Drive => "drive",
            Self::Firewall => "firewall",
            Self::Image => "image",
            Self::KeyPair => "key_pair",
            Self::Location => "location",
            Self::Network => "network",
            Self::Server => "server",
            Self::Size => "size",
            Self::Snapshot => "snapshot",
            Self::Subscription => "subscription",
            Self::Native(term) => term,
        }
    }
}

/// One thing inside one cloud.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResourceRef {
    /// What it is.
    pub kind: ResourceKind,
    /// Its id.
    pub id: Box<str>,
}

impl ResourceRef {
    /// A reference to the thing of this kind and id.
    pub fn new(kind: ResourceKind, id: impl Into<Box<str>>) -> Self {
        Self { kind, id: id.into() }
    }
}

impl fmt::Display for ResourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::{Realm, ResourceKind, ServerId};

    #[test]
    fn realms_agree_unless_they_contradict() {
        let a = Realm::new("elastichosts", "https://api-lon-p.elastichosts.com");
        assert!(a.agrees(&a.clone().account("me")));
        assert!(!a.clone().account("you").agrees(&a.clone().account("me")));
        assert!(!a.agrees(&a.clone().scope("b1")));
        assert!(!a.agrees(&Realm::new("elastichosts", "https://api-sat-p.elastichosts.com")));
    }

    #[test]
    fn kinds_read_back() {
        for kind in [ResourceKind::Server, ResourceKind::Native("nic".into())] {
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("{:?}", kind.as_str()));
            assert_eq!(serde_json::from_str::<ResourceKind>(&json).unwrap(), kind);
        }
        assert_eq!(ServerId::new("a").resource().to_string(), "server a");
    }
}
