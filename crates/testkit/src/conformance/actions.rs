//! What a server allows in its present state: nothing else is tried, and what it allows is not refused for that.

use super::case::{COMPUTE, Case, Labs, Outcome, RESIZE, THREE_SERVERS, case, either, offered, power, skip};
use super::fixture::Lab;
use super::look::refused;
use super::sizes::other_size;
use anycloud_core::{
    Action, Capabilities, Cloud, Delivery, DestroyServer, DrivesFate, ErrorKind, PowerAction, Result, Server,
    SetPower, Sizing, Support, UpdateServer,
};

pub(super) const CASES: &[Case] = &[
    case!(one a_server_allows_only_what_the_cloud_can_do, COMPUTE, THREE_SERVERS),
    case!(one what_a_running_server_does_not_allow_is_refused, COMPUTE, THREE_SERVERS),
    case!(one what_a_stopped_server_does_not_allow_is_refused, COMPUTE, THREE_SERVERS),
    case!(many what_a_running_server_allows_is_not_refused, COMPUTE, THREE_SERVERS),
    case!(many what_a_stopped_server_allows_is_not_refused, COMPUTE, THREE_SERVERS),
];

const ALL: [Action; 9] = [
    Action::Destroy,
    Action::PowerOff,
    Action::Reboot,
    Action::Rename,
    Action::Reset,
    Action::Resize,
    Action::Shutdown,
    Action::Start,
    Action::Tag,
];

async fn a_server_allows_only_what_the_cloud_can_do(lab: Lab) -> Outcome {
    let target = lab.servers[1].clone();
    let mut server = lab.server(&target).await;
    for off in [false, true] {
        if off {
            lab.switch_off(&target).await?;
            server = lab.server(&target).await;
        }
        let can = lab.cloud.capabilities();
        for action in server.actions.iter() {
            let able = offered(support(&can, action));
            assert!(able, "the server is {} and allows {action:?}, the cloud does not", server.state);
        }
    }
    Ok(())
}

async fn what_a_running_server_does_not_allow_is_refused(lab: Lab) -> Outcome {
    refuses_the_others(&lab).await
}

async fn what_a_stopped_server_does_not_allow_is_refused(lab: Lab) -> Outcome {
    lab.switch_off(&lab.servers[1]).await?;
    refuses_the_others(&lab).await
}

async fn what_a_running_server_allows_is_not_refused(labs: Labs) -> Outcome {
    allows_its_own(labs, false).await
}

async fn what_a_stopped_server_allows_is_not_refused(labs: Labs) -> Outcome {
    allows_its_own(labs, true).await
}

/// Every action that this cloud offers and this server does not allow now.
async fn refuses_the_others(lab: &Lab) -> Outcome {
    let server = lab.server(&lab.servers[1]).await;
    let can = lab.cloud.capabilities().into_owned();
    let others: Vec<Action> =
        ALL.into_iter().filter(|a| offered(support(&can, *a)) && !server.actions.contains(*a)).collect();
    if others.is_empty() {
        return skip(format!("a server that is {} allows all that the cloud offers", server.state));
    }
    let before = lab.looks().await;
    for action in others {
        let what = format!("{} of a server that is {}", action.as_str(), server.state);
        let error = refused(&what, perform(lab, &server, action)).await;
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{error}");
        assert!(error.to_string().contains(action.as_str()), "it names what is not allowed: {error}");
    }
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

/// Each action in a laboratory of its own: most of them change what is allowed next.
async fn allows_its_own(labs: Labs, off: bool) -> Outcome {
    let mut tried = 0;
    for action in ALL {
        let lab = labs.lab().await;
        if off {
            lab.switch_off(&lab.servers[1]).await?;
        }
        let server = lab.server(&lab.servers[1]).await;
        if server.actions.contains(action) {
            tried += 1;
            if let Err(error) = perform(&lab, &server, action).await {
                panic!("{} of a server that is {}: {error}", action.as_str(), server.state);
            }
        }
    }
    if tried == 0 { skip("the server allows nothing") } else { Ok(()) }
}

async fn perform(lab: &Lab, server: &Server, action: Action) -> Result<()> {
    let (cloud, id): (&Cloud, _) = (&lab.cloud, server.id.clone());
    let update = UpdateServer::new(id.clone());
    match action {
        Action::Destroy => {
            return cloud.destroy_server(&DestroyServer::new(id, DrivesFate::Keep)).done().await.map(drop);
        }
        Action::Rename => return cloud.update_server(&update.name("renamed")).done().await,
        Action::Resize => return cloud.update_server(&resize(lab, update, server).await).done().await,
        Action::Tag => return cloud.update_server(&update.tags([tag()].into())).done().await,
        _ => {}
    }
    let power = match action {
        Action::PowerOff => PowerAction::PowerOff,
        Action::Reboot => PowerAction::Reboot,
        Action::Reset => PowerAction::Reset,
        Action::Shutdown => PowerAction::Shutdown,
        _ => PowerAction::Start,
    };
    cloud.change(&SetPower::new(id, power)).done().await
}

/// Some clouds change the cpu of a running server and not its memory, and some only its named size.
async fn resize(lab: &Lab, update: UpdateServer, server: &Server) -> UpdateServer {
    if !(RESIZE.met)(lab) {
        let size = other_size(lab, server).await;
        return update.size(size.expect("a server that can be resized has another size to be of"));
    }
    let sold = match &lab.sizing {
        Some(Sizing::Needs { cpu, .. }) => Some(*cpu),
        _ => None,
    };
    update.cpu(sold.or(server.cpu).expect("the cpu of a server that can be resized is known"))
}

fn tag() -> (anycloud_core::Text, anycloud_core::Text) {
    ("touched".into(), "".into())
}

fn support(can: &Capabilities, action: Action) -> Support {
    let Some(can) = &can.compute else { return Support::No };
    match action {
        Action::Destroy => can.destroy,
        Action::Rename => can.update.name,
        Action::Resize => either(can.update.sizing, can.update.size),
        Action::Tag => can.update.tags,
        other => power(can, other),
    }
}
