//! What to list.

use super::Params;
use anycloud_core::PageToken;

/// What a list holds: everything, or what has one of these ids and matches all of these filters. The service chooses;
/// nothing is filtered here.
///
/// ```
/// use anycloud_ec2::Query;
/// let web = Query::all().filter("tag:role", ["web"]).filter("instance-state-name", ["pending", "running"]);
/// let two = Query::ids(["i-1234567890abcdef0", "i-0598c7d356eba48d7"]);
/// # let _ = (web, two);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) ids: Option<Vec<String>>,
    pub(super) names: Option<Vec<String>>,
    pub(super) params: Params,
    pub(super) page: Option<u32>,
    pub(crate) from: Option<PageToken>,
}

impl Query {
    /// Everything that the account may see.
    pub fn all() -> Self {
        Self::default()
    }

    /// These. The service refuses the whole list if one of them does not exist. No ids at all means nothing, not
    /// everything: it is refused before anything is sent.
    pub fn ids<T: Into<String>>(ids: impl IntoIterator<Item = T>) -> Self {
        Self { ids: Some(ids.into_iter().map(Into::into).collect()), ..Self::default() }
    }

    /// These, by name: key pairs, security groups of the default VPC, regions, zones, attributes of the account and,
    /// for Elastic IPs, the public addresses themselves. A list that has no names refuses them before anything is sent.
    pub fn names<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        Self { names: Some(names.into_iter().map(Into::into).collect()), ..Self::default() }
    }

    /// Only what matches any of these values, by the manual's name of the filter, e.g. `tag:role` or `vpc-id`. `*` and
    /// `?` stand for any text and any character, unless a `\` is before them. Filters that are said one after the other
    /// must all match. The service takes 200 values in all.
    #[must_use]
    pub fn filter<T: ToString>(mut self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        self.params = self.params.filter(name, values);
        self
    }

    /// `MaxResults`: how much the service is asked for at once, by default as much as it gives; mostly 5 to 1,000. The
    /// list is complete all the same. It is not sent with ids or names, with which the service refuses it.
    #[must_use]
    pub fn page_size(mut self, items: u32) -> Self {
        self.page = Some(items);
        self
    }

    /// `NextToken`: from this page on, which [`Listing::token`](anycloud_core::Listing::token) gave for the same query.
    #[must_use]
    pub fn from(mut self, page: PageToken) -> Self {
        self.from = Some(page);
        self
    }

    /// A parameter that has no method here, by its name in the manual, e.g. `AllRegions`.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl ToString) -> Self {
        self.params = self.params.set(name, value);
        self
    }
}

/// Which images [`describe_images`](crate::Client::describe_images) lists. There are some hundred thousand public ones:
/// say whose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuery(Query);

impl ImageQuery {
    /// Every image that the account may use.
    pub fn all() -> Self {
        Self::default()
    }

    /// `Owner`: images of these: account numbers, `self`, `amazon`, `aws-backup-vault` or `aws-marketplace`.
    pub fn owners<T: ToString>(owners: impl IntoIterator<Item = T>) -> Self {
        let mut query = Query::all();
        query.params = query.params.list("Owner", owners);
        Self(query)
    }

    /// `ImageId`: these images. The service refuses the whole list if one of them does not exist.
    pub fn ids<T: Into<String>>(ids: impl IntoIterator<Item = T>) -> Self {
        Self(Query::ids(ids))
    }

    /// `ExecutableBy`: only images that these accounts were allowed to start, or `self`, or `all` for the public ones.
    #[must_use]
    pub fn executable_by<T: ToString>(mut self, users: impl IntoIterator<Item = T>) -> Self {
        self.0.params = self.0.params.list("ExecutableBy", users);
        self
    }

    /// `IncludeDeprecated`: also images whose end their owner has announced. One's own are always there.
    #[must_use]
    pub fn include_deprecated(self) -> Self {
        Self(self.0.set("IncludeDeprecated", true))
    }

    /// Only what matches any of these values, e.g. of `name`, `architecture` or `state`, as [`Query::filter`].
    #[must_use]
    pub fn filter<T: ToString>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        Self(self.0.filter(name, values))
    }

    /// `MaxResults`: how much the service is asked for at once, as [`Query::page_size`].
    #[must_use]
    pub fn page_size(self, items: u32) -> Self {
        Self(self.0.page_size(items))
    }

    pub(crate) fn query(&self) -> &Query {
        &self.0
    }
}
