//! Which resource a path is.

use url::form_urlencoded;

/// What a path stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Auth,
    Backend,
    Backends,
    Image,
    Images,
    Key,
    KeyPrivate,
    KeyPublic,
    Keys,
    Locations,
    Machine,
    MachineKey,
    MachineMetadata,
    Machines,
    Networks,
    Page,
    Providers,
    Sizes,
}

/// A path that is a resource, with the words of it that differ from one object to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) place: Place,
    /// The path with words such as `BACKEND` for what differs: the name under which requests are counted.
    pub(super) template: &'static str,
    pub(super) words: [String; 3],
}

impl Route {
    /// The resource of a path, or nothing.
    pub(super) fn of(path: &str) -> Option<Self> {
        let path = path.trim_matches('/');
        PLACES.iter().find_map(|(template, place)| {
            let mut taken = [const { String::new() }; 3];
            let mut count = 0;
            let wanted: Vec<&str> = template.split('/').collect();
            // Names of images may have slashes in them.
            let words: Vec<&str> = match *place {
                Place::Image => path.splitn(wanted.len(), '/').collect(),
                _ => path.split('/').collect(),
            };
            if words.len() != wanted.len() {
                return None;
            }
            for (wanted, word) in wanted.iter().zip(words) {
                if wanted.is_empty() || !wanted.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    if *wanted != word {
                        return None;
                    }
                } else if word.is_empty() {
                    return None;
                } else {
                    taken[count] = decoded(word);
                    count += 1;
                }
            }
            Some(Self { place: *place, template, words: taken })
        })
    }
}

/// Of two templates that fit, the first counts.
const PLACES: [(&str, Place); 18] = [
    ("", Place::Page),
    ("auth", Place::Auth),
    ("providers", Place::Providers),
    ("backends", Place::Backends),
    ("backends/BACKEND", Place::Backend),
    ("backends/BACKEND/machines", Place::Machines),
    ("backends/BACKEND/machines/MACHINE", Place::Machine),
    ("backends/BACKEND/machines/MACHINE/metadata", Place::MachineMetadata),
    ("backends/BACKEND/machines/MACHINE/keys/KEY", Place::MachineKey),
    ("backends/BACKEND/images", Place::Images),
    ("backends/BACKEND/images/IMAGE", Place::Image),
    ("backends/BACKEND/sizes", Place::Sizes),
    ("backends/BACKEND/locations", Place::Locations),
    ("backends/BACKEND/networks", Place::Networks),
    ("keys", Place::Keys),
    ("keys/KEY", Place::Key),
    ("keys/KEY/private", Place::KeyPrivate),
    ("keys/KEY/public", Place::KeyPublic),
];

/// A word of a path without its percent signs; unlike in a form, a plus is a plus.
fn decoded(word: &str) -> String {
    let form = format!("word={}", word.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(form.as_bytes()).next().map(|(_, word)| word.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Place, Route};

    #[test]
    fn paths_are_read() {
        let table = [
            ("/", Place::Page, ["", "", ""]),
            ("/backends", Place::Backends, ["", "", ""]),
            ("/backends/", Place::Backends, ["", "", ""]),
            ("/backends/b/machines/m/keys/my%20key", Place::MachineKey, ["b", "m", "my key"]),
            ("/backends/b/images/library/ubuntu:14.04", Place::Image, ["b", "library/ubuntu:14.04", ""]),
            ("/backends/b/images/a%2Fb+c&d=e", Place::Image, ["b", "a/b+c&d=e", ""]),
            ("/keys/k/private", Place::KeyPrivate, ["k", "", ""]),
        ];
        for (path, place, words) in table {
            let route = Route::of(path).unwrap();
            assert_eq!((route.place, route.words.each_ref().map(String::as_str)), (place, words), "{path}");
        }
        for path in ["/rules", "/backends//machines", "/backends/b/machines/m/monitoring", "/keys/k/x"] {
            assert_eq!(Route::of(path), None, "{path}");
        }
    }
}
