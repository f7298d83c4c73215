//! Several clouds, asked at once.

use super::Cloud;
use super::together::together;
use crate::error::{Delivery, Error, Result};
use crate::failure::Failure;
use crate::id::CloudId;
use crate::journal::Journal;
use crate::text::Text;
use std::fmt;

/// Several clouds that are asked at once: one that does not answer keeps no other from being heard.
///
/// ```
/// # use anycloud_core::{CloudId, Error, Fleet, ServerQuery};
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let fleet = Fleet::new().absent(CloudId::new("paris"), &Error::config("the secret cannot be read"));
/// for answer in fleet.ask(async |cloud| cloud.servers(&ServerQuery::new()).all().await).await {
///     match &answer.outcome {
///         Ok(servers) => println!("{answer} has {} servers", servers.len()),
///         Err(why) => println!("{answer} does not tell: {why}"),
///     }
/// }
/// # })
/// ```
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
enum Member {
    Absent(CloudId, Failure),
    Open(Cloud),
}

/// What one cloud of a fleet said. `Display` is which cloud, with its title: `mist/2tK74h4m Linode (linode)`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    /// Which cloud.
    pub cloud: CloudId,
    /// What people call it, where its id says little; see [`ProviderInfo::title`](crate::ProviderInfo::title).
    pub title: Option<Text>,
    /// What it said, or why it said nothing.
    pub outcome: Result<T>,
}

impl<T> Answer<T> {
    fn new(cloud: &Cloud, outcome: Result<T>) -> Self {
        Self { cloud: cloud.id().clone(), title: cloud.info().title.clone(), outcome }
    }
}

impl<T> fmt::Display for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cloud)?;
        self.title.iter().try_for_each(|title| write!(f, " {title}"))
    }
}

impl Fleet {
    /// No clouds yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a cloud.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.members.push(Member::Open(cloud));
        self
    }

    /// With a cloud that could not be opened: whatever the fleet is asked, this is its answer.
    pub fn absent(mut self, id: CloudId, why: &Error) -> Self {
        self.members.push(Member::Absent(id, why.to_failure()));
        self
    }

    /// The same clouds with another journal, and so those inside them.
    pub fn with_journal(mut self, journal: impl Journal + Clone) -> Self {
        for member in &mut self.members {
            if let Member::Open(cloud) = member {
                *cloud = cloud.with_journal(journal.clone());
            }
        }
        self
    }

    /// Asks every cloud, all at the same time, in the task that waits for the answers: the question may borrow what it
    /// needs. Instead of a cloud without servers of its own, each of the clouds inside it is asked; if they cannot be
    /// listed, that error is the outer cloud's answer. Clouds answer in their order in the fleet.
    pub async fn ask<T, F: Future<Output = Result<T>>>(
        &self,
        question: impl Fn(Cloud) -> F,
    ) -> Vec<Answer<T>> {
        let answers = together(self.members.iter().map(|member| answers(member, &question)));
        answers.await.into_iter().flatten().collect()
    }
}

async fn answers<T, F: Future<Output = Result<T>>>(
    member: &Member,
    question: &impl Fn(Cloud) -> F,
) -> Vec<Answer<T>> {
    let cloud = match member {
        Member::Absent(cloud, why) => {
            let outcome = Err(Error::from(why.clone()).delivered(Delivery::NotSent));
            return vec![Answer { cloud: cloud.clone(), title: None, outcome }];
        }
        Member::Open(cloud) => cloud,
    };
    match servers_are_in(cloud).await {
        Ok(clouds) => {
            let asked = clouds.into_iter().map(|cloud| {
                let answer = question(cloud.clone());
                async move { Answer::new(&cloud, answer.await) }
            });
            together(asked).await
        }
        Err(e) => vec![Answer::new(cloud, Err(e))],
    }
}

/// The cloud itself, or those inside it where it has no servers of its own.
async fn servers_are_in(cloud: &Cloud) -> Result<Vec<Cloud>> {
    match (cloud.0.provider.compute(), cloud.0.provider.clouds()) {
        (None, Some(_)) => cloud.clouds().all().await,
        _ => Ok(vec![cloud.clone()]),
    }
}
