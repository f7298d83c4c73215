use super::container::container;
use super::shown::Made;
use super::sizing::free;
use crate::answer::document;
use crate::asked::Fields;
use crate::gateway::{Answered, Gateway};
use crate::refusal::{Refusal, Result, may_have_acted};
use anycloud::{
    Boot, Cloud, ComputeCapabilities, CreateServer, Error, ErrorKind, Server, ServerId, ServerState, Support,
};
use http::StatusCode;
use serde_json::Value;
use std::time::Duration;

/// What single providers of Mist.io took at a create, and nobody here does. `disk` and `image_extra` had to be there,
/// if only empty.
const UNSERVED: [&str; 7] = ["async", "disk", "image_extra", "ips", "persist", "quantity", "script_id"];

/// How long a create may take: a drive that is written first takes minutes, and its client has no other use for the answer.
const CREATING: Duration = Duration::from_secs(600);

impl Gateway {
    /// `POST /backends/B/machines`. Answered when the provider has accepted it; where a drive is written first, that takes
    /// its time.
    ///
    /// # Errors
    /// 400 for what is missing or what this cloud does not do; 404; what the cloud refuses; 500 if there may be a machine.
    pub(crate) async fn create_machine(&self, backend: &str, fields: &Fields) -> Answered {
        let backend = self.enabled(backend).await?;
        let cloud = backend.cloud()?;
        let caps = cloud.capabilities();
        let can = caps.compute.as_ref().ok_or_else(|| Refusal::bad("this backend has no machines"))?;
        let mut request = requested(fields, can)?;
        if let Some(location) = fields.text("location")? {
            request = self.at(cloud, can, request, &location).await?;
        }
        if let Some(key) = self.key_for(cloud, fields.text("key")?).await? {
            request = request.key_pair(key);
        }
        let within = self.patience().max(CREATING);
        let id = self.change(cloud.create_server(&request), within, ()).await.map_err(|e| failed(&e))?;
        // It is made: if it cannot be read yet, its id and name are what is known.
        let known = self.read(cloud.server(&id)).await.unwrap_or_else(|_| bare(id, &request));
        Ok(document(&Made::new(&known)))
    }

    /// Where the cloud gives no choice, the one place that it has may be named.
    async fn at(
        &self,
        cloud: &Cloud,
        can: &ComputeCapabilities,
        request: CreateServer,
        location: &str,
    ) -> Result<CreateServer> {
        if can.create.location != Support::No {
            return Ok(request.location(location));
        }
        let known = can.locations == Support::No
            || self.read(cloud.locations().all()).await?.iter().any(|at| at.id.as_str() == location);
        if known {
            Ok(request)
        } else {
            Err(Refusal::bad(format!("this cloud has no location {location:?}")))
        }
    }
}

/// All but place and key, which the cloud is asked about.
fn requested(fields: &Fields, can: &ComputeCapabilities) -> Result<CreateServer> {
    let (name, image, size) = (fields.needed("name")?, fields.needed("image")?, fields.needed("size")?);
    if fields.said("monitoring").is_some_and(|said| *said != Value::Bool(false)) {
        return Err(Refusal::bad("monitoring is nothing that this gateway has"));
    }
    // One machine is what is made anyway.
    let off = |name: &str, said: &Value| {
        *said == Value::Bool(false) || (name == "quantity" && said.as_u64() == Some(1))
    };
    if let Some(name) = UNSERVED.iter().find(|name| fields.said(name).is_some_and(|said| !off(name, said))) {
        return Err(Refusal::bad(format!("{name} is nothing that this gateway takes")));
    }
    let mut request = sized(CreateServer::new(name, Boot::image(image)), &size, can)?;
    if let Some(script) = fields.text("script")? {
        if can.create.user_data == Support::No {
            return Err(Refusal::bad("script: this cloud runs none at the first boot"));
        }
        request = request.user_data(script);
    }
    request.container = container(fields)?;
    match fields.said("networks") {
        None => {}
        Some(Value::Array(networks)) => {
            for network in networks {
                let id = network.as_str().ok_or_else(|| Refusal::bad("networks must be a list of ids"))?;
                request = request.network(id);
            }
        }
        Some(_) => return Err(Refusal::bad("networks must be a list of ids")),
    }
    Ok(request)
}

/// A size that the cloud has named, or one that says what it has. `default` is what Mist.io said for containers.
fn sized(request: CreateServer, size: &str, can: &ComputeCapabilities) -> Result<CreateServer> {
    match free(size) {
        Some((cpu, memory)) if can.create.free_sizing != Support::No => Ok(request.needs(cpu, memory)),
        _ if can.create.named_sizes != Support::No => Ok(request.size(size)),
        _ if size == "default" => Ok(request),
        _ if can.create.free_sizing != Support::No => {
            Err(Refusal::bad(format!("{size:?} is no size; they are like 2000mhz-2048mib")))
        }
        _ => Err(Refusal::bad(format!("{size:?} is no size; this cloud has only \"default\""))),
    }
}

fn bare(id: ServerId, request: &CreateServer) -> Server {
    Server::new(id, request.name.clone(), ServerState::Pending, [])
}

/// Before anything was sent, the request is what is wrong; once the provider may have acted, it is Mist.io's 500.
fn failed(error: &Error) -> Refusal {
    let refusal = Refusal::of(error);
    match error.kind() {
        // It is still being made.
        ErrorKind::WaitTimedOut => refusal,
        _ if may_have_acted(error) => {
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "Machine creation failed", refusal.detail)
        }
        ErrorKind::Unsupported | ErrorKind::NotFound => Refusal::bad(refusal.detail),
        ErrorKind::OperationFailed => {
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "Machine creation failed", refusal.detail)
        }
        _ => refusal,
    }
}

#[cfg(test)]
mod tests {
    use super::requested;
    use crate::asked::Fields;
    use anycloud::{ByteSize, ComputeCapabilities, Cpu, Limits, Sizing, Support};
    use serde_json::{Value, json};

    fn free() -> ComputeCapabilities {
        let mut can = ComputeCapabilities::default();
        can.create.free_sizing = Support::Yes;
        can.cpu_mhz = Some(Limits::new(500..=20000));
        can
    }

    fn named() -> ComputeCapabilities {
        let mut can = ComputeCapabilities::default();
        (can.create.named_sizes, can.create.user_data) = (Support::Yes, Support::Yes);
        can
    }

    fn with(name: &str, value: Value) -> Fields {
        let mut body = json!({"name": "web", "image": "ami-1", "size": "2000mhz-2048mib", "disk": "", "image_extra": ""});
        body[name] = value;
        Fields::of(body)
    }

    fn refused(can: &ComputeCapabilities, name: &str, value: Value) -> String {
        requested(&with(name, value), can).unwrap_err().to_string()
    }

    #[test]
    fn what_must_be_there() {
        for name in ["name", "image", "size"] {
            assert_eq!(refused(&free(), name, json!("")), format!("Required parameter not provided: {name}"));
        }
    }

    #[test]
    fn sizes_are_the_cloud_s_or_say_what_they_have() {
        let sizing = |can: &ComputeCapabilities, size: &str| {
            requested(&with("size", json!(size)), can)
                .map(|request| request.sizing)
                .map_err(|r| r.to_string())
        };
        let needs = Sizing::Needs { cpu: Cpu::Mhz(2000), memory: ByteSize::gib(2) };
        assert_eq!(sizing(&free(), "2000mhz-2048mib"), Ok(Some(needs)));
        assert_eq!(sizing(&named(), "2000mhz-2048mib"), Ok(Some(Sizing::Named("2000mhz-2048mib".into()))));
        assert_eq!(sizing(&named(), "t1.micro"), Ok(Some(Sizing::Named("t1.micro".into()))));
        assert_eq!(sizing(&ComputeCapabilities::default(), "default"), Ok(None));
        let says = "Bad request: \"t1.micro\" is no size; they are like 2000mhz-2048mib";
        assert_eq!(sizing(&free(), "t1.micro"), Err(says.to_owned()));
    }

    #[test]
    fn what_is_asked_for_is_done_or_refused() {
        let script = requested(&with("script", json!("echo 1")), &named()).unwrap();
        assert_eq!(script.user_data.unwrap().expose(), "echo 1");
        assert!(refused(&free(), "script", json!("echo 1")).starts_with("Bad request: script"));
        assert!(refused(&named(), "monitoring", json!(true)).contains("monitoring"));
        assert!(refused(&named(), "disk", json!("10")).contains("disk"));
        assert!(refused(&named(), "quantity", json!(3)).contains("quantity"));
        assert!(refused(&named(), "networks", json!("n")).contains("networks"));
        for (name, value) in [
            ("monitoring", json!(false)),
            ("ips", json!([])),
            ("quantity", json!(1)),
            ("async", json!(false)),
            ("script", json!("")),
            ("location_name", json!("somewhere")),
        ] {
            requested(&with(name, value), &named()).unwrap();
        }
        let on = requested(&with("networks", json!(["a", "b"])), &named()).unwrap();
        assert_eq!(on.networks.len(), 2);
    }
}
