//! A moto of one's own, on a port of its own.

use anycloud_core::run::Stamp;
use anycloud_core::{Error, Text};
use anycloud_ec2::{Client, Config, Credentials, ImageQuery, Instance, Query, RunInstances};
use anycloud_http::{HttpConfig, RetryPolicy};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::Url;

/// It ends when this is dropped.
pub(crate) struct Moto {
    url: Url,
    _child: Child,
}

impl Moto {
    /// Checks nothing of who asks.
    pub(crate) async fn open() -> Self {
        Self::start(&[]).await
    }

    /// Checks signatures and policies, after so many calls that it lets pass.
    pub(crate) async fn checking(after: u32) -> Self {
        Self::start(&[("INITIAL_NO_AUTH_ACTION_COUNT", &after.to_string())]).await
    }

    async fn start(variables: &[(&str, &str)]) -> Self {
        let program = std::env::var("ANYCLOUD_MOTO").expect("ANYCLOUD_MOTO names moto_server");
        let mut child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .envs([
                ("MOTO_EC2_LOAD_DEFAULT_AMIS", "true"),
                ("MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION", "true"),
                ("MOTO_ENABLE_AMI_VALIDATION", "true"),
                ("MOTO_ENABLE_KEYPAIR_VALIDATION", "true"),
            ])
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let url = loop {
            let line = lines.next_line().await.unwrap().expect("moto ended");
            if let Some((_, url)) = line.split_once("Running on ") {
                break Url::parse(url.trim()).unwrap();
            }
        };
        // It writes a line for each request, and stops when nobody reads them.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { url, _child: child }
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn client(&self) -> Client {
        self.client_of(Credentials::new("AKIDEXAMPLE", "made-up"))
    }

    pub(crate) fn client_of(&self, credentials: Credentials) -> Client {
        Client::new(self.config_of(credentials)).unwrap()
    }

    pub(crate) fn config_of(&self, credentials: Credentials) -> Config {
        let config = Config::new(credentials).region("us-east-1").endpoint(self.url.clone());
        config.http(HttpConfig::default().retry(RetryPolicy::never()))
    }
}

/// A stamp of its own for each thing that is made.
pub(crate) fn stamp(step: &str) -> Stamp {
    Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), step)
}

/// Some image that servers can be made of.
pub(crate) async fn image(client: &Client) -> Text {
    let query =
        ImageQuery::owners(["amazon"]).filter("architecture", ["x86_64"]).filter("root-device-type", ["ebs"]);
    client.describe_images(&query).next().await.unwrap().unwrap().id()
}

/// Three servers, by their names: `web-0`, `web-1`, `web-2`.
pub(crate) async fn three_servers(client: &Client) -> [Text; 3] {
    let image = image(client).await;
    let mut ids = Vec::new();
    for name in ["web-0", "web-1", "web-2"] {
        let request = RunInstances::new(&image)
            .instance_type("t3.micro")
            .user_data(format!("#!/bin/sh\necho {name}"))
            .tags("instance", [("Name", name), ("wéb \u{1f980}\n", "a & b=c+d %20")]);
        let reservation = client.run_instances(&request, &stamp(name)).await.unwrap();
        let [made] = &reservation.instances()[..] else { panic!("not one: {reservation:?}") };
        assert_eq!(made.client_token().unwrap(), stamp(name).text().as_str());
        ids.push(made.id());
    }
    ids.try_into().unwrap()
}

pub(crate) async fn server(client: &Client, id: &str) -> Instance {
    client.describe_instances(&Query::ids([id])).all().await.unwrap().pop().unwrap()
}

pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().code().unwrap().to_owned()
}
