use super::find::{Target, target};
use super::show::{destroyed, or_none};
use crate::args::{FirewallsCommand, Following, Rule};
use crate::context::{Asking, Context};
use anycloud::{
    Cloud, CreateFirewall, DestroyFirewall, Firewall, FirewallId, FirewallRule, Mutation, Peer, Result,
    UpdateFirewall,
};

pub(super) async fn run(context: &Context, command: FirewallsCommand) -> Result<()> {
    match command {
        FirewallsCommand::List => list(context).await,
        FirewallsCommand::Show { firewall } => {
            one(context, &context.cloud().await?.find_firewall(&firewall).await?)
        }
        FirewallsCommand::Create { name, description, network, rules, following } => {
            let cloud = context.changing().await?;
            let mut request = CreateFirewall::new(name);
            request.description = description.map(Into::into);
            request.rules = rules.into_iter().map(|rule| rule.0).collect();
            // Before anything is looked for.
            request.check(&cloud.capabilities())?;
            request.rules = named(&cloud, request.rules).await?;
            if let Some(network) = network {
                request = request.network(cloud.find_network(&network).await?.id);
            }
            context.change(&cloud, &request, &following, async |id| show(context, &cloud, &id).await).await
        }
        FirewallsCommand::Update { firewall, rules, shut, following } => {
            let rules = rules.into_iter().map(|rule| rule.0).collect();
            let mut request = UpdateFirewall::new(firewall.as_str(), rules);
            request.shut = shut.into_iter().map(Into::into).collect();
            update(context, &firewall, request, &following).await
        }
        FirewallsCommand::Destroy { firewall, following } => destroy(context, &firewall, &following).await,
    }
}

async fn list(context: &Context) -> Result<()> {
    let firewalls: Vec<Firewall> = context.cloud().await?.firewalls().all().await?;
    context.out.list(
        &firewalls,
        &[
            ("ID", |f| f.id.to_string()),
            ("NAME", |f| f.name.to_string()),
            ("NETWORK", |f| or_none(f.network.as_ref())),
            ("RULES", |f| f.rules.len().to_string()),
        ],
    )
}

async fn show(context: &Context, cloud: &Cloud, id: &FirewallId) -> Result<()> {
    one(context, &cloud.find_firewall(id.as_str()).await?)
}

fn one(context: &Context, firewall: &Firewall) -> Result<()> {
    context.out.facts(
        firewall,
        &[
            ("id", |f| f.id.to_string()),
            ("name", |f| f.name.to_string()),
            ("network", |f| or_none(f.network.as_ref())),
            ("allows", |f| {
                let rules: Vec<String> = f.rules.iter().map(|rule| Rule(rule.clone()).to_string()).collect();
                if rules.is_empty() { "-".to_owned() } else { rules.join("\n") }
            }),
        ],
    )
}

/// The rules with ids for names of firewalls.
async fn named(cloud: &Cloud, mut rules: Vec<FirewallRule>) -> Result<Vec<FirewallRule>> {
    for rule in &mut rules {
        if let Peer::Firewall(wanted) = &rule.peer {
            rule.peer = Peer::Firewall(cloud.find_firewall(wanted.as_str()).await?.id);
        }
    }
    Ok(rules)
}

/// What is taken off is said first: it may be what somebody is at work through.
async fn update(
    context: &Context,
    firewall: &str,
    mut request: UpdateFirewall,
    following: &Following,
) -> Result<()> {
    let cloud = context.changing().await?;
    request.check(&cloud.capabilities())?;
    let found = cloud.find_firewall(firewall).await?;
    request.id = found.id.clone();
    request.rules = named(&cloud, request.rules).await?;
    let off = taken_off(&found.rules, &request);
    if !off.is_empty() {
        for rule in &off {
            context.out.note(&format!("- {rule}"));
        }
        context.can_ask(Asking::TakingOff)?;
        let rules =
            if off.len() == 1 { "this rule".to_owned() } else { format!("these {} rules", off.len()) };
        let what = format!("{rules} of firewall {} ({})", found.id, found.name);
        context.confirm(Asking::TakingOff, &what)?;
    }
    let show = async |()| show(context, &cloud, &request.id).await;
    context.change(&cloud, &request, following, show).await
}

/// The rules that the request does not leave, of those that there are.
fn taken_off(now: &[FirewallRule], request: &UpdateFirewall) -> Vec<Rule> {
    let wanted: Vec<_> = request.rules.iter().map(FirewallRule::normal).collect();
    let off = now.iter().filter(|rule| request.replaces(rule.direction) && !wanted.contains(&rule.normal()));
    off.cloned().map(Rule).collect()
}

async fn destroy(context: &Context, firewall: &str, following: &Following) -> Result<()> {
    context.can_ask(Asking::Destroying)?;
    let cloud = context.changing().await?;
    let target = target(cloud.find_firewall(firewall).await)?;
    let (id, what) = match &target {
        Target::Found(found) => (found.id.clone(), format!("firewall {} ({})", found.id, found.name)),
        Target::Absent(_) => (FirewallId::new(firewall), format!("firewall {firewall}, which is not there")),
    };
    context.confirm(Asking::Destroying, &what)?;
    let request = DestroyFirewall::new(id.clone());
    let show = async |gone| destroyed(context, id.as_str(), gone);
    target.judge(context.change(&cloud, &request, following, show).await)
}

#[cfg(test)]
mod tests {
    use super::taken_off;
    use crate::args::Rule;
    use anycloud::{Direction, FirewallRule, UpdateFirewall};

    #[test]
    fn what_is_taken_off_is_known_before() {
        let rules = |texts: &[&str]| -> Vec<FirewallRule> {
            texts.iter().map(|text| text.parse::<Rule>().unwrap().0).collect()
        };
        let now = rules(&["in:tcp:22:192.0.2.0/24", "in:tcp:all:::/0", "out:any:all:0.0.0.0/0"]);
        for (said, shut, off) in [
            (&["in:tcp:22:192.0.2.0/24", "in:6:0-65535:::/0"][..], &[][..], &[][..]),
            (&["in:tcp:22:192.0.2.0/24"], &[], &["in:tcp:all:::/0"]),
            (&["out:tcp:443:0.0.0.0/0"], &[], &["out:any:all:0.0.0.0/0"]),
            (&[], &[Direction::Out], &["out:any:all:0.0.0.0/0"]),
            (&[], &[Direction::In], &["in:tcp:22:192.0.2.0/24", "in:tcp:all:::/0"]),
        ] {
            let mut request = UpdateFirewall::new("sg-1", rules(said));
            request.shut.extend(shut);
            let listed: Vec<_> = taken_off(&now, &request).iter().map(ToString::to_string).collect();
            assert_eq!(listed, off, "{said:?} {shut:?}");
        }
    }
}
