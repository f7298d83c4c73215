//! Tags.

use super::Client;
use crate::request::groups as request;
use crate::request::{Describe, Query, invalid};
use crate::wire::TagOf;
use anycloud_core::{Listing, Result};

impl Client {
    /// DescribeTags: chosen by filters such as `resource-id`, `resource-type` and `key`.
    pub fn describe_tags(&self, query: &Query) -> Listing<TagOf> {
        self.list(Describe::TAGS, query)
    }

    /// CreateTags: on each of these things each of these tags, instead of those with the same key.
    ///
    /// # Errors
    /// `NotFound`; `QuotaExceeded` beyond 50 tags.
    pub async fn create_tags(&self, ids: &[&str], tags: &[(&str, &str)]) -> Result<()> {
        self.done(request::create_tags(ids, tags)).await
    }

    /// DeleteTags: by key, and only with this value if there is one here.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` without any tag, which the service would take for all of them.
    pub async fn delete_tags(&self, ids: &[&str], tags: &[(&str, Option<&str>)]) -> Result<()> {
        if tags.is_empty() {
            return Err(invalid("no tag is named: the service would remove all of them"));
        }
        self.done(request::delete_tags(ids, tags)).await
    }
}
