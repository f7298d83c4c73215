//! Programs that a user would start from are the files beside this one:
//!
//! - `tour.rs`: the life of a server, from nothing to nothing.
