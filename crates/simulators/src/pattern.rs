//! Which requests are meant: `POST /drives/*/image/*`.

use http::Method;
use std::fmt;

/// A method (or any) and a path (or any), in which `*` stands for one segment, and as the last segment
/// for the rest of the path (at least one segment).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    method: Option<Method>,
    segments: Vec<String>,
}

impl Pattern {
    /// Reads `*`, `/path`, `METHOD /path` or `* /path`.
    pub(crate) fn parse(text: &str) -> Result<Self, PatternError> {
        let wrong = || PatternError(text.to_owned());
        let text = text.trim();
        if text == "*" {
            return Ok(Self { method: None, segments: vec!["*".to_owned()] });
        }
        let (method, path) = match text.split_once(' ') {
            Some((method, path)) => (Some(method), path.trim_start()),
            None => (None, text),
        };
        let method = match method {
            None | Some("*") => None,
            Some(method) if method.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                Some(method.parse().map_err(|_| wrong())?)
            }
            Some(_) => return Err(wrong()),
        };
        let path = if path == "*" { "/*" } else { path };
        let segments: Vec<String> = segments(path).map(str::to_owned).collect();
        if !path.starts_with('/') || segments.is_empty() || path.contains(char::is_whitespace) {
            return Err(wrong());
        }
        Ok(Self { method, segments })
    }

    /// The same, for a path that may lack its leading slash.
    pub(crate) fn lenient(text: &str) -> Result<Self, PatternError> {
        match text.split_once(' ') {
            None if !text.starts_with(['/', '*']) => Self::parse(&format!("/{text}")),
            Some((method, path)) if !path.starts_with(['/', '*']) => {
                Self::parse(&format!("{method} /{path}"))
            }
            _ => Self::parse(text),
        }
    }

    pub(crate) fn matches(&self, method: &Method, path: &str) -> bool {
        if self.method.as_ref().is_some_and(|wanted| wanted != method) {
            return false;
        }
        let mut given = segments(path);
        let last = self.segments.len() - 1;
        for (position, wanted) in self.segments.iter().enumerate() {
            match given.next() {
                Some(_) if wanted == "*" && position == last => return true,
                Some(segment) if wanted == "*" || wanted == segment => {}
                None if wanted == "*" && last == 0 => return true,
                _ => return false,
            }
        }
        given.next().is_none()
    }
}

/// A pattern that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternError(String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a pattern such as `POST /drives/*/image/*` or `*`", self.0)
    }
}

impl std::error::Error for PatternError {}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use http::Method;

    #[test]
    fn patterns_match_what_they_say() {
        let table = [
            ("*", "/drives/list", true),
            ("*", "/", true),
            ("POST /drives/create", "/drives/create", true),
            ("GET /drives/create", "/drives/create", false),
            ("/drives/create", "/drives/create", true),
            ("* /drives/create", "/drives/create/", true),
            ("POST /drives/*/image/*", "/drives/a/image/b", true),
            ("POST /drives/*/image/*", "/drives/a/image/b/gunzip", true),
            ("POST /drives/*/image/*", "/drives/a/image", false),
            ("/drives/*/info", "/drives/a/info", true),
            ("/drives/*/info", "/drives/info", false),
            ("/drives/*", "/drives/a/info", true),
            ("/drives/*", "/drives", false),
        ];
        for (pattern, path, expected) in table {
            let parsed = Pattern::parse(pattern).unwrap();
            assert_eq!(parsed.matches(&Method::POST, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn patterns_that_mean_nothing_are_refused() {
        for text in ["", "POST", "post /drives", "POST drives", "POST /a b", "/"] {
            assert!(Pattern::parse(text).is_err(), "{text:?}");
        }
    }
}
