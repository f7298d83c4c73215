//! The native client.

mod containers;
mod differential;
mod files;
mod images;
mod lab;
mod networks;
mod refusals;
mod streams;
mod volumes;
