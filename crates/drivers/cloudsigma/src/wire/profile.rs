//! The profile.

use anycloud_core::{Record, Result, Secret, Text};
use anycloud_elastic_family::{Properties, unread};
use serde::Serialize;

/// The user's profile, of [`Client::profile_info`](crate::Client::profile_info). docs: CloudSigma API 1.0, §6.1. Empty
/// values are absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileInfo(Properties);

macro_rules! texts {
    ($($(#[$doc:meta])* $key:ident),*) => { $(
        $(#[$doc])*
        pub fn $key(&self) -> Option<Text> {
            self.0.text_of(stringify!($key))
        }
    )* };
}

impl ProfileInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        if record.some("email").is_none() {
            return Err(unread("a profile without the key `email`"));
        }
        Ok(Self(record))
    }

    /// All keys, known or not.
    pub fn properties(&self) -> &Properties {
        &self.0
    }

    texts! {
        /// The user's UUID.
        uuid,
        /// The email to log in with.
        email,
        /// First name.
        first_name,
        /// Last name.
        last_name,
        /// The name in the forum.
        nick_name,
        /// How the user is addressed.
        title,
        /// Company.
        company,
        /// Street and number.
        address,
        /// Postcode.
        postcode,
        /// Telephone.
        phone,
        /// The currency of the account; set once.
        currency,
        /// A country's code.
        country,
        /// A language's code.
        language
    }

    /// `secret_key`, which this API shows and does not use.
    pub fn secret_key(&self) -> Option<Secret> {
        self.0.secret("secret_key")
    }
}

impl Record for ProfileInfo {
    fn kind(&self) -> &'static str {
        "cloudsigma.profile"
    }

    fn to_json(&self) -> serde_json::Value {
        self.0.to_json()
    }
}
