//! Replies that go on: each is a value that holds its connection, and lets go of it when it is dropped. No task runs
//! for it.

mod frames;
mod lines;
mod messages;
mod output;

pub(crate) use messages::failure;
pub use messages::{Events, Pull};
pub use output::{Output, OutputSource, Outputs};
