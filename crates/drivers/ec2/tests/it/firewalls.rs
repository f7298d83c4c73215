//! Rules that this model cannot say are not lost, and rules that stay are not touched.

use crate::script::{Say, Script};
use anycloud_core::{Delivery, Direction, ErrorKind, FirewallRule, Peer, Protocol, UpdateFirewall};

fn group(ingress: &'static str) -> Script {
    group_of(ingress, "")
}

fn group_of(ingress: &'static str, egress: &'static str) -> Script {
    Script::new(move |form, _| match &*form["Action"] {
        "DescribeSecurityGroups" => Say::Body(format!(
            "<securityGroupInfo><item><groupId>sg-1</groupId><groupName>web</groupName><ownerId>1</ownerId>\
             <ipPermissions>{ingress}</ipPermissions><ipPermissionsEgress>{egress}</ipPermissionsEgress></item>\
             </securityGroupInfo>"
        )),
        _ => Say::Body("<return>true</return>".into()),
    })
}

const SSH: &str = "<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipRanges><item>\
    <cidrIp>192.0.2.0/24</cidrIp><description>the office</description></item></ipRanges></item>";
const WEB: &str = "<item><ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort><ipRanges><item>\
    <cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>";
const BOTH: &str = concat!(
    "<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipRanges><item>",
    "<cidrIp>192.0.2.0/24</cidrIp><description>the office</description></item></ipRanges></item>",
    "<item><ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort><ipRanges><item>",
    "<cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>"
);

#[tokio::test(start_paused = true)]
async fn what_stays_is_not_touched() {
    assert_eq!(BOTH, format!("{SSH}{WEB}"));
    let script = group(BOTH);
    let rules = vec![FirewallRule::tcp_in(22, 22, "192.0.2.0/24"), FirewallRule::tcp_in(443, 443, "::/0")];
    script.cloud().update_firewall(&UpdateFirewall::new("sg-1", rules)).done().await.unwrap();
    let [added] = &script.asked("AuthorizeSecurityGroupIngress")[..] else { panic!("not one") };
    let [removed] = &script.asked("RevokeSecurityGroupIngress")[..] else { panic!("not one") };
    assert_eq!(added["IpPermissions.1.FromPort"], "443");
    assert_eq!(added["IpPermissions.1.Ipv6Ranges.1.CidrIpv6"], "::/0");
    assert_eq!(removed["IpPermissions.1.FromPort"], "80");
    for form in [added, removed] {
        assert!(!form.contains_key("IpPermissions.2.IpProtocol"), "ssh stays as it is, with its description");
    }
}

/// The rule that the service puts on every new group.
const ALL_OUT: &str =
    "<item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>";
const PREFIXES: &str = "<item><ipProtocol>tcp</ipProtocol><fromPort>1</fromPort><toPort>1</toPort><prefixListIds><item>\
    <prefixListId>pl-1</prefixListId></item></prefixListIds></item>";

/// Servers are not cut off from the world by an update that only says what they receive, and the other way round.
#[tokio::test(start_paused = true)]
async fn a_direction_that_nothing_is_said_about_stays() {
    let script = group_of(SSH, ALL_OUT);
    let web = UpdateFirewall::new("sg-1", vec![FirewallRule::tcp_in(443, 443, "::/0")]);
    script.cloud().update_firewall(&web).done().await.unwrap();
    assert_eq!(script.asked("RevokeSecurityGroupIngress").len(), 1, "ssh is not said any more");
    assert!(script.asked("RevokeSecurityGroupEgress").is_empty());

    let script = group_of(SSH, ALL_OUT);
    let range = Peer::Range("198.51.100.0/24".into());
    let out = FirewallRule::new(Direction::Out, Protocol::Tcp, Some((443, 443)), range);
    script.cloud().update_firewall(&UpdateFirewall::new("sg-1", vec![out])).done().await.unwrap();
    assert_eq!(script.asked("RevokeSecurityGroupEgress").len(), 1, "everything is not said any more");
    assert!(script.asked("RevokeSecurityGroupIngress").is_empty());

    // What nobody replaces cannot be lost.
    let script = group_of(PREFIXES, ALL_OUT);
    let shut = UpdateFirewall::new("sg-1", Vec::new()).shut(Direction::Out);
    script.cloud().update_firewall(&shut).done().await.unwrap();
    let [removed] = &script.asked("RevokeSecurityGroupEgress")[..] else { panic!("not one") };
    assert_eq!(removed["IpPermissions.1.IpRanges.1.CidrIp"], "0.0.0.0/0");
    assert!(script.asked("RevokeSecurityGroupIngress").is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_said_is_not_lost() {
    for (rule, why) in [
        (
            "<item><ipProtocol>icmp</ipProtocol><fromPort>8</fromPort><toPort>0</toPort><ipRanges><item>\
             <cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>",
            "ICMP",
        ),
        (
            "<item><ipProtocol>tcp</ipProtocol><fromPort>1</fromPort><toPort>1</toPort><prefixListIds><item>\
             <prefixListId>pl-1</prefixListId></item></prefixListIds></item>",
            "list of prefixes",
        ),
        (
            "<item><ipProtocol>-1</ipProtocol><groups><item><userId>2</userId><groupId>sg-2</groupId></item></groups>\
             </item>",
            "another account's group",
        ),
    ] {
        let script = group(rule);
        let update = UpdateFirewall::new("sg-1", vec![FirewallRule::tcp_in(22, 22, "192.0.2.0/24")]);
        let error = script.cloud().update_firewall(&update).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{error}");
        assert!(error.to_string().contains(why), "{error}");
        let acted = ["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"];
        assert!(acted.iter().all(|action| script.asked(action).is_empty()), "{why}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_rule_is_read_back() {
    let script = group(
        "<item><ipProtocol>icmpv6</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort><ipv6Ranges><item>\
         <cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges></item><item><ipProtocol>udp</ipProtocol><fromPort>0</fromPort>\
         <toPort>65535</toPort><groups><item><userId>1</userId><groupId>sg-2</groupId></item></groups></item>",
    );
    let firewall = script.cloud().firewalls().next().await.unwrap().unwrap();
    let rule = |protocol, peer| FirewallRule::new(Direction::In, protocol, None, peer);
    let wanted = [
        rule(Protocol::Number(58), Peer::Range("::/0".into())),
        rule(Protocol::Udp, Peer::Firewall("sg-2".into())),
    ];
    assert_eq!(firewall.rules, wanted);
    script.cloud().update_firewall(&UpdateFirewall::new("sg-1", wanted.to_vec())).done().await.unwrap();
    assert!(script.asked("RevokeSecurityGroupIngress").is_empty(), "nothing has changed");
}

/// However a rule is said, it is the one that the service shows.
#[tokio::test(start_paused = true)]
async fn a_rule_said_otherwise_is_no_other_rule() {
    let script = group(
        "<item><ipProtocol>tcp</ipProtocol><fromPort>0</fromPort><toPort>65535</toPort><ipv6Ranges><item>\
         <cidrIpv6>2001:db8::/32</cidrIpv6></item></ipv6Ranges></item>",
    );
    let range = Peer::Range("2001:0DB8:0:0::/32".into());
    let tcp = FirewallRule::new(Direction::In, Protocol::Number(6), None, range);
    script.cloud().update_firewall(&UpdateFirewall::new("sg-1", vec![tcp])).done().await.unwrap();
    for change in ["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"] {
        assert!(script.asked(change).is_empty(), "{change}: nothing has changed");
    }
}
