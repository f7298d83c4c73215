//! What must not be shown of a record that many providers had a hand in.

use serde_json::{Map, Value};

const HIDDEN: &str = "***";

/// Replaces what is under a secret name whatever its type, the values of environments and of pairs with a secret key,
/// and users and passwords in URLs.
pub(crate) fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => hide_fields(fields),
        Value::Array(list) => list.iter_mut().for_each(hide),
        Value::String(text) => {
            if let Some(shown) = without_userinfo(text) {
                *text = shown;
            }
        }
        _ => {}
    }
}

fn hide_fields(fields: &mut Map<String, Value>) {
    // `{"key": "startup-script", "value": "…"}`: Google's metadata.
    let named = |name: &str| {
        let says = fields.get(name).and_then(Value::as_str);
        says.is_some_and(|name| is_secret(name) || is_environment(name))
    };
    let pair = named("key") || named("name");
    for (name, value) in fields {
        match name.as_str() {
            _ if value.is_null() || *value == "" => {}
            name if is_environment(name) => hide_variables(value),
            name if is_secret(name) => *value = HIDDEN.into(),
            "value" if pair => *value = HIDDEN.into(),
            _ => hide(value),
        }
    }
}

/// The environment of a container, whose values often are passwords.
fn is_environment(name: &str) -> bool {
    matches!(plain(name).as_str(), "dockerenv" | "env" | "environment" | "environmentvariables")
}

/// An object keeps its names, a list of `NAME=value` too; anything else is hidden whole.
fn hide_variables(value: &mut Value) {
    match value {
        Value::Object(variables) => variables.values_mut().for_each(|value| *value = HIDDEN.into()),
        Value::Array(list) => list.iter_mut().for_each(|entry| {
            let name = entry.as_str().and_then(|text| text.split_once('=')).map_or("", |(name, _)| name);
            *entry = format!("{name}={HIDDEN}").into();
        }),
        other => *other = HIDDEN.into(),
    }
}

/// Names under which the service, or a provider through it, sends what must not be shown. `apikey` is all of the
/// credentials at some providers (DigitalOcean, Linode), `password` is what some answer to a create, and scripts for
/// the first start hold what their writers put there. EC2's `clienttoken` opens nothing: it only marks a request.
fn is_secret(name: &str) -> bool {
    const WHOLE: [&str; 9] =
        ["adminpass", "customdata", "pass", "priv", "private", "rootpass", "script", "token", "userdata"];
    const PARTS: [&str; 10] = [
        "accesskey",
        "apikey",
        "credential",
        "passphrase",
        "passwd",
        "password",
        "privatekey",
        "secret",
        "shutdownscript",
        "startupscript",
    ];
    let name = plain(name);
    WHOLE.contains(&name.as_str())
        || PARTS.iter().any(|part| name.contains(part))
        || (name.ends_with("token") && name != "clienttoken")
}

/// `adminPass`, `admin_pass` and `admin-pass` are one name.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The text with `***` for what stands before the `@` of a URL; `None` if there is no such thing.
pub(crate) fn without_userinfo(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let end = rest.find(['/', '?', '#', ' ']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = without_userinfo(path).unwrap_or_else(|| path.to_owned());
    let authority = match authority.rsplit_once('@') {
        Some((_, host)) => format!("{HIDDEN}@{host}"),
        None => authority.to_owned(),
    };
    Some(format!("{scheme}://{authority}{path}"))
}

#[cfg(test)]
mod tests {
    use super::hide;
    use serde_json::{Value, json};

    /// A secret of every type under every name that providers were seen to use.
    #[test]
    fn no_canary_shows() {
        let canaries = [
            json!("canary"),
            json!(7_734_220),
            json!(7_734.25),
            json!(["canary", {"x": "canary"}, 7_734_220]),
            json!({"x": "canary", "y": [7_734_220]}),
        ];
        let names = [
            "ADMIN_PASSWORD",
            "access_key",
            "accessKeyId",
            "adminPass",
            "admin_pass",
            "api_key",
            "api_token",
            "apikey",
            "apisecret",
            "auth_token",
            "credentials",
            "custom_data",
            "customData",
            "docker_env",
            "env",
            "environment",
            "key_passphrase",
            "pass",
            "password",
            "priv",
            "private_key",
            "privateKey",
            "root_pass",
            "secret",
            "startup-script",
            "startup_script_url",
            "token",
            "user-data",
            "userData",
            "user_data",
            "userdata",
        ];
        for canary in canaries {
            for name in names {
                let mut record = json!({
                    "id": "kept", "extra": {name: canary, "deep": [{name: canary}]},
                    "metadata": {"items": [{"key": name, "value": canary}, {"name": name, "value": canary}]},
                });
                hide(&mut record);
                let shown = record.to_string();
                assert!(!shown.contains("canary") && !shown.contains("7734"), "{name}: {shown}");
                assert_eq!(record["id"], "kept");
            }
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        let record = json!({
            "clienttoken": "c", "private_ips": ["192.0.2.1"], "description": "web", "keyname": "Mykey",
            "key": "colour", "value": "blue", "password": null, "token": "", "state": "running",
            "apiurl": "http://192.0.2.1:5000/v2.0", "mail": "foo@example.com",
        });
        let mut shown = record.clone();
        hide(&mut shown);
        assert_eq!(shown, record);
    }

    #[test]
    fn urls_lose_their_users() {
        for (url, shown) in [
            ("https://canary:canary@example.com:5000/v2.0?a=b@c", "https://***@example.com:5000/v2.0?a=b@c"),
            ("tcp://canary@192.0.2.1", "tcp://***@192.0.2.1"),
            ("http://a:c@n@example.com", "http://***@example.com"),
            ("http://192.0.2.1/x@y", "http://192.0.2.1/x@y"),
            (
                "see http://a:b@example.com and http://c:d@example.com",
                "see http://***@example.com and http://***@example.com",
            ),
        ] {
            let mut value = Value::from(url);
            hide(&mut value);
            assert_eq!(value, shown);
        }
    }
}
