//! The configuration file: what it takes, what it refuses, and that no refusal shows a secret.
#![allow(clippy::unwrap_used)] // helpers of tests

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

#[cfg(feature = "cloudsigma")]
mod cloudsigma {
    use super::{CANARY, CloudConfig, open, refused};

    fn cloud() -> CloudConfig {
        CloudConfig::new("a", "cloudsigma").user("foo.bar@example.com")
    }

    #[test]
    fn both_zones_are_there() {
        for zone in ["zrh", "lvs"] {
            let opened = open(
                &cloud().secret(CANARY).zone(zone).option("guests", true).option("legacy_get_actions", true),
            );
            let origin = opened.unwrap().info().realm.origin.clone();
            assert_eq!(&*origin, format!("https://api.{zone}.cloudsigma.com"));
        }
        let url = "http://127.0.0.1:1".parse().unwrap();
        let opened = open(&cloud().secret(CANARY).endpoint(url)).unwrap();
        assert_eq!(&*opened.info().realm.origin, "http://127.0.0.1:1");
    }

    #[test]
    fn what_is_missing_or_unknown_is_said() {
        let table = [
            (CloudConfig::new("a", "cloudsigma").zone("zrh").secret(CANARY), "`user` is missing"),
            (cloud().zone("zrh"), "`secret` is missing"),
            (cloud().secret(CANARY), "`zone` or `endpoint` is missing"),
            (cloud().secret(CANARY).zone("lon-p"), "unknown zone \"lon-p\"; known are zrh, lvs"),
            (
                cloud().secret(CANARY).zone("zrh").option("dialect", "2.0"),
                "`dialect` is no option of the provider cloudsigma",
            ),
            (
                cloud().secret(CANARY).zone("zrh").option("format", "text"),
                "it takes guests, legacy_get_actions, zone",
            ),
            (cloud().secret("").zone("zrh"), "`secret` is empty"),
            (cloud().secret(CANARY).endpoint("http://api.example.com".parse().unwrap()), "http"),
        ];
        for (config, wanted) in table {
            let shown = refused(&config);
            assert!(shown.contains(wanted), "{wanted}: {shown}");
        }
    }
}

#[cfg(feature = "elastichosts")]
mod elastichosts {
    use super::{CANARY, CloudConfig, SecretSource, fs, open, refused};
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
            (
                cloud().secret(CANARY).endpoint(url()).option("format", "xml"),
                "`format`: not a format: \"xml\"",
            ),
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
}

#[cfg(feature = "mist")]
mod mist {
    use super::{CANARY, CloudConfig, open, refused};

    fn cloud() -> CloudConfig {
        CloudConfig::new("a", "mist").user("foo@example.com").secret(CANARY)
    }

    #[test]
    fn an_account_or_one_of_its_backends() {
        let account = open(&cloud().option("dialect", "2014-05")).unwrap();
        assert_eq!(account.info().realm.to_string(), "mist at https://mist.io for foo@example.com");
        assert!(account.capabilities().compute.is_none());
        let url = || "http://127.0.0.1:1".parse().unwrap();
        let one =
            open(&cloud().endpoint(url()).option("backend", "2tK74h").option("shutdown", true)).unwrap();
        assert_eq!(one.info().realm.to_string(), "mist at http://127.0.0.1:1 for foo@example.com in 2tK74h");
        let power = one.capabilities().compute.as_ref().unwrap().power;
        assert!(power.contains(anycloud::Action::Shutdown));
        let own = open(&CloudConfig::new("a", "mist").endpoint(url())).unwrap();
        assert_eq!(own.info().realm.account, None, "a service of one's own asks for nobody");
    }

    #[test]
    fn what_is_missing_or_unknown_is_said() {
        let table = [
            (CloudConfig::new("a", "mist"), "say an endpoint, or a user"),
            (CloudConfig::new("a", "mist").user("foo@example.com"), "`secret` is missing"),
            (cloud().zone("dfw"), "`zone` is no option of the provider"),
            (
                cloud().option("dialect", "2013-01"),
                "unknown dialect \"2013-01\"; known are 2014-01, 2014-05, 2",
            ),
            (cloud().option("format", "text"), "it takes backend, dialect, shutdown"),
            (cloud().option("backend", "../x"), "is not the id of a backend"),
            (cloud().endpoint("http://mist.example".parse().unwrap()), "http"),
        ];
        for (config, wanted) in table {
            let shown = refused(&config);
            assert!(shown.contains(wanted), "{wanted}: {shown}");
        }
    }
}

#[cfg(feature = "docker")]
mod docker {
    use super::{CANARY, CloudConfig, Config, open, refused};

    fn at(endpoint: &str) -> CloudConfig {
        CloudConfig::new("here", "docker").endpoint(endpoint.parse().unwrap())
    }

    #[test]
    fn an_engine_by_its_address() {
        for (endpoint, realm) in [
            ("unix:///run/lab.sock", "docker at unix:///run/lab.sock"),
            ("tcp://127.0.0.1:2375", "docker at http://127.0.0.1:2375"),
            ("https://engine.example:2376", "docker at https://engine.example:2376"),
        ] {
            assert_eq!(open(&at(endpoint)).unwrap().info().realm.to_string(), realm);
            assert_eq!(at(endpoint).place().unwrap(), endpoint);
        }
        // `Url` forgets a port that is the scheme's own, and escapes what is no URL.
        for (endpoint, in_a_file, in_code) in [
            ("https://engine.example:443", "https://engine.example", "https://engine.example"),
            ("https://engine.example", "https://engine.example:2376", "https://engine.example"),
            ("http://127.0.0.1:80", "http://127.0.0.1", "http://127.0.0.1"),
            ("http://127.0.0.1", "http://127.0.0.1:2375", "http://127.0.0.1"),
            ("unix:///a b/x.sock", "unix:///a b/x.sock", "unix:///a b/x.sock"),
        ] {
            let file = format!("[clouds.here]\nprovider = \"docker\"\nendpoint = \"{endpoint}\"\n");
            let config = Config::from_toml(&file).unwrap();
            let said = open(config.cloud("here").unwrap()).unwrap();
            assert_eq!(said.info().realm.to_string(), format!("docker at {in_a_file}"), "{endpoint}");
            let made = open(&at(endpoint)).unwrap();
            assert_eq!(made.info().realm.to_string(), format!("docker at {in_code}"), "{endpoint}");
        }
        assert_eq!(at("unix:///a b/x.sock").place().unwrap(), "unix:///a b/x.sock");
        let certificates = concat!(env!("CARGO_MANIFEST_DIR"), "/../drivers/docker/tests/it/tls");
        let tls = open(&at("tcp://engine.example").option("cert_path", certificates)).unwrap();
        assert_eq!(tls.info().realm.to_string(), "docker at https://engine.example:2376");
        let empty = tempfile::tempdir().unwrap();
        let shown = refused(&at("tcp://engine.example").option("cert_path", empty.path().to_str().unwrap()));
        assert!(shown.contains(&empty.path().join("ca.pem").display().to_string()), "{shown}");
    }

    #[test]
    fn what_cannot_work_is_said() {
        let table = [
            (at("tcp://engine.example:2375"), "use https, or allow plain http"),
            (at("ssh://engine.example"), "ssh"),
            (at("unix:///x").option("context", "lab"), "exclude each other"),
            (
                CloudConfig::new("here", "docker").option("context", "no-such-context-anywhere"),
                "no-such-context-anywhere",
            ),
            (at("unix:///x").secret(CANARY), "neither `user` nor `secret`"),
            (at("unix:///x").user("me"), "neither `user` nor `secret`"),
            (at("unix:///x").option("format", "text"), "it takes cert_path, context"),
            (at("unix:///x").zone("a"), "`zone` is no option of the provider"),
        ];
        for (config, wanted) in table {
            let shown = refused(&config);
            assert!(shown.contains(wanted), "{wanted}: {shown}");
        }
    }
}

#[cfg(feature = "ec2")]
mod ec2 {
    use super::{CANARY, CloudConfig, Config, SecretSource, open, refused};

    fn cloud() -> CloudConfig {
        CloudConfig::new("a", "ec2").region("eu-west-1")
    }

    #[test]
    fn a_key_with_its_token() {
        let keyed = cloud().user("AKIDEXAMPLE").secret(CANARY).option("session_token", CANARY);
        let keyed = keyed.option("image_owners", ["self", "amazon"]);
        assert!(!format!("{keyed:?}").contains(CANARY), "{keyed:?}");
        assert_eq!(&*open(&keyed).unwrap().info().realm.origin, "https://ec2.eu-west-1.amazonaws.com");
        let file =
            format!("[clouds.a]\nprovider = 'ec2'\nregion = 'eu-west-1'\nsession_token = '{CANARY}'\n");
        let config = Config::from_toml(&file).unwrap();
        assert!(!format!("{config:?}").contains(CANARY), "{config:?}");
        assert!(refused(config.cloud("a").unwrap()).contains("`user` is missing"));
    }

    #[test]
    fn what_cannot_work_is_said() {
        let keyed = || cloud().user("AKIDEXAMPLE").secret(CANARY);
        let table = [
            (cloud().secret(CANARY), "`user` is missing"),
            (cloud().user("AKIDEXAMPLE"), "`secret` is missing"),
            (keyed().option("profile", "work"), "`profile` and `user`, `secret` or `session_token` exclude"),
            (keyed().option("session_token", ""), "`session_token` is empty"),
            (
                keyed().option("session_token", SecretSource::Env("ANYCLOUD_NONE".into())),
                "ANYCLOUD_NONE is not set",
            ),
            (keyed().option("session_token", true), "`session_token` must be a secret or where it is found"),
            (keyed().option("image_owners", "self"), "`image_owners` must be an array of text"),
            (keyed().option("region", true), "`region` must be text"),
            (
                keyed().option("password", CANARY),
                "`password` is no option of the provider ec2; it takes image_owners",
            ),
            (keyed().zone("lon-p"), "`zone` is no option of the provider ec2"),
        ];
        for (config, wanted) in table {
            let shown = refused(&config);
            assert!(shown.contains(wanted), "{wanted}: {shown}");
            assert!(!format!("{config:?}").contains(CANARY), "{config:?}");
        }
    }
}
