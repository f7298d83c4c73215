//! Futures at the same time.

use std::future::Future;
use tokio::task::JoinSet;

/// Lets futures run at the same time; what they come to is in their order. Dropped, it ends them.
pub(super) async fn together<F>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (at, future) in futures.into_iter().enumerate() {
        tasks.spawn(async move { (at, future.await) });
    }
    let mut outputs = Vec::with_capacity(tasks.len());
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(output) => outputs.push(output),
            // Nothing else ends a task: nobody aborts one.
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        }
    }
    outputs.sort_by_key(|(at, _)| *at);
    outputs.into_iter().map(|(_, output)| output).collect()
}
