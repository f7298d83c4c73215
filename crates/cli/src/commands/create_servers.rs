//! New servers: one, or several alike.

use super::container::container;
use super::find::image_and_architecture;
use super::show::{or_none, server as show};
use crate::args::{CreateServerArgs, Following};
use crate::context::{Context, secret_file, timed, whole_file};
use crate::exit;
use anycloud::run::{Event, OperationId};
use anycloud::{
    Boot, Cloud, Cpu, CreateServer, Created, Error, ErrorKind, KeyPairId, Need, Result, ServerId, Sizing,
    Text,
};
use serde::Serialize;

pub(super) async fn create(context: &Context, args: CreateServerArgs) -> Result<()> {
    let cloud = context.changing().await?;
    let (count, following) = (args.count, args.following.clone());
    let request = request(context, &cloud, args).await?;
    match count {
        Some(count) => several(context, &cloud, &request, count, &following).await,
        None => {
            let show = async |id| show(context, &cloud, &id).await;
            context.change(&cloud, &request, &following, show).await
        }
    }
}

/// The request with ids for names. What this cloud may not have at all comes first.
async fn request(context: &Context, cloud: &Cloud, args: CreateServerArgs) -> Result<CreateServer> {
    let mut firewalls = Vec::new();
    for firewall in &args.firewalls {
        firewalls.push(cloud.find_firewall(firewall).await?.id);
    }
    let key_pair = match &args.key_pair {
        Some(wanted) => Some(key_pair(cloud, wanted).await?),
        None => None,
    };
    if let Some(need) = need(&args)? {
        cloud.check_need(&need).inspect_err(|_| hint_mhz(context, cloud, &need))?;
    }
    let (boot, architecture) = match (&args.image, &args.drive) {
        (Some(wanted), _) => {
            let (image, architecture) = image_and_architecture(cloud, wanted).await?;
            (Boot::image(image), architecture)
        }
        (None, Some(drive)) => (Boot::drive(cloud.find_drive(drive).await?.id), None),
        (None, None) => return Err(Error::invalid("a server needs --image or --drive to boot from")),
    };
    let sizing = sizing(context, cloud, &args, architecture).await?;
    let mut request = CreateServer::new(args.name, boot);
    (request.sizing, request.firewalls, request.key_pair) = (sizing, firewalls, key_pair);
    request.drive_size = args.drive_size.map(|size| size.0);
    for drive in &args.attach {
        request = request.drive(cloud.find_drive(drive).await?.id);
    }
    if let Some(address) = &args.address {
        request = request.address(cloud.find_address(address).await?.id);
    }
    for network in &args.networks {
        request = request.network(cloud.find_network(network).await?.id);
    }
    for tag in args.tags {
        request = request.tag(tag.name, tag.value);
    }
    request.container = container(cloud, args.container).await?;
    request.location = args.location.map(Into::into);
    request.user_data = args.user_data.as_deref().map(whole_file).transpose()?;
    request.stopped = args.stopped;
    request.console_password = args.console_password_file.as_deref().map(secret_file).transpose()?;
    Ok(request)
}

/// MHz are asked for as they are said; of cores and memory it is said which size has them, and why this one.
async fn sizing(
    context: &Context,
    cloud: &Cloud,
    args: &CreateServerArgs,
    architecture: Option<Text>,
) -> Result<Option<Sizing>> {
    match (&args.size, args.cpu_mhz, args.memory()?) {
        (Some(size), ..) => return Ok(Some(Sizing::Named(size.as_str().into()))),
        (None, Some(mhz), Some(memory)) => return Ok(Some(Sizing::Needs { cpu: Cpu::Mhz(mhz), memory })),
        _ => {}
    }
    let Some(mut need) = need(args)? else { return Ok(None) };
    need.architecture = architecture;
    let fit = cloud.fit(&need).await?;
    context.out.note(&format!("note: {}", fit.why));
    Ok(Some(fit.sizing))
}

/// What a size must have, if one is to be chosen.
fn need(args: &CreateServerArgs) -> Result<Option<Need>> {
    if args.size.is_some() || args.cpu_mhz.is_some() {
        return Ok(None);
    }
    let mut need = Need::new();
    (need.cpu, need.memory) = (args.cpus.map(|cores| cores.0), args.memory()?);
    Ok((need != Need::new()).then_some(need))
}

/// Cores are not what every cloud counts.
fn hint_mhz(context: &Context, cloud: &Cloud, need: &Need) {
    let mhz = cloud.capabilities().compute.as_ref().is_some_and(|can| can.cpu_mhz.is_some());
    if mhz && need.cpu.is_some() {
        context.out.note("hint: say --cpu-mhz MHZ instead of --cpus, and --memory SIZE");
    }
}

/// Some clouds let key pairs in and list none.
async fn key_pair(cloud: &Cloud, wanted: &str) -> Result<KeyPairId> {
    match cloud.find_key_pair(wanted).await {
        Ok(found) => Ok(found.id),
        Err(e) if e.kind() == ErrorKind::Unsupported => Ok(KeyPairId::new(wanted)),
        Err(e) => Err(e),
    }
}

/// What became of one of several servers.
#[derive(Serialize)]
struct Row {
    name: String,
    id: Option<ServerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<OperationId>,
}

impl Row {
    fn of(created: &Created) -> Self {
        let (id, error) = match &created.outcome {
            Ok(id) => (Some(id.clone()), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            name: created.name.to_string(),
            id,
            error: error.map(Error::to_string),
            operation: error.and_then(Error::operation),
        }
    }
}

/// One that fails does not keep the others from being made. The first failure is the exit code, and is said last.
async fn several(
    context: &Context,
    cloud: &Cloud,
    template: &CreateServer,
    count: u32,
    following: &Following,
) -> Result<()> {
    let names = (1..=count).map(|n| format!("{}-{n}", template.name));
    let out = context.out;
    let create =
        cloud.create_servers(template, names).cancel(&context.cancel()).observe(move |name, event| {
            // Before its first request: it is what a person needs after a crash.
            if let Event::Begun(id) = event {
                out.note(&format!("operation {id}  {name}"));
            }
        });
    let made = timed(following.timeout, create, |create, limit| create.timeout(limit)).done().await?;
    let rows: Vec<Row> = made.iter().map(Row::of).collect();
    context.out.list(
        &rows,
        &[
            ("NAME", |r| r.name.clone()),
            ("ID", |r| or_none(r.id.as_ref())),
            ("ERROR", |r| or_none(r.error.as_ref())),
            ("OPERATION", |r| or_none(r.operation)),
        ],
    )?;
    let mut failed = made.into_iter().filter_map(|created| Some((created.name, created.outcome.err()?)));
    let Some((_, first)) = failed.next() else { return Ok(()) };
    for (name, error) in failed {
        context.out.note(&format!("error: {name}: {error}"));
        exit::hints(&error, context.operation_of(&error).await.as_ref(), context.out);
    }
    Err(first)
}
