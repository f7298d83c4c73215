//! Tags.

use super::Client;
use crate::request::tags as request;
use crate::request::{Describe, Query, invalid};
use crate::wire::TagOf;
use anycloud_core::{Listing, Result};

impl Client {
    /// DescribeTags: chosen by filters such as `resource-id`, `resource-type` and `key`.
    pub fn describe_tags(&self, query: &Query) -> Listing<TagOf> {
        self.list(Describe::TAGS, query)
    }

    /// CreateTags: on each of these things, by their ids of any kind, each of these tags as key and value, instead of
    /// those with the same key.
    ///
    /// # Errors
    /// `NotFound`; `QuotaExceeded` beyond 50 tags on one thing; `Busy` while another call changes them.
    pub async fn create_tags(&self, ids: &[&str], tags: &[(&str, &str)]) -> Result<()> {
        self.done(request::create(ids, tags)).await
    }

    /// DeleteTags: from each of these things the tags of these keys, and only with this value if there is one here.
    /// What has no such tag is left alone.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` without any tag, which the service would take for all of them.
    pub async fn delete_tags(&self, ids: &[&str], tags: &[(&str, Option<&str>)]) -> Result<()> {
        if tags.is_empty() {
            return Err(invalid("no tag is named: the service would remove all of them"));
        }
        self.done(request::delete(ids, tags)).await
    }
}
