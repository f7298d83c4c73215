//! Several servers at once: one that fails takes no other with it.

use crate::lab::{Kept, Lab, request};
use anycloud_core::journal::Journal;
use anycloud_core::run::{Cancel, Event};
use anycloud_core::{Cloud, Created, Delivery, ErrorKind};
use std::sync::{Arc, Mutex};

#[tokio::test(start_paused = true)]
async fn each_server_has_an_outcome_of_its_own() {
    let (lab, journal) = (Lab::new(), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    // The second request for a server is refused, whoever sends it.
    lab.world.lock().unwrap().refuse_once = Some(("server", 2));
    let made = cloud.create_servers(&request(), ["a", "b", "c"]).at_once(1).done().await.unwrap();
    let names: Vec<&str> = made.iter().map(|created| &*created.name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let [Created { outcome: Ok(a), .. }, Created { outcome: Err(b), .. }, Created { outcome: Ok(c), .. }] =
        &made[..]
    else {
        panic!("the second fails alone: {made:?}")
    };
    assert_ne!(a, c);
    assert_eq!((b.kind(), b.leftovers().len()), (ErrorKind::InsufficientFunds, 0), "{b}");
    assert_eq!(lab.counts(), (2, 2), "and what the second had made is gone");
    assert_eq!(cloud.operations().await.unwrap().len(), 3, "each has its own place in the journal");
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_all_is_refused_before_any_request() {
    let lab = Lab::new();
    let cloud = Cloud::new(lab.clone());
    for names in [vec![], vec!["a", "a"], vec!["a", "b\n"]] {
        let error = cloud.create_servers(&request(), names).done().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::InvalidRequest, Delivery::NotSent),
            "{error}"
        );
    }
    let error = cloud.read_only().create_servers(&request(), ["a"]).done().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert_eq!(lab.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn cancelling_begins_no_more() {
    let lab = Lab::new();
    let cancel = Cancel::new();
    cancel.cancel();
    let made = Cloud::new(lab.clone()).create_servers(&request(), ["a", "b"]).cancel(&cancel).done();
    for created in made.await.unwrap() {
        let error = created.outcome.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Cancelled, Delivery::NotSent));
    }
    assert_eq!(lab.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn each_operation_is_told_with_the_name_of_its_server() {
    let journal = Kept::default();
    let cloud = Cloud::new(Lab::new()).with_journal(journal.clone());
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let made = cloud.create_servers(&request(), ["a", "b"]).at_once(1).observe(move |name, event| {
        if let Event::Begun(id) = event {
            heard.lock().unwrap().push((name.to_owned(), id));
        }
    });
    let made = made.done().await.unwrap();
    let told = std::mem::take(&mut *told.lock().unwrap());
    assert_eq!(told.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    for ((_, id), created) in told.iter().zip(&made) {
        let server = created.outcome.as_ref().unwrap().resource();
        let operation = journal.read(*id).await.unwrap().unwrap();
        assert!(operation.made().any(|made| *made == server), "{operation:?}");
    }
}
