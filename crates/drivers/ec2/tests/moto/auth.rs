//! moto with its checks of signatures and policies.

use crate::server::{Moto, stamp};
use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, CreateAddress, CreateDrive, CreateFirewall, CreateKeyPair, CreateServer,
    Delivery, DestroyDrive, ErrorKind, ServerQuery, UpdateDrive,
};
use anycloud_ec2::{Client, Config, CreateVolume, Credentials, Ec2, Query, dry_run};
use anycloud_http::{Body, HttpConfig, ReqwestTransport, RetryPolicy, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;

/// May read all of EC2 and make volumes, and nothing else.
pub(crate) const READER: &str = r#"["ec2:Describe*","ec2:CreateVolume"]"#;

/// How many calls it takes to make a user.
pub(crate) const CALLS: u32 = 3;

/// A call of IAM, as moto takes it before it checks: it goes by the scope of a signature that need not be right.
async fn iam(moto: &Moto, form: &str) -> String {
    let transport = ReqwestTransport::new(&HttpConfig::default()).unwrap();
    let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
    let request = http::Request::post(moto.url().as_str())
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", scope)
        .body(Bytes::copy_from_slice(format!("Version=2010-05-08&{form}").as_bytes()))
        .unwrap();
    let (parts, mut body) = transport.send(request).await.unwrap().into_parts();
    let mut text = Vec::new();
    while let Some(chunk) = body.chunk().await.unwrap() {
        text.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(text).unwrap();
    assert_eq!(parts.status, 200, "{text}");
    text
}

fn between<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
    rest.split_once(&format!("</{name}>")).unwrap().0
}

/// The key of a new user who may do these things, in JSON; it takes [`CALLS`].
pub(crate) async fn user(moto: &Moto, name: &str, actions: &str) -> (String, String) {
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{actions},"Resource":"*"}}]}}"#
    );
    let policy: String = url::form_urlencoded::byte_serialize(policy.as_bytes()).collect();
    iam(moto, &format!("Action=CreateUser&UserName={name}")).await;
    iam(moto, &format!("Action=PutUserPolicy&UserName={name}&PolicyName=p&PolicyDocument={policy}")).await;
    let key = iam(moto, &format!("Action=CreateAccessKey&UserName={name}")).await;
    (between(&key, "AccessKeyId").to_owned(), between(&key, "SecretAccessKey").to_owned())
}

/// Changes the body after it was signed.
#[derive(Debug)]
struct Tampering(ReqwestTransport);

#[async_trait]
impl Transport for Tampering {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let sent = std::str::from_utf8(request.body()).unwrap();
        let changed = sent.replace("MaxResults=500", "MaxResults=400");
        assert_ne!(changed, sent);
        self.0.send(request.map(|_| changed.into())).await
    }
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn who_asks_is_checked() {
    let moto = Moto::checking(CALLS).await;
    let (id, secret) = user(&moto, "reader", READER).await;
    let client = moto.client_of(Credentials::new(&id, secret.as_str()));
    let regions = client.describe_regions(&Query::all()).all().await.unwrap();
    assert!(regions.len() > 10);
    // Without a space: moto computes signatures from a form of its own making, in which a space is a plus sign.
    for name in ["a", "b", "c\u{1f980}+&=~*"] {
        let request = CreateVolume::new("us-east-1a", 1).tags([("Name", name)]);
        client.create_volume(&request, &stamp("volume")).await.unwrap();
    }
    let volumes =
        client.describe_volumes(&Query::all().filter("tag:Name", ["c\u{1f980}+&=~*"])).all().await.unwrap();
    assert_eq!(volumes.len(), 1, "every character is signed as it is sent");

    let denied = client.delete_volume(&volumes[0].id()).await.unwrap_err();
    assert_eq!((denied.kind(), denied.delivery()), (ErrorKind::Forbidden, Delivery::Refused));
    assert!(denied.code().is_some(), "{denied}");
    let denied = dry_run(client.dry_run().terminate_instances(&["i-0123456789abcdef0"]).await).unwrap_err();
    assert_eq!(denied.kind(), ErrorKind::Forbidden);
    assert_eq!(client.describe_volumes(&Query::all()).all().await.unwrap().len(), 3);

    let wrong = moto.client_of(Credentials::new(&id, "another-secret"));
    let error = wrong.describe_volumes(&Query::all()).all().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Unauthenticated, Some("AuthFailure")));
    assert!(!format!("{error:?}").contains("another-secret"));
    let unknown = moto.client_of(Credentials::new("AKIANOBODY", secret.as_str()));
    let error = unknown.describe_volumes(&Query::all()).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");

    let tampered = Client::new(tampering(&moto, Credentials::new(&id, secret.as_str()))).unwrap();
    let error = tampered.describe_volumes(&Query::all()).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
}

fn tampering(moto: &Moto, credentials: Credentials) -> Config {
    let transport = Arc::new(Tampering(ReqwestTransport::new(&HttpConfig::default()).unwrap()));
    moto.config_of(credentials).http(HttpConfig::default().retry(RetryPolicy::never()).transport(transport))
}

/// The same through the facets: what is refused is no open operation.
#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn who_uses_the_cloud_is_checked() {
    let moto = Moto::checking(CALLS).await;
    let (id, secret) = user(&moto, "reader", READER).await;
    let cloud = |config: Config| Cloud::new(Ec2::new(CloudId::new("moto"), config).unwrap());
    let reader = cloud(moto.config_of(Credentials::new(&id, secret.as_str())));
    reader.verify().await.unwrap();
    let mut drives = Vec::new();
    for name in ["a", "b", "c"] {
        let drive = CreateDrive::new(name).size(ByteSize::gib(1)).location("us-east-1a");
        drives.push(reader.create_drive(&drive).done().await.unwrap());
    }
    let drive = &drives[1];
    let server = CreateServer::new("web", Boot::image("ami-03cf127a")).size("t3.micro");
    let policy = [
        reader.create_server(&server).await.unwrap_err(),
        reader.destroy_drive(&DestroyDrive::new(drive.clone())).await.unwrap_err(),
        reader.update_drive(&UpdateDrive::new(drive.clone()).name("mine")).await.unwrap_err(),
        reader.create_address(&CreateAddress::new("front")).await.unwrap_err(),
        reader.create_firewall(&CreateFirewall::new("wall")).await.unwrap_err(),
        reader.create_key_pair(&CreateKeyPair::new("me")).await.unwrap_err(),
    ];
    for error in policy {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Forbidden, Delivery::Refused), "{error}");
        assert!(error.to_string().contains("not authorized"), "{error}");
        assert_eq!(error.operation(), None, "{error}: there is nothing to resume");
    }
    let left = reader.drives().all().await.unwrap();
    assert_eq!(left.iter().map(|drive| drive.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(reader.servers(&ServerQuery::new()).all().await.unwrap().len(), 0);

    let key = || Credentials::new(&id, secret.as_str());
    for (what, config) in [
        ("a wrong secret", moto.config_of(Credentials::new(&id, "another-secret"))),
        ("an unknown key", moto.config_of(Credentials::new("AKIANOBODY", secret.as_str()))),
        ("a body that is another's", tampering(&moto, key())),
    ] {
        let cloud = cloud(config);
        let error = cloud.drives().all().await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Unauthenticated, Some("AuthFailure")), "{what}");
        assert!(error.to_string().contains("access credentials"), "{error}");
        if what != "a body that is another's" {
            let error =
                cloud.create_drive(&CreateDrive::new("x").size(ByteSize::gib(1)).location("us-east-1a"));
            let error = error.await.unwrap_err();
            assert_eq!(
                (error.kind(), error.delivery()),
                (ErrorKind::Unauthenticated, Delivery::Refused),
                "{what}"
            );
            assert_eq!(error.operation(), None, "{what}");
            assert!(!format!("{error:?}").contains("another-secret"));
        }
    }
    assert_eq!(reader.drives().all().await.unwrap().len(), 3);
}
