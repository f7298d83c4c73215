#![doc = include_str!("../README.md")]

mod access;
mod answer;
mod asked;
mod backends;
mod catalog;
mod gateway;
mod guard;
mod impatient;
mod keys;
mod machines;
mod refusal;
mod room;
mod route;
mod server;
mod settings;
mod store;
mod underway;
mod unfinished;

pub use gateway::{Gateway, GatewayBuilder};
pub use guard::AddressRange;
pub use server::Listening;
pub use settings::Settings;
pub use store::SealingKey;
