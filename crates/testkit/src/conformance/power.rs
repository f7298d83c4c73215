//! Power actions reach their goal on the server that was asked for, and waiting ends as it should.

use super::case::{
    COMPUTE, CREATE, Case, Outcome, POWER_OFF, REBOOT, RESET, SHUTDOWN, START, THREE_SERVERS, case, skip,
};
use super::fixture::{At, Fault, Lab};
use super::look::refused;
use anycloud_core::run::Cancel;
use anycloud_core::{
    Delivery, ErrorKind, Goal, OperationRef, PowerAction, Realm, Remaining, ResourceKind, ServerId,
    ServerState, Started,
};
use std::time::Duration;
use tokio::time::Instant;

pub(super) const CASES: &[Case] = &[
    case!(one starts_only_the_asked_server, START, THREE_SERVERS),
    case!(one shuts_down_only_the_asked_server, SHUTDOWN, THREE_SERVERS),
    case!(one powers_off_only_the_asked_server, POWER_OFF, THREE_SERVERS),
    case!(one reboots_only_the_asked_server, REBOOT, THREE_SERVERS),
    case!(one resets_only_the_asked_server, RESET, THREE_SERVERS),
    case!(one a_reboot_is_seen_to_have_happened, REBOOT, THREE_SERVERS),
    case!(one a_missing_server_has_no_power, START),
    case!(one a_lost_reply_of_a_power_action_is_not_hidden, POWER_OFF, THREE_SERVERS),
    case!(one a_wait_ends_when_its_time_is_over, COMPUTE, THREE_SERVERS),
    case!(one a_wait_survives_a_lost_look, POWER_OFF, START, THREE_SERVERS),
    case!(one a_wait_can_be_cancelled, COMPUTE, THREE_SERVERS),
    case!(one a_wait_for_what_cannot_come_ends_at_once, COMPUTE),
    case!(one another_process_goes_on_waiting, CREATE),
    case!(one a_wait_in_the_wrong_realm_is_refused_unsent, COMPUTE, THREE_SERVERS),
];

async fn starts_only_the_asked_server(lab: Lab) -> Outcome {
    lab.switch_off(&lab.servers[1]).await?;
    acts_on_the_asked_server(&lab, PowerAction::Start, ServerState::Running).await
}

async fn shuts_down_only_the_asked_server(lab: Lab) -> Outcome {
    acts_on_the_asked_server(&lab, PowerAction::Shutdown, ServerState::Stopped).await
}

async fn powers_off_only_the_asked_server(lab: Lab) -> Outcome {
    acts_on_the_asked_server(&lab, PowerAction::PowerOff, ServerState::Stopped).await
}

async fn reboots_only_the_asked_server(lab: Lab) -> Outcome {
    acts_on_the_asked_server(&lab, PowerAction::Reboot, ServerState::Running).await
}

async fn resets_only_the_asked_server(lab: Lab) -> Outcome {
    acts_on_the_asked_server(&lab, PowerAction::Reset, ServerState::Running).await
}

/// Reboots the one in the middle and compares the boots of all.
async fn a_reboot_is_seen_to_have_happened(lab: Lab) -> Outcome {
    let target = &lab.servers[1];
    let mut before = Vec::new();
    for id in &lab.servers {
        before.push(lab.server(id).await.boot);
    }
    if before[1].is_none() {
        return skip("the provider shows nothing that changes with a boot");
    }
    let started = lab.cloud.set_power(target.clone(), PowerAction::Reboot).await.expect("it reboots");
    match &started.remaining {
        Remaining::Unobservable => return skip("the provider shows nothing of a reboot"),
        Remaining::Watch(operation) => {
            let blind = matches!(operation.goal, Goal::Running | Goal::Address);
            assert!(!blind, "it ran all the time, so {:?} shows nothing", operation.goal);
            lab.cloud.wait(operation).await.expect("it comes up again");
        }
        Remaining::Nothing => {}
    }
    for (id, was) in lab.servers.iter().zip(before) {
        let is = lab.server(id).await.boot;
        assert_eq!(is != was, id == target, "the boot of {id} was {was:?} and is {is:?}");
    }
    Ok(())
}

async fn a_missing_server_has_no_power(lab: Lab) -> Outcome {
    let (before, id) = (lab.looks().await, lab.absent::<ServerId>(&ResourceKind::Server)?);
    let error = refused("starting it", lab.cloud.set_power(id, PowerAction::Start).done()).await;
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_lost_reply_of_a_power_action_is_not_hidden(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.servers[1].clone());
    let meant = lab.with_drives(&target).await;
    lab.inject(At::PowerOff, Fault::LoseReply)?;
    match lab.cloud.set_power(target.clone(), PowerAction::PowerOff).done().await {
        Ok(()) => assert_eq!(lab.server(&target).await.state, ServerState::Stopped),
        Err(error) => {
            assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
            let id = error.operation().expect("the error names the operation, to resume it");
            lab.cloud.operation(id).await.expect("the operation is kept");
            let info = lab.cloud.info();
            let off =
                OperationRef::new(info.id.clone(), info.realm.clone(), target.resource(), Goal::Stopped);
            lab.cloud.wait(&off).await.expect("it did act");
        }
    }
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

async fn a_wait_ends_when_its_time_is_over(lab: Lab) -> Outcome {
    let (began, limit) = (Instant::now(), Duration::from_secs(90));
    let operation = goal(&lab, &lab.servers[1], Goal::Stopped);
    let error = refused("waiting", lab.cloud.wait(&operation).timeout(limit)).await;
    assert_eq!(error.kind(), ErrorKind::WaitTimedOut, "{error}");
    assert_eq!(error.operation_ref(), Some(&operation), "the error says what to wait for again");
    assert!(began.elapsed() <= limit + Duration::from_secs(60), "it took {:?}", began.elapsed());
    Ok(())
}

async fn a_wait_survives_a_lost_look(lab: Lab) -> Outcome {
    let target = lab.servers[1].clone();
    lab.switch_off(&target).await?;
    let _ = lab.cloud.set_power(target.clone(), PowerAction::Start).await.expect("it is accepted");
    lab.inject(At::ReadServer, Fault::LoseReply)?;
    let running = goal(&lab, &target, Goal::Running);
    lab.cloud.wait(&running).await.expect("a look that fails is not a server that failed");
    Ok(())
}

async fn a_wait_can_be_cancelled(lab: Lab) -> Outcome {
    let (cancel, operation) = (Cancel::new(), goal(&lab, &lab.servers[1], Goal::Stopped));
    let (cloud, heard) = (lab.cloud.clone(), cancel.clone());
    let waiting = tokio::spawn(async move { cloud.wait(&operation).cancel(&heard).await });
    tokio::time::sleep(Duration::from_secs(20)).await;
    cancel.cancel();
    let error = refused("waiting", async { waiting.await.expect("it does not panic") }).await;
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    Ok(())
}

async fn a_wait_for_what_cannot_come_ends_at_once(lab: Lab) -> Outcome {
    let (began, before) = (Instant::now(), lab.requests());
    let operation = goal(&lab, &lab.absent(&ResourceKind::Server)?, Goal::Running);
    let error = refused("waiting for a server that is gone", lab.cloud.wait(&operation)).await;
    assert!(matches!(error.kind(), ErrorKind::NotFound | ErrorKind::OperationFailed), "{error}");
    let (took, cost) = (began.elapsed(), lab.requests() - before);
    assert!(took < Duration::from_secs(10) && cost <= 2, "it took {took:?} and {cost} requests");
    Ok(())
}

async fn another_process_goes_on_waiting(lab: Lab) -> Outcome {
    let started = lab.cloud.create_server(&lab.new_server("watched")).await.expect("it is accepted");
    let json = serde_json::to_string(&started).expect("what is started serialises");
    let read: Started<ServerId> = serde_json::from_str(&json).expect("and reads back");
    assert_eq!(read, started);
    match &read.remaining {
        Remaining::Nothing => {}
        Remaining::Unobservable => return skip("the provider shows nothing of a create"),
        Remaining::Watch(operation) => {
            lab.service.reopen().wait(operation).await.expect("another handle sees it finished");
        }
    }
    lab.assert_runs(&read.value).await;
    Ok(())
}

async fn a_wait_in_the_wrong_realm_is_refused_unsent(lab: Lab) -> Outcome {
    let mut operation = goal(&lab, &lab.servers[1], Goal::Gone);
    operation.realm = Realm::new("elsewhere", "https://elsewhere.invalid");
    lab.unsent("waiting elsewhere", ErrorKind::InvalidConfig, async { lab.cloud.wait(&operation).await })
        .await;
    operation.realm = lab.cloud.info().realm.clone().account("somebody else").scope("somewhere else");
    lab.unsent("waiting elsewhere", ErrorKind::InvalidConfig, async { lab.cloud.wait(&operation).await })
        .await;
    Ok(())
}

async fn acts_on_the_asked_server(lab: &Lab, action: PowerAction, goal: ServerState) -> Outcome {
    let (before, target) = (lab.looks().await, lab.servers[1].clone());
    let meant = lab.with_drives(&target).await;
    let acted = lab.cloud.set_power(target.clone(), action).done().await;
    acted.unwrap_or_else(|error| panic!("{} failed: {error}", action.action().as_str()));
    let after = lab.looks().await;
    before.assert_only(&after, &meant);
    assert_eq!(lab.server(&target).await.state, goal, "after {}", action.action().as_str());
    Ok(())
}

fn goal(lab: &Lab, id: &ServerId, goal: Goal) -> OperationRef {
    let info = lab.cloud.info();
    OperationRef::new(info.id.clone(), info.realm.clone(), id.resource(), goal)
}
