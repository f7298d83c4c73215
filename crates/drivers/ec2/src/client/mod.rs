//! The native client: every call, typed.

mod addresses;
mod images;
mod instances;
mod interfaces;
mod keys;
mod networks;
mod places;
mod security_groups;
mod snapshots;
mod tags;
mod volumes;

use crate::PROVIDER;
use crate::config::{Checked, Config};
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
/// Clones are cheap and share connections and credentials. Errors name the call, and the resource if it is about one, and
/// carry the service's code and words as a [`Refusal`](crate::Refusal). An id that cannot be one of its kind is
/// `InvalidRequest` before anything is sent. Lists are complete: they ask for page after page as they are read.
///
/// A call that takes a [`Stamp`](anycloud_core::run::Stamp) sends it as `ClientToken`: the service acts once for each token
/// and set of parameters, however often it is sent. Other calls that make something are sent once: if the answer is lost, the
/// error's [`delivery`](Error::delivery) is unknown.
///
/// The service is eventually consistent: what was just made may be `NotFound` for some seconds.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    credentials: Kept,
    realm: Realm,
    region: Box<str>,
    dry: bool,
}

impl Client {
    /// A client of this configuration. Nothing is sent.
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

    /// Where requests go.
    pub fn endpoint(&self) -> &Url {
        self.http.endpoint()
    }

    /// The same as data, without the account: which one it is, the credentials alone do not say.
    pub fn realm(&self) -> &Realm {
        &self.realm
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// A client whose calls only ask whether they would be allowed: each fails, with the code `DryRunOperation` where it
    /// would have been done. [`dry_run`](crate::dry_run) reads the outcome.
    #[must_use]
    pub fn dry_run(&self) -> Self {
        Self { dry: true, ..self.clone() }
    }

    /// A call that reads and has no method here, by its name in the manual. Its answer as it is; its parameters are
    /// not checked.
    ///
    /// # Errors
    /// What the service answers.
    pub async fn read(&self, action: &'static str, params: Params) -> Result<Element> {
        self.ask(Action::reads(action, params).unknown()).await
    }

    /// A call that changes something and has no method here, by its name in the manual. It is sent once; its
    /// parameters are not checked.
    ///
    /// # Errors
    /// What the service answers.
    pub async fn act(&self, action: &'static str, params: Params) -> Result<Element> {
        self.ask(Action::once(action, params).unknown()).await
    }

    /// The answer to a call. If its credentials are refused, and there are others by now where they come from, it is sent
    /// once more with these: a refusal says that nothing was done.
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
