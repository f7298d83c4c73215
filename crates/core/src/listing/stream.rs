//! A listing as a `futures_core::Stream`.

use super::Listing;
use crate::error::Result;
use std::future::Future;
use std::pin::Pin;

impl<T: Send + 'static> Listing<T> {
    /// The listing as a `futures_core::Stream`; it ends after the first error.
    pub fn into_stream(self) -> impl futures_core::Stream<Item = Result<T>> + Send {
        ListingStream(State::Idle(self))
    }
}

type Step<T> = Pin<Box<dyn Future<Output = (Listing<T>, Result<Option<T>>)> + Send>>;

enum State<T> {
    Busy(Step<T>),
    Idle(Listing<T>),
    Over,
}

struct ListingStream<T>(State<T>);

// Nothing in it is pinned in place: the future is boxed, the listing is handed over whole.
impl<T> Unpin for ListingStream<T> {}

impl<T: Send + 'static> futures_core::Stream for ListingStream<T> {
    type Item = Result<T>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        use std::task::Poll;
        let mut step = match std::mem::replace(&mut self.0, State::Over) {
            State::Busy(step) => step,
            State::Idle(mut listing) => Box::pin(async move {
                let item = listing.next().await;
                (listing, item)
            }),
            State::Over => return Poll::Ready(None),
        };
        match step.as_mut().poll(cx) {
            Poll::Pending => {
                self.0 = State::Busy(step);
                Poll::Pending
            }
            Poll::Ready((listing, item)) => {
                if matches!(item, Ok(Some(_))) {
                    self.0 = State::Idle(listing);
                }
                Poll::Ready(item.transpose())
            }
        }
    }
}
