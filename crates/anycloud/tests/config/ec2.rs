//! What the file says of Amazon EC2.

use crate::{CANARY, CloudConfig, Config, SecretSource, open, refused};

fn cloud() -> CloudConfig {
    CloudConfig::new("a", "ec2").region("eu-west-1")
}

#[test]
fn a_key_with_its_token() {
    let keyed = cloud().user("AKIDEXAMPLE").secret(CANARY).option("session_token", CANARY);
    let keyed = keyed.option("image_owners", ["self", "amazon"]);
    assert!(!format!("{keyed:?}").contains(CANARY), "{keyed:?}");
    assert_eq!(&*open(&keyed).unwrap().info().realm.origin, "https://ec2.eu-west-1.amazonaws.com");
    let file = format!("[clouds.a]\nprovider = 'ec2'\nregion = 'eu-west-1'\nsession_token = '{CANARY}'\n");
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
