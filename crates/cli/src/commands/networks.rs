use super::find::{Target, target};
use super::show::{destroyed, server as show_server};
use crate::args::{Following, NetworksCommand};
use crate::context::{Asking, Context};
use anycloud::{
    AttachNetwork, Cloud, CreateNetwork, DestroyNetwork, DetachNetwork, Network, NetworkId, RenameNetwork,
    Result,
};

pub(super) async fn run(context: &Context, command: NetworksCommand) -> Result<()> {
    match command {
        NetworksCommand::List => list(context).await,
        NetworksCommand::Create { name, following } => {
            let cloud = context.changing().await?;
            let request = CreateNetwork::new(name);
            context.change(&cloud, &request, &following, async |id| show(context, &cloud, &id).await).await
        }
        NetworksCommand::Rename { network, name, following } => {
            let cloud = context.changing().await?;
            let id = cloud.find_network(&network).await?.id;
            let request = RenameNetwork::new(id.clone(), name);
            context.change(&cloud, &request, &following, async |()| show(context, &cloud, &id).await).await
        }
        NetworksCommand::Destroy { network, following } => destroy(context, &network, &following).await,
        NetworksCommand::Attach { network, server, following } => {
            let cloud = context.changing().await?;
            let server = cloud.find_server(&server).await?.id;
            let request = AttachNetwork::new(cloud.find_network(&network).await?.id, server.clone());
            let show = async |()| show_server(context, &cloud, &server).await;
            context.change(&cloud, &request, &following, show).await
        }
        NetworksCommand::Detach { network, server, following } => {
            let cloud = context.changing().await?;
            let server = cloud.find_server(&server).await?.id;
            let request = DetachNetwork::new(cloud.find_network(&network).await?.id, server.clone());
            let show = async |()| show_server(context, &cloud, &server).await;
            context.change(&cloud, &request, &following, show).await
        }
    }
}

async fn list(context: &Context) -> Result<()> {
    let networks: Vec<Network> = context.cloud().await?.networks().all().await?;
    context.out.list(&networks, &[("ID", |n| n.id.to_string()), ("NAME", |n| n.name.to_string())])
}

async fn show(context: &Context, cloud: &Cloud, id: &NetworkId) -> Result<()> {
    context.out.one(&cloud.find_network(id.as_str()).await?)
}

async fn destroy(context: &Context, network: &str, following: &Following) -> Result<()> {
    context.can_ask(Asking::Destroying)?;
    let cloud = context.changing().await?;
    let target = target(cloud.find_network(network).await)?;
    let (id, what) = match &target {
        Target::Found(found) => (found.id.clone(), format!("network {} ({})", found.id, found.name)),
        Target::Absent(_) => (NetworkId::new(network), format!("network {network}, which is not there")),
    };
    context.confirm(Asking::Destroying, &what)?;
    let request = DestroyNetwork::new(id.clone());
    let show = async |gone| destroyed(context, id.as_str(), gone);
    target.judge(context.change(&cloud, &request, following, show).await)
}
