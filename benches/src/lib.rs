//! What the benches and `compare` measure with.

pub mod bodies;
pub mod decode;
pub mod instances;
