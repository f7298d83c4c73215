//! Lists that are complete, or an error.

mod pages;
#[cfg(feature = "stream")]
mod stream;

use pages::{After, ByToken, Filtered, Mapped, Once};

use crate::error::{Error, ErrorKind, Result};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::vec;

/// Where the provider's next page starts; another process can go on from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageToken(Box<str>);

impl PageToken {
    /// The provider's own token.
    pub fn new(token: impl Into<Box<str>>) -> Self {
        Self(token.into())
    }

    /// The provider's own token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One page, or one batch of a reply that is still arriving.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<PageToken>,
}

impl<T> Page<T> {
    /// A page after which the provider has no token.
    pub fn last(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// A page with a successor.
    pub fn more(items: Vec<T>, next: PageToken) -> Self {
        Self { items, next: Some(next) }
    }
}

/// What a driver hands out: pages by token, or batches as one long reply arrives.
#[async_trait]
pub trait Pages<T: Send + 'static>: Send {
    /// The next page; `None` at the end.
    async fn next(&mut self) -> Result<Option<Page<T>>>;
}

/// A list that asks for its pages as it is read.
///
/// ```
/// # use anycloud_core::Listing;
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let mut listing = Listing::ready(vec!["a", "b"]);
/// while let Some(item) = listing.next().await? {
///     println!("{item}");
/// }
/// # Ok::<(), anycloud_core::Error>(()) }).unwrap();
/// ```
#[must_use = "a listing asks nothing until it is read"]
pub struct Listing<T> {
    pages: Box<dyn Pages<T>>,
    ready: vec::IntoIter<T>,
    token: Option<PageToken>,
    seen: HashSet<PageToken>,
    done: bool,
    provider: Option<Box<str>>,
}

impl<T: Send + 'static> Listing<T> {
    /// A listing over a driver's own pages.
    pub fn new(pages: impl Pages<T> + 'static) -> Self {
        Self {
            pages: Box::new(pages),
            ready: vec::IntoIter::default(),
            token: None,
            seen: HashSet::new(),
            done: false,
            provider: None,
        }
    }

    /// The usual driver: one request per page, by token.
    pub fn paged<F, Fut>(start: Option<PageToken>, fetch: F) -> Self
    where
        F: FnMut(Option<PageToken>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Page<T>>> + Send + 'static,
    {
        Self::new(ByToken { fetch, at: Some(start) })
    }

    /// Everything in one request.
    pub fn once<Fut>(fetch: Fut) -> Self
    where
        Fut: Future<Output = Result<Vec<T>>> + Send + 'static,
    {
        Self::new(Once(Some(Box::pin(fetch))))
    }

    /// Another listing, which something has to be asked for first.
    pub fn after<Fut>(first: Fut) -> Self
    where
        Fut: Future<Output = Result<Self>> + Send + 'static,
    {
        Self::new(After::First(Box::pin(first)))
    }

    /// Items that are there already.
    pub fn ready(items: Vec<T>) -> Self {
        Self::once(std::future::ready(Ok(items)))
    }

    /// A listing that only fails.
    pub fn failed(error: Error) -> Self {
        Self::once(std::future::ready(Err(error)))
    }

    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// Whatever the page fails with, and [`ErrorKind::Provider`] if the provider repeats a page token, which
    /// would never end. After an error the listing is over.
    pub async fn next(&mut self) -> Result<Option<T>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Ok(Some(item));
            }
            if !self.turn().await? {
                return Ok(None);
            }
        }
    }

    /// Everything, or an error.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn all(mut self) -> Result<Vec<T>> {
        let mut items = Vec::new();
        loop {
            // A page as it is, or behind the others at once: no item is moved alone.
            let ready = std::mem::take(&mut self.ready);
            if items.is_empty() {
                items = ready.collect();
            } else {
                items.extend(ready);
            }
            if !self.turn().await? {
                return Ok(items);
            }
        }
    }

    /// Every item through a function; tokens stay.
    pub fn map<U: Send + 'static>(self, f: impl FnMut(T) -> U + Send + 'static) -> Listing<U> {
        Listing { provider: self.provider, ..Listing::new(Mapped { inner: self.pages, f }) }
    }

    /// Only the items for which the function says yes.
    pub fn filter(self, f: impl FnMut(&T) -> bool + Send + 'static) -> Self {
        Self { provider: self.provider, ..Self::new(Filtered { inner: self.pages, f }) }
    }

    /// Where another process could go on after the items handed out so far: at the end of a page that is not the last, at
    /// providers with pages. Elsewhere there is never one. Of servers, it goes into
    /// [`ServerQuery::from`](crate::ServerQuery::from).
    pub fn token(&self) -> Option<&PageToken> {
        if self.ready.len() == 0 { self.token.as_ref() } else { None }
    }

    /// Whose it is, which its errors say.
    pub(crate) fn of(mut self, provider: &str) -> Self {
        self.provider = Some(provider.into());
        self
    }

    /// Turns to the next page, when all of the one before was handed out; `false` at the end.
    async fn turn(&mut self) -> Result<bool> {
        if self.done {
            return Ok(false);
        }
        match self.page().await {
            Ok(Some(page)) => {
                self.token = page.next;
                self.ready = page.items.into_iter();
                Ok(true)
            }
            over => {
                self.done = true;
                match (over, &self.provider) {
                    (Err(e), Some(provider)) => Err(e.of(provider)),
                    (over, _) => over.map(|_| false),
                }
            }
        }
    }

    /// The next page, unless the provider goes round in a circle.
    async fn page(&mut self) -> Result<Option<Page<T>>> {
        let page = self.pages.next().await?;
        let next = page.as_ref().and_then(|page| page.next.as_ref());
        match next {
            Some(next) if !self.seen.insert(next.clone()) => {
                Err(Error::new(ErrorKind::Provider, "the provider repeats a page token"))
            }
            _ => Ok(page),
        }
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("ready", &self.ready.len())
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Listing, Page, PageToken};
    use crate::error::{Error, ErrorKind};

    fn numbered(pages: u32) -> Listing<u32> {
        Listing::paged(None, move |token| async move {
            let n: u32 = token.map_or(0, |t: PageToken| t.as_str().parse().unwrap());
            let items = vec![2 * n, 2 * n + 1];
            Ok(if n + 1 < pages {
                Page::more(items, PageToken::new((n + 1).to_string()))
            } else {
                Page::last(items)
            })
        })
    }

    #[tokio::test]
    async fn drains_every_page() {
        assert_eq!(numbered(3).all().await.unwrap(), [0, 1, 2, 3, 4, 5]);
        assert_eq!(numbered(3).map(|n| n * 10).filter(|n| *n > 20).all().await.unwrap(), [30, 40, 50]);
    }

    #[tokio::test]
    async fn begins_after_something_was_asked() {
        let after = Listing::after(async { Ok(numbered(2)) });
        assert_eq!(after.map(|n| n + 1).all().await.unwrap(), [1, 2, 3, 4]);
        let failed = async { Err(Error::new(ErrorKind::Transport, "no answer")) };
        assert_eq!(Listing::<u32>::after(failed).all().await.unwrap_err().kind(), ErrorKind::Transport);
    }

    #[tokio::test]
    async fn tells_where_another_process_goes_on() {
        let mut listing = numbered(2);
        assert_eq!(listing.next().await.unwrap(), Some(0));
        assert_eq!(listing.token(), None, "an item of this page is still to come");
        assert_eq!(listing.next().await.unwrap(), Some(1));
        assert_eq!(listing.token().unwrap().as_str(), "1");
    }

    #[tokio::test]
    async fn a_repeated_token_is_an_error() {
        let same = |_| async { Ok(Page::more(vec![1], PageToken::new("x"))) };
        let error = Listing::paged(None, same).all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Provider);
        let round = |token: Option<PageToken>| async move {
            let next = if token.is_some_and(|t| t.as_str() == "a") { "b" } else { "a" };
            Ok(Page::more(vec![1], PageToken::new(next)))
        };
        assert_eq!(
            Listing::paged(None, round).all().await.unwrap_err().kind(),
            ErrorKind::Provider,
            "in a circle"
        );
    }

    #[cfg(feature = "stream")]
    #[tokio::test]
    async fn streams() {
        let mut stream = std::pin::pin!(numbered(2).into_stream());
        let mut seen = vec![];
        while let Some(item) =
            std::future::poll_fn(|cx| futures_core::Stream::poll_next(stream.as_mut(), cx)).await
        {
            seen.push(item.unwrap());
        }
        assert_eq!(seen, [0, 1, 2, 3]);
    }
}
