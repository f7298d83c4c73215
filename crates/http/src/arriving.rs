//! A listing whose reply is still arriving.

use crate::call::Call;
use crate::client::Http;
use crate::reply::Streamed;
use anycloud_core::{Page, Pages, Result, async_trait};
use bytes::Bytes;
use http::response::Parts;

/// So many bytes of a reply are read before anything of it is handed out: while nothing is, a reply that was cut off
/// can be sent for again. Most accounts fit in it.
const AHEAD: usize = 1 << 20;

/// One reply, decoded piece by piece.
pub(crate) struct Arriving<D> {
    state: State,
    decode: D,
}

enum State {
    Before(Http, Box<Call>),
    Reading(Box<Streamed>),
    Over,
}

impl<D> Arriving<D> {
    pub(crate) fn new(http: Http, call: Call, decode: D) -> Self {
        Self { state: State::Before(http, Box::new(call)), decode }
    }
}

#[async_trait]
impl<T, D> Pages<T> for Arriving<D>
where
    T: Send + 'static,
    D: FnMut(&Parts, Option<Bytes>) -> Result<Vec<T>> + Send,
{
    async fn next(&mut self) -> Result<Option<Page<T>>> {
        loop {
            let streamed = match &mut self.state {
                State::Before(http, call) => {
                    // If the caller stops waiting here, the next one begins anew.
                    let streamed = http.open(call, AHEAD).await?;
                    self.state = State::Reading(Box::new(streamed));
                    continue;
                }
                State::Reading(streamed) => streamed,
                State::Over => return Ok(None),
            };
            let piece = streamed.chunk().await?;
            let end = piece.is_none();
            let items = (self.decode)(streamed.parts(), piece).map_err(|e| streamed.undecoded(e));
            if end || items.is_err() {
                // Lets go of the connection.
                self.state = State::Over;
            }
            let items = items?;
            if !items.is_empty() {
                return Ok(Some(Page::last(items)));
            }
        }
    }
}
