//! The client against answers that are made up: pages, faults, and what no test server answers.

use anycloud_core::run::Stamp;
use anycloud_core::{Delivery, ErrorKind};
use anycloud_ec2::{Client, Config, CreateVolume, Credentials, ImageQuery, Params, Query, RunInstances};
use anycloud_http::{Body, HttpConfig, RetryPolicy, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// Gives these answers in order, and keeps what it was asked.
#[derive(Debug, Default)]
struct Script {
    answers: Mutex<VecDeque<(u16, Bytes)>>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        assert!(request.headers()["authorization"].to_str().unwrap().contains("/eu-west-1/ec2/aws4_request"));
        self.asked.lock().unwrap().push(String::from_utf8(request.body().to_vec()).unwrap());
        let next = self.answers.lock().unwrap().pop_front();
        let (status, body) = next.ok_or_else(|| TransportError::unknown("the connection was reset"))?;
        Ok(http::Response::builder().status(status).body(Body::full(body)).unwrap())
    }
}

fn scripted<B: Into<Bytes>>(answers: impl IntoIterator<Item = (u16, B)>) -> (Client, Arc<Script>) {
    let answers = answers.into_iter().map(|(status, body)| (status, body.into())).collect();
    let script = Arc::new(Script { answers: Mutex::new(answers), asked: Mutex::default() });
    let config = Config::new(Credentials::new("AKIDEXAMPLE", "k3y"))
        .region("eu-west-1")
        .http(HttpConfig::default().retry(RetryPolicy::default().jitter(false)).transport(script.clone()));
    (Client::new(config).unwrap(), script)
}

impl Script {
    /// The value of a parameter in each request; empty where it was not sent.
    fn values(&self, name: &str) -> Vec<String> {
        let value = |form: &String| {
            let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).unwrap_or_default()
        };
        self.asked.lock().unwrap().iter().map(value).collect()
    }
}

fn volumes(ids: &[&str], token: &str) -> String {
    let items: String = ids.iter().map(|id| format!("<item><volumeId>{id}</volumeId></item>")).collect();
    format!(
        "<DescribeVolumesResponse><volumeSet>{items}</volumeSet><nextToken>{token}</nextToken></DescribeVolumesResponse>"
    )
}

fn refusal(code: &str) -> String {
    format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>"
    )
}

fn stamp() -> Stamp {
    Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), "server")
}

const RUN: &str = "<RunInstancesResponse><reservationId>r-1</reservationId><instancesSet><item>\
    <instanceId>i-1</instanceId></item></instancesSet></RunInstancesResponse>";

#[tokio::test]
async fn every_page_is_asked_for() {
    let pages = [volumes(&["vol-1", "vol-2"], "a/b="), volumes(&[], "c"), volumes(&["vol-3"], "")];
    let (client, script) = scripted(pages.map(|page| (200, page)));
    let ids: Vec<_> = client
        .describe_volumes(&Query::all())
        .all()
        .await
        .unwrap()
        .iter()
        .map(|volume| volume.id())
        .collect();
    assert_eq!(ids, ["vol-1", "vol-2", "vol-3"]);
    assert_eq!(script.values("NextToken"), ["", "a%2Fb%3D", "c"]);
    assert_eq!(script.values("MaxResults"), ["500", "500", "500"]);
}

#[tokio::test]
async fn a_token_that_comes_again_is_an_error() {
    let (client, script) = scripted([(200, volumes(&["vol-1"], "a")), (200, volumes(&["vol-1"], "a"))]);
    let error = client.describe_volumes(&Query::all()).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Provider);
    assert_eq!(script.values("Action").len(), 2);
}

#[tokio::test]
async fn a_service_that_ignores_the_size_of_pages_lists_completely() {
    let ids: Vec<String> = (0..7).map(|n| format!("vol-{n}")).collect();
    let (client, _) = scripted([(200, volumes(&ids.iter().map(String::as_str).collect::<Vec<_>>(), ""))]);
    let listed = client.describe_volumes(&Query::all().page_size(2)).all().await.unwrap();
    assert_eq!(listed.len(), 7);
}

#[tokio::test]
async fn empty_sets_and_absent_ones() {
    for body in [
        "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>",
        "<DescribeInstancesResponse/>",
        "<DescribeInstancesResponse><reservationSet><item><reservationId>r-1</reservationId><instancesSet/></item>\
         </reservationSet></DescribeInstancesResponse>",
    ] {
        let (client, _) = scripted([(200, body)]);
        assert_eq!(client.describe_instances(&Query::all()).all().await.unwrap().len(), 0, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_is_sent_again_with_its_token() {
    let html = "<html><body>502 Bad Gateway</body></html>";
    let (client, script) = scripted(
        [(502, html), (500, ""), (503, "<Response><Errors><Err"), (200, RUN)].map(|(s, b)| (s, b.to_owned())),
    );
    let made = client.run_instances(&RunInstances::new("ami-1"), &stamp()).await.unwrap();
    assert_eq!(made.instances()[0].id(), "i-1");
    assert_eq!(script.values("ClientToken"), vec!["0123456789abcdef0123456789abcdef-server"; 4]);
}

#[tokio::test(start_paused = true)]
async fn what_has_no_token_is_sent_once() {
    let (client, script) = scripted([(500, refusal("InternalError"))]);
    let error = client.create_snapshot("vol-1", "", &[]).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Provider, Delivery::Unknown));
    assert_eq!(script.values("Action"), ["CreateSnapshot"]);
    let (client, script) = scripted([(0, ""); 0]);
    let lost = client.act("CreateVpc", Params::new().set("CidrBlock", "10.0.0.0/16")).await.unwrap_err();
    assert_eq!((lost.kind(), lost.delivery()), (ErrorKind::Transport, Delivery::Unknown));
    assert_eq!(script.values("Action"), ["CreateVpc"]);
}

#[tokio::test(start_paused = true)]
async fn no_capacity_is_said_at_once_and_throttling_is_waited_for() {
    let (client, script) = scripted([(500, refusal("InsufficientInstanceCapacity"))]);
    let error = client.run_instances(&RunInstances::new("ami-1"), &stamp()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::CapacityUnavailable, Delivery::Refused));
    assert_eq!(script.values("Action").len(), 1);
    let (client, script) = scripted([(503, refusal("RequestLimitExceeded")), (200, volumes(&["vol-1"], ""))]);
    assert_eq!(client.describe_volumes(&Query::all()).all().await.unwrap().len(), 1);
    assert_eq!(script.values("Action").len(), 2);
    let (client, _) = scripted(vec![(503, refusal("RequestLimitExceeded")); 4]);
    let error = client.describe_volumes(&Query::all()).all().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::RateLimited, Delivery::Refused));
}

#[tokio::test]
async fn clocks_and_tokens_that_are_off() {
    for code in ["RequestExpired", "SignatureDoesNotMatch", "ExpiredToken", "AuthFailure"] {
        let (client, _) = scripted([(400, refusal(code))]);
        let error = client.describe_regions(&Query::all()).all().await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Unauthenticated, Some(code)));
        assert_eq!((error.provider(), error.call()), (Some("ec2"), Some("DescribeRegions")));
        assert_eq!(error.request_id(), Some("r"));
    }
}

#[tokio::test]
async fn answers_that_cannot_be_read() {
    let bomb = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>]><CreateVolumeResponse><volumeId>&a;</volumeId></CreateVolumeResponse>";
    for body in [
        "",
        "<html>login</html>",
        "<CreateVolumeResponse><volumeId>vol",
        bomb,
        "<CreateVolumeResponse/>",
        "{}",
    ] {
        let (client, script) = scripted([(200, body)]);
        let error = client.create_volume(&CreateVolume::new("eu-west-1a", 1), &stamp()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown), "{body}");
        assert_eq!(error.call(), Some("CreateVolume"));
        assert_eq!(script.values("Action").len(), 1);
    }
    // Who only asked knows that nothing was done.
    let (client, _) = scripted([(200, "<DescribeInstanceAttributeResponse/>")]);
    let error = client.describe_instance_attribute("i-1", "userData").await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Refused), "{error}");
    let endless = [b"<DescribeImagesResponse>".as_slice(), &vec![b' '; 50 << 20]].concat();
    let (client, _) = scripted([(200, endless)]);
    let error = client.describe_images(&ImageQuery::all()).all().await.unwrap_err();
    assert!(error.to_string().contains("longer than"), "{error}");
}

#[tokio::test]
async fn what_was_not_done_is_an_error() {
    let (client, _) =
        scripted([(200, "<DeleteVolumeResponse><return>false</return></DeleteVolumeResponse>")]);
    assert_eq!(client.delete_volume("vol-1").await.unwrap_err().kind(), ErrorKind::Provider);
    let (client, _) = scripted([(200, "<DeleteVolumeResponse><return>true</return></DeleteVolumeResponse>")]);
    client.delete_volume("vol-1").await.unwrap();
}

#[tokio::test]
async fn groups_of_an_interface_are_replaced() {
    let done = "<ModifyNetworkInterfaceAttributeResponse><return>true</return></ModifyNetworkInterfaceAttributeResponse>";
    let (client, script) = scripted([(200, done)]);
    client.set_network_interface_groups("eni-1", &["sg-1", "sg-2"]).await.unwrap();
    assert_eq!(script.values("Action"), ["ModifyNetworkInterfaceAttribute"]);
    assert_eq!(script.values("NetworkInterfaceId"), ["eni-1"]);
    assert_eq!(script.values("SecurityGroupId.1"), ["sg-1"]);
    assert_eq!(script.values("SecurityGroupId.2"), ["sg-2"]);
    let (client, _) = scripted([(400, refusal("InvalidNetworkInterfaceID.NotFound"))]);
    let error = client.set_network_interface_groups("eni-1", &["sg-1"]).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::NotFound, Delivery::Refused));
}

/// The rules of the two directions have calls of their own.
#[tokio::test]
async fn rules_are_revoked_by_their_ids() {
    for (egress, action) in [(false, "RevokeSecurityGroupIngress"), (true, "RevokeSecurityGroupEgress")] {
        let done = format!("<{action}Response><return>true</return></{action}Response>");
        let (client, script) = scripted([(200, done), (400, refusal("InvalidSecurityGroupRuleId.NotFound"))]);
        client.revoke_security_group_rules("sg-1", egress, &["sgr-1", "sgr-2"]).await.unwrap();
        let error = client.revoke_security_group_rules("sg-1", egress, &["sgr-3"]).await.unwrap_err();
        assert_eq!((error.kind(), error.call()), (ErrorKind::NotFound, Some(action)));
        assert_eq!(script.values("Action"), [action, action]);
        assert_eq!(script.values("GroupId"), ["sg-1", "sg-1"]);
        assert_eq!(script.values("SecurityGroupRuleId.1"), ["sgr-1", "sgr-3"]);
        assert_eq!(script.values("SecurityGroupRuleId.2"), ["sgr-2", ""]);
    }
}

#[tokio::test]
async fn calls_without_a_method_and_ids_that_are_none() {
    let (client, script) = scripted([(200, "<DescribeHostsResponse><hostSet/></DescribeHostsResponse>")]);
    let answer = client.read("DescribeHosts", Params::new().list("HostId", ["h-1"])).await.unwrap();
    assert_eq!(answer.name(), "DescribeHostsResponse");
    assert_eq!(script.values("HostId.1"), ["h-1"]);
    let (other, kinds) = scripted([(200, "<DisassociateIamInstanceProfileResponse/>")]);
    let profile = Params::new().set("AssociationId", "iip-assoc-0dbd8529a48294120");
    other.act("DisassociateIamInstanceProfile", profile).await.unwrap();
    assert_eq!(
        kinds.values("AssociationId"),
        ["iip-assoc-0dbd8529a48294120"],
        "not an address's association"
    );
    let error = client.terminate_instances(&["vol-1"]).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
    assert_eq!(error.call(), Some("TerminateInstances"));
    assert_eq!(script.values("Action").len(), 1);
}
