//! Amazon EC2: the secret key and the session token that sign, the private half of a new key pair, user data.

use crate::canary::{KEY, Log, VNC, journal_free, secret_free, shows};
use anycloud_core::journal::FileJournal;
use anycloud_core::{Boot, Cloud, CloudId, CreateKeyPair, CreateServer, Secret, ServerQuery};
use anycloud_ec2::{Client, Config, Credentials, Ec2, RunInstances};
use anycloud_http::{Body, HttpConfig, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use std::sync::Arc;

/// The service, as far as it goes.
#[derive(Debug)]
struct Service;

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let form = String::from_utf8_lossy(request.body()).into_owned();
        let token = request.headers().get("x-amz-security-token").map(|token| token.to_str().unwrap());
        assert_eq!(token, Some(VNC), "it is sent all the same");
        let action = form.split(['=', '&']).nth(1).unwrap().to_owned();
        let server = "<reservationId>r-1</reservationId><instancesSet><item><instanceId>i-1</instanceId>\
                      <instanceState><name>running</name></instanceState></item></instancesSet>";
        let body = match action.as_str() {
            "CreateKeyPair" => format!("<keyName>me</keyName><keyMaterial>{KEY}</keyMaterial>"),
            "DescribeInstanceAttribute" => {
                format!("<instanceId>i-1</instanceId><userData><value>{VNC}</value></userData>")
            }
            "DescribeInstances" => format!("<reservationSet><item>{server}</item></reservationSet>"),
            "RunInstances" => server.to_owned(),
            _ => {
                let refused = "<Response><Errors><Error><Code>SignatureDoesNotMatch</Code><Message>it does not\
                               </Message></Error></Errors></Response>";
                return Ok(Response::builder().status(403).body(Body::full(refused)).unwrap());
            }
        };
        Ok(Response::new(Body::full(format!("<{action}Response>{body}</{action}Response>"))))
    }
}

#[tokio::test]
async fn nothing_is_shown() {
    let log = Log::capture();
    let journal = tempfile::tempdir().unwrap();
    let key = Credentials::new("AKIDEXAMPLE", Secret::new(KEY)).session_token(Secret::new(VNC));
    secret_free("credentials", &format!("{key:?} {key:#?}"));
    let config =
        Config::new(key).region("eu-west-1").http(HttpConfig::default().transport(Arc::new(Service)));
    secret_free("config", &format!("{config:?} {config:#?}"));
    let driver = Ec2::new(CloudId::new("lab"), config).unwrap();
    secret_free("driver", &format!("{driver:?} {driver:#?} {:?}", driver.client()));
    let cloud = Cloud::new(driver).with_journal(FileJournal::open(journal.path()).unwrap());
    secret_free("cloud", &format!("{cloud:?} {cloud:#?}"));

    let made = cloud.create_key_pair(&CreateKeyPair::new("me")).await.unwrap().value;
    assert_eq!(made.private_key.expose(), KEY);
    secret_free("key pair", &format!("{made:?} {}", serde_json::to_string(&made).unwrap()));

    let request = CreateServer::new("canary", Boot::image("ami-1")).size("t3.micro").user_data(VNC);
    secret_free("request", &format!("{request:?} {}", serde_json::to_string(&request).unwrap()));
    let native = RunInstances::new("ami-1").user_data(VNC);
    secret_free("native request", &format!("{native:?} {native:#?}"));
    cloud.create_server(&request).done().await.unwrap();
    for server in cloud.servers(&ServerQuery::new()).all().await.unwrap() {
        secret_free("server", &format!("{server:?} {server:#?} {}", serde_json::to_string(&server).unwrap()));
    }
    let client = cloud.native::<Client>().unwrap();
    let attribute = client.describe_instance_attribute("i-1", "userData").await.unwrap();
    secret_free("attribute", &format!("{attribute:?} {:?}", attribute.element()));

    let error = cloud.verify().await.unwrap_err();
    assert_eq!(error.code(), Some("SignatureDoesNotMatch"));
    secret_free("403", &shows(&error));

    assert!(journal_free(journal.path()) > 0, "there was something to look at");
    log.free_of_secrets("RunInstances");
}
