use super::{Chain, CredentialSource, Credentials, Environment, InstanceMetadata, Kept, Profile};
use anycloud_core::{Delivery, Error, ErrorKind, Result, Secret, Timestamp};
use anycloud_http::{Body, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

fn in_seconds(seconds: i64) -> Timestamp {
    Timestamp::from_unix(Timestamp::now().as_unix() + seconds).unwrap()
}

/// Answers of a metadata service, by method and path, and what it was asked.
#[derive(Debug, Default)]
struct Metadata {
    role: &'static str,
    token_status: u16,
    credentials: String,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Transport for Metadata {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let path = request.uri().path().to_owned();
        self.asked.lock().unwrap().push(format!("{} {path}", request.method()));
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let known = header("x-aws-ec2-metadata-token").as_deref() == Some("t0ken");
        let (status, body) = match (request.method().as_str(), path.as_str()) {
            ("PUT", "/latest/api/token") => {
                assert_eq!(header("x-aws-ec2-metadata-token-ttl-seconds").as_deref(), Some("60"));
                (self.token_status, "t0ken".to_owned())
            }
            _ if !known => (401, String::new()),
            ("GET", "/latest/meta-data/iam/security-credentials/") if self.role.is_empty() => {
                (404, String::new())
            }
            ("GET", "/latest/meta-data/iam/security-credentials/") => (200, self.role.to_owned()),
            ("GET", "/latest/meta-data/iam/security-credentials/web") => (200, self.credentials.clone()),
            _ => (404, String::new()),
        };
        Ok(http::Response::builder().status(status).body(Body::full(body)).unwrap())
    }
}

fn role(expires: Timestamp) -> String {
    format!(
        r#"{{"Code":"Success","LastUpdated":"2026-01-01T00:00:00Z","Type":"AWS-HMAC","AccessKeyId":"ASIAROLE",
        "SecretAccessKey":"k3y","Token":"s3ssion","Expiration":"{expires}"}}"#
    )
}

fn metadata(transport: Arc<Metadata>) -> InstanceMetadata {
    InstanceMetadata::through(&Environment::of([("", "")]), transport).unwrap()
}

#[tokio::test]
async fn a_servers_role() {
    let expires = in_seconds(3600);
    let service = Arc::new(Metadata {
        role: "web\n",
        token_status: 200,
        credentials: role(expires),
        ..Default::default()
    });
    let found = metadata(service.clone()).credentials().await.unwrap().unwrap();
    let expected = Credentials::new("ASIAROLE", Secret::new("k3y")).session_token("s3ssion").expires(expires);
    assert_eq!(found, expected);
    assert_eq!(
        *service.asked.lock().unwrap(),
        [
            "PUT /latest/api/token",
            "GET /latest/meta-data/iam/security-credentials/",
            "GET /latest/meta-data/iam/security-credentials/web"
        ]
    );
}

#[tokio::test]
async fn a_server_without_a_role_and_no_server_at_all() {
    for service in [
        Metadata { token_status: 200, ..Default::default() },
        Metadata { token_status: 403, ..Default::default() },
        Metadata { token_status: 404, ..Default::default() },
    ] {
        assert_eq!(metadata(Arc::new(service)).credentials().await.unwrap(), None);
    }
    let off = Environment::of([("AWS_EC2_METADATA_DISABLED", "TRUE")]);
    let service = Arc::new(Metadata::default());
    let off = InstanceMetadata::through(&off, service.clone()).unwrap();
    assert_eq!(off.credentials().await.unwrap(), None);
    assert!(service.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn odd_answers_of_the_metadata_service() {
    let cases = [
        ("../../x", role(in_seconds(60)), "names no role"),
        (
            "web",
            r#"{"Code":"AssumeRoleUnauthorizedAccess","Message":"k3y"}"#.into(),
            "AssumeRoleUnauthorizedAccess",
        ),
        ("web", "k3y".into(), "cannot be read"),
        ("web", r#"{"Code":"Success","AccessKeyId":"k3y"}"#.into(), "Success"),
    ];
    for (name, credentials, why) in cases {
        let service = Metadata { role: name, token_status: 200, credentials, ..Default::default() };
        let error = metadata(Arc::new(service)).credentials().await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(!format!("{error:?}").contains("k3y"), "{error:?}");
    }
}

#[tokio::test]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let environment = Environment::of([("AWS_EC2_METADATA_SERVICE_ENDPOINT", format!("http://{address}"))]);
    assert_eq!(InstanceMetadata::new(&environment).unwrap().credentials().await.unwrap(), None);
}

#[tokio::test]
async fn the_environment() {
    let get =
        async |variables: &[(&str, &str)]| Environment::of(variables.iter().copied()).credentials().await;
    assert_eq!(get(&[("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")]).await.unwrap(), None);
    let both = [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "k3y")];
    assert_eq!(get(&both).await.unwrap(), Some(Credentials::new("AKID", "k3y")));
    let with = [both[0], both[1], ("AWS_SESSION_TOKEN", "t0ken")];
    assert_eq!(get(&with).await.unwrap(), Some(Credentials::new("AKID", "k3y").session_token("t0ken")));
    let error = get(&both[1..]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidConfig);
    assert!(!format!("{error:?}").contains("k3y"));
}

#[tokio::test]
async fn profiles_of_the_shared_files() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".aws")).unwrap();
    fs::write(
        folder.path().join(".aws/credentials"),
        "[default]\naws_access_key_id = AKIDEFAULT\naws_secret_access_key = k3y # mine\n\
         [dev]\naws_access_key_id=AKIDEV\naws_secret_access_key=k3y2\naws_session_token=t0ken\n[half]\naws_access_key_id=x\n",
    )
    .unwrap();
    fs::write(
        folder.path().join(".aws/config"),
        "[profile dev]\nregion=eu-west-1\naws_access_key_id=OTHER\naws_session_token=other\n\
         [profile config]\naws_access_key_id=AKICONFIG\naws_secret_access_key=k3y3\n\
         [profile role]\nrole_arn=arn:aws:iam::1:role/x\nsource_profile=default\n[profile empty]\nregion=eu-west-1\n",
    )
    .unwrap();
    let home = folder.path().to_str().unwrap();
    let get = async |profile: &str| {
        let environment = Environment::of([("HOME", home), ("AWS_PROFILE", profile)]);
        Profile::new(&environment).credentials().await
    };
    assert_eq!(get("").await.unwrap(), Some(Credentials::new("AKIDEFAULT", "k3y")));
    let dev = get("dev").await.unwrap().unwrap();
    let until = dev.expires.unwrap();
    assert!((in_seconds(290)..=in_seconds(300)).contains(&until), "{until}: a new token is read in time");
    assert_eq!(dev, Credentials::new("AKIDEV", "k3y2").session_token("t0ken").expires(until));
    assert_eq!(get("config").await.unwrap(), Some(Credentials::new("AKICONFIG", "k3y3")));
    assert_eq!(get("empty").await.unwrap(), None);
    for (profile, why) in [("role", "aws-config"), ("half", "half of a key"), ("none", "no profile")] {
        let error = get(profile).await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    let none = Environment::of([("HOME", "/nonexistent")]);
    assert_eq!(Profile::new(&none).credentials().await.unwrap(), None);
    let other = folder.path().join("other");
    fs::write(&other, "[default]\naws_access_key_id=AKIOTHER\naws_secret_access_key=k\n").unwrap();
    let named = Environment::of([("AWS_SHARED_CREDENTIALS_FILE", other.to_str().unwrap())]);
    assert_eq!(Profile::new(&named).credentials().await.unwrap(), Some(Credentials::new("AKIOTHER", "k")));
}

#[tokio::test]
async fn the_first_that_has_some() {
    let environment = |extra: &[(&str, &str)]| {
        let fixed = [("HOME", "/nonexistent"), ("AWS_EC2_METADATA_DISABLED", "true")];
        Environment::of(fixed.into_iter().chain(extra.iter().copied()))
    };
    let chain = |extra: &[(&str, &str)]| Chain::standard(&environment(extra)).unwrap();
    assert_eq!(chain(&[]).credentials().await.unwrap(), None);
    let keys = [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "k3y"), ("AWS_PROFILE", "none")];
    assert_eq!(chain(&keys).credentials().await.unwrap(), Some(Credentials::new("AKID", "k3y")));
    assert!(chain(&[("AWS_PROFILE", "none")]).credentials().await.is_err());
    let token = chain(&[("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")]).credentials().await.unwrap_err();
    assert!(token.to_string().contains("aws-config"), "the server's role is not taken instead");
    let nothing = Kept::new(Arc::new(chain(&[]))).current().await.unwrap_err();
    assert_eq!((nothing.kind(), nothing.delivery()), (ErrorKind::Unauthenticated, Delivery::NotSent));
    assert!(nothing.to_string().contains("the environment, the profile \"default\""), "{nothing}");
}

/// Gives credentials that last so long, and from some time on fails or has none.
#[derive(Debug)]
struct Counted {
    fails: bool,
    seconds: i64,
    good: usize,
    asked: AtomicUsize,
}

#[async_trait]
impl CredentialSource for Counted {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        if number >= self.good {
            return if self.fails { Err(Error::config("no more")) } else { Ok(None) };
        }
        Ok(Some(Credentials::new(&format!("AKI{number}"), "k3y").expires(in_seconds(self.seconds))))
    }
}

#[tokio::test]
async fn kept_until_shortly_before_they_expire() {
    let ending = |seconds, good, fails| {
        let source = Arc::new(Counted { fails, seconds, good, asked: AtomicUsize::new(0) });
        (source.clone(), Kept::new(source))
    };
    let kept = |seconds, good| ending(seconds, good, true);
    let (source, long) = kept(3600, 9);
    let (first, second) = tokio::join!(long.current(), long.current());
    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(source.asked.load(Ordering::SeqCst), 1, "asked once for all that wait");
    let (source, short) = kept(200, 9);
    short.current().await.unwrap();
    short.current().await.unwrap();
    assert_eq!(source.asked.load(Ordering::SeqCst), 2, "fetched anew before they expire");
    for fails in [true, false] {
        let (_, ended) = ending(200, 1, fails);
        let old = ended.current().await.unwrap();
        assert_eq!(ended.current().await.unwrap(), old, "the old ones last while there are no new ones");
    }
    let (_, expired) = kept(-1, 1);
    assert_eq!(expired.current().await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    let spaced = Kept::new(Arc::new(Credentials::new("AKID", "k3y\n")));
    assert_eq!(spaced.current().await.unwrap_err().kind(), ErrorKind::InvalidConfig);
}

#[test]
fn nothing_is_shown() {
    let credentials = Credentials::new("AKIDEXAMPLE", "k3y").session_token("t0ken");
    assert_eq!(format!("{credentials:?}"), "Credentials(***)");
}

/// The same over a socket: the role's credentials sign nothing here, and no proxy or TLS is between.
#[tokio::test]
async fn a_servers_role_over_a_socket() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let environment = Environment::of([(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        format!("http://{}", listener.local_addr().unwrap()),
    )]);
    let expires = in_seconds(3600);
    let server = tokio::spawn(async move {
        let mut asked = Vec::new();
        for body in ["t0ken".to_owned(), "web".to_owned(), role(expires)] {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(socket.read_u8().await.unwrap());
            }
            asked.push(String::from_utf8(head).unwrap().to_ascii_lowercase());
            let answer = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
        asked
    });
    let found = InstanceMetadata::new(&environment).unwrap().credentials().await.unwrap().unwrap();
    assert_eq!(found, Credentials::new("ASIAROLE", "k3y").session_token("s3ssion").expires(expires));
    let asked = server.await.unwrap();
    assert!(asked[0].starts_with("put /latest/api/token ") && asked[0].contains("ttl-seconds: 60\r\n"));
    assert!(asked[1..].iter().all(|head| head.contains("x-aws-ec2-metadata-token: t0ken\r\n")));
}
