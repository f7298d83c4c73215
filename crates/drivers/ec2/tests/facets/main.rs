//! The facets against answers that are written here, one for each call: what moto cannot be brought to say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod drives;
mod eventual;
mod firewalls;
mod readme;
mod script;
mod servers;
