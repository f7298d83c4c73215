//! Tags.

use super::{Action, Params};

pub(crate) fn create(ids: &[&str], tags: &[(&str, &str)]) -> Action {
    let params = Params::new().list("ResourceId", ids);
    let params = (1..).zip(tags).fold(params, |params, (number, (key, value))| {
        params.set(&format!("Tag.{number}.Key"), key).set(&format!("Tag.{number}.Value"), value)
    });
    Action::harmless("CreateTags", params)
}

/// With a value, a tag is removed only if it has this value.
pub(crate) fn delete(ids: &[&str], tags: &[(&str, Option<&str>)]) -> Action {
    let mut params = Params::new().list("ResourceId", ids);
    for (number, (key, value)) in (1..).zip(tags) {
        params = params.set(&format!("Tag.{number}.Key"), key);
        if let Some(value) = value {
            params = params.set(&format!("Tag.{number}.Value"), value);
        }
    }
    Action::harmless("DeleteTags", params)
}

/// These tags for what is made of this type.
pub(super) fn tagged(params: Params, on: &str, tags: &[(&str, &str)]) -> Params {
    if tags.is_empty() { params } else { params.tags(on, tags.iter().copied()) }
}
