//! Futures at the same time.

use std::future::{Future, poll_fn};
use std::task::Poll;

/// Lets futures run at the same time, in the task that waits for them, so that they may borrow; what they come to is in
/// their order. Dropped, it ends them.
pub(super) async fn together<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    let mut first = 0;
    poll_fn(|context| {
        let count = running.len();
        for at in (0..count).map(|n| (first + n) % count) {
            let (future, output) = &mut running[at];
            if output.is_none()
                && let Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        // Another one goes first each time: tokio lets a task do so much at once and no more, and one that has much to
        // read would leave nothing for those behind it.
        first += 1;
        if running.iter().all(|(_, output)| output.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, output)| output).collect()
}

#[cfg(test)]
mod tests {
    use super::together;
    use std::cell::Cell;
    use tokio::task::consume_budget;

    #[tokio::test]
    async fn one_that_always_has_something_to_do_keeps_no_other_waiting() {
        let heard = Cell::new(false);
        let busy = async {
            while !heard.get() {
                consume_budget().await;
            }
        };
        let other = async {
            consume_budget().await;
            heard.set(true);
        };
        let both: [std::pin::Pin<Box<dyn Future<Output = ()>>>; 2] = [Box::pin(busy), Box::pin(other)];
        assert_eq!(together(both).await.len(), 2);
    }
}
