//! What the pages say of the house is so: the table of clouds, the places of proofs, the test programs, the figures, the
//! keys of a configuration.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which item of `benches/RESULTS.md` a row of the table of figures is from, by how the row begins.
const ITEMS: [(&str, &str); 10] = [
    ("10,000 servers decoded", "decode"),
    ("the same as typed servers", "decode"),
    ("10,000 servers listed", "listing"),
    ("the same from ElasticHosts, text", "listing"),
    ("the same from ElasticHosts, JSON", "listing"),
    ("1,000 instances of EC2", "ec2"),
    ("1,000,000 servers streamed", "streamed"),
    ("one call", "call"),
    ("an image of 1 GiB", "upload"),
    ("a cold build", "build"),
];

#[test]
fn every_driver_has_a_row_and_every_row_a_driver() {
    let told: BTreeSet<String> = rows("## Clouds")
        .iter()
        .flat_map(|row| quoted(&row[1]).into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let there: BTreeSet<String> = fs::read_dir(root().join("crates/drivers"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        // What two drivers share is no driver.
        .filter(|name| name != "elastic-family")
        .map(|name| format!("anycloud-{name}"))
        .collect();
    assert_eq!(told, there);
}

#[test]
fn every_path_that_is_named_is_there() {
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        let named = quoted(&text).into_iter().filter(|text| is_path(text)).flat_map(spelled_out);
        let missing: Vec<String> = named.filter(|path| !is_there(Path::new(&page), path)).collect();
        assert!(missing.is_empty(), "{page}: {missing:?}");
    }
}

#[test]
fn every_test_program_that_is_named_is_there() {
    let programs = test_programs();
    let mut named = 0;
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        for line in text.lines().filter(|line| line.contains("cargo test") && line.contains("--test ")) {
            let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches('`')).collect();
            let after = |flag: &str| {
                let at = words.iter().position(|word| *word == flag)?;
                words.get(at + 1).map(|word| word.trim_end_matches([',', ';', '.', '`']).to_owned())
            };
            let (package, test) = (after("-p").unwrap(), after("--test").unwrap());
            assert!(programs.contains(&(package, test)), "{page}: {line}");
            named += 1;
        }
    }
    assert!(named > 5, "{named}");
}

#[test]
fn every_figure_is_one_that_was_measured() {
    let results = fs::read_to_string(root().join("benches/RESULTS.md")).unwrap();
    let rows = rows("## Speed");
    assert_eq!(rows.len(), ITEMS.len());
    for row in rows {
        let (_, item) =
            ITEMS.iter().find(|(start, _)| row[0].starts_with(start)).unwrap_or_else(|| panic!("{row:?}"));
        let measured = numbers(section(&results, item));
        for (figure, decimals) in numbers(&row[1]) {
            // The page says GB where the results say MB, and one digit less.
            let agrees = |value: f64| (value - figure).abs() <= 0.51 * 0.1_f64.powi(decimals);
            let found = measured.iter().any(|(value, _)| agrees(*value) || agrees(value / 1000.0));
            assert!(found, "{figure} of {:?} is not in the item {item}", row[0]);
        }
    }
}

#[test]
fn the_commands_page_shows_every_key_of_a_configuration() {
    let keys = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().map(|line| line.trim_start_matches("///").trim_start_matches([' ', '#']));
        let keys = lines.filter_map(|line| line.split_once(" = ")).map(|(key, _)| key.to_owned());
        keys.filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect()
    };
    let sample = |path: &str| {
        let text = fs::read_to_string(root().join(path)).unwrap();
        let sample = text.split_once("```toml\n").unwrap().1;
        keys(sample.split_once("```").unwrap().0)
    };
    let all = sample("crates/anycloud/src/config/file.rs");
    assert!(all.len() > 20, "{all:?}");
    assert_eq!(sample("crates/cli/README.md"), all);
}

/// The rows of the first table under a heading, their cells trimmed.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let readme = readme();
    let under = readme.split_once(&format!("\n{heading}\n")).unwrap().1;
    let table =
        under.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let rows: Vec<_> = table.skip(2).map(cells).collect();
    assert!(!rows.is_empty(), "{heading}");
    rows
}

fn section<'a>(results: &'a str, item: &str) -> &'a str {
    let start = format!("<!-- item: {item} -->");
    let from = results.split_once(&start).unwrap_or_else(|| panic!("no {start}")).1;
    from.split_once("<!-- item: ").map_or(from, |(section, _)| section)
}

/// Numbers with how many decimals they have. Thousands are set apart by commas.
fn numbers(text: &str) -> Vec<(f64, i32)> {
    let text = text.replace(',', "");
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|word| word.trim_matches('.'))
        .filter_map(|word| {
            let decimals = word.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            Some((word.parse().ok()?, i32::try_from(decimals).unwrap()))
        })
        .collect()
}

/// What stands between single backquotes in a line.
fn quoted(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|part| !part.is_empty()).collect()
}

/// All pages that people read, but the history, whose paths were there once.
fn pages() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let path = folder.join(&name);
            if entry.file_type().unwrap().is_dir() {
                if !["target", ".git"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if name.ends_with(".md") && name != "CHANGELOG.md" {
                found.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    assert!(found.len() > 20, "{found:?}");
    found
}

/// From the root of the workspace or from the page's own folder. `<provider>` is any folder.
fn is_there(page: &Path, path: &str) -> bool {
    let beside = root().join(page.parent().unwrap());
    [root(), beside].iter().any(|from| match path.split_once('<') {
        None => from.join(path).exists(),
        Some((before, rest)) => {
            let after = rest.split_once('>').unwrap().1.trim_start_matches('/');
            let folders = fs::read_dir(from.join(before)).into_iter().flatten().flatten();
            folders.into_iter().any(|folder| folder.path().join(after).exists() || after.starts_with('.'))
        }
    })
}

/// Each package with each of its test programs, as cargo knows them.
fn test_programs() -> BTreeSet<(String, String)> {
    let metadata = crate::metadata(&["--no-deps"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let of = |package: &serde_json::Value| {
        let targets = package["targets"].as_array().unwrap().clone();
        let name = text(&package["name"]);
        let tests = targets.into_iter().filter(|target| target["kind"][0] == "test");
        tests.map(move |target| (name.clone(), text(&target["name"]))).collect::<Vec<_>>()
    };
    metadata["packages"].as_array().unwrap().iter().flat_map(of).collect()
}

fn is_path(text: &str) -> bool {
    let top = text.split('/').next().unwrap_or_default();
    text.contains('/')
        && !text.contains([' ', '*'])
        && ["crates", "tests", "fixtures", "benches", "fuzz", "examples", ".ci"].contains(&top)
}

/// `a/{b,c}` is `a/b` and `a/c`.
fn spelled_out(path: &str) -> Vec<String> {
    match path.split_once('{') {
        Some((start, rest)) => {
            let (names, end) = rest.split_once('}').unwrap();
            names.split(',').map(|name| format!("{start}{name}{end}")).collect()
        }
        None => vec![path.to_owned()],
    }
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
