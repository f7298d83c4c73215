//! Tags.

use super::records;
use anycloud_core::Text;

records! {
    /// A tag, on the record that has it. docs: `Tag`.
    Tag "ec2.tag" {
        /// `key`: its name, in which upper and lower case differ. What begins with `aws:` is the service's.
        key: Text = "key",
        /// `value`; it may be empty.
        value: Text = "value",
    }

    /// A tag and what it is on. docs: `TagDescription`.
    TagOf "ec2.tag_of" by "resourceId" {
        /// `resourceId`: what it is on.
        resource_id: Text = "resourceId",
        /// `resourceType`: `instance`, `volume`, …
        resource_type: Option<Text> = "resourceType",
        /// `key`: its name.
        key: Text = "key",
        /// `value`; it may be empty.
        value: Text = "value",
    }
}
