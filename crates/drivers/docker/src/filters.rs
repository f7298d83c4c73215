//! Filters of lists, events and prunes.

use anycloud_core::Result;
use std::collections::BTreeMap;

/// Which things a list, a stream of events or a prune is about: values by name, as the engine's manual names them.
///
/// Of several values of one name any may match, of several names all must (but of several `label`s all must, too).
/// Beware: the engine matches `name` anywhere in a name, and `id` at its beginning. A name that the engine does not
/// know is refused as `InvalidRequest`.
///
/// ```
/// use anycloud_docker::Filters;
/// let mine = Filters::new().with("label", "stack=web").with("status", "running");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters(BTreeMap<String, Vec<String>>);

impl Filters {
    /// No filter: everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those for which this holds, too.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.entry(name.into()).or_default().push(value.into());
        self
    }

    /// Whether there are no filters.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes out `all`: whether it was said. Older engines refuse a filter that they do not know.
    pub(crate) fn take_all(&mut self) -> bool {
        self.0.remove("all").is_some_and(|values| values.iter().any(|value| matches!(&**value, "true" | "1")))
    }

    /// The parameter, unless everything is asked for.
    pub(crate) fn parameter(&self) -> Result<Option<String>> {
        if self.is_empty() {
            return Ok(None);
        }
        serde_json::to_string(&self.0)
            .map(Some)
            .map_err(|e| crate::error::invalid("these are no filters").with_source(e))
    }
}
