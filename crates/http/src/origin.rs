//! Endpoints, origins, and where a call goes.

use anycloud_core::{Error, Result};
use http::Uri;
use url::{Host, Url};

/// Refuses an endpoint that would send credentials in the clear, or that carries some itself.
pub(crate) fn check_endpoint(endpoint: &Url, allow_plain_http: bool) -> Result<()> {
    if !matches!(endpoint.scheme(), "http" | "https") || endpoint.host().is_none() {
        return Err(Error::config("the endpoint must be an http or https URL"));
    }
    if has_userinfo(endpoint) {
        let message = format!(
            "the endpoint at {} has a user or password in its URL: configure credentials apart from it",
            origin(endpoint)
        );
        return Err(Error::config(message));
    }
    if endpoint.query().is_some() || endpoint.fragment().is_some() {
        return Err(Error::config("the endpoint must not have a query or a fragment"));
    }
    if endpoint.scheme() == "http" && !allow_plain_http && !is_loopback(endpoint) {
        let message = format!(
            "{} would send credentials without encryption: use https, or allow plain http",
            origin(endpoint)
        );
        return Err(Error::config(message));
    }
    Ok(())
}

/// The absolute URL of a call. A path is put *behind* the endpoint's own path.
pub(crate) fn resolve(endpoint: &Url, uri: &Uri) -> Result<Url> {
    // `Url` resolves `..` silently, and reads `\` as `/`: an id of two dots would name another resource.
    if uri.path().contains('\\') || uri.path().split('/').any(is_dots) {
        return Err(Error::invalid("the path contains a dot segment or a backslash"));
    }
    if uri.scheme().is_none() && uri.authority().is_none() {
        let Some(target) = uri.path_and_query().filter(|target| target.as_str().starts_with(['/', '?']))
        else {
            return Err(not_absolute());
        };
        // What stays is not read again: scheme, host and port are the endpoint's by construction.
        let mut url = endpoint.clone();
        let before = endpoint.path().trim_end_matches('/');
        // `path` says `/` where there is none.
        let path = if target.as_str().starts_with('?') { "" } else { target.path() };
        url.set_path(&format!("{before}{path}"));
        url.set_query(target.query());
        return Ok(url);
    }
    if uri.scheme().is_none() {
        return Err(not_absolute());
    }
    let url = Url::parse(&uri.to_string());
    let url = url.map_err(|e| Error::invalid("the URI of a call is not a URL").with_source(e))?;
    if url.origin() != endpoint.origin() || has_userinfo(&url) {
        let message = format!("a call to {} would take credentials to another origin", origin(&url));
        return Err(Error::invalid(message));
    }
    Ok(url)
}

fn not_absolute() -> Error {
    Error::invalid("the URI of a call must be absolute or start with a slash")
}

/// Scheme, host and port: all of a URL that errors may show.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

pub(crate) fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_dots(segment: &str) -> bool {
    let plain = segment.replace("%2e", ".").replace("%2E", ".");
    plain == "." || plain == ".."
}

#[cfg(test)]
mod tests {
    use super::{check_endpoint, resolve};
    use anycloud_core::ErrorKind;
    use url::Url;

    #[test]
    fn endpoints() {
        let good = [
            "https://api.example",
            "http://127.0.0.1:1",
            "http://127.9.9.9",
            "http://[::1]:8",
            "http://localhost:1",
        ];
        for url in good {
            check_endpoint(&Url::parse(url).unwrap(), false).unwrap();
        }
        let bad = [
            "http://api.example",
            "http://10.0.0.1",
            "http://localhost.example",
            "https://u:hunter2@api.example",
            "https://hunter2@api.example",
            "https://api.example/?hunter2",
            "ftp://api.example",
            "unix:/run/x",
        ];
        for url in bad {
            let e = check_endpoint(&Url::parse(url).unwrap(), false).unwrap_err();
            assert_eq!(e.kind(), ErrorKind::InvalidConfig, "{url}");
            assert!(!format!("{e} {e:?}").contains("hunter2"), "{e:?}");
        }
        check_endpoint(&Url::parse("http://api.example").unwrap(), true).unwrap();
    }

    #[test]
    fn calls_stay_on_the_endpoint() {
        let base = Url::parse("https://api.example/v1/").unwrap();
        let at = |uri: &str| resolve(&base, &uri.parse().unwrap());
        assert_eq!(
            at("/drives/list?a=b%20c").unwrap().as_str(),
            "https://api.example/v1/drives/list?a=b%20c"
        );
        for (uri, url) in [
            ("/", "https://api.example/v1/"),
            ("/a|b/c d".replace(' ', "%20").as_str(), "https://api.example/v1/a|b/c%20d"),
            ("//x/y", "https://api.example/v1//x/y"),
            ("/x?", "https://api.example/v1/x?"),
            ("/x?a='b'", "https://api.example/v1/x?a=%27b%27"),
            ("/{\"}", "https://api.example/v1/%7B%22%7D"),
        ] {
            assert_eq!(at(uri).unwrap().as_str(), url, "{uri}");
            let path = uri.parse::<http::Uri>().unwrap();
            let parsed = Url::parse(&format!("https://api.example/v1{path}")).unwrap();
            assert_eq!(at(uri).unwrap(), parsed, "as reading all of it at once does");
        }
        let query = http::Uri::from(http::uri::PathAndQuery::from_static("?x=1"));
        assert_eq!(resolve(&base, &query).unwrap().as_str(), "https://api.example/v1?x=1");
        let root = Url::parse("https://api.example").unwrap();
        let at_root = |uri: &str| resolve(&root, &uri.parse().unwrap()).unwrap();
        assert_eq!(at_root("//b.example/x").as_str(), "https://api.example//b.example/x");
        assert_eq!(at_root("/x?y=z").as_str(), "https://api.example/x?y=z");
        assert_eq!(at("https://api.example/x").unwrap().as_str(), "https://api.example/x");
        assert_eq!(at("https://api.example:443/x").unwrap().as_str(), "https://api.example/x");
        for bad in [
            "drives",
            "*",
            "/drives/../x",
            "/drives/%2E%2e/x",
            "/a/.",
            "/a/..\\b",
            "https://b.example/",
            "http://api.example/x",
        ] {
            let e = at(bad).unwrap_err();
            assert_eq!(e.kind(), ErrorKind::InvalidRequest, "{bad}");
        }
    }
}
