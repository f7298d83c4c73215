//! What the engine's JSON must not show.

use serde_json::Value;

/// Replaces what is a secret by its name, and the values of variables and options.
pub(crate) fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::Array(lines) if name == "Env" => lines.iter_mut().for_each(hide_variable),
                    Value::String(text) if is_secret(name) && !text.is_empty() => *value = "***".into(),
                    Value::Object(_) if name == "JoinTokens" => *value = "***".into(),
                    Value::Object(options) if matches!(&**name, "DriverOpts" | "Options") => {
                        options.values_mut().for_each(hide_option);
                        hide(value);
                    }
                    _ => hide(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(hide),
        _ => {}
    }
}

/// `NAME=value`: passwords are handed to containers this way.
fn hide_variable(line: &mut Value) {
    if let Some((name, _)) = line.as_str().and_then(|line| line.split_once('=')) {
        *line = format!("{name}=***").into();
    }
}

/// An option of a volume or network may be a list of options itself, `username=me,password=…` of a share, whose names
/// are known to the kernel alone; and an address may hold a password.
fn hide_option(option: &mut Value) {
    let Some(text) = option.as_str() else { return };
    let shown = |item: &str| match item.split_once('=') {
        Some((name, _)) => format!("{name}=***"),
        None => item.to_owned(),
    };
    let list: Vec<String> = text.split(',').map(shown).collect();
    let mut shown = list.join(",");
    if let (Some(begin), Some(end)) = (shown.find("//"), shown.rfind('@'))
        && begin < end
    {
        shown.replace_range(begin + 2..end, "***");
    }
    *option = shown.into();
}

/// Fields that hold a secret: join tokens of swarms, credentials of registries, options of volume drivers and logs.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(&*name, "auth" | "pass")
        || ["credential", "passphrase", "password", "passwd", "secret", "token"]
            .iter()
            .any(|part| name.contains(part))
}
