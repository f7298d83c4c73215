//! Usage and configuration: what is wrong is said, with exit code 2.

use crate::lab::{CANARY, Lab, bare, ended};

#[test]
fn without_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let refused = ended(&bare(folder.path()).args(["servers", "list"]).output().unwrap());
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
    assert!(refused.stderr.contains("anycloud/config.toml is not there"), "{refused:?}");
    let said = bare(folder.path()).args(["servers", "list", "--config", "/no/such/file"]).output().unwrap();
    assert!(ended(&said).stderr.contains("/no/such/file: the configuration cannot be read"), "{said:?}");
}

#[test]
fn which_cloud_must_be_clear() {
    let lab = Lab::new();
    lab.write("config.toml", &format!("{}{}", lab.cloud("one", CANARY), lab.cloud("two", CANARY)));
    lab.fails("capabilities", 2, "say which with --cloud NAME: one, two");
    lab.fails("capabilities --cloud three", 2, "no cloud is named \"three\"; configured: one, two");
    lab.write("config.toml", "");
    lab.fails("capabilities", 2, "no cloud is configured");
}

#[test]
fn what_is_wrong_is_named_and_the_secret_is_not() {
    let lab = Lab::new();
    let user = lab.simulator.inner().user().to_owned();
    let elastic = format!("provider = 'elastichosts'\nuser = '{user}'\nsecret = '{CANARY}'\n");
    let mut table = vec![
        (
            format!("provider = 'warp'\nsecret = '{CANARY}'"),
            "\"warp\" is not known; known providers: cloudsigma, docker, ec2, elastichosts",
        ),
        (format!("secret = '{CANARY}'"), "`provider` is missing"),
        (format!("secret = {CANARY}"), "line 2 is not TOML"),
        (format!("{elastic}planet = 'x'"), "the key \"planet\" is not known; allowed: provider, endpoint"),
    ];
    if cfg!(feature = "elastichosts") {
        table.push((elastic.clone(), "`zone` or `endpoint` is missing"));
        table.push((format!("{elastic}zone = 'moon-1'"), "unknown zone \"moon-1\""));
        table.push((format!("{elastic}zone = 'lon-p'\ndialect = '9'"), "`dialect`: not a dialect"));
        table.push((format!("{elastic}endpoint = 'http://api.example.com'"), "http"));
        table.push((
            "provider = 'elastichosts'\nzone = 'lon-p'\nuser = 'u'".to_owned(),
            "`secret` is missing",
        ));
    } else {
        table.push((elastic, "without the feature `elastichosts`"));
    }
    for (cloud, says) in table {
        lab.write("config.toml", &format!("[clouds.a]\n{cloud}\n"));
        let refused = lab.fails("servers list", 2, says);
        assert!(refused.stderr.contains("config.toml: "), "{refused:?}");
    }
}

#[test]
fn a_cloud_that_is_not_there_is_one_code_wherever_it_is_not() {
    let lab = Lab::mist();
    lab.fails("servers list --cloud nonsense", 2, "no cloud is named \"nonsense\"");
    lab.fails("servers list --cloud sim/nonsense", 2, "sim holds no cloud \"nonsense\"");
    lab.fails("servers list --cloud nonsense/sim", 2, "no cloud is named \"nonsense\"");
}

#[test]
fn an_empty_variable_is_as_none() {
    let lab = Lab::new();
    let folder = tempfile::tempdir().unwrap();
    let empty =
        |words: &[&str]| ended(&bare(folder.path()).env("ANYCLOUD_CONFIG", "").args(words).output().unwrap());
    let said = empty(&["clouds", "list", "--config", lab.path("config.toml").to_str().unwrap()]);
    assert!(said.code == Some(0) && said.stdout.contains("sim"), "{said:?}");
    let refused = empty(&["servers", "list"]);
    assert!(refused.stderr.contains("anycloud/config.toml is not there"), "{refused:?}");
    assert_eq!(empty(&["completions", "bash"]).code, Some(0));
    assert_eq!(empty(&["servers", "list", "--config", ""]).code, Some(2));
}

#[test]
fn both_halves_of_an_alternative_are_named() {
    let lab = Lab::new();
    for (words, needed) in [
        ("drives upload f", "<--drive <DRIVE>|--name <NAME>>"),
        ("firewalls update f", "<--allow <RULE>|--allow-nothing <DIRECTION>>"),
    ] {
        let refused = lab.run(words);
        assert!(refused.code == Some(2) && refused.stderr.contains(needed), "{refused:?}");
    }
}

#[test]
fn usage_is_refused_before_anything() {
    let lab = Lab::new();
    let table = [
        "",
        "servers",
        "servers create web",
        "servers create web --image a --drive b",
        "servers create web --image a --cpu-mhz 1000",
        "servers create web --image a --drive-size 10X",
        "servers destroy web",
        "servers destroy web --keep-drives --destroy-drives",
        "servers stop",
        "drives create d --size -1G",
        "kv decode --as tables",
        "operations resume xyz",
        "operations wait --timeout soon",
        "simulate warp",
        "servers list -o xml",
    ];
    for words in table {
        let refused = lab.run(words);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{words}: {refused:?}");
    }
    assert_eq!(lab.simulator.inner().requests(), 0);
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt;
    let lab = Lab::new();
    let path = lab.path("config.toml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let listed = lab.run("clouds list -o json");
    assert_eq!(listed.code, Some(0));
    assert!(listed.stderr.starts_with("warning: ") && listed.stderr.contains("chmod 600"), "{listed:?}");
    assert!(listed.stdout.starts_with("[{\"name\":\"sim\",\"provider\":\"elastichosts\""), "{listed:?}");
}

/// The platform's folders, as they are on Linux.
#[cfg(all(target_os = "linux", feature = "elastichosts"))]
#[test]
fn files_are_where_the_platform_has_them() {
    let lab = Lab::new();
    let home = lab.path("home");
    std::fs::create_dir_all(home.join(".config/anycloud")).unwrap();
    std::fs::copy(lab.path("config.toml"), home.join(".config/anycloud/config.toml")).unwrap();
    let made = bare(&home).args(["drives", "create", "d", "--size", "1G"]).output().unwrap();
    assert_eq!(ended(&made).code, Some(0), "{made:?}");
    assert_eq!(std::fs::read_dir(home.join(".local/state/anycloud/operations")).unwrap().count(), 1);
    let mut elsewhere = bare(&home);
    let made =
        elsewhere.env("XDG_STATE_HOME", lab.path("xdg")).args(["drives", "create", "e", "--size", "1G"]);
    assert_eq!(ended(&made.output().unwrap()).code, Some(0));
    assert_eq!(std::fs::read_dir(lab.path("xdg/anycloud/operations")).unwrap().count(), 1);
}

#[test]
fn completions_for_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = ended(&bare(folder.path()).args(["completions", shell]).output().unwrap());
        assert_eq!(done.code, Some(0));
        assert!(done.stdout.contains("anycloud") && done.stdout.contains("operations"), "{shell}");
    }
}
