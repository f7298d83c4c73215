use super::Config;
use crate::{Credentials, Environment, Hosts};
use anycloud_core::ErrorKind;
use url::Url;

fn config() -> Config {
    Config::new(Credentials::new("AKIDEXAMPLE", "k3y"))
        .environment(Environment::of([("AWS_CONFIG_FILE", "/none")]))
}

fn refused(config: Config) -> String {
    let error = config.check().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::InvalidConfig);
    assert!(!format!("{error} {error:?}").contains("k3y"));
    error.to_string()
}

#[test]
fn regions_and_endpoints() {
    let usual = config().region("eu-west-1").check().unwrap();
    assert_eq!(usual.http.endpoint().as_str(), "https://ec2.eu-west-1.amazonaws.com/");
    assert_eq!(usual.realm.to_string(), "ec2 at https://ec2.eu-west-1.amazonaws.com in eu-west-1");
    let fips = config().region("eu-west-1").hosts(Hosts::usual().fips(true)).check().unwrap();
    assert_eq!(fips.http.endpoint().as_str(), "https://ec2-fips.eu-west-1.amazonaws.com/");
    let here = Url::parse("http://127.0.0.1:5000").unwrap();
    let local = config().region("eu-west-1").endpoint(here.clone()).check().unwrap();
    assert_eq!(local.realm.to_string(), "ec2 at http://127.0.0.1:5000 in eu-west-1");
    assert!(
        refused(config().region("eu-west-1").endpoint(here).hosts(Hosts::usual().fips(true)))
            .contains("one host")
    );
    assert!(refused(config().region("somewhere")).contains("eu-west-1"));
    assert!(refused(config()).contains("AWS_REGION"));
    refused(config().region("eu-west-1").endpoint(Url::parse("http://api.example").unwrap()));
    assert!(
        !format!("{:?}", config().endpoint(Url::parse("https://u:k3y@x.example").unwrap())).contains("k3y")
    );
}

#[test]
fn hosts_of_the_environment() {
    let of = |variables: &[(&str, &str)]| {
        let all = variables.iter().copied().chain([("AWS_CONFIG_FILE", "/none")]);
        config().region("eu-west-1").environment(Environment::of(all))
    };
    let host = |config: Config| config.check().unwrap().http.endpoint().to_string();
    let fips = ("AWS_USE_FIPS_ENDPOINT", "true");
    assert_eq!(host(of(&[fips])), "https://ec2-fips.eu-west-1.amazonaws.com/");
    let both = [fips, ("AWS_USE_DUALSTACK_ENDPOINT", "True")];
    assert_eq!(host(of(&both)), "https://ec2-fips.eu-west-1.api.aws/");
    assert_eq!(host(of(&both).hosts(Hosts::usual())), "https://ec2.eu-west-1.amazonaws.com/", "said here");
    assert_eq!(host(of(&both).endpoint("http://127.0.0.1:5000".parse().unwrap())), "http://127.0.0.1:5000/");
    let odd = of(&[("AWS_USE_DUALSTACK_ENDPOINT", "yes")]);
    assert!(refused(odd).contains("AWS_USE_DUALSTACK_ENDPOINT"));
}

#[test]
fn hosts_of_the_profile() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    let text = "[profile gov]\nuse_fips_endpoint = true\n[profile odd]\nuse_dualstack_endpoint = yes\n";
    std::fs::write(&file, text).unwrap();
    let of = |config: Config, more: &[(&str, &str)]| {
        let all = more.iter().copied().chain([("AWS_CONFIG_FILE", file.to_str().unwrap())]);
        config.region("us-east-2").environment(Environment::of(all))
    };
    let host = |config: Config| config.check().unwrap().http.endpoint().to_string();
    let fips = "https://ec2-fips.us-east-2.amazonaws.com/";
    assert_eq!(host(of(Config::profile("gov"), &[])), fips);
    assert_eq!(host(of(Config::standard(), &[("AWS_PROFILE", "gov")])), fips);
    let off = [("AWS_USE_FIPS_ENDPOINT", "false")];
    assert_eq!(host(of(Config::profile("gov"), &off)), "https://ec2.us-east-2.amazonaws.com/");
    assert!(refused(of(Config::profile("odd"), &[])).contains("use_dualstack_endpoint"));
}

#[test]
fn regions_of_environment_and_profile() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    std::fs::write(&file, "[default]\nregion = eu-west-3\n[profile dev]\nregion=us-west-2\n").unwrap();
    let file = file.to_str().unwrap();
    let region = |variables: &[(&str, &str)], profile: Option<&str>| {
        let all = variables.iter().copied().chain([("AWS_CONFIG_FILE", file)]);
        let base = profile.map_or_else(Config::standard, Config::profile);
        base.environment(Environment::of(all)).check().map(|checked| checked.region.to_string())
    };
    assert_eq!(
        region(&[("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "eu-west-2")], None).unwrap(),
        "eu-west-1"
    );
    assert_eq!(region(&[("AWS_DEFAULT_REGION", "eu-west-2")], None).unwrap(), "eu-west-2");
    assert_eq!(region(&[], None).unwrap(), "eu-west-3");
    assert_eq!(region(&[("AWS_PROFILE", "dev")], None).unwrap(), "us-west-2");
    assert_eq!(region(&[("AWS_REGION", "eu-west-1")], Some("dev")).unwrap(), "us-west-2");
    assert!(region(&[], Some("none")).unwrap_err().to_string().contains("no profile \"none\""));
}
