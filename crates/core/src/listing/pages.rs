//! Where a listing's pages come from.

use super::{Listing, Page, PageToken, Pages};
use crate::error::Result;
use async_trait::async_trait;
use std::future::Future;
use std::pin::Pin;

pub(super) struct ByToken<F> {
    pub(super) fetch: F,
    pub(super) at: Option<Option<PageToken>>,
}

#[async_trait]
impl<T, F, Fut> Pages<T> for ByToken<F>
where
    T: Send + 'static,
    F: FnMut(Option<PageToken>) -> Fut + Send,
    Fut: Future<Output = Result<Page<T>>> + Send + 'static,
{
    async fn next(&mut self) -> Result<Option<Page<T>>> {
        let Some(token) = self.at.take() else { return Ok(None) };
        let page = (self.fetch)(token).await?;
        self.at = page.next.clone().map(Some);
        Ok(Some(page))
    }
}

pub(super) type Fetch<T> = Pin<Box<dyn Future<Output = Result<Vec<T>>> + Send>>;

pub(super) struct Once<T>(pub(super) Option<Fetch<T>>);

#[async_trait]
impl<T: Send + 'static> Pages<T> for Once<T> {
    async fn next(&mut self) -> Result<Option<Page<T>>> {
        match self.0.take() {
            None => Ok(None),
            Some(fetch) => Ok(Some(Page::last(fetch.await?))),
        }
    }
}

/// A listing that is not known before something else was asked for.
pub(super) enum After<T> {
    First(Pin<Box<dyn Future<Output = Result<Listing<T>>> + Send>>),
    Then(Listing<T>),
}

#[async_trait]
impl<T: Send + 'static> Pages<T> for After<T> {
    async fn next(&mut self) -> Result<Option<Page<T>>> {
        loop {
            match self {
                Self::First(first) => *self = Self::Then(first.await?),
                // Its pages as they are: whoever reads this listing looks at their tokens.
                Self::Then(listing) => return listing.pages.next().await,
            }
        }
    }
}

pub(super) struct Mapped<T, F> {
    pub(super) inner: Box<dyn Pages<T>>,
    pub(super) f: F,
}

#[async_trait]
impl<T: Send + 'static, U: Send + 'static, F: FnMut(T) -> U + Send> Pages<U> for Mapped<T, F> {
    async fn next(&mut self) -> Result<Option<Page<U>>> {
        let Some(page) = self.inner.next().await? else { return Ok(None) };
        let items = page.items.into_iter().map(&mut self.f).collect();
        Ok(Some(Page { items, next: page.next }))
    }
}

pub(super) struct Filtered<T, F> {
    pub(super) inner: Box<dyn Pages<T>>,
    pub(super) f: F,
}

#[async_trait]
impl<T: Send + 'static, F: FnMut(&T) -> bool + Send> Pages<T> for Filtered<T, F> {
    async fn next(&mut self) -> Result<Option<Page<T>>> {
        let Some(mut page) = self.inner.next().await? else { return Ok(None) };
        page.items.retain(&mut self.f);
        Ok(Some(page))
    }
}
