//! AWS' own test vectors, of the suite that awslabs/aws-c-auth publishes (v0.9.0, Apache-2.0), but for those on paths that
//! this driver never asks for. All are signed at 2015-08-30T12:36:00Z.

use super::signed;
use crate::credentials::Credentials;
use bytes::Bytes;
use http::Request;
use std::time::{Duration, SystemTime};

struct Vector {
    name: &'static str,
    token: &'static str,
    line: (&'static str, &'static str),
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    signed: &'static str,
    signature: &'static str,
}

const VECTORS: &[Vector] = &[
    Vector {
        name: "get-header-key-duplicate",
        token: "",
        line: ("GET", "/"),
        headers: &[("my-header1", "value2"), ("my-header1", "value2"), ("my-header1", "value1")],
        body: "",
        signed: "host;my-header1;x-amz-date",
        signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
    },
    Vector {
        name: "get-header-value-order",
        token: "",
        line: ("GET", "/"),
        headers: &[
            ("my-header1", "value4"),
            ("my-header1", "value1"),
            ("my-header1", "value3"),
            ("my-header1", "value2"),
        ],
        body: "",
        signed: "host;my-header1;x-amz-date",
        signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
    },
    Vector {
        name: "get-header-value-trim",
        token: "",
        line: ("GET", "/"),
        headers: &[("my-header1", "value1"), ("my-header2", "\"a   b   c\"")],
        body: "",
        signed: "host;my-header1;my-header2;x-amz-date",
        signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    },
    Vector {
        name: "get-unreserved",
        token: "",
        line: ("GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    },
    Vector {
        name: "get-vanilla",
        token: "",
        line: ("GET", "/"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    },
    Vector {
        name: "get-vanilla-empty-query-key",
        token: "",
        line: ("GET", "/?Param1=value1"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
    },
    Vector {
        name: "get-vanilla-query-order-encoded",
        token: "",
        line: ("GET", "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
    },
    Vector {
        name: "get-vanilla-query-order-key-case",
        token: "",
        line: ("GET", "/?Param2=value2&Param1=value1"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    },
    Vector {
        name: "get-vanilla-query-unreserved",
        token: "",
        line: (
            "GET",
            "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        ),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
    },
    Vector {
        name: "get-vanilla-with-session-token",
        token: "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
        line: ("GET", "/"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date;x-amz-security-token",
        signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
    },
    Vector {
        name: "post-header-key-case",
        token: "",
        line: ("POST", "/"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    },
    Vector {
        name: "post-header-key-sort",
        token: "",
        line: ("POST", "/"),
        headers: &[("my-header1", "value1")],
        body: "",
        signed: "host;my-header1;x-amz-date",
        signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
    },
    Vector {
        name: "post-header-value-case",
        token: "",
        line: ("POST", "/"),
        headers: &[("my-header1", "VALUE1")],
        body: "",
        signed: "host;my-header1;x-amz-date",
        signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
    },
    Vector {
        name: "post-sts-header-before",
        token: "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
        line: ("POST", "/"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date;x-amz-security-token",
        signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    },
    Vector {
        name: "post-vanilla",
        token: "",
        line: ("POST", "/"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    },
    Vector {
        name: "post-vanilla-empty-query-value",
        token: "",
        line: ("POST", "/?Param1=value1"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
    },
    Vector {
        name: "post-vanilla-query",
        token: "",
        line: ("POST", "/?Param1=value1"),
        headers: &[],
        body: "",
        signed: "host;x-amz-date",
        signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
    },
    Vector {
        name: "post-x-www-form-urlencoded",
        token: "",
        line: ("POST", "/"),
        headers: &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("content-length", "13"),
            ("x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"),
        ],
        body: "Param1=value1",
        signed: "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
        signature: "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
    },
    Vector {
        name: "post-x-www-form-urlencoded-parameters",
        token: "",
        line: ("POST", "/"),
        headers: &[
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("content-length", "13"),
            ("x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"),
        ],
        body: "Param1=value1",
        signed: "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
        signature: "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422",
    },
];

fn at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
}

#[test]
fn every_vector_has_its_signature() {
    for vector in VECTORS {
        let (method, path) = vector.line;
        let mut builder =
            Request::builder().method(method).uri(format!("https://example.amazonaws.com{path}"));
        for (name, value) in vector.headers {
            builder = builder.header(*name, *value);
        }
        // Excluded from signatures, whatever else is signed.
        builder = builder.header("user-agent", "anycloud");
        let mut request = builder.body(Bytes::from_static(vector.body.as_bytes())).unwrap();
        let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let credentials =
            if vector.token.is_empty() { credentials } else { credentials.session_token(vector.token) };
        signed(&mut request, &credentials, "us-east-1", "service", at()).unwrap();
        let header = |name: &str| request.headers()[name].to_str().unwrap();
        assert_eq!(
            header("authorization"),
            format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders={}, Signature={}",
                vector.signed, vector.signature
            ),
            "{}",
            vector.name
        );
        assert_eq!(header("x-amz-date"), "20150830T123600Z");
        assert!(request.headers()["authorization"].is_sensitive());
        assert!(request.headers().get("x-amz-security-token").is_none_or(|token| token.is_sensitive()));
    }
}

#[test]
fn the_body_is_signed() {
    let credentials = Credentials::new("AKIDEXAMPLE", "made-up");
    let signature = |body: &'static str| {
        let mut request = Request::post("https://ec2.eu-west-1.amazonaws.com/")
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap();
        signed(&mut request, &credentials, "eu-west-1", "ec2", at()).unwrap();
        request.headers()["authorization"].to_str().unwrap().to_owned()
    };
    assert_ne!(signature("Action=DescribeInstances"), signature("Action=TerminateInstances"));
    assert_eq!(signature("Action=DescribeInstances"), signature("Action=DescribeInstances"));
}
