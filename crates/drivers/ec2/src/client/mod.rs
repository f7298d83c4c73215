//! The native client: every call, typed.

mod account;
mod addresses;
mod images;
mod instance_types;
mod instances;
mod interfaces;
mod key_pairs;
mod networks;
mod security_groups;
mod snapshots;
mod tags;
mod volumes;

use crate::config::{Checked, Config, PROVIDER};
use crate::credentials::Kept;
use crate::error::{is_of_credentials, root};
use crate::request::{Action, Describe, Params, Query};
use crate::wire::Keyed;
use crate::xml::{Element, unread};
use anycloud_core::{Delivery, Error, ErrorKind, Listing, Page, PageToken, Realm, Result, Text};
use anycloud_http::Http;
use url::Url;

/// The calls of EC2's Query API in one region, without journal and undo.
///
/// Each method is one call of the EC2 API Reference, which its first words name. Clones are cheap and share connections
/// and credentials. A cloud's own is `cloud.native::<Client>()`; [`Ec2::client`](crate::Ec2::client) is the driver's.
///
/// # Lists
/// The `describe_…` methods that give a [`Listing`] send nothing until it is read, and are complete: they ask for page
/// after page as they are read. Filters go to the service; their names are in the manual at each call.
///
/// # Once, or any number of times
/// A call that takes a [`Stamp`](anycloud_core::run::Stamp) sends it as `ClientToken`: the service acts once for each
/// token and set of parameters, however often it is sent. What reads, and what does no more the second time, is sent
/// again by the [retry policy](anycloud_http::RetryPolicy). Other calls that make something are sent once: if the
/// answer is lost, the error's [`delivery`](Error::delivery) is unknown.
///
/// # Errors
/// Any call can fail with [`Unauthenticated`](ErrorKind::Unauthenticated) (keys or clock),
/// [`Forbidden`](ErrorKind::Forbidden) (rights), [`RateLimited`](ErrorKind::RateLimited),
/// [`Provider`](ErrorKind::Provider) (a 5xx), [`Transport`](ErrorKind::Transport) and [`Decode`](ErrorKind::Decode),
/// and with [`InvalidRequest`](ErrorKind::InvalidRequest) for parameters that the service does not take; an id that
/// cannot be one of its kind is that before anything is sent. The methods name the kinds that are theirs besides.
///
/// Errors name the call, and the resource if it is about one, and carry the service's code and words as a
/// [`Refusal`](crate::Refusal). When credentials are refused and their source has others by now, the call is sent once
/// more.
///
/// The service is eventually consistent: what was just made may be [`NotFound`](ErrorKind::NotFound) for some seconds.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    credentials: Kept,
    realm: Realm,
    region: Box<str>,
    dry: bool,
}

impl Client {
    /// A client of this configuration. Reads the environment and shared files, and sends nothing.
    ///
    /// # Errors
    /// [`InvalidConfig`](ErrorKind::InvalidConfig): what is missing or cannot work.
    pub fn new(config: Config) -> Result<Self> {
        config.check().map(Self::checked)
    }

    pub(crate) fn checked(config: Checked) -> Self {
        let Checked { http, credentials, realm, region, .. } = config;
        Self { http, credentials, realm, region, dry: false }
    }

    /// The URL that requests go to: the region's host, or the [`endpoint`](Config::endpoint) that was said.
    pub fn endpoint(&self) -> &Url {
        self.http.endpoint()
    }

    /// Endpoint and region as what tells accounts apart in the journal. The account is not in it: the credentials alone
    /// do not say which one it is, and [`Cloud::discover`](anycloud_core::Cloud::discover) asks.
    pub fn realm(&self) -> &Realm {
        &self.realm
    }

    /// The region that requests are signed for, e.g. `eu-west-1`.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// A client whose calls, by `DryRun`, only ask whether they would be allowed: each fails, with the kind
    /// [`Cancelled`](ErrorKind::Cancelled) and the code `DryRunOperation` where it would have been done.
    /// [`dry_run`](crate::dry_run) reads the outcome. It tells of rights, not of the state that things are in.
    #[must_use]
    pub fn dry_run(&self) -> Self {
        Self { dry: true, ..self.clone() }
    }

    /// A call that reads and has no method here, by its name in the manual, e.g. `DescribeRouteTables`. Its answer is
    /// the root of the XML; its parameters are not checked, and pages are the caller's to turn. It may be sent several
    /// times.
    ///
    /// ```
    /// # async fn example(client: &anycloud_ec2::Client) -> anycloud_core::Result<()> {
    /// use anycloud_ec2::Params;
    /// let of_one = Params::new().filter("vpc-id", ["vpc-1234567890abcdef0"]);
    /// let answer = client.read("DescribeRouteTables", of_one).await?;
    /// for table in answer.at("routeTableSet").iter().flat_map(|tables| tables.children()) {
    ///     println!("{:?}", table.child("routeTableId").map(|id| id.text()));
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// What the service answers; its code tells the kind, as for every call.
    pub async fn read(&self, action: &'static str, params: Params) -> Result<Element> {
        self.ask(Action::reads(action, params).unknown()).await
    }

    /// A call that changes something and has no method here, by its name in the manual, e.g. `CreateRoute`. Its answer
    /// is the root of the XML; its parameters are not checked. It is sent once, a `ClientToken` among them or not.
    ///
    /// # Errors
    /// What the service answers; if that is lost, the [`delivery`](Error::delivery) is unknown.
    pub async fn act(&self, action: &'static str, params: Params) -> Result<Element> {
        self.ask(Action::once(action, params).unknown()).await
    }

    /// The answer to a call. If its credentials are refused, and there are others by now where they come from, it is
    /// sent once more with these: a refusal says that nothing was done.
    async fn ask(&self, action: Action) -> Result<Element> {
        let known = self.credentials.known().await;
        match self.send(&action).await {
            Err(e) if is_of_credentials(&e) && self.credentials.replaced(known).await => {
                self.send(&action).await
            }
            answer => answer,
        }
    }

    async fn send(&self, action: &Action) -> Result<Element> {
        let named = |e: Error| match action.resource() {
            Some(resource) if e.resource().is_none() => e.with_resource(resource),
            _ => e,
        };
        let call = action.call(self.dry).map_err(|e| named(e.with_call(action.name)))?;
        self.http.call(call, |reply| root(reply.body)).await.map_err(named)
    }

    /// A call whose answer is one record, at this path.
    async fn one<T: Keyed>(&self, action: Action, path: &str) -> Result<T> {
        let unclear = unclear(&action);
        let read = |root: Element| {
            let found = if path.is_empty() { Some(root) } else { root.at(path) };
            found.ok_or_else(|| unread(&format!("it has no {path}"))).and_then(T::keyed)
        };
        self.ask(action).await.and_then(|root| read(root).map_err(unclear))
    }

    /// A call whose answer is a set of records.
    async fn set<T: Keyed>(&self, action: Action, set: &str) -> Result<Vec<T>> {
        let unclear = unclear(&action);
        let root = self.ask(action).await?;
        records(&root, set).map_err(unclear)
    }

    /// A call whose answer is a word.
    async fn text(&self, action: Action, path: &str) -> Result<Text> {
        let unclear = unclear(&action);
        let root = self.ask(action).await?;
        let found = root.at(path).map(|found| found.text()).filter(|text| !text.is_empty());
        found.ok_or_else(|| unclear(unread(&format!("it has no {path}"))))
    }

    /// A call that answers that it was done.
    async fn done(&self, action: Action) -> Result<()> {
        let name = action.name;
        let root = self.ask(action).await?;
        match root.child("return").map(|said| said.text()) {
            Some(said) if said == "false" => {
                let error = Error::new(ErrorKind::Provider, "the service answers that it did not do it");
                Err(error.with_provider(PROVIDER).with_call(name))
            }
            _ => Ok(()),
        }
    }

    /// A list, page by page.
    fn list<T: Keyed + Send + 'static>(&self, describe: Describe, query: &Query) -> Listing<T> {
        self.list_by(describe, query, |root, set| records(root, set))
    }

    fn list_by<T: Send + 'static>(
        &self,
        describe: Describe,
        query: &Query,
        read: fn(&Element, &str) -> Result<Vec<T>>,
    ) -> Listing<T> {
        let (client, query) = (self.clone(), query.clone());
        Listing::paged(query.from.clone(), move |token: Option<PageToken>| {
            let (client, action) = (client.clone(), describe.action(&query, token.as_ref()));
            async move {
                let action = action?;
                let name = action.name;
                let root = client.ask(action).await?;
                let items =
                    read(&root, describe.set).map_err(|e| e.with_provider(PROVIDER).with_call(name))?;
                let next =
                    root.child("nextToken").map(|token| token.text()).filter(|token| !token.is_empty());
                Ok(match next {
                    Some(token) => Page::more(items, PageToken::new(token.as_str())),
                    None => Page::last(items),
                })
            }
        })
    }
}

/// The records of a set. An answer without the set has none of them.
fn records<T: Keyed>(root: &Element, set: &str) -> Result<Vec<T>> {
    root.at(set).iter().flat_map(Element::children).map(T::keyed).collect()
}

/// An answer that cannot be read: what a call that changes something has done, is not known.
fn unclear(action: &Action) -> impl Fn(Error) -> Error + use<> {
    let (name, reads) = (action.name, action.only_reads());
    move |error| {
        let error = error.with_provider(PROVIDER).with_call(name);
        if reads { error } else { error.delivered(Delivery::Unknown) }
    }
}
