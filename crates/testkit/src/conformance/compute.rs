//! Servers are made, changed and destroyed: those that were asked for, and no others.

use super::case::{
    COMPUTE, CREATE, CREATE_ADDRESS, CREATE_DRIVES, CREATE_LOCATION, CREATE_NETWORKS, CREATE_PASSWORD,
    CREATE_TAGS, Case, DESTROY, DRIVE_DESTROY, FROM_DRIVE, FROM_IMAGE, LOCATION, MALFORMED, Outcome, RENAME,
    RESIZE, STOPPED, TAG, THREE_ADDRESSES, THREE_DRIVES, THREE_NETWORKS, THREE_SERVERS, case, compute,
    offered, skip,
};
use super::fixture::Lab;
use super::look::{ODD_NAMES, attempt, refused, to_json};
use super::notebook::Notebook;
use anycloud_core::{
    Boot, ByteSize, CreateServer, DestroyServer, DrivesFate, ErrorKind, Goal, Gone, ResourceKind, Server,
    ServerId, ServerState, Tags, UpdateServer,
};

pub(super) const CASES: &[Case] = &[
    case!(one creates_from_an_image_and_destroys_everything, FROM_IMAGE, DESTROY),
    case!(one creates_from_a_drive_that_exists, FROM_DRIVE, THREE_DRIVES),
    case!(one creates_without_starting, CREATE, STOPPED),
    case!(one creates_with_further_drives, CREATE, CREATE_DRIVES, THREE_DRIVES),
    case!(one creates_with_a_static_address, CREATE, CREATE_ADDRESS, THREE_ADDRESSES),
    case!(one creates_on_a_network, CREATE, CREATE_NETWORKS, THREE_NETWORKS),
    case!(one two_creates_of_one_name_make_two, CREATE),
    case!(one creating_changes_no_other_server, CREATE, THREE_SERVERS),
    case!(one creating_from_a_missing_image_leaves_nothing, FROM_IMAGE),
    case!(one creating_from_a_missing_drive_leaves_nothing, FROM_DRIVE),
    case!(one tags_of_a_new_server_come_back, CREATE, CREATE_TAGS),
    case!(one tags_are_replaced_on_the_asked_server_only, TAG, THREE_SERVERS),
    case!(one a_line_break_in_a_server_name_is_refused_unsent, COMPUTE),
    case!(one a_console_password_stays_secret, CREATE, CREATE_PASSWORD),
    case!(one creates_in_a_location, CREATE, CREATE_LOCATION, LOCATION),
    case!(one renames_only_the_asked_server, RENAME, THREE_SERVERS),
    case!(one server_names_come_back_as_they_were_given, RENAME, THREE_SERVERS),
    case!(one resizes_only_the_asked_server, RESIZE, THREE_SERVERS),
    case!(one destroys_only_the_asked_server, DESTROY, THREE_SERVERS),
    case!(one destroying_keeps_the_drives_if_told, FROM_IMAGE, DESTROY, DRIVE_DESTROY),
    case!(one destroying_takes_all_drives_if_told, FROM_IMAGE, DESTROY, DRIVE_DESTROY),
    case!(one destroying_takes_only_the_named_drives, FROM_IMAGE, DESTROY, CREATE_DRIVES, THREE_DRIVES),
    case!(one a_shared_drive_is_not_destroyed_with_a_server, FROM_DRIVE, DESTROY, THREE_DRIVES),
    case!(one a_second_destroy_says_already_gone, DESTROY, THREE_SERVERS),
    case!(one destroying_what_never_was_says_already_gone, DESTROY),
    case!(one a_wrong_expected_name_destroys_no_server, DESTROY, THREE_SERVERS),
    case!(one a_malformed_boot_drive_is_refused_unsent, FROM_DRIVE, MALFORMED),
];

async fn creates_from_an_image_and_destroys_everything(lab: Lab) -> Outcome {
    let before = lab.counts().await;
    let server = made(&lab, &lab.new_server("from-an-image")).await;
    assert_eq!(server.name, "from-an-image");
    let now = lab.counts().await;
    assert_eq!(now.servers, before.servers + 1);
    let destroy = DestroyServer::new(server.id.clone(), lab.everything());
    let gone = lab.cloud.destroy_server(&destroy).done().await.expect("it is destroyed");
    assert_eq!(gone, Gone::Destroyed);
    assert_eq!(lab.counts().await, before, "the boot drive was made with the server and goes with it");
    match lab.cloud.server(&server.id).await {
        // Some clouds show for a while what is gone, though they do not list it.
        Ok(shown) => assert_eq!(shown.state, ServerState::Deleted),
        Err(error) => assert_eq!(error.kind(), ErrorKind::NotFound, "{error}"),
    }
    Ok(())
}

async fn creates_from_a_drive_that_exists(lab: Lab) -> Outcome {
    let before = lab.counts().await;
    let mut request = CreateServer::new("from a drive", Boot::drive(lab.drives[1].clone()));
    request.sizing = lab.new_server("").sizing;
    let server = made(&lab, &request).await;
    assert!(server.drives.contains(&lab.drives[1]), "it has other drives: {:?}", server.drives);
    let now = lab.counts().await;
    assert_eq!((now.servers, now.drives), (before.servers + 1, before.drives), "no drive is made");
    Ok(())
}

async fn creates_without_starting(lab: Lab) -> Outcome {
    let request = lab.new_server("off").stopped();
    let id = lab.cloud.create_server(&request).done().await.expect("it is made");
    let server = lab.server(&id).await;
    assert_eq!((server.state, server.name.as_str()), (ServerState::Stopped, "off"));
    Ok(())
}

async fn creates_with_further_drives(lab: Lab) -> Outcome {
    let request = lab.new_server("drives").drive(lab.drives[1].clone()).drive(lab.drives[2].clone());
    let server = made(&lab, &request).await;
    for drive in &lab.drives[1..=2] {
        assert!(server.drives.contains(drive), "{drive} is not among {:?}", server.drives);
    }
    Ok(())
}

async fn creates_with_a_static_address(lab: Lab) -> Outcome {
    let server = made(&lab, &lab.new_server("address").address(lab.addresses[1].clone())).await;
    let address = lab.cloud.find_address(lab.addresses[1].as_str()).await.expect("it is listed");
    assert!(server.addresses.iter().any(|a| a.ip == address.ip), "{} is not on {server:?}", address.ip);
    Ok(())
}

async fn creates_on_a_network(lab: Lab) -> Outcome {
    let server = made(&lab, &lab.new_server("network").network(lab.networks[1].clone())).await;
    assert_eq!(server.networks, [lab.networks[1].clone()]);
    Ok(())
}

async fn two_creates_of_one_name_make_two(lab: Lab) -> Outcome {
    let can = lab.cloud.capabilities();
    if !compute(&can).is_some_and(|c| offered(c.create.from_image)) {
        return skip("a second server needs a second image");
    }
    let before = lab.counts().await;
    let request = lab.new_server("twin");
    let a = made(&lab, &request).await;
    let b = match lab.cloud.create_server(&request).until(Goal::Address).await {
        Ok(server) => server,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
            assert_eq!(lab.counts().await.servers, before.servers + 1);
            assert_eq!(lab.cloud.find_server("twin").await.expect("one matches").id, a.id);
            return skip("a name is of one server only, and a second is refused");
        }
    };
    assert_ne!(a.id, b.id);
    assert_eq!(lab.counts().await.servers, before.servers + 2);
    let error = refused("finding one of two by name", lab.cloud.find_server("twin")).await;
    let both = error.to_string().contains(a.id.as_str()) && error.to_string().contains(b.id.as_str());
    assert!(error.kind() == ErrorKind::InvalidRequest && both, "{error}");
    Ok(())
}

async fn creating_changes_no_other_server(lab: Lab) -> Outcome {
    let request = lab.new_server("new");
    let (before, server) = (lab.looks().await, made(&lab, &request).await);
    let meant = lab.with_drives(&server.id).await;
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

async fn creating_from_a_missing_image_leaves_nothing(lab: Lab) -> Outcome {
    missing_boot_leaves_nothing(&lab, Boot::Image(lab.absent(&ResourceKind::Image)?)).await
}

async fn creating_from_a_missing_drive_leaves_nothing(lab: Lab) -> Outcome {
    missing_boot_leaves_nothing(&lab, Boot::Drive(lab.absent(&ResourceKind::Drive)?)).await
}

async fn missing_boot_leaves_nothing(lab: &Lab, boot: Boot) -> Outcome {
    let (before, counts) = (lab.looks().await, lab.counts().await);
    let mut request = CreateServer::new("from-nothing", boot);
    request.sizing = lab.new_server("").sizing;
    let error = refused("a server from nothing", attempt(&lab.cloud, &request)).await;
    let kinds = [ErrorKind::NotFound, ErrorKind::InvalidRequest, ErrorKind::Conflict];
    assert!(kinds.contains(&error.kind()) && error.leftovers().is_empty(), "{error}");
    assert_eq!(lab.counts().await, counts, "after {error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn tags_of_a_new_server_come_back(lab: Lab) -> Outcome {
    let request = lab.new_server("tagged").tag("role", "web front").tag("tier", "1");
    let server = made(&lab, &request).await;
    let tag = |name: &str| server.tags.get(name).map(|v| v.as_str().to_owned());
    assert_eq!((tag("role"), tag("tier")), (Some("web front".into()), Some("1".into())), "{:?}", server.tags);
    Ok(())
}

async fn tags_are_replaced_on_the_asked_server_only(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.servers[1].clone());
    let meant = lab.with_drives(&target).await;
    for (old, new) in [("none", "one"), ("one", "two")] {
        let tags = Tags::from([(new.into(), "yes".into())]);
        updated(&lab, &UpdateServer::new(target.clone()).tags(tags)).await?;
        let now = lab.server(&target).await.tags;
        assert_eq!(now.get(new).map(|v| v.as_str()), Some("yes"), "{now:?}");
        assert!(!now.contains_key(old), "{old} is not among all tags from now on: {now:?}");
    }
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

async fn a_line_break_in_a_server_name_is_refused_unsent(lab: Lab) -> Outcome {
    for name in ["web\nvnc:password x", "web\r\nx", "web\u{0}", "  ", ""] {
        if (CREATE.met)(&lab) {
            lab.unsent("creating it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &lab.new_server(name)))
                .await;
        }
        if (RENAME.met)(&lab) && (THREE_SERVERS.met)(&lab) {
            let update = UpdateServer::new(lab.servers[1].clone()).name(name);
            lab.unsent("renaming it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &update)).await;
        }
    }
    Ok(())
}

async fn a_console_password_stays_secret(lab: Lab) -> Outcome {
    // Eight characters: some consoles take no more.
    const PASSWORD: &str = "Kq7canar";
    let notebook = Notebook::default();
    let cloud = lab.cloud.with_journal(notebook.clone());
    let request = lab.new_server("console").console_password(PASSWORD);
    let server = cloud.create_server(&request).until(Goal::Running).await.expect("it is made");
    let shown = format!("{server:?} {} {cloud:?} {request:?} {}", to_json(&server), notebook.text());
    assert!(!shown.contains(PASSWORD), "the password shows:\n{shown}");
    Ok(())
}

async fn creates_in_a_location(lab: Lab) -> Outcome {
    let mut request = lab.new_server("elsewhere");
    request.location = lab.location.clone();
    let server = made(&lab, &request).await;
    assert_eq!(server.location, lab.location);
    Ok(())
}

async fn renames_only_the_asked_server(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.servers[1].clone());
    let meant = lab.with_drives(&target).await;
    updated(&lab, &UpdateServer::new(target.clone()).name("renamed")).await?;
    assert_eq!(lab.server(&target).await.name, "renamed");
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

async fn server_names_come_back_as_they_were_given(lab: Lab) -> Outcome {
    let target = lab.servers[1].clone();
    for name in ODD_NAMES {
        let update = UpdateServer::new(target.clone()).name(name);
        match attempt(&lab.cloud, &update).await {
            Ok(()) => assert_eq!(lab.server(&target).await.name, name),
            // What a provider cannot carry is refused, never changed on the way.
            Err(error) => assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name:?}: {error}"),
        }
    }
    Ok(())
}

async fn resizes_only_the_asked_server(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.servers[1].clone());
    let meant = lab.with_drives(&target).await;
    let memory = lab.server(&target).await.memory.map_or(ByteSize::gib(1), |m| ByteSize(m.0 * 2));
    updated(&lab, &UpdateServer::new(target.clone()).memory(memory)).await?;
    assert_eq!(lab.server(&target).await.memory, Some(memory));
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

async fn destroys_only_the_asked_server(lab: Lab) -> Outcome {
    let target = lab.servers[1].clone();
    let meant = lab.with_drives(&target).await;
    let (before, counts) = (lab.looks().await, lab.counts().await);
    assert_eq!(destroyed(&lab, &target, DrivesFate::Keep).await, Gone::Destroyed);
    let after = lab.looks().await;
    before.assert_only(&after, &meant);
    assert!(after.get(&meant[0]).is_none(), "{target} is still there");
    let now = lab.counts().await;
    assert_eq!((now.servers, now.drives), (counts.servers - 1, counts.drives));
    Ok(())
}

async fn destroying_keeps_the_drives_if_told(lab: Lab) -> Outcome {
    let server = made(&lab, &lab.new_server("kept")).await;
    assert!(!server.drives.is_empty(), "a server made from an image has a drive: {server:?}");
    let before = lab.counts().await;
    destroyed(&lab, &server.id, DrivesFate::Keep).await;
    assert_eq!(lab.counts().await.drives, before.drives);
    for drive in &server.drives {
        let drive = lab.cloud.drive(drive).await.expect("the drive is kept");
        assert!(drive.used_by.is_empty(), "{:?} is used by a server that is gone", drive.id);
    }
    Ok(())
}

async fn destroying_takes_all_drives_if_told(lab: Lab) -> Outcome {
    let server = made(&lab, &lab.new_server("all")).await;
    let before = lab.counts().await;
    destroyed(&lab, &server.id, DrivesFate::DestroyAll).await;
    assert_eq!(lab.counts().await.drives, before.drives - server.drives.len());
    Ok(())
}

async fn destroying_takes_only_the_named_drives(lab: Lab) -> Outcome {
    let kept = lab.drives[1].clone();
    let server = made(&lab, &lab.new_server("named").drive(kept.clone())).await;
    let boot: Vec<_> = server.drives.iter().filter(|d| **d != kept).cloned().collect();
    // A drive that is not the server's is nothing that goes with it.
    let foreign = lab.drives.iter().find(|d| !server.drives.contains(d)).expect("the lab has more drives");
    let fate = DrivesFate::Destroy(boot.iter().chain([foreign]).cloned().collect());
    let before = lab.counts().await;
    let wrong = lab.cloud.destroy_server(&DestroyServer::new(server.id.clone(), fate)).done().await;
    assert_eq!(refused("destroying another's drive", async { wrong }).await.kind(), ErrorKind::Conflict);
    assert_eq!(lab.counts().await, before, "nothing is destroyed");
    destroyed(&lab, &server.id, DrivesFate::Destroy(boot.clone())).await;
    // Nor is one that is there when the server is not: nothing tells whose it was.
    let left = DestroyServer::new(server.id.clone(), DrivesFate::Destroy(vec![kept.clone()]));
    let wrong = lab.cloud.destroy_server(&left).done().await;
    assert_eq!(refused("destroying a drive of none", async { wrong }).await.kind(), ErrorKind::Conflict);
    lab.cloud.drive(&kept).await.expect("the drive that was not named is kept");
    for drive in &boot {
        let error = refused("reading a destroyed drive", lab.cloud.drive(drive)).await;
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
    Ok(())
}

async fn a_shared_drive_is_not_destroyed_with_a_server(lab: Lab) -> Outcome {
    let mut request = CreateServer::new("first", Boot::drive(lab.drives[1].clone()));
    request.sizing = lab.new_server("").sizing;
    // Where running servers claim their drives for themselves, stopped ones still share them.
    request.stopped = (STOPPED.met)(&lab);
    let first = attempt(&lab.cloud, &request).await.expect("it is made");
    request.name = "second".into();
    if let Err(error) = attempt(&lab.cloud, &request).await {
        return skip(format!("two servers cannot share a drive: {}", error.kind().as_str()));
    }
    let before = lab.looks().await;
    let destroy = DestroyServer::new(first, DrivesFate::DestroyAll);
    let error = refused("destroying a shared drive", attempt(&lab.cloud, &destroy)).await;
    assert!(matches!(error.kind(), ErrorKind::Conflict | ErrorKind::Busy), "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_second_destroy_says_already_gone(lab: Lab) -> Outcome {
    let target = lab.servers[1].clone();
    assert_eq!(destroyed(&lab, &target, DrivesFate::Keep).await, Gone::Destroyed);
    let before = lab.looks().await;
    assert_eq!(destroyed(&lab, &target, DrivesFate::Keep).await, Gone::Already);
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn destroying_what_never_was_says_already_gone(lab: Lab) -> Outcome {
    let (before, id) = (lab.looks().await, lab.absent::<ServerId>(&ResourceKind::Server)?);
    assert_eq!(destroyed(&lab, &id, DrivesFate::Keep).await, Gone::Already);
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_wrong_expected_name_destroys_no_server(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.servers[1].clone());
    let name = lab.server(&target).await.name.detached();
    let destroy = DestroyServer::new(target, DrivesFate::Keep);
    let wrong = destroy.clone().expect_name("somebody else's");
    let error = refused("destroying another server", attempt(&lab.cloud, &wrong)).await;
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    before.assert_only(&lab.looks().await, &[]);
    let gone = attempt(&lab.cloud, &destroy.expect_name(name)).await.expect("the right name is accepted");
    assert_eq!(gone, Gone::Destroyed);
    Ok(())
}

async fn a_malformed_boot_drive_is_refused_unsent(lab: Lab) -> Outcome {
    let mut request = CreateServer::new("bad", Boot::drive(lab.malformed[0].as_str()));
    request.sizing = lab.new_server("").sizing;
    lab.unsent("booting from no id", ErrorKind::InvalidRequest, attempt(&lab.cloud, &request)).await;
    Ok(())
}

pub(super) async fn made(lab: &Lab, request: &CreateServer) -> Server {
    let server = lab.cloud.create_server(request).until(Goal::Address).await.expect("the server is made");
    assert_eq!(server.state, ServerState::Running);
    server
}

/// Some clouds make some changes only while the server is off, and say `Conflict` while it runs.
pub(super) async fn updated(lab: &Lab, update: &UpdateServer) -> Outcome {
    match attempt(&lab.cloud, update).await {
        Err(error) if error.kind() == ErrorKind::Conflict => {
            lab.switch_off(&update.id).await?;
            attempt(&lab.cloud, update).await.expect("it is changed while it is off");
        }
        outcome => outcome.expect("it is changed"),
    }
    Ok(())
}

pub(super) async fn destroyed(lab: &Lab, id: &ServerId, drives: DrivesFate) -> Gone {
    attempt(&lab.cloud, &DestroyServer::new(id.clone(), drives)).await.expect("it is destroyed")
}
