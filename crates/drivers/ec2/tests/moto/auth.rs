//! moto with its checks of signatures and policies.

use crate::server::{Moto, stamp};
use anycloud_core::{Delivery, ErrorKind};
use anycloud_ec2::{Client, Config, CreateVolume, Credentials, Query, dry_run};
use anycloud_http::{Body, HttpConfig, ReqwestTransport, RetryPolicy, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;

/// May read all of EC2 and make volumes, and nothing else.
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":["ec2:Describe*","ec2:CreateVolume"],"Resource":"*"}]}"#;

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

/// The key of a user with [`POLICY`].
async fn user(moto: &Moto) -> (String, String) {
    iam(moto, "Action=CreateUser&UserName=reader").await;
    let policy: String = url::form_urlencoded::byte_serialize(POLICY.as_bytes()).collect();
    iam(moto, &format!("Action=PutUserPolicy&UserName=reader&PolicyName=p&PolicyDocument={policy}")).await;
    let key = iam(moto, "Action=CreateAccessKey&UserName=reader").await;
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
    let moto = Moto::checking(3).await;
    let (id, secret) = user(&moto).await;
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

    let transport = Arc::new(Tampering(ReqwestTransport::new(&HttpConfig::default()).unwrap()));
    let config = Config::new(Credentials::new(&id, secret.as_str()))
        .region("us-east-1")
        .endpoint(moto.url().clone())
        .retry(RetryPolicy::never())
        .transport(transport);
    let tampered = Client::new(config).unwrap();
    let error = tampered.describe_volumes(&Query::all()).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
}
