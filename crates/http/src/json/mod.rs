//! JSON as providers write it: whole objects, read leniently, shown without secrets.
//!
//! A record of a provider is its JSON [`Object`], whole: what a newer service adds is there too, and whatever is not as
//! expected is absent instead of an error. [`record!`] makes the type, the driver adds a method for each field that is of
//! use, and [`list`], [`list_in`] and [`one`] read records from replies.
//!
//! ```
//! # mod wire {
//! use anycloud_core::{ByteSize, ServerId};
//! use anycloud_http::json::record;
//! use serde_json::Value;
//!
//! record! {
//!     hide without_secrets;
//!     /// A droplet: `GET /v2/droplets/{id}`.
//!     Droplet => "example.droplet", needs ["id"]
//! }
//!
//! impl Droplet {
//!     /// Its id: the service writes a number.
//!     pub fn id(&self) -> ServerId {
//!         ServerId::new(self.0.text("id").unwrap_or_default())
//!     }
//!
//!     /// Its memory; `memory` counts MiB.
//!     pub fn memory(&self) -> Option<ByteSize> {
//!         self.0.positive("memory").map(ByteSize::mib)
//!     }
//! }
//!
//! /// What this provider's records must not show.
//! fn without_secrets(value: &mut Value) {
//!     if let Some(data) = value.get_mut("user_data") {
//!         *data = "***".into();
//!     }
//! }
//! # }
//! # use anycloud_core::{ByteSize, Record};
//! # use anycloud_http::{Reply, json};
//! # fn main() -> anycloud_core::Result<()> {
//! # let (parts, ()) = http::Response::new(()).into_parts();
//! # let reply = Reply::new(parts, r#"{"droplets": [{"id": 7, "memory": "512", "user_data": "echo s3cret"}]}"#);
//! // In a client this is `http.call(call, |reply| json::list_in("droplets", reply)).await?`.
//! let droplets: Vec<wire::Droplet> = json::list_in("droplets", reply)?;
//! assert_eq!((droplets[0].id().as_str(), droplets[0].memory()), ("7", Some(ByteSize::mib(512))));
//! assert_eq!(droplets[0].to_json()["user_data"], "***");
//! assert_eq!(droplets[0].get("user_data").unwrap(), "echo s3cret");
//! # Ok(())
//! # }
//! ```
//!
//! Errors are [`Decode`](anycloud_core::ErrorKind::Decode) and say the line and column, never the text: it may be a
//! secret. The provider's name and the operation are added by [`Http::call`](crate::Http::call).

mod object;
mod read;
mod record;

#[doc(inline)]
pub use crate::__json_record as record;
pub use object::{Object, count, flag, text};
pub use read::{Item, list, list_in, one, one_of, parse, unread};

#[cfg(test)]
mod tests;
