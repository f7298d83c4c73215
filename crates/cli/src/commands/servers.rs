use super::create_servers::create;
use super::find::{Target, target};
use super::show::{describe_server, destroyed, joined, or_none, server as show};
use crate::args::{Fate, Following, ServersCommand, UpdateServerArgs};
use crate::context::{Asking, Context, secret_file};
use anycloud::{
    CloneServer, Cloud, DestroyServer, DriveId, DrivesFate, ErrorKind, PowerAction, Result, ServerId,
    ServerQuery, SetPower, UpdateServer,
};
use serde::Serialize;

pub(super) async fn run(context: &Context, command: ServersCommand) -> Result<()> {
    match command {
        ServersCommand::List { name } => list(context, name).await,
        ServersCommand::Show { server } => {
            context.out.one(&context.cloud().await?.find_server(&server).await?)
        }
        ServersCommand::Create(args) => create(context, *args).await,
        ServersCommand::Start { server, following } => {
            power(context, &server, PowerAction::Start, false, &following).await
        }
        ServersCommand::Shutdown { server, may_vanish, following } => {
            power(context, &server, PowerAction::Shutdown, may_vanish, &following).await
        }
        ServersCommand::Stop { server, may_vanish, following } => {
            power(context, &server, PowerAction::PowerOff, may_vanish, &following).await
        }
        ServersCommand::Reboot { server, reset, following } => {
            let action = if reset { PowerAction::Reset } else { PowerAction::Reboot };
            power(context, &server, action, false, &following).await
        }
        ServersCommand::Clone { server, name, following } => {
            let cloud = context.changing().await?;
            let request = CloneServer::new(cloud.find_server(&server).await?.id, name);
            context.change(&cloud, &request, &following, async |id| show(context, &cloud, &id).await).await
        }
        ServersCommand::Update(update) => self::update(context, update).await,
        ServersCommand::Destroy { server, fate, expect_name, following } => {
            destroy(context, &server, fate, expect_name, &following).await
        }
        ServersCommand::Console { server, show_secret } => console(context, &server, show_secret).await,
    }
}

async fn list(context: &Context, name: Option<String>) -> Result<()> {
    let query = name.into_iter().fold(ServerQuery::new(), |query, name| query.name(name));
    let servers = context.cloud().await?.servers(&query).all().await?;
    context.out.list(
        &servers,
        &[
            ("ID", |s| s.id.to_string()),
            ("NAME", |s| s.name.to_string()),
            ("STATE", |s| s.state.to_string()),
            ("CPU", |s| or_none(s.cpu)),
            ("MEMORY", |s| or_none(s.memory)),
            ("ADDRESSES", |s| joined(s.addresses.iter().map(|address| address.ip))),
        ],
    )
}

async fn power(
    context: &Context,
    server: &str,
    action: PowerAction,
    may_vanish: bool,
    following: &Following,
) -> Result<()> {
    let cloud = context.changing().await?;
    let id = cloud.find_server(server).await?.id;
    let mut request = SetPower::new(id.clone(), action);
    request.may_vanish = may_vanish;
    context.change(&cloud, &request, following, async |()| show(context, &cloud, &id).await).await
}

async fn update(context: &Context, args: UpdateServerArgs) -> Result<()> {
    let cloud = context.changing().await?;
    // First, as this cloud may have none at all.
    let mut firewalls = Vec::new();
    for firewall in &args.firewalls {
        firewalls.push(cloud.find_firewall(firewall).await?.id);
    }
    let id = cloud.find_server(&args.server).await?.id;
    let mut request = UpdateServer::new(id.clone());
    request.firewalls = Some(firewalls).filter(|firewalls| !firewalls.is_empty());
    (request.cpu, request.memory) = (args.cpu(), args.memory()?);
    request.size = args.size.map(Into::into);
    request.name = args.name.map(Into::into);
    if args.no_tags || !args.tags.is_empty() {
        request =
            request.tags(args.tags.into_iter().map(|tag| (tag.name.into(), tag.value.into())).collect());
    }
    request.console_password = args.console_password_file.as_deref().map(secret_file).transpose()?;
    context.change(&cloud, &request, &args.following, async |()| show(context, &cloud, &id).await).await
}

async fn destroy(
    context: &Context,
    server: &str,
    fate: Fate,
    expect_name: Option<String>,
    following: &Following,
) -> Result<()> {
    context.can_ask(Asking::Destroying)?;
    let cloud = context.changing().await?;
    let fate = settled(&cloud, fate).await?;
    let target = target(cloud.find_server(server).await)?;
    let (id, what) = match &target {
        Target::Found(found) => {
            (found.id.clone(), format!("{}, {}", describe_server(found), drives(&found.drives, &fate)))
        }
        Target::Absent(_) => {
            let none = drives(&[], &fate);
            (ServerId::new(server), format!("server {server}, which is not there, {none}"))
        }
    };
    context.confirm(Asking::Destroying, &what)?;
    let mut request = DestroyServer::new(id.clone(), fate);
    request.expect_name = expect_name.map(Into::into);
    let show = async |gone| destroyed(context, id.as_str(), gone);
    target.judge(context.change(&cloud, &request, following, show).await)
}

/// How to reach a server's screen.
#[derive(Serialize)]
struct ConsoleRow<'a> {
    id: &'a ServerId,
    protocol: &'a str,
    host: &'a str,
    port: u16,
    tls: bool,
    password: Option<&'a str>,
}

async fn console(context: &Context, server: &str, show_secret: bool) -> Result<()> {
    let cloud: Cloud = context.cloud().await?;
    let id = cloud.find_server(server).await?.id;
    let console = cloud.console(&id).await?;
    let password = console.password.as_ref().map(|secret| if show_secret { secret.expose() } else { "***" });
    let (protocol, host) = (console.protocol.as_str(), console.host.as_str());
    context.out.one(&ConsoleRow { id: &id, protocol, host, port: console.port, tls: console.tls, password })
}

/// The fate with ids for names. A drive that is not found may be gone already.
async fn settled(cloud: &Cloud, fate: Fate) -> Result<DrivesFate> {
    if fate.destroy_drives {
        return Ok(DrivesFate::DestroyAll);
    }
    let mut drives = Vec::new();
    for wanted in fate.destroy_drive {
        match cloud.find_drive(&wanted).await {
            Ok(drive) => drives.push(drive.id),
            Err(e) if e.kind() == ErrorKind::NotFound => drives.push(DriveId::new(wanted)),
            Err(e) => return Err(e),
        }
    }
    Ok(if drives.is_empty() { DrivesFate::Keep } else { DrivesFate::Destroy(drives) })
}

/// The part of a question that says what goes with the server.
fn drives(of_it: &[DriveId], fate: &DrivesFate) -> String {
    match fate {
        DrivesFate::DestroyAll if of_it.is_empty() => "with all drives that it has".to_owned(),
        DrivesFate::DestroyAll => format!("with drives {}", joined(of_it)),
        DrivesFate::Destroy(drives) => format!("with drives {}", joined(drives)),
        _ => "keeping its drives".to_owned(),
    }
}
