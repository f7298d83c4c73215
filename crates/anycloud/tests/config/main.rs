//! The configuration file: what it takes, what it refuses, and that no refusal shows a secret.
#![allow(clippy::unwrap_used)] // helpers of tests

#[cfg(feature = "cloudsigma")]
mod cloudsigma;
#[cfg(feature = "docker")]
mod docker;
#[cfg(feature = "ec2")]
mod ec2;
#[cfg(feature = "elastichosts")]
mod elastichosts;
#[cfg(feature = "mist")]
mod mist;

#[cfg(any(feature = "ec2", feature = "elastichosts"))]
use anycloud::SecretSource;
use anycloud::{CloudConfig, Config, ErrorKind, open};
use std::fs;

/// What must never be shown.
const CANARY: &str = "hunter2-canary";

const GOOD: &str = r#"
[clouds.lon]
provider = "elastichosts"
zone = "lon-p"
user = "someone"
secret = "hunter2-canary"
dialect = "2.0"
format = "text"

[clouds.lon.http]
ca_file = "company.pem"
proxy = "http://me:hunter2-canary@proxy.example:3128"
timeout = "90s"
connect_timeout = 5
idle_timeout = "10m"
attempts = 2
requests_per_second = 5
allow_plain_http = true

[clouds.other]
provider = "elastichosts"
endpoint = "https://api.example.org"
user = "someone"
secret = { command = ["pass", "other"] }

[clouds.zrh]
provider = "cloudsigma"
zone = "zrh"
user = "foo.bar@example.com"
secret = "hunter2-canary"
legacy_get_actions = true
guests = false
"#;

#[test]
fn reads_every_key() {
    let config = Config::from_toml(GOOD).unwrap();
    assert_eq!(config.names().collect::<Vec<_>>(), ["lon", "other", "zrh"]);
    let lon = config.cloud("lon").unwrap();
    assert_eq!((lon.provider(), lon.place().as_deref()), (Some("elastichosts"), Some("lon-p")));
    let shown = format!("{config:?}");
    assert!(!shown.contains(CANARY), "{shown}");
    assert!(shown.contains("proxy.example") && shown.contains("company.pem"), "{shown}");
    assert!(shown.contains("idle_timeout: 600s"), "{shown}");
    let other = config.cloud("other").unwrap();
    assert_eq!(other.place().as_deref(), Some("https://api.example.org"));
    let zrh = format!("{:?}", config.cloud("zrh").unwrap());
    assert!(
        zrh.contains("\"legacy_get_actions\": Flag(true)") && zrh.contains("\"guests\": Flag(false)"),
        "{zrh}"
    );
    assert_eq!(Config::from_toml("").unwrap().names().len(), 0);
}

#[test]
fn refusals_name_the_place_and_never_the_value() {
    let table = [
        ("[clouds.a]\nsecret = \"hunter2-canary", "line 2 is not TOML"),
        ("[clouds.a]\nsecret = hunter2-canary\n", "line 2 is not TOML"),
        ("[clouds.a]\nsecret = 'x'\nsecret = 'hunter2-canary'\n", "line 3 is not TOML"),
        ("[clouds.a]\nsecret = ['hunter2-canary']\n", "[clouds.a]: `secret` must be text or one of"),
        ("[clouds.a]\nsecret = { env = 'A', file = 'hunter2-canary' }\n", "`secret` must be text or one of"),
        ("[clouds.a]\nsecret = { value = 'hunter2-canary' }\n", "`secret` must be text or one of"),
        (
            "[clouds.a]\nsecret = { command = 'hunter2-canary' }\n",
            "`secret.command` must be an array of text",
        ),
        ("[clouds.a]\nsecret = { command = [] }\n", "`secret.command` must be an array of text"),
        (
            "[clouds.a]\nimage_owners = 'hunter2-canary'\n",
            "`image_owners` must be an array of text, with one",
        ),
        ("[clouds.a]\nguests = 'hunter2-canary'\n", "[clouds.a]: `guests` must be true or false, not string"),
        ("[clouds.a]\nlegacy_get_actions = 1\n", "`legacy_get_actions` must be true or false, not integer"),
        ("[clouds.a]\nuser = 5\n", "[clouds.a]: `user` must be text, not integer"),
        (
            "[clouds.a]\npassword = 'hunter2-canary'\n",
            "[clouds.a]: the key \"password\" is not known; allowed: provider, endpoint",
        ),
        ("[clouds.a]\nendpoint = 'hunter2-canary'\n", "`endpoint` is not a URL"),
        ("[clouds.a.http]\nproxy = 'socks5://u:hunter2-canary@p'\n", "`http.proxy`: the proxy must be"),
        ("[clouds.a.http]\ntimeout = 'soon'\n", "`http.timeout` must be a time such as"),
        ("[clouds.a.http]\nattempts = 0\n", "`http.attempts` must be a whole number above 0"),
        (
            "[clouds.a.http]\nrequests_per_second = 'many'\n",
            "`http.requests_per_second` must be a whole number",
        ),
        ("[clouds.a.http]\ntimeout = 0\n", "`http.timeout` must be a time such as"),
        (
            "[clouds.a.http]\nretries = 3\n",
            "[clouds.a]: `http`: the key \"retries\" is not known; allowed: ca_file",
        ),
        (
            "[clouds.'mist/a']\nsecret = 'hunter2-canary'\n",
            "holds neither `/` nor control characters: \"mist/a\"",
        ),
        ("[clouds.'']\nsecret = 'hunter2-canary'\n", "a cloud's name is not empty"),
        ("[clouds.\"a\\n\"]\nsecret = 'hunter2-canary'\n", "nor control characters: \"a\\n\""),
        ("[clouds]\na = 'hunter2-canary'\n", "[clouds.a] must be a table, not string"),
        ("[cloud.a]\nprovider = 'x'\n", "the key \"cloud\" is not known; allowed: clouds"),
    ];
    for (text, wanted) in table {
        let error = Config::from_toml(text).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert_eq!(error.kind(), ErrorKind::InvalidConfig);
        assert!(shown.contains(wanted), "{text:?}: {shown}");
        assert!(!shown.contains(CANARY), "{text:?}: {shown}");
    }
}

#[test]
fn a_file_is_named_in_every_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let missing = Config::load(&path).unwrap_err();
    assert!(missing.message().contains("config.toml"), "{missing}");
    fs::write(&path, "[clouds.a]\nprovider = 'warp'\n").unwrap();
    let config = Config::load(&path).unwrap();
    let error = open(config.cloud("a").unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidConfig);
    let shown = error.to_string();
    for part in [
        "config.toml",
        "[clouds.a]",
        "\"warp\" is not known",
        "known providers: cloudsigma, docker, ec2, elastichosts",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
    let unknown = config.cloud("b").unwrap_err();
    assert!(unknown.to_string().contains("no cloud is named \"b\"; configured: a"), "{unknown}");
}

#[cfg(unix)]
#[test]
fn a_plain_secret_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, GOOD).unwrap();
    for (mode, warnings) in [(0o644, 1), (0o640, 1), (0o600, 0)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let found = Config::load(&path).unwrap().warnings();
        assert_eq!(found.len(), warnings, "{mode:o}: {found:?}");
        assert!(found.iter().all(|w| w.contains("the secret of lon, zrh and") && !w.contains(CANARY)));
    }
}

#[test]
fn a_driver_that_is_not_compiled_in_is_named() {
    let drivers = [
        ("cloudsigma", cfg!(feature = "cloudsigma")),
        ("docker", cfg!(feature = "docker")),
        ("elastichosts", cfg!(feature = "elastichosts")),
        ("mist", cfg!(feature = "mist")),
    ];
    for (driver, there) in drivers {
        let error = refused(&CloudConfig::new("a", driver).option("backend", "x").option("format", "x"));
        assert_eq!(error.contains(&format!("without the feature `{driver}`")), !there, "{error}");
    }
}

fn refused(config: &CloudConfig) -> String {
    let error = open(config).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidConfig);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(CANARY), "{shown}");
    shown
}
