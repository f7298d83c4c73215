//! The facet of clouds inside a cloud.

use crate::listing::Listing;
use crate::provider::Provider;
use std::fmt::Debug;
use std::sync::Arc;

/// Clouds inside a cloud. They are providers and not handles, so that core can give them the journal, the policy
/// and the read-only flag of the handle they were asked of.
pub trait Clouds: Debug + Send + Sync {
    /// Those that can be used now, each with an id of its own: `<this cloud>/<inner cloud>`.
    fn clouds(&self) -> Listing<Arc<dyn Provider>>;
}
