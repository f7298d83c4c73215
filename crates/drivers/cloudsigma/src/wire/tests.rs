//! Replies that are odd, lists that share their memory, and all that the manual's samples do not show.

use super::{DriveInfo, GroupInfo, PricingInfo, ProfileInfo, ServerInfo, TransactionInfo, UsageInfo};
use super::{ids, money, record, records, subscriptions};
use crate::compute::WHILE_ACTIVE;
use crate::config::Config;
use crate::error::Refusal;
use crate::provider::CloudSigma;
use anycloud_core::{
    Action, CloudId, Delivery, DriveState, ErrorKind, Provider, Record, Result, Secret, Support,
};
use anycloud_elastic_family::{ServerConfig, requests};
use anycloud_http::Reply;
use bytes::Bytes;

fn reply(media: &str, body: impl Into<Bytes>) -> Reply {
    let (parts, ()) = http::Response::builder().header("content-type", media).body(()).unwrap().into_parts();
    Reply::new(parts, body.into())
}

fn text(body: &str) -> Reply {
    reply("text/plain", body.to_owned())
}

fn one<T>(body: &str, read: impl FnOnce(anycloud_elastic_family::Properties) -> Result<T>) -> Result<T> {
    read(record(text(body))?)
}

#[test]
fn names_lose_their_stamps_in_models_only() {
    let stamp = "[anycloud 0123456789abcdef0123456789abcdef-server]";
    let info = one(&format!("server x\nname web {stamp}\nstatus stopped\n"), ServerInfo::new).unwrap();
    assert_eq!((info.title(), info.to_server().name), ("web".into(), "web".into()));
    assert_eq!(info.name(), format!("web {stamp}").as_str());
    assert!(info.to_json()["name"].as_str().unwrap().ends_with(stamp), "the native record has all");
    let drive = one(&format!("drive x\nname a\\nb {stamp}\n"), DriveInfo::new).unwrap();
    assert_eq!(drive.to_drive().name, "a\nb");
}

/// A server offers nothing that the driver would refuse.
#[test]
fn actions_are_what_the_driver_can_do() {
    let config = Config::new("foo.bar@example.com", Secret::new("made-up")).zone("zrh");
    let driver = CloudSigma::new(CloudId::new("test"), config).unwrap();
    let all = driver.capabilities();
    let can = all.compute.as_ref().unwrap();
    let able = |action: Action| match action {
        Action::Destroy => can.destroy == Support::Yes,
        Action::Rename => can.update.name == Support::Yes,
        Action::Resize => can.update.sizing == Support::Yes,
        Action::Tag => can.update.tags == Support::Yes,
        power => can.power.contains(power),
    };
    let shown = |status: &str| {
        let info = one(&format!("server x\nname a\nstatus {status}\n"), ServerInfo::new).unwrap();
        let actions = info.to_server().actions;
        assert!(actions.iter().all(able), "{status}: {actions:?}");
        // What the driver sends to a server in this state without refusing it.
        let resized = requests::stopped_where_needed(&info, &ServerConfig::new().cpu(1000), WHILE_ACTIVE);
        assert_eq!(resized.is_ok(), actions.contains(Action::Resize), "{status}: {actions:?}");
        requests::stopped_where_needed(&info, &ServerConfig::new().name("b"), WHILE_ACTIVE).unwrap();
        actions.iter().map(Action::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown("active"), "destroy power_off reboot rename reset shutdown");
    assert_eq!(shown("stopped"), "destroy rename resize start");
    assert_eq!(
        (shown("dead"), shown("dumped")),
        ("destroy rename start".into(), "destroy rename start".into())
    );
    // Not known, so the service judges.
    for status in ["paused", "thinking"] {
        assert_eq!(shown(status), "destroy power_off rename shutdown start");
    }
}

#[test]
fn a_copy_is_pending_until_it_is_whole() {
    let drive = |more: &str| one(&format!("drive x\nname a\n{more}"), DriveInfo::new).unwrap().to_drive();
    assert_eq!(
        (drive("status copying\nimaging 40%\n").state, drive("imaging 40%\n").progress),
        (DriveState::Pending, Some(40))
    );
    assert_eq!(drive("status copying\n").state, DriveState::Pending);
    assert_eq!(drive("status active\n").state, DriveState::Available);
    let ssd = one("drive x\ntags affinity:ssd\ntype cdrom\n", DriveInfo::new).unwrap();
    assert!(ssd.is_ssd() && ssd.kind().unwrap() == "cdrom");
}

#[test]
fn a_list_shares_its_reply_and_lets_go_of_it() {
    let body = Bytes::from_static(b"server 1\nname a\n\nserver 2\nname b\n");
    let range = body.as_ptr_range();
    for found in records(reply("text/plain", body)).unwrap() {
        let info = ServerInfo::new(found).unwrap();
        assert!(range.contains(&info.to_server().name.as_ptr()));
        assert!(!range.contains(&info.detach().name().as_ptr()));
    }
}

#[test]
fn lists_have_types_or_not() {
    let all = |body: &str| ids(text(body)).unwrap().iter().map(|id| id.to_string()).collect::<Vec<_>>();
    assert_eq!(all("ip 1.2.3.4\r\nip 1.2.3.5\n\n"), ["1.2.3.4", "1.2.3.5"]);
    assert_eq!(all("a\nb\n"), ["a", "b"]);
    assert!(all("").is_empty());
    // Ids of replies are opaque: what the service calls a thing is its name, whatever it looks like.
    assert_eq!(all("e4d50a5c-b516-4993-8d73-c36e7782fbb\n"), ["e4d50a5c-b516-4993-8d73-c36e7782fbb"]);
}

#[test]
fn replies_that_are_none() {
    for (what, reply) in [
        ("not UTF-8", reply("text/plain", Bytes::from_static(b"server x\nname \xff\n"))),
        ("a web page", reply("text/html", "<html>hunter2</html>")),
        ("a web page without its type", text("  <!DOCTYPE html>hunter2")),
        ("a key without a name", text(" hunter2\n")),
        ("nothing", text("")),
        ("two records", text("server a\n\nserver b\n")),
        ("no server", text("cpu 1\n")),
    ] {
        let error = record(reply).and_then(ServerInfo::new).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{what}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{what}: {error:?}");
    }
    assert!(one("name x\n", ProfileInfo::new).is_err());
    assert!(one("uuid x\n", |r| GroupInfo::new(&r)).is_err());
}

#[test]
fn errors_with_a_good_status_are_errors() {
    let error =
        record(text("cpu 1000\nerrors:cpu The minimum CPU subscription is 2000 core MHz\n")).unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::Refused));
    assert_eq!(Refusal::of(&error).unwrap().fields()[0].field, "cpu");
}

#[test]
fn money_is_exact_and_named() {
    let read = |body: &str| one(body, |r| money(&r, "balance"));
    // As many decimals as it has.
    let exact = read("balance 1220.87654321098765432109\ncurrency EUR\n").unwrap();
    assert_eq!(exact.to_string(), "1220.87654321098765432109 EUR");
    assert_eq!(read("balance -3\ncurrency usd\n").unwrap().to_string(), "-3 USD");
    for (body, what) in [
        ("currency EUR\n", "balance"),
        ("balance n/a\ncurrency EUR\n", "n/a"),
        ("balance 1\n", "currency"),
        ("balance 1\ncurrency E1R\n", "E1R"),
        ("balance 1\ncurrency EURO\n", "EURO"),
        ("balance 1,5\ncurrency EUR\n", "1,5"),
        ("balance 1e3\ncurrency EUR\n", "1e3"),
        ("balance 0.00000000000000000000000000001\ncurrency EUR\n", "0.0000"),
    ] {
        let error = read(body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn a_transaction_needs_its_date_and_total() {
    let whole = "date 2010-02-24 11:04:18\ndescription x\nvalue 1.50\ntax n/a\ntotal -1.50\n";
    let read = |body: &str| one(body, |r| TransactionInfo::new(&r));
    let made = read(whole).unwrap();
    assert_eq!((made.value.unwrap().to_string(), made.tax), ("1.50".into(), None));
    assert_eq!(made.to_transaction("EUR").unwrap().value.unwrap().to_string(), "1.50 EUR");
    assert_eq!(made.to_transaction("x").unwrap_err().kind(), ErrorKind::Decode);
    for bare in [whole.replace("description x", "description"), whole.replace("description x\n", "")] {
        assert_eq!(read(&bare).unwrap().description, "", "{bare:?}");
    }
    for field in ["date", "total"] {
        let lines: Vec<_> = whole.lines().filter(|line| !line.starts_with(field)).collect();
        let error = read(&lines.join("\n")).unwrap_err();
        assert!(error.kind() == ErrorKind::Decode && error.to_string().contains(field), "{error}");
    }
    for bad in ["total much", "total -1.5.0", "date yesterday", "tax a little"] {
        let (key, _) = bad.split_once(' ').unwrap();
        assert!(read(&format!("{whole}{bad}\n")).unwrap_err().to_string().contains(key), "{bad}");
    }
}

#[test]
fn subscriptions_in_all_their_forms() {
    let read = |body: &str| subscriptions(&records(text(body)).unwrap());
    assert!(read("").unwrap().is_empty());
    let dated =
        read("type cpu\nquantity 2000\nstart_date 2010-03-10 21:24\nend_date n/a\nmonths 2\n").unwrap();
    assert_eq!((dated[0].start.is_some(), dated[0].end, dated[0].months), (true, None, Some(2)));
    for bad in [
        "type cpu\nquantity 1\nmonths -1\n",
        "type cpu\n",
        "type cpu\nquantity many\n",
        "quantity 1\nstart_time 2010-03-10 21:24\n",
        "type cpu\nquantity 1\nend_time soon\n",
    ] {
        assert_eq!(read(bad).unwrap_err().kind(), ErrorKind::Decode, "{bad}");
    }
}

#[test]
fn usage_that_is_empty_is_no_usage() {
    let usage = one("cpu 0\nxfer:burst \nxfer:sub\nip 3\nnew:thing 1\n", UsageInfo::new).unwrap();
    let lines: Vec<_> = usage.lines().iter().map(|l| format!("{} {}", l.resource, l.quantity)).collect();
    assert_eq!(lines, ["cpu 0", "ip 3", "new:thing 1"]);
    assert!(one("cpu much\n", UsageInfo::new).unwrap_err().to_string().contains("cpu"));
    // What nobody knows does not hide what everybody does.
    let odd = "cpu 1\nnote see the terms\nnote:sub none\nas_of 2014-01-01 00:00\n";
    let usage = one(odd, UsageInfo::new).unwrap();
    assert_eq!((usage.lines().len(), usage.properties().get("note").as_deref()), (1, Some("see the terms")));
    let prices = one(&format!("{odd}start 2014-01-01 00:00\n"), PricingInfo::new).unwrap();
    assert_eq!((prices.prices.len(), prices.properties().get("as_of").is_some()), (1, true));
    assert!(one("cpu:sub much\n", PricingInfo::new).is_err());
}

#[test]
fn ids_of_groups_and_subscriptions_are_in_lower_case() {
    let (lower, upper) = ("c8308b4d-3c98-472c-9944-024b9c700c10", "C8308B4D-3C98-472C-9944-024B9C700C10");
    let group = one(&format!("uuid {upper}\nname DBS\n"), |r| GroupInfo::new(&r)).unwrap();
    assert_eq!((group.id.as_deref(), group.name.as_str()), (Some(lower), "DBS"));
    let body = format!("type vlan\nquantity 1\nsubscription {upper}\nresource {upper}\n");
    let all = subscriptions(&records(text(&body)).unwrap()).unwrap();
    assert_eq!(all[0].id.as_ref().unwrap().as_str(), lower);
    assert_eq!(all[0].to_subscription().item.as_deref(), Some(lower));
}
