//! What the file says of Mist.io.

use crate::{CANARY, CloudConfig, open, refused};

fn cloud() -> CloudConfig {
    CloudConfig::new("a", "mist").user("foo@example.com").secret(CANARY)
}

#[test]
fn an_account_or_one_of_its_backends() {
    let account = open(&cloud().option("dialect", "2014-05")).unwrap();
    assert_eq!(account.info().realm.to_string(), "mist at https://mist.io for foo@example.com");
    assert!(account.capabilities().compute.is_none());
    let url = || "http://127.0.0.1:1".parse().unwrap();
    let one = open(&cloud().endpoint(url()).option("backend", "2tK74h").option("shutdown", true)).unwrap();
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
        (cloud().option("dialect", "2013-01"), "unknown dialect \"2013-01\"; known are 2014-01, 2014-05, 2"),
        (cloud().option("format", "text"), "it takes backend, dialect, shutdown"),
        (cloud().option("backend", "../x"), "is not the id of a backend"),
        (cloud().endpoint("http://mist.example".parse().unwrap()), "http"),
    ];
    for (config, wanted) in table {
        let shown = refused(&config);
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
}
