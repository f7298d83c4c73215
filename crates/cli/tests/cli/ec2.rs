//! Amazon EC2: the command against moto, somebody else's implementation of the service. `ANYCLOUD_MOTO` names its
//! `moto_server`.

use crate::lab::{CANARY, Ended, bare, ended, text};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use tempfile::TempDir;

/// moto, and a configuration for it.
struct Lab {
    folder: TempDir,
    moto: Child,
    url: String,
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.moto.kill();
        let _ = self.moto.wait();
    }
}

impl Lab {
    /// It checks nothing of who asks.
    fn open() -> Self {
        let lab = Self::start("INF");
        lab.configure(
            &lab.url,
            "AKIDEXAMPLE",
            "{ env = \"EC2_SECRET\" }\nsession_token = { env = \"EC2_SECRET\" }",
        );
        lab
    }

    /// It checks signatures and policies, after three calls: those that make a user who may read and nothing else. With
    /// the user's key.
    fn checking() -> (Self, String, String) {
        let lab = Self::start("3");
        let policy = "%7B%22Version%22:%222012-10-17%22,%22Statement%22:[%7B%22Effect%22:%22Allow%22,\
                      %22Action%22:%22ec2:Describe*%22,%22Resource%22:%22*%22%7D]%7D";
        lab.iam("Action=CreateUser&UserName=reader");
        lab.iam(&format!("Action=PutUserPolicy&UserName=reader&PolicyName=p&PolicyDocument={policy}"));
        let key = lab.iam("Action=CreateAccessKey&UserName=reader");
        let of = |name: &str| {
            let (_, rest) = key.split_once(&format!("<{name}>")).unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        let (id, secret) = (of("AccessKeyId"), of("SecretAccessKey"));
        (lab, id, secret)
    }

    fn start(unchecked: &str) -> Self {
        let program = std::env::var("ANYCLOUD_MOTO").expect("ANYCLOUD_MOTO names moto_server");
        let mut moto = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .env("INITIAL_NO_AUTH_ACTION_COUNT", unchecked)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(moto.stderr.take().unwrap()).lines();
        let url = lines
            .by_ref()
            .find_map(|line| Some(line.unwrap().split_once("Running on ")?.1.trim().to_owned()));
        // It writes a line for each request, and stops when nobody reads them.
        thread::spawn(move || lines.for_each(drop));
        Self { folder: tempfile::tempdir().unwrap(), moto, url: url.unwrap() }
    }

    /// Who asks where. The secret is a value of the configuration file.
    fn configure(&self, url: &str, user: &str, secret: &str) {
        let config = format!(
            "[clouds.moto]\nprovider = \"ec2\"\nregion = \"us-east-1\"\nendpoint = \"{url}\"\nuser = \"{user}\"\n\
             secret = {secret}\n"
        );
        let path = self.folder.path().join("config.toml");
        fs::write(&path, config).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// A call of IAM, as moto takes it before it checks: it goes by the scope of a signature that need not be right.
    fn iam(&self, form: &str) -> String {
        let body = format!("Version=2010-05-08&{form}");
        let host = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "POST / HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/iam/aws4_request, \
             SignedHeaders=host, Signature=0\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.split(' ').nth(1) == Some("200"), "{answer}");
        answer
    }

    fn run(&self, words: &str) -> Ended {
        let mut command = bare(self.folder.path());
        command.env("ANYCLOUD_CONFIG", self.folder.path().join("config.toml"));
        command.env("ANYCLOUD_STATE_DIR", self.folder.path().join("state"));
        command.env("EC2_SECRET", CANARY);
        ended(&command.args(words.split(' ')).output().unwrap())
    }

    fn json(&self, words: &str) -> Value {
        let ended = self.run(&format!("{words} -o json"));
        assert_eq!(ended.code, Some(0), "{words}: {ended:?}");
        serde_json::from_str(&ended.stdout).unwrap_or_else(|e| panic!("{words}: {e}: {ended:?}"))
    }

    /// Ends with this code, says this on one line of stderr, and nothing on stdout.
    fn fails(&self, words: &str, code: i32, says: &str) -> Ended {
        let ended = self.run(words);
        assert_eq!(ended.code, Some(code), "{words}: {ended:?}");
        let line = ended.stderr.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
        assert!(line.contains(says), "{words}: {says:?} is not in {ended:?}");
        assert_eq!(ended.stdout, "", "{words}");
        ended
    }
}

/// A way to a service on which a word of each request is changed.
fn tampering(url: &str) -> String {
    let (way, to) =
        (TcpListener::bind("127.0.0.1:0").unwrap(), url.strip_prefix("http://").unwrap().to_owned());
    let here = format!("http://{}", way.local_addr().unwrap());
    thread::spawn(move || {
        for from in way.incoming() {
            let (mut from, mut service) = (from.unwrap(), TcpStream::connect(&to).unwrap());
            let (mut back, mut answers) = (from.try_clone().unwrap(), service.try_clone().unwrap());
            thread::spawn(move || {
                let _ = std::io::copy(&mut answers, &mut back);
                let _ = back.shutdown(Shutdown::Both);
            });
            thread::spawn(move || {
                let mut piece = [0; 16 << 10];
                while let Ok(n @ 1..) = from.read(&mut piece) {
                    let sent =
                        String::from_utf8_lossy(&piece[..n]).replace("MaxResults=500", "MaxResults=400");
                    service.write_all(sent.as_bytes()).unwrap();
                }
                let _ = service.shutdown(Shutdown::Both);
            });
        }
    });
    here
}

#[test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
fn several_servers_with_all_that_a_create_takes() {
    let lab = Lab::open();
    assert_eq!(lab.json("clouds verify")[0]["ok"], json!(true));
    let regions = lab.json("clouds inside moto");
    assert!(regions.as_array().unwrap().iter().any(|r| r["name"] == json!("moto/eu-west-1")), "{regions}");
    let key = lab.folder.path().join("key.pem");
    lab.json(&format!("key-pairs create me --private-key-file {}", key.display()));
    assert!(fs::read_to_string(&key).unwrap().contains("PRIVATE KEY"));
    let wall = text(&lab.json("firewalls create front --allow in:tcp:22:192.0.2.0/24")["id"]);
    let script = lab.folder.path().join("script.sh");
    fs::write(&script, format!("#!/bin/sh\necho {CANARY}\n")).unwrap();
    let image = text(&lab.json("images list")[0]["id"]);
    // An id is asked for by itself, and nobody looks for a drive of its name.
    let ended = lab.fails("servers create web --image ami-0bbb --size t3.micro", 3, "ami-0bbb");
    assert!(!ended.stderr.contains("drive"), "{ended:?}");
    let create = format!(
        "servers create web --image {image} --cpus 2 --memory 1G --count 3 --key-pair me --user-data {} \
         --firewall {wall} --tag role=front --location us-east-1a",
        script.display()
    );
    let made = lab.json(&create);
    assert_eq!(made.as_array().unwrap().len(), 3, "{made}");
    for made in made.as_array().unwrap() {
        let server = lab.json(&format!("servers show {}", text(&made["id"])));
        assert_eq!(server["state"], json!("running"));
        assert_eq!(server["tags"], json!({"role": "front"}));
        let native = &server["native"]["record"];
        assert_eq!(
            (&native["keyName"], &native["groupSet"][0]["groupId"]),
            (&json!("me"), &json!(wall)),
            "{server}"
        );
        assert_eq!(server["location"], json!("us-east-1a"));
    }
    let ids: Vec<String> = made.as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
    let stopped = lab.json(&format!("servers stop {}", ids[1]));
    assert_eq!(stopped["state"], json!("stopped"));
    lab.json(&format!("servers destroy {} --destroy-drives --yes", ids[1]));
    let left = lab.json("servers list");
    let left: Vec<String> = left.as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
    assert!(left.len() == 2 && !left.contains(&ids[1]), "{left:?}");
    let ireland = lab.json("servers list --cloud moto/eu-west-1");
    assert_eq!(ireland, json!([]), "another region is another cloud");
}

#[test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
fn rules_are_taken_off_only_when_it_is_said() {
    let lab = Lab::open();
    let (ssh, web) = ("--allow in:tcp:22:192.0.2.0/24", "--allow in:tcp:443:0.0.0.0/0");
    let made = lab.json(&format!("firewalls create front {ssh}"));
    assert_eq!(made["rules"].as_array().unwrap().len(), 2, "everything may go out: {made}");
    assert_eq!(lab.json(&format!("firewalls update front {ssh}")), made, "the same words, the same firewall");
    let outgoing = |firewall: &Value| {
        let rules = firewall["rules"].as_array().unwrap().iter();
        rules.filter(|rule| rule["direction"] == "out").count()
    };
    let refused = lab.fails(&format!("firewalls update front {web}"), 2, "say --yes");
    assert!(refused.stderr.contains("- in:tcp:22:192.0.2.0/24\n"), "{refused:?}");
    assert!(!refused.stderr.contains("out:any"), "what goes out stays: {refused:?}");
    assert_eq!(lab.json("firewalls show front"), made, "nothing is changed");
    assert_eq!(outgoing(&lab.json(&format!("firewalls update front {web} --yes"))), 1);
    let refused = lab.fails("firewalls update front --allow-nothing out", 2, "say --yes");
    assert!(refused.stderr.contains("- out:any:all:0.0.0.0/0\n"), "{refused:?}");
    let shut = lab.json("firewalls update front --allow-nothing out --yes");
    assert_eq!((outgoing(&shut), shut["rules"].as_array().unwrap().len()), (0, 1), "{shut}");
    lab.fails(&format!("firewalls update front {web} --allow-nothing in"), 2, "where nothing is to be");

    let image = text(&lab.json("images list")[0]["id"]);
    lab.fails(&format!("servers create web --image {image}"), 2, "say which of the cloud's sizes");
    assert_eq!(lab.json("servers list"), json!([]));
}

#[test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
fn who_asks_is_checked() {
    let (lab, id, secret) = Lab::checking();
    let quoted = format!("\"{secret}\"");
    lab.configure(&lab.url, &id, &quoted);
    assert_eq!(lab.json("clouds verify")[0]["ok"], json!(true));
    assert_eq!(lab.json("drives list"), json!([]));
    // What a policy denies is refused, and leaves nothing open.
    let image = text(&lab.json("images list")[0]["id"]);
    for words in [
        &format!("servers create web --image {image} --size t3.micro"),
        "drives create data --size 1G --location us-east-1a",
        "firewalls create wall",
        "key-pairs create me --show-secret",
    ] {
        let ended = lab.fails(words, 5, "not authorized");
        assert!(!ended.stderr.contains(&secret), "{words}");
    }
    assert_eq!(lab.json("servers list"), json!([]));
    let operations = lab.json("operations list");
    assert!(operations.as_array().unwrap().iter().all(|one| one["state"] == json!("undone")), "{operations}");

    let tampered = tampering(&lab.url);
    for (url, user, secret) in [
        (&lab.url, &id, &format!("\"{CANARY}\"")),
        (&lab.url, &"AKIANOBODY".to_owned(), &quoted),
        (&tampered, &id, &quoted),
    ] {
        lab.configure(url, user, secret);
        let ended = lab.fails("drives list", 4, "access credentials");
        assert!(!ended.stderr.contains(secret.trim_matches('"')), "{ended:?}");
    }
    lab.configure(&lab.url, "AKIANOBODY", &quoted);
    lab.fails("drives create data --size 1G --location us-east-1a", 4, "access credentials");
    let operations = lab.json("operations list");
    assert!(operations.as_array().unwrap().iter().all(|one| one["state"] == json!("undone")), "{operations}");
}

/// A profile whose keys a program gives. Without the feature that is said, and nobody else is taken instead.
#[test]
fn a_profile_that_runs_a_program() {
    let service = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[clouds.work]\nprovider = \"ec2\"\nregion = \"us-east-1\"\nprofile = \"work\"\nendpoint = \"http://{}\"\n",
        service.local_addr().unwrap()
    );
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let keys = format!("{{\"Version\":1,\"AccessKeyId\":\"AKIDPROGRAM\",\"SecretAccessKey\":\"{CANARY}\"}}");
    fs::write(folder.path().join("keys.json"), keys).unwrap();
    let program = format!("[profile work]\ncredential_process = cat {}/keys.json\n", folder.path().display());
    fs::write(folder.path().join("aws"), program).unwrap();
    let mut command = bare(folder.path());
    command.env("ANYCLOUD_CONFIG", folder.path().join("config.toml"));
    command.env("ANYCLOUD_STATE_DIR", folder.path().join("state"));
    command.env("AWS_CONFIG_FILE", folder.path().join("aws"));
    command.env("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT").env("AWS_SECRET_ACCESS_KEY", CANARY);
    command.args(["servers", "list", "-o", "json"]);
    if cfg!(feature = "aws-config") {
        let answer = thread::spawn(move || {
            let (mut stream, _) = service.accept().unwrap();
            let (mut asked, mut piece) = (Vec::new(), [0; 4096]);
            while !String::from_utf8_lossy(&asked).contains("Action=DescribeInstances") {
                let n = stream.read(&mut piece).unwrap();
                assert!(n > 0, "{}", String::from_utf8_lossy(&asked));
                asked.extend_from_slice(&piece[..n]);
            }
            let body = "<DescribeInstancesResponse/>";
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            String::from_utf8(asked).unwrap()
        });
        let ended = ended(&command.output().unwrap());
        assert_eq!((ended.code, ended.stdout.trim()), (Some(0), "[]"), "{ended:?}");
        assert!(answer.join().unwrap().contains("Credential=AKIDPROGRAM/"));
    } else {
        let ended = ended(&command.output().unwrap());
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("credential_process, for which the feature `aws-config`"), "{ended:?}");
    }
}
