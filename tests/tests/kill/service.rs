//! As much of Amazon EC2 as a create, an undo and a destroy need, by its API Reference: a `ClientToken` makes one server,
//! and the image's volume stays when its server goes, unless the server is told otherwise.

use anycloud_simulators::{Reply, Simulator};
use bytes::Bytes;
use http::{Request, Response};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

type Form = HashMap<String, String>;

/// An account.
#[derive(Debug)]
pub(crate) struct Ec2 {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    servers: BTreeMap<String, Server>,
    volumes: BTreeMap<String, Volume>,
    /// The server that each token made.
    tokens: HashMap<String, String>,
    calls: HashMap<String, u64>,
    succeeded: HashMap<String, u64>,
    /// The server that has the only address.
    address: Option<String>,
}

#[derive(Debug, Default)]
struct Server {
    name: String,
    stamp: String,
}

#[derive(Debug)]
struct Volume {
    stamp: String,
    server: Option<String>,
    /// Whether it goes with its server.
    goes: bool,
}

/// A status, and a body or a code.
type Answer = Result<String, (u16, &'static str)>;

impl Ec2 {
    /// With so many servers, each with a volume.
    pub(crate) fn filled(servers: usize) -> Self {
        let mut state = State::default();
        for _ in 0..servers {
            state.make("other", "");
        }
        Self { state: Mutex::new(state) }
    }

    pub(crate) fn servers(&self) -> usize {
        self.state().servers.len()
    }

    pub(crate) fn drives(&self) -> usize {
        self.state().volumes.len()
    }

    /// How often a call came.
    pub(crate) fn calls(&self, action: &str) -> u64 {
        self.state().calls.get(action).copied().unwrap_or_default()
    }

    /// How many servers, or whatever the call is about, it made.
    pub(crate) fn succeeded(&self, action: &str) -> u64 {
        self.state().succeeded.get(action).copied().unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Simulator for Ec2 {
    fn handle(&self, _: Duration, request: Request<Bytes>) -> Reply {
        let form: Form = url::form_urlencoded::parse(request.body()).into_owned().collect();
        let action = form["Action"].clone();
        let mut state = self.state();
        *state.calls.entry(action.clone()).or_default() += 1;
        let (status, body) = match state.answer(&form) {
            Ok(body) => (200, format!("<{action}Response>{body}</{action}Response>")),
            Err((status, code)) => {
                let ids = form.iter().filter(|(name, _)| name.contains("Id")).map(|(_, id)| id.as_str());
                let message = format!("so it is with {}", ids.collect::<Vec<_>>().join(", "));
                let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
                (status, format!("<Response><Errors>{error}</Errors><RequestID>r-1</RequestID></Response>"))
            }
        };
        Reply::answer(Response::builder().status(status).body(body.into()).unwrap())
    }
}

impl State {
    fn make(&mut self, name: &str, stamp: &str) -> String {
        let (number, stamp) = (self.servers.len() + 1, stamp.to_owned());
        let id = format!("i-{number:017x}");
        self.servers.insert(id.clone(), Server { name: name.into(), stamp: stamp.clone() });
        let volume = Volume { stamp, server: Some(id.clone()), goes: false };
        self.volumes.insert(format!("vol-{number:017x}"), volume);
        id
    }

    fn answer(&mut self, form: &Form) -> Answer {
        let dry = form.contains_key("DryRun");
        let done = || Ok("<return>true</return>".to_owned());
        match &*form["Action"] {
            "DescribeImages" => {
                let root = "<rootDeviceName>/dev/xvda</rootDeviceName>";
                Ok(format!("<imagesSet><item><imageId>ami-1</imageId>{root}</item></imagesSet>"))
            }
            "DescribeInstances" => self.list_servers(form),
            "DescribeVolumes" => self.list_volumes(form),
            "DescribeInstanceAttribute" => Ok(format!(
                "<instanceId>{}</instanceId><disableApiTermination><value>false</value></disableApiTermination>",
                form["InstanceId"]
            )),
            "RunInstances" => {
                let token = form["ClientToken"].clone();
                let id = match self.tokens.get(&token) {
                    Some(known) => known.clone(),
                    None => {
                        let id = self.make("victim", &form["TagSpecification.2.Tag.1.Value"]);
                        *self.succeeded.entry("RunInstances".into()).or_default() += 1;
                        self.tokens.insert(token, id.clone());
                        id
                    }
                };
                Ok(self.reservation(&id))
            }
            "DescribeAddresses" => {
                let on = self.address.as_ref().map(|server| {
                    format!("<instanceId>{server}</instanceId><associationId>eipassoc-1</associationId>")
                });
                let item = "<allocationId>eipalloc-1</allocationId><publicIp>192.0.2.1</publicIp>";
                Ok(format!("<addressesSet><item>{item}{}</item></addressesSet>", on.unwrap_or_default()))
            }
            "AssociateAddress" => {
                let wanted = &form["InstanceId"];
                match &self.address {
                    Some(other) if other != wanted => Err((400, "Resource.AlreadyAssociated")),
                    _ if !self.servers.contains_key(wanted) => Err((400, "InvalidInstanceID.NotFound")),
                    _ => {
                        self.address = Some(wanted.clone());
                        Ok("<associationId>eipassoc-1</associationId>".into())
                    }
                }
            }
            "ModifyInstanceAttribute" => {
                let goes = form["BlockDeviceMapping.1.Ebs.DeleteOnTermination"] == "true";
                let on = |volume: &&mut Volume| volume.server.as_ref() == Some(&form["InstanceId"]);
                self.volumes.values_mut().filter(on).for_each(|volume| volume.goes = goes);
                done()
            }
            "TerminateInstances" if !self.servers.contains_key(&form["InstanceId.1"]) => {
                Err((400, "InvalidInstanceID.NotFound"))
            }
            "TerminateInstances" if dry => Err((412, "DryRunOperation")),
            "TerminateInstances" => {
                let id = &form["InstanceId.1"];
                self.servers.remove(id);
                self.address.take_if(|server| server == id);
                self.volumes.retain(|_, volume| volume.server.as_ref() != Some(id) || !volume.goes);
                for volume in self.volumes.values_mut().filter(|volume| volume.server.as_ref() == Some(id)) {
                    volume.server = None;
                }
                Ok("<instancesSet/>".into())
            }
            "DeleteVolume" => match self.volumes.remove(&form["VolumeId"]) {
                Some(_) => done(),
                None => Err((400, "InvalidVolume.NotFound")),
            },
            other => panic!("{other} is not known here"),
        }
    }

    fn list_servers(&self, form: &Form) -> Answer {
        if let Some(id) = form.get("InstanceId.1").filter(|id| !self.servers.contains_key(*id)) {
            assert!(!id.is_empty());
            return Err((400, "InvalidInstanceID.NotFound"));
        }
        let chosen = |(id, server): &(&String, &Server)| {
            form.get("InstanceId.1").is_none_or(|wanted| wanted == *id)
                && filters(form).all(|(name, value)| match name {
                    "instance-id" => value == *id,
                    "tag:anycloud:operation" => *value == server.stamp,
                    "instance-state-name" => true,
                    other => panic!("no filter {other} here"),
                })
        };
        let items = self.servers.iter().filter(chosen).map(|(id, _)| self.reservation(id));
        let items: String = items.map(|item| format!("<item>{item}</item>")).collect();
        Ok(format!("<reservationSet>{items}</reservationSet>"))
    }

    fn reservation(&self, id: &str) -> String {
        // Of one that is gone, nothing else is told.
        let Some(server) = self.servers.get(id) else {
            return format!("<instancesSet><item><instanceId>{id}</instanceId></item></instancesSet>");
        };
        let on = self.volumes.iter().filter(|(_, volume)| volume.server.as_deref() == Some(id));
        let disks: String = on
            .map(|(volume, at)| {
                let ebs = format!("<volumeId>{volume}</volumeId><status>attached</status>{}", goes(at));
                format!("<item><deviceName>/dev/xvda</deviceName><ebs>{ebs}</ebs></item>")
            })
            .collect();
        format!(
            "<reservationId>r-1</reservationId><instancesSet><item><instanceId>{id}</instanceId><instanceState>\
             <code>16</code><name>running</name></instanceState><rootDeviceName>/dev/xvda</rootDeviceName>\
             <blockDeviceMapping>{disks}</blockDeviceMapping><tagSet><item><key>Name</key><value>{}</value></item>\
             <item><key>anycloud:operation</key><value>{}</value></item></tagSet></item></instancesSet>",
            server.name, server.stamp
        )
    }

    fn list_volumes(&self, form: &Form) -> Answer {
        if form.get("VolumeId.1").is_some_and(|id| !self.volumes.contains_key(id)) {
            return Err((400, "InvalidVolume.NotFound"));
        }
        let chosen = |(id, volume): &(&String, &Volume)| {
            form.get("VolumeId.1").is_none_or(|wanted| wanted == *id)
                && filters(form).all(|(name, value)| match name {
                    "volume-id" => value == *id,
                    "tag:anycloud:operation" => *value == volume.stamp,
                    other => panic!("no filter {other} here"),
                })
        };
        let item = |(id, volume): (&String, &Volume)| {
            let (state, on) = match &volume.server {
                None => ("available", String::new()),
                Some(server) => {
                    let at = format!("<instanceId>{server}</instanceId><device>/dev/xvda</device>");
                    ("in-use", format!("<item>{at}<status>attached</status>{}</item>", goes(volume)))
                }
            };
            let stamp = format!("<key>anycloud:operation</key><value>{}</value>", volume.stamp);
            format!(
                "<item><volumeId>{id}</volumeId><status>{state}</status><attachmentSet>{on}</attachmentSet>\
                 <tagSet><item>{stamp}</item></tagSet></item>"
            )
        };
        let items: String = self.volumes.iter().filter(chosen).map(item).collect();
        Ok(format!("<volumeSet>{items}</volumeSet>"))
    }
}

/// Names and first values; nobody here sends a second one but of states.
fn filters(form: &Form) -> impl Iterator<Item = (&str, &String)> {
    (1..=3).filter_map(|n| {
        Some((form.get(&format!("Filter.{n}.Name"))?.as_str(), form.get(&format!("Filter.{n}.Value.1"))?))
    })
}

fn goes(volume: &Volume) -> String {
    format!("<deleteOnTermination>{}</deleteOnTermination>", volume.goes)
}
