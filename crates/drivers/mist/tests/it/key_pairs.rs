//! Key pairs of an account, through the account and through its backends.
use crate::common::{DIALECTS, World, answer, wanted};
use anycloud_core::run::OperationState;
use anycloud_core::{CreateKeyPair, Delivery, DestroyKeyPair, ErrorKind, Gone, ImportKeyPair, KeyPairId};
use anycloud_mist::Dialect;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use tempfile::TempDir;

const EC2: &str = "ec2_ap_northeast";
const ADD: &str = "PUT /keys";

#[tokio::test(start_paused = true)]
async fn made_used_and_forgotten() {
    for (dialect, _) in DIALECTS {
        for world in [World::new(dialect), World::unknown(dialect)] {
            for cloud in [world.account(), world.backend(EC2)] {
                let made = cloud.create_key_pair(&CreateKeyPair::new("Night Key")).await.unwrap().value;
                assert_eq!(made.id.as_str(), "Night Key", "{dialect:?}");
                assert_eq!(world.client().key_private(&made.id).await.unwrap(), made.private_key);
                let listed = cloud.find_key_pair("Night Key").await.unwrap();
                assert_eq!((&listed.id, listed.name.as_str()), (&made.id, "Night Key"), "{dialect:?}");
                let backend = world.backend(EC2);
                let request = wanted(&backend, "web").await.key_pair(made.id.clone());
                let server = backend.create_server(&request).await.unwrap().value;
                let error = cloud.create_key_pair(&CreateKeyPair::new("Night Key")).await.unwrap_err();
                let refused = (ErrorKind::AlreadyExists, Delivery::Refused);
                assert_eq!((error.kind(), error.delivery()), refused, "{error}");
                assert_eq!(
                    world.client().key_private(&made.id).await.unwrap(),
                    made.private_key,
                    "the first one"
                );
                // That a machine lets it in does not keep it.
                let destroy = DestroyKeyPair::new(made.id);
                assert_eq!(cloud.destroy_key_pair(&destroy).await.unwrap().value, Gone::Destroyed);
                assert_eq!(cloud.destroy_key_pair(&destroy).await.unwrap().value, Gone::Already);
                assert!(world.machines(EC2).contains(&server), "the machine goes on");
                let names: Vec<String> = cloud
                    .key_pairs()
                    .all()
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|key| key.name.to_string())
                    .collect();
                assert_eq!(names, ["Mykey", "MyKey2", "mysshkey"], "{dialect:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_a_name_or_is_public_is_refused_unsent() {
    let world = World::new(Dialect::May2014);
    let cloud = world.account();
    for name in ["a/b", "..", "a\\b"] {
        let error = cloud.create_key_pair(&CreateKeyPair::new(name)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
        let error = cloud.destroy_key_pair(&DestroyKeyPair::new(name)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
    }
    let public = ImportKeyPair::new("mine", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me");
    assert_eq!(cloud.import_key_pair(&public).await.unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(world.mount.requests(), 0);
}

/// The private half that the service has by that name tells whose key it is.
#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_an_add_is_looked_up() {
    for (dialect, _) in DIALECTS {
        for fault in [Fault::DropAfter, Fault::Truncate { bytes: 5 }] {
            let world = World::new(dialect);
            world.fault(ADD, fault);
            let made = world.account().create_key_pair(&CreateKeyPair::new("k")).await.unwrap().value;
            assert_eq!(world.client().key_private(&made.id).await.unwrap(), made.private_key);
            assert_eq!((world.calls("PUT keys"), world.sim.inner().keys()), (1, 4), "{dialect:?}");
        }
        // Somebody else has the name: the answer that was lost was a refusal.
        let world = World::new(dialect);
        world.fault(ADD, Fault::DropAfter);
        let error = world.account().create_key_pair(&CreateKeyPair::new("Mykey")).await.unwrap_err();
        let refused = (ErrorKind::AlreadyExists, Delivery::Refused, None);
        assert_eq!((error.kind(), error.delivery(), error.operation()), refused, "{error}");
        assert_eq!(world.sim.inner().keys(), 3);
    }
}

/// Nothing tells what became of it: it is kept for a person, and never sent again.
#[tokio::test(start_paused = true)]
async fn an_add_that_cannot_be_looked_up_stays_unknown() {
    for (world, read) in [(World::new(Dialect::May2014), true), (World::new(Dialect::V2), false)] {
        let journal = TempDir::new().unwrap();
        let cloud = world.reopen(EC2, journal.path());
        let mut rules =
            vec![FaultRule::new(ADD, if read { Fault::DropBefore } else { Fault::DropAfter }).unwrap()];
        if !read {
            rules.extend((0..9).map(|_| FaultRule::new("GET /keys/*/private", answer(502, "")).unwrap()));
        }
        world.sim.arm(FaultScript::new(rules));
        let error = cloud.create_key_pair(&CreateKeyPair::new("k")).await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
        let operation = error.operation().unwrap();
        let again = world.reopen(EC2, journal.path());
        assert_eq!(again.operation(operation).await.unwrap().state(), OperationState::Open);
        let error = again.resume(operation).done().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::Unknown), "{error}");
        let log = world.mount.log();
        let sent =
            log.iter().filter(|(method, uri)| *method == http::Method::PUT && uri.path() == "/keys").count();
        assert_eq!(sent, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_generate_that_fails_has_done_nothing() {
    let world = World::new(Dialect::May2014);
    world.sim.arm(FaultScript::new((0..9).map(|_| FaultRule::new("POST /keys", Fault::DropAfter).unwrap())));
    let error = world.account().create_key_pair(&CreateKeyPair::new("k")).await.unwrap_err();
    assert_eq!((error.delivery(), error.operation()), (Delivery::NotSent, None), "{error}");
    assert_eq!(world.calls("PUT keys"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_a_delete_is_looked_up() {
    for fault in [Fault::DropAfter, Fault::DropBefore, answer(503, "")] {
        let world = World::new(Dialect::May2014);
        world.fault("DELETE /keys/*", fault.clone());
        let destroy = DestroyKeyPair::new(KeyPairId::new("MyKey2"));
        let gone = world.account().destroy_key_pair(&destroy).await.unwrap().value;
        assert_eq!((gone, world.sim.inner().keys()), (Gone::Destroyed, 2), "{fault:?}");
    }
}
