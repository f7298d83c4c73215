//! The format of AWS' shared files. docs: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".

use std::collections::HashMap;

/// Settings of one section. Sections of the same name are one; the last of two equal settings counts.
pub(super) fn section(text: &str, wanted: impl Fn(&str) -> bool) -> Option<HashMap<String, String>> {
    let mut found: Option<HashMap<String, String>> = None;
    let mut inside = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest.split(']').next().unwrap_or_default();
            inside = wanted(&name.split_whitespace().collect::<Vec<_>>().join(" "));
            if inside {
                found.get_or_insert_default();
            }
            continue;
        }
        // What is indented belongs to the setting above it.
        let nested = line.starts_with([' ', '\t']);
        if let (true, false, Some(settings), Some((key, value))) =
            (inside, nested, &mut found, trimmed.split_once('='))
        {
            settings.insert(key.trim().to_ascii_lowercase(), without_comment(value).trim().to_owned());
        }
    }
    found
}

/// A comment begins with a space before its mark: keys may hold the marks themselves.
fn without_comment(value: &str) -> &str {
    let marks = [" #", " ;", "\t#", "\t;"];
    let end = marks.iter().filter_map(|mark| value.find(mark)).min();
    &value[..end.unwrap_or(value.len())]
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn sections_comments_and_nesting() {
        let text = "\u{feff}# x\n[default]\nregion=eu-west-1 # here\nA = b#c\ns3 =\n  region = nested\n\
                    [ profile   dev ]\r\nregion = us-east-1\r\n; y\n[default]\nregion = eu-west-2\nbroken\n=x\n";
        let default = section(text, |name| name == "default").unwrap();
        assert_eq!(default["region"], "eu-west-2");
        assert_eq!(default["a"], "b#c");
        assert_eq!(default["s3"], "");
        assert_eq!(section(text, |name| name == "profile dev").unwrap()["region"], "us-east-1");
        assert!(section(text, |name| name == "dev").is_none());
    }
}
