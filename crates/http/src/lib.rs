#![doc = include_str!("../README.md")]

mod address_rule;
mod arriving;
mod attempt;
mod auth;
mod body;
mod builder;
mod call;
mod client;
mod config;
mod judge;
mod label;
mod origin;
mod page;
mod path;
mod rate;
mod redact;
mod redirect;
mod reply;
mod reqwest_transport;
mod retry;
mod retry_after;
mod transport;

pub mod json;

pub use auth::{Auth, Basic};
pub use body::Body;
pub use builder::HttpBuilder;
pub use call::{Call, Class};
pub use client::Http;
pub use config::HttpConfig;
pub use judge::{Judge, judge_by_status};
pub use page::{begins_as_page, one_line, says_html, web_page};
pub use path::path_segment;
pub use rate::RateLimit;
pub use reply::{Reply, Streamed};
pub use reqwest_transport::ReqwestTransport;
pub use retry::RetryPolicy;
pub use transport::{Sent, Transport, TransportError};
