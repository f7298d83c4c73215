use super::find::{Target, target};
use super::show::{destroyed, or_none, server as show_server};
use crate::args::{AddressesCommand, Following};
use crate::context::{Asking, Context};
use anycloud::{
    Address, AddressId, AttachAddress, Cloud, CreateAddress, DestroyAddress, DetachAddress, Result,
};

pub(super) async fn run(context: &Context, command: AddressesCommand) -> Result<()> {
    match command {
        AddressesCommand::List => list(context).await,
        AddressesCommand::Create { name, following } => {
            let cloud = context.changing().await?;
            let request = CreateAddress::new(name);
            context.change(&cloud, &request, &following, async |id| show(context, &cloud, &id).await).await
        }
        AddressesCommand::Destroy { address, following } => destroy(context, &address, &following).await,
        AddressesCommand::Attach { address, server, following } => {
            let cloud = context.changing().await?;
            let server = cloud.find_server(&server).await?.id;
            let request = AttachAddress::new(cloud.find_address(&address).await?.id, server.clone());
            let show = async |()| show_server(context, &cloud, &server).await;
            context.change(&cloud, &request, &following, show).await
        }
        AddressesCommand::Detach { address, server, following } => {
            let cloud = context.changing().await?;
            let server = cloud.find_server(&server).await?.id;
            let request = DetachAddress::new(cloud.find_address(&address).await?.id, server.clone());
            let show = async |()| show_server(context, &cloud, &server).await;
            context.change(&cloud, &request, &following, show).await
        }
    }
}

async fn list(context: &Context) -> Result<()> {
    let addresses: Vec<Address> = context.cloud().await?.addresses().all().await?;
    context.out.list(
        &addresses,
        &[
            ("ID", |a| a.id.to_string()),
            ("NAME", |a| a.name.to_string()),
            ("ADDRESS", |a| a.ip.to_string()),
            ("GATEWAY", |a| or_none(a.gateway)),
        ],
    )
}

async fn show(context: &Context, cloud: &Cloud, id: &AddressId) -> Result<()> {
    context.out.one(&cloud.find_address(id.as_str()).await?)
}

async fn destroy(context: &Context, address: &str, following: &Following) -> Result<()> {
    context.can_ask(Asking::Destroying)?;
    let cloud = context.changing().await?;
    let target = target(cloud.find_address(address).await)?;
    let (id, what) = match &target {
        Target::Found(found) => (found.id.clone(), format!("address {} ({})", found.id, found.name)),
        Target::Absent(_) => (AddressId::new(address), format!("address {address}, which is not there")),
    };
    context.confirm(Asking::Destroying, &what)?;
    let request = DestroyAddress::new(id.clone());
    let show = async |gone| destroyed(context, id.as_str(), gone);
    target.judge(context.change(&cloud, &request, following, show).await)
}
