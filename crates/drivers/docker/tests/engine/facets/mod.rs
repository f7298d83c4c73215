//! The facets: the whole lifecycle, with other containers present.

mod drives;
mod lab;
mod networks;
mod refusals;
mod resume;
mod servers;
