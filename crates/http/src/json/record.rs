//! The type of a record.

/// Makes a record type of an [`Object`](crate::json::Object): with `get`, shown without secrets, and an
/// [`anycloud_core::Record`].
///
/// - `hide` is the driver's `fn(&mut serde_json::Value)`, which replaces what must not be shown by `"***"`. A driver with
///   many records has a macro of its own that says it once.
/// - The text is what [`Record::kind`](anycloud_core::Record::kind) says.
/// - `needs` are fields any of which it must have, as text or number, to be an [`Item`](crate::json::Item); `[]` if it
///   needs none. Without it the driver implements that itself.
///
/// The object is the field `0`, for the driver's own methods. See the [module](crate::json) for an example.
#[doc(hidden)] // at the root, where macros are exported to; `json::record` shows it
#[macro_export]
macro_rules! __json_record {
    (hide $hide:path; $(#[$doc:meta])* $name:ident => $kind:literal, needs [$($field:literal),*]) => {
        $crate::json::record! { hide $hide; $(#[$doc])* $name => $kind }

        impl $crate::json::Item for $name {
            fn read(object: $crate::json::Object<'static>) -> Option<Self> {
                let needs: &[&str] = &[$($field),*];
                let good = needs.is_empty() || needs.iter().any(|name| object.text(name).is_some());
                good.then_some(Self(object))
            }
        }
    };
    (hide $hide:path; $(#[$doc:meta])* $name:ident => $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq)]
        pub struct $name(pub(crate) $crate::json::Object<'static>);

        impl $name {
            /// A field as the service sent it, secrets included; `None` if it is not there or `null`.
            pub fn get(&self, name: &str) -> Option<&::serde_json::Value> {
                self.0.get(name)
            }
        }

        impl ::anycloud_core::Record for $name {
            fn kind(&self) -> &'static str {
                $kind
            }

            fn to_json(&self) -> ::serde_json::Value {
                self.0.shown($hide)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.shown($hide))
            }
        }
    };
}
