//! Several clouds at once: what one does not say keeps no other from being heard.

use crate::lab::{Kept, Lab, request};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Answer, Capabilities, Cloud, CloudId, Clouds, Delivery, Error, ErrorKind, Fleet, Gone, Listing, Provider,
    ProviderInfo, Realm, ResourceKind, ResourceRef, Result, ServerQuery, async_trait,
};
use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn every_cloud_has_its_say_in_its_order() {
    let lost = Error::config("the secret cannot be read");
    let fleet = Fleet::new()
        .cloud(Cloud::new(Lab::new()))
        .absent(CloudId::new("paris"), &lost)
        .cloud(Cloud::new(Account::of(vec![Arc::new(Lab::new()), Arc::new(Lab::new())])))
        .cloud(Cloud::new(Account::default()));
    let answers = fleet.ask(async |cloud| cloud.servers(&ServerQuery::new()).all().await).await;
    let said: Vec<_> =
        answers.iter().map(|Answer { cloud, outcome, .. }| (cloud.as_str(), outcome)).collect();
    let [
        ("lab", Ok(own)),
        ("paris", Err(config)),
        ("lab", Ok(_)), // the two inside the account
        ("lab", Ok(_)),
        ("account", Err(down)),
    ] = &said[..]
    else {
        panic!("{said:?}")
    };
    assert_eq!((answers[0].to_string(), answers[1].to_string()), ("lab".to_owned(), "paris".to_owned()));
    assert!(own.is_empty());
    assert_eq!((config.kind(), config.delivery()), (ErrorKind::InvalidConfig, Delivery::NotSent));
    assert_eq!(config.to_string(), "the secret cannot be read");
    assert_eq!(down.kind(), ErrorKind::Transport, "an account that does not list its clouds says why");
}

#[tokio::test(start_paused = true)]
async fn they_are_asked_at_the_same_time() {
    let (fleet, began) =
        ((0..3).fold(Fleet::new(), |fleet, _| fleet.cloud(Cloud::new(Lab::new()))), Instant::now());
    let slow = |_| async {
        sleep(Duration::from_secs(10)).await;
        Ok(7)
    };
    let answers = fleet.ask(slow).await;
    assert_eq!(answers.into_iter().map(|answer| answer.outcome.unwrap()).sum::<i32>(), 21);
    assert_eq!(began.elapsed(), Duration::from_secs(10));
}

/// The question and its answers may borrow, and be asked in a task of its own.
#[tokio::test]
async fn a_question_borrows_what_it_needs() {
    let asked = tokio::spawn(async {
        let fleet = Fleet::new().cloud(Cloud::new(Lab::new())).cloud(Cloud::new(Lab::new()));
        let (query, count) = (ServerQuery::new(), AtomicUsize::new(0));
        let answers = fleet.ask(async |cloud| {
            count.fetch_add(1, Ordering::Relaxed);
            cloud.servers(&query).all().await.map(|servers| (&query, servers.len()))
        });
        let known =
            answers.await.into_iter().all(|answer| answer.outcome.is_ok_and(|(q, n)| (q, n) == (&query, 0)));
        (known, count.into_inner())
    });
    assert_eq!(asked.await.unwrap(), (true, 2));
}

#[tokio::test(start_paused = true)]
async fn the_journal_of_a_fleet_is_that_of_every_cloud_in_it() {
    let fleet = Fleet::new()
        .cloud(Cloud::new(Lab::new()))
        .cloud(Cloud::new(Account::of(vec![Arc::new(Lab::new())])))
        .with_journal(Kept::default());
    let made = fleet.ask(async |cloud| cloud.create_server(&request()).done().await).await;
    assert_eq!(made.iter().filter(|answer| answer.outcome.is_ok()).count(), 2, "{made:?}");
    for answer in fleet.ask(async |cloud| cloud.operations().await).await {
        assert_eq!(answer.outcome.unwrap().len(), 2, "each sees those of both");
    }
}

/// A cloud that holds clouds and has no servers of its own; without any it does not answer.
#[derive(Debug)]
struct Account {
    info: ProviderInfo,
    inside: Vec<Arc<dyn Provider>>,
}

impl Account {
    fn of(inside: Vec<Arc<dyn Provider>>) -> Self {
        let info = ProviderInfo::new(CloudId::new("account"), Realm::new("lab", "http://127.0.0.1:2"));
        Self { info, inside }
    }
}

impl Default for Account {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Clouds for Account {
    fn clouds(&self) -> Listing<Arc<dyn Provider>> {
        if self.inside.is_empty() {
            return Listing::failed(Error::new(ErrorKind::Transport, "no answer"));
        }
        Listing::ready(self.inside.clone())
    }
}

#[async_trait]
impl Provider for Account {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Owned(Capabilities::default())
    }

    async fn verify(&self) -> Result<()> {
        Ok(())
    }

    fn clouds(&self) -> Option<&dyn Clouds> {
        Some(self)
    }

    async fn stamped(&self, _: &ResourceKind, _: &Stamp) -> Result<Vec<ResourceRef>> {
        Ok(Vec::new())
    }

    async fn discard(&self, _: &ResourceRef, _: &Stamp) -> Result<Gone> {
        Ok(Gone::Already)
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}
