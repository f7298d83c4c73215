//! Firewalls: their rules are those that were asked for, of the asked one only, and at no time fewer.

use super::case::{
    CREATE, CREATE_FIREWALLS, Case, DESTROY, FIREWALLS, MANAGE_FIREWALLS, Outcome, REWALL, THREE_FIREWALLS,
    THREE_SERVERS, case, skip,
};
use super::compute::{destroyed, made, updated};
use super::fixture::{At, Fault, Lab};
use super::look::{attempt, key, refused};
use super::notebook::Notebook;
use super::recovery::resume_unknown;
use super::sizes::missing_leaves_nothing;
use anycloud_core::{
    CreateFirewall, Delivery, DestroyFirewall, Direction, DrivesFate, ErrorKind, Firewall, FirewallId,
    FirewallRule, Gone, Peer, Protocol, ResourceKind, UpdateFirewall, UpdateServer,
};

pub(super) const CASES: &[Case] = &[
    case!(one lists_every_firewall, FIREWALLS, THREE_FIREWALLS),
    case!(one creates_and_destroys_a_firewall, MANAGE_FIREWALLS),
    case!(one a_line_break_in_a_firewall_name_is_refused_unsent, MANAGE_FIREWALLS),
    case!(one rules_that_mean_nothing_are_refused_unsent, MANAGE_FIREWALLS, THREE_FIREWALLS),
    case!(one replaces_the_rules_of_the_asked_firewall_only, MANAGE_FIREWALLS, THREE_FIREWALLS),
    case!(one a_direction_that_nothing_is_said_about_stays, MANAGE_FIREWALLS, THREE_FIREWALLS),
    case!(one rules_that_stay_are_never_taken_off, MANAGE_FIREWALLS, THREE_FIREWALLS),
    case!(one a_rule_about_another_firewall_comes_back, MANAGE_FIREWALLS, THREE_FIREWALLS),
    case!(one a_firewall_whose_reply_is_lost_is_made_once, MANAGE_FIREWALLS),
    case!(one destroys_only_the_asked_firewall, MANAGE_FIREWALLS, THREE_FIREWALLS),
    case!(one a_second_destroy_says_the_firewall_is_gone, MANAGE_FIREWALLS, THREE_FIREWALLS),
    case!(one a_firewall_with_a_server_behind_it_stays, CREATE, DESTROY, CREATE_FIREWALLS, THREE_FIREWALLS),
    case!(one creating_behind_a_missing_firewall_leaves_nothing, CREATE, CREATE_FIREWALLS),
    case!(one puts_only_the_asked_server_behind_another, REWALL, THREE_SERVERS, THREE_FIREWALLS),
];

async fn lists_every_firewall(lab: Lab) -> Outcome {
    let all = lab.cloud.firewalls().all().await.expect("firewalls are listed");
    for id in &lab.firewalls {
        let found = all.iter().filter(|firewall| firewall.id == *id).count();
        assert_eq!(found, 1, "{id} is listed {found} times");
    }
    if let Some(truly) = lab.service.count(&ResourceKind::Firewall) {
        assert_eq!(all.len(), truly, "the service has {truly} firewalls");
    }
    Ok(())
}

async fn creates_and_destroys_a_firewall(lab: Lab) -> Outcome {
    let (before, asked) = (lab.looks().await, [ssh(), dns(), icmp()]);
    let mut create = CreateFirewall::new("front").description("what the world may see");
    create.rules = asked.to_vec();
    let id = attempt(&lab.cloud, &create).await.expect("it is made");
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    let listed = firewall(&lab, &id).await;
    assert_eq!(listed.name, "front");
    assert_lets_in(&listed, &asked);
    for gone in [Gone::Destroyed, Gone::Already] {
        let destroy = DestroyFirewall::new(id.clone());
        assert_eq!(attempt(&lab.cloud, &destroy).await.expect("it is destroyed"), gone);
        before.assert_only(&lab.looks().await, &[]);
    }
    Ok(())
}

async fn a_line_break_in_a_firewall_name_is_refused_unsent(lab: Lab) -> Outcome {
    let nameless = ["wall\nx", "wall\u{7}", " ", ""].map(CreateFirewall::new);
    for create in nameless.into_iter().chain([CreateFirewall::new("wall").description("a\nb")]) {
        lab.unsent("making it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &create)).await;
    }
    Ok(())
}

async fn rules_that_mean_nothing_are_refused_unsent(lab: Lab) -> Outcome {
    let range = || Peer::Range("192.0.2.0/24".into());
    for rule in [
        FirewallRule::tcp_in(23, 22, "192.0.2.0/24"),
        FirewallRule::tcp_in(22, 22, "192.0.2.7/24"),
        FirewallRule::tcp_in(22, 22, "everywhere"),
        FirewallRule::new(Direction::In, Protocol::Icmp, Some((1, 2)), range()),
        FirewallRule::new(Direction::In, Protocol::Any, Some((1, 2)), range()),
    ] {
        let create = CreateFirewall::new("wrong").rule(ssh()).rule(rule.clone());
        lab.unsent("making it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &create)).await;
        let update = UpdateFirewall::new(lab.firewalls[1].clone(), vec![ssh(), rule]);
        lab.unsent("changing it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &update)).await;
    }
    let nothing = UpdateFirewall::new(lab.firewalls[1].clone(), Vec::new());
    let both = UpdateFirewall::new(lab.firewalls[1].clone(), vec![ssh()]).shut(Direction::In);
    for update in [nothing, both] {
        lab.unsent("changing it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &update)).await;
    }
    Ok(())
}

async fn replaces_the_rules_of_the_asked_firewall_only(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.firewalls[1].clone());
    for asked in [&[ssh(), dns()][..], &[dns(), icmp()]] {
        replace(&lab, &target, asked).await;
        assert_lets_in(&firewall(&lab, &target).await, asked);
        before.assert_only(&lab.looks().await, &[key(target.resource())]);
    }
    shut(&lab, &target, Direction::In).await;
    assert_lets_in(&firewall(&lab, &target).await, &[]);
    before.assert_only(&lab.looks().await, &[key(target.resource())]);
    Ok(())
}

/// The words that made a firewall, said again, change nothing; what servers may send is cut off by nobody who only said
/// what they receive.
async fn a_direction_that_nothing_is_said_about_stays(lab: Lab) -> Outcome {
    let id = attempt(&lab.cloud, &CreateFirewall::new("twice").rule(ssh())).await.expect("it is made");
    let made = firewall(&lab, &id).await;
    replace(&lab, &id, &[ssh()]).await;
    for way in [Direction::In, Direction::Out] {
        assert_eq!(going(way, &firewall(&lab, &id).await.rules), going(way, &made.rules), "the same words");
    }
    let range = Peer::Range("198.51.100.0/24".into());
    let web = FirewallRule::new(Direction::Out, Protocol::Tcp, Some((443, 443)), range);
    match attempt(&lab.cloud, &UpdateFirewall::new(id.clone(), vec![web.clone()])).await {
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            return skip("rules are about what comes in only");
        }
        outcome => outcome.expect("it is changed"),
    }
    let assert_rules = async |incoming: &[FirewallRule], outgoing: &[FirewallRule]| {
        let now = firewall(&lab, &id).await.rules;
        assert_eq!(going(Direction::In, &now), incoming);
        assert_eq!(going(Direction::Out, &now), outgoing);
    };
    assert_rules(&[ssh()], std::slice::from_ref(&web)).await;
    replace(&lab, &id, &[dns()]).await;
    assert_rules(&[dns()], &[web]).await;
    shut(&lab, &id, Direction::Out).await;
    assert_rules(&[dns()], &[]).await;
    Ok(())
}

/// Somebody is at work through a rule that stays: it must not be off for a moment, whatever becomes of the update.
async fn rules_that_stay_are_never_taken_off(lab: Lab) -> Outcome {
    let (target, mut refusals) = (lab.firewalls[1].clone(), 0);
    replace(&lab, &target, &[ssh(), dns()]).await;
    for at in [At::AddRules, At::RemoveRules] {
        lab.inject(at, Fault::Refuse)?;
        let update = UpdateFirewall::new(target.clone(), vec![dns(), icmp()]);
        refusals += usize::from(attempt(&lab.cloud, &update).await.is_err());
        let now = firewall(&lab, &target).await;
        assert!(now.rules.contains(&dns()), "a rule that was to stay is off: {:?}", now.rules);
    }
    if refusals == 0 { skip("no update sends such a request") } else { Ok(()) }
}

async fn a_rule_about_another_firewall_comes_back(lab: Lab) -> Outcome {
    let (target, peer) = (lab.firewalls[1].clone(), Peer::Firewall(lab.firewalls[2].clone()));
    let asked = [FirewallRule::new(Direction::In, Protocol::Tcp, Some((5432, 5432)), peer)];
    match attempt(&lab.cloud, &UpdateFirewall::new(target.clone(), asked.to_vec())).await {
        Err(error) if error.kind() == ErrorKind::Unsupported => skip("rules are about addresses only"),
        outcome => {
            outcome.expect("it is changed");
            assert_lets_in(&firewall(&lab, &target).await, &asked);
            Ok(())
        }
    }
}

async fn a_firewall_whose_reply_is_lost_is_made_once(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.counts().await, Notebook::default());
    lab.inject(At::CreateFirewall, Fault::LoseReply)?;
    let cloud = lab.cloud.with_journal(notebook.clone());
    if let Err(error) = attempt(&cloud, &CreateFirewall::new("once").rule(ssh())).await
        && let Err(error) = resume_unknown(&lab, &notebook, &error).await
    {
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
    }
    assert_eq!(lab.counts().await.firewalls, before.firewalls + 1, "one firewall was asked for");
    Ok(())
}

async fn destroys_only_the_asked_firewall(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.firewalls[1].clone());
    let gone = attempt(&lab.cloud, &DestroyFirewall::new(target.clone())).await.expect("it is destroyed");
    assert_eq!(gone, Gone::Destroyed);
    let after = lab.looks().await;
    before.assert_only(&after, &[key(target.resource())]);
    assert!(after.get(&key(target.resource())).is_none(), "{target} is still there");
    Ok(())
}

async fn a_second_destroy_says_the_firewall_is_gone(lab: Lab) -> Outcome {
    let destroy = DestroyFirewall::new(lab.firewalls[1].clone());
    assert_eq!(attempt(&lab.cloud, &destroy).await.expect("it is destroyed"), Gone::Destroyed);
    let before = lab.looks().await;
    let never = DestroyFirewall::new(lab.absent::<FirewallId>(&ResourceKind::Firewall)?);
    for destroy in [destroy, never] {
        assert_eq!(attempt(&lab.cloud, &destroy).await.expect("again is fine"), Gone::Already);
    }
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_firewall_with_a_server_behind_it_stays(lab: Lab) -> Outcome {
    let wall = lab.firewalls[1].clone();
    let server = made(&lab, &lab.new_server("behind").firewall(wall.clone())).await;
    assert_in_use(&lab, &wall).await;
    destroyed(&lab, &server.id, DrivesFate::Keep).await;
    let gone = attempt(&lab.cloud, &DestroyFirewall::new(wall)).await;
    assert_eq!(gone.expect("nothing is behind it any more"), Gone::Destroyed);
    Ok(())
}

async fn creating_behind_a_missing_firewall_leaves_nothing(lab: Lab) -> Outcome {
    let missing: FirewallId = lab.absent(&ResourceKind::Firewall)?;
    missing_leaves_nothing(&lab, lab.new_server("behind").firewall(missing)).await
}

async fn puts_only_the_asked_server_behind_another(lab: Lab) -> Outcome {
    let (target, walls) = (lab.servers[1].clone(), [lab.firewalls[1].clone(), lab.firewalls[2].clone()]);
    let (before, meant) = (lab.looks().await, lab.with_drives(&target).await);
    for wall in &walls {
        updated(&lab, &UpdateServer::new(target.clone()).firewalls(vec![wall.clone()])).await?;
        assert_in_use(&lab, wall).await;
    }
    before.assert_only(&lab.looks().await, &meant);
    let gone = attempt(&lab.cloud, &DestroyFirewall::new(walls[0].clone())).await;
    assert_eq!(gone.expect("nothing is behind it any more"), Gone::Destroyed);
    Ok(())
}

async fn assert_in_use(lab: &Lab, wall: &FirewallId) {
    let before = lab.looks().await;
    let destroy = DestroyFirewall::new(wall.clone());
    let error = refused("destroying a firewall with a server behind it", attempt(&lab.cloud, &destroy)).await;
    assert!(matches!(error.kind(), ErrorKind::Conflict | ErrorKind::Busy), "{error}");
    before.assert_only(&lab.looks().await, &[]);
}

async fn replace(lab: &Lab, id: &FirewallId, rules: &[FirewallRule]) {
    attempt(&lab.cloud, &UpdateFirewall::new(id.clone(), rules.to_vec())).await.expect("it is changed");
}

async fn shut(lab: &Lab, id: &FirewallId, way: Direction) {
    let update = UpdateFirewall::new(id.clone(), Vec::new()).shut(way);
    attempt(&lab.cloud, &update).await.expect("it is changed");
}

async fn firewall(lab: &Lab, id: &FirewallId) -> Firewall {
    lab.cloud.find_firewall(id.as_str()).await.expect("it is listed")
}

/// Exactly these about traffic to servers; what they may send is the provider's default.
fn assert_lets_in(firewall: &Firewall, asked: &[FirewallRule]) {
    let incoming = |rules: &[FirewallRule]| going(Direction::In, rules);
    assert_eq!(incoming(&firewall.rules), incoming(asked), "{} lets in something else", firewall.id);
}

fn going(way: Direction, rules: &[FirewallRule]) -> Vec<FirewallRule> {
    let mut rules: Vec<_> = rules.iter().filter(|rule| rule.direction == way).cloned().collect();
    rules.sort();
    rules
}

fn ssh() -> FirewallRule {
    FirewallRule::tcp_in(22, 22, "192.0.2.0/24")
}

fn dns() -> FirewallRule {
    FirewallRule::new(Direction::In, Protocol::Udp, Some((53, 54)), Peer::Range("0.0.0.0/0".into()))
}

fn icmp() -> FirewallRule {
    FirewallRule::new(Direction::In, Protocol::Icmp, None, Peer::Range("198.51.100.0/24".into()))
}
