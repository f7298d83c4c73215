//! Key pairs: made, imported and forgotten, and nobody sees a private half twice.

use super::case::{
    CREATE, CREATE_KEY, CREATE_KEY_PAIR, Case, DESTROY_KEY, IMPORT_KEY, KEY_PAIRS, Outcome, THREE_KEY_PAIRS,
    case, skip,
};
use super::compute::made;
use super::fixture::{At, Fault, Lab};
use super::look::{attempt, key, refused, to_json};
use super::notebook::Notebook;
use super::sizes::missing_leaves_nothing;
use anycloud_core::{CreateKeyPair, DestroyKeyPair, ErrorKind, Gone, ImportKeyPair, KeyPairId, ResourceKind};

pub(super) const CASES: &[Case] = &[
    case!(one lists_every_key_pair, KEY_PAIRS, THREE_KEY_PAIRS),
    case!(one a_private_key_is_shown_once, CREATE_KEY),
    case!(one imports_a_public_key, IMPORT_KEY),
    case!(one a_private_key_is_not_imported, IMPORT_KEY),
    case!(one a_line_break_in_a_key_pair_name_is_refused_unsent, CREATE_KEY),
    case!(one a_second_key_pair_of_a_name_already_exists, CREATE_KEY),
    case!(one a_key_pair_whose_reply_is_lost_is_no_use, CREATE_KEY),
    case!(one a_key_pair_whose_request_is_lost_is_made_at_most_once, CREATE_KEY),
    case!(one destroys_only_the_asked_key_pair, DESTROY_KEY, THREE_KEY_PAIRS),
    case!(one a_second_destroy_says_the_key_pair_is_gone, DESTROY_KEY, THREE_KEY_PAIRS),
    case!(one creates_with_a_key_pair, CREATE, CREATE_KEY_PAIR, THREE_KEY_PAIRS),
    case!(one creating_with_a_missing_key_pair_leaves_nothing, CREATE, CREATE_KEY_PAIR),
];

/// The public half of a key that was made for this line and thrown away.
const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnnNXRjK8Gs3BuMaDB8XSuMSI4/29NtIesoZS0Gntvd test";

async fn lists_every_key_pair(lab: Lab) -> Outcome {
    let all = lab.cloud.key_pairs().all().await.expect("key pairs are listed");
    let mut ids: Vec<KeyPairId> = all.into_iter().map(|key_pair| key_pair.id).collect();
    let mut known = lab.key_pairs.clone();
    ids.sort();
    known.sort();
    assert_eq!(ids, known);
    Ok(())
}

async fn a_private_key_is_shown_once(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.looks().await, Notebook::default());
    let cloud = lab.cloud.with_journal(notebook.clone());
    let new = attempt(&cloud, &CreateKeyPair::new("fresh")).await.expect("it is made");
    let private = new.private_key.expose();
    assert!(private.contains("PRIVATE KEY"), "its private half is in PEM");
    before.assert_only(&lab.looks().await, &[key(new.id.resource())]);
    let listed = lab.cloud.find_key_pair("fresh").await.expect("it is listed");
    assert_eq!((&listed.id, listed.name.as_str()), (&new.id, "fresh"));
    let shown = format!("{new:?} {listed:?} {cloud:?} {}", notebook.text());
    let shown = format!("{shown} {} {}", to_json(&new), to_json(&listed));
    for line in private.lines().filter(|line| !line.is_empty()) {
        assert!(!shown.contains(line), "the line {line:?} of the private half shows:\n{shown}");
    }
    Ok(())
}

async fn imports_a_public_key(lab: Lab) -> Outcome {
    let before = lab.looks().await;
    let id = attempt(&lab.cloud, &ImportKeyPair::new("brought", PUBLIC)).await.expect("it is stored");
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    let listed = lab.cloud.find_key_pair("brought").await.expect("it is listed");
    assert_eq!(listed.id, id);
    if let Some(public) = &listed.public_key {
        let half = |text: &str| text.split(' ').nth(1).map(str::to_owned);
        assert_eq!(half(public), half(PUBLIC));
    }
    Ok(())
}

async fn a_private_key_is_not_imported(lab: Lab) -> Outcome {
    let private = "-----BEGIN OPENSSH PRIVATE KEY-----\nKq7canary\n-----END OPENSSH PRIVATE KEY-----\n";
    for wrong in [private, "ssh-ed25519", "Kq7canary AAAA\nKq7canary"] {
        let import = ImportKeyPair::new("wrong", wrong);
        lab.unsent("importing it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &import)).await;
        let error = refused("importing it", attempt(&lab.cloud, &import)).await;
        assert!(!error.to_string().contains("Kq7canary"), "the key shows: {error}");
    }
    Ok(())
}

async fn a_line_break_in_a_key_pair_name_is_refused_unsent(lab: Lab) -> Outcome {
    for name in ["key\nx", "key\u{0}", " ", ""] {
        let create = CreateKeyPair::new(name);
        lab.unsent("making it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &create)).await;
    }
    Ok(())
}

async fn a_second_key_pair_of_a_name_already_exists(lab: Lab) -> Outcome {
    let create = CreateKeyPair::new("twin");
    let first = attempt(&lab.cloud, &create).await.expect("it is made");
    let before = lab.looks().await;
    match attempt(&lab.cloud, &create).await {
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
            before.assert_only(&lab.looks().await, &[]);
            Ok(())
        }
        Ok(second) => {
            assert_ne!(second.id, first.id, "the second took the place of the first");
            before.assert_only(&lab.looks().await, &[key(second.id.resource())]);
            skip("two key pairs may have one name")
        }
    }
}

/// Nobody can use it: it is taken back at once, or by undoing the operation that the error names.
async fn a_key_pair_whose_reply_is_lost_is_no_use(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.looks().await, Notebook::default());
    lab.inject(At::CreateKeyPair, Fault::LoseReply)?;
    let cloud = lab.cloud.with_journal(notebook.clone());
    let create = CreateKeyPair::new("lost");
    let error = refused("a key pair without its private half", attempt(&cloud, &create)).await;
    assert!(error.to_string().contains("private"), "it says that the private half is lost: {error}");
    if let Some(id) = error.operation() {
        lab.reopen(notebook.revived()).undo(id).await.expect("it is taken back");
    }
    before.assert_only(&lab.looks().await, &[]);
    let again = attempt(&cloud, &create).await.expect("its name is free again");
    assert!(again.private_key.expose().contains("PRIVATE KEY"));
    Ok(())
}

async fn a_key_pair_whose_request_is_lost_is_made_at_most_once(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.looks().await, Notebook::default());
    lab.inject(At::CreateKeyPair, Fault::LoseRequest)?;
    let cloud = lab.cloud.with_journal(notebook.clone());
    let error = refused("a key pair that nobody made", attempt(&cloud, &CreateKeyPair::new("lost"))).await;
    let id = error.operation().unwrap_or_else(|| panic!("it may have been made: {error}"));
    lab.reopen(notebook.revived()).undo(id).await.expect("whatever was made is taken back");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn destroys_only_the_asked_key_pair(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.key_pairs[1].clone());
    let gone = attempt(&lab.cloud, &DestroyKeyPair::new(target.clone())).await.expect("it is forgotten");
    assert_eq!(gone, Gone::Destroyed);
    let after = lab.looks().await;
    before.assert_only(&after, &[key(target.resource())]);
    assert!(after.get(&key(target.resource())).is_none(), "{target} is still there");
    Ok(())
}

async fn a_second_destroy_says_the_key_pair_is_gone(lab: Lab) -> Outcome {
    let destroy = DestroyKeyPair::new(lab.key_pairs[1].clone());
    assert_eq!(attempt(&lab.cloud, &destroy).await.expect("it is forgotten"), Gone::Destroyed);
    let before = lab.looks().await;
    let never = DestroyKeyPair::new(lab.absent::<KeyPairId>(&ResourceKind::KeyPair)?);
    for destroy in [destroy, never] {
        assert_eq!(attempt(&lab.cloud, &destroy).await.expect("again is fine"), Gone::Already);
    }
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn creates_with_a_key_pair(lab: Lab) -> Outcome {
    let before = lab.looks().await;
    let server = made(&lab, &lab.new_server("let in").key_pair(lab.key_pairs[1].clone())).await;
    before.assert_only(&lab.looks().await, &lab.with_drives(&server.id).await);
    Ok(())
}

async fn creating_with_a_missing_key_pair_leaves_nothing(lab: Lab) -> Outcome {
    let missing: KeyPairId = lab.absent(&ResourceKind::KeyPair)?;
    missing_leaves_nothing(&lab, lab.new_server("let in").key_pair(missing)).await
}
