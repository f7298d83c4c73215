//! What the file says of ElasticHosts.

use crate::{CANARY, CloudConfig, SecretSource, fs, open, refused};
use anycloud::Secret;

const USER: &str = "71daf3c2-1b1d-4bd5-9b70-7c9f6d4c1a3e";

fn cloud() -> CloudConfig {
    CloudConfig::new("a", "elastichosts").user(USER)
}

#[test]
fn what_is_missing_or_unknown_is_said() {
    let url = || "http://127.0.0.1:1".parse().unwrap();
    let table = [
        (CloudConfig::new("a", "elastichosts").zone("lon-p").secret(CANARY), "`user` is missing"),
        (cloud().zone("lon-p"), "`secret` is missing"),
        (cloud().secret(CANARY), "`zone` or `endpoint` is missing"),
        (cloud().secret(CANARY).zone("moon-1"), "unknown zone \"moon-1\"; known are lon-p"),
        (
            cloud().secret(CANARY).endpoint(url()).option("dialect", "3.0"),
            "`dialect`: not a dialect: \"3.0\"",
        ),
        (cloud().secret(CANARY).endpoint(url()).option("format", "xml"), "`format`: not a format: \"xml\""),
        (cloud().secret("").zone("lon-p"), "`secret` is empty"),
        (
            cloud().secret(CANARY).zone("lon-p").option("guests", false),
            "`guests` is no option of the provider",
        ),
    ];
    for (config, wanted) in table {
        let shown = refused(&config);
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
}

#[test]
fn secrets_come_from_many_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    fs::write(&path, format!("{CANARY}\r\n")).unwrap();
    let word = |text: &str| text.to_owned();
    let good = [
        SecretSource::File(path.clone()),
        SecretSource::Command(vec![word("echo"), word(CANARY)]),
        SecretSource::Env(word("CARGO_PKG_NAME")),
        SecretSource::Plain(Secret::new(CANARY)),
    ];
    for source in good {
        let config = cloud().zone("lon-p").secret(source);
        let opened = open(&config).unwrap();
        assert!(!format!("{config:?} {opened:?}").contains(CANARY));
    }
    let bad = [
        (SecretSource::File(folder.path().join("none")), "cannot be read"),
        (SecretSource::Env(word("ANYCLOUD_NO_SUCH_VARIABLE")), "ANYCLOUD_NO_SUCH_VARIABLE is not set"),
        (SecretSource::Command(vec![word("false"), word(CANARY)]), "\"false\" failed"),
        (SecretSource::Command(vec![word("true")]), "the secret's command is empty"),
        (SecretSource::Command(vec![word("/no/such/program")]), "cannot be run"),
    ];
    for (source, wanted) in bad {
        let shown = refused(&cloud().zone("lon-p").secret(source));
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
}
