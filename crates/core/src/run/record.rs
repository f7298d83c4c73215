//! What the journal holds: operations and their steps.

use crate::error::{Error, ErrorKind};
use crate::failure::Failure;
use crate::id::{CloudId, DriveId, Realm, ResourceKind, ResourceRef, ServerId};
use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The name of an operation: 128 random bits, as 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(u128);

impl OperationId {
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits).map_err(|e| {
            Error::new(ErrorKind::Journal, "the system gives no random numbers").with_source(e)
        })?;
        Ok(Self(u128::from_ne_bytes(bits)))
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for OperationId {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self, Error> {
        let hex = s.len() == 32 && s.bytes().all(|b| b.is_ascii_hexdigit());
        let id = if hex { u128::from_str_radix(s, 16).ok() } else { None };
        id.map(Self).ok_or_else(|| Error::invalid(format!("not an operation id (32 hex digits): {s:?}")))
    }
}

impl Serialize for OperationId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OperationId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OperationState {
    /// Nothing is left for us to do.
    Done,
    /// Steps are left: resume or undo it.
    Open,
    /// Undo has begun; only undo may go on.
    Undoing,
    /// What it made is gone.
    Undone,
}

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepState {
    /// Answered.
    Done {
        /// What it answered, for a resumed run.
        value: Value,
    },
    /// Written before the request leaves: it is not known whether the provider acted.
    Intended,
    /// The provider did not act.
    Refused(Failure),
}

/// One step of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// Its name, unique in the operation.
    pub name: Box<str>,
    /// When it was last intended.
    pub at: Timestamp,
    /// Whether it does something; otherwise it only wrote down what was read.
    pub acts: bool,
    /// What it makes, if anything.
    pub makes: Option<ResourceKind>,
    /// Whether what it makes could be found again, were the answer lost.
    pub findable: bool,
    /// How it stands.
    pub state: StepState,
    /// What it made.
    #[serde(default)]
    pub made: Vec<ResourceRef>,
    /// Whether undo has removed that.
    #[serde(default)]
    pub discarded: bool,
}

/// Everything that another process needs to finish or undo what this one began. No secrets.
///
/// Its JSON is the format of the journal; a program refuses what it does not know rather than lose it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Operation {
    format: u32,
    id: OperationId,
    revision: u64,
    cloud: CloudId,
    realm: Realm,
    recipe: u32,
    kind: Box<str>,
    undoable: bool,
    request: Value,
    #[serde(default)]
    withheld: Vec<Box<str>>,
    started: Timestamp,
    state: OperationState,
    steps: Vec<Step>,
    #[serde(default)]
    last_error: Option<Failure>,
}

const FORMAT: u32 = 1;

impl Operation {
    pub(crate) fn new(
        info: &crate::provider::ProviderInfo,
        kind: &str,
        undoable: bool,
        request: Value,
        withheld: Vec<Cow<'static, str>>,
    ) -> Result<Self, Error> {
        Ok(Self {
            format: FORMAT,
            id: OperationId::random()?,
            revision: 0,
            cloud: info.id.clone(),
            realm: info.realm.clone(),
            recipe: info.recipe,
            kind: kind.into(),
            undoable,
            request,
            withheld: withheld.into_iter().map(|name| name.into_owned().into()).collect(),
            started: Timestamp::now(),
            state: OperationState::Open,
            steps: Vec::new(),
            last_error: None,
        })
    }

    /// Its name.
    pub fn id(&self) -> OperationId {
        self.id
    }

    /// Counts the times that it was written.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The caller's name of the cloud.
    pub fn cloud(&self) -> &CloudId {
        &self.cloud
    }

    /// Where it happens.
    pub fn realm(&self) -> &Realm {
        &self.realm
    }

    /// The version of the driver's steps.
    pub fn recipe(&self) -> u32 {
        self.recipe
    }

    /// What is done, e.g. `create_server`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Whether removing what it made takes it back. A half-done destroy can only be finished.
    pub fn is_undoable(&self) -> bool {
        self.undoable
    }

    /// Whether anything was done, or may have been.
    pub fn has_acted(&self) -> bool {
        self.steps.iter().any(|s| s.acts && !matches!(s.state, StepState::Refused(_)))
    }

    /// The step of which nobody can tell whether it made anything, because what it makes carries nothing to find it
    /// by: neither resume nor undo can go on. A person looks, and has the operation forgotten.
    pub fn needs_a_person(&self) -> Option<&Step> {
        let lost = |s: &&Step| s.state == StepState::Intended && s.makes.is_some() && !s.findable;
        self.steps.iter().find(lost)
    }

    /// Whether undo would take it: what it has done can be taken back, and nothing of it needs a person.
    pub fn can_be_undone(&self) -> bool {
        self.needs_a_person().is_none() && (self.undoable || !self.has_acted())
    }

    pub(crate) fn request(&self) -> &Value {
        &self.request
    }

    /// The names of the request's secrets, which were not written down: a resume needs each
    /// [again](crate::Resume::give).
    pub fn withheld(&self) -> impl Iterator<Item = &str> {
        self.withheld.iter().map(|name| &**name)
    }

    /// When it began.
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// How it stands.
    pub fn state(&self) -> OperationState {
        self.state
    }

    /// Whether nothing is left to do or undo.
    pub fn is_over(&self) -> bool {
        matches!(self.state, OperationState::Done | OperationState::Undone)
    }

    /// Its steps, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Why it stopped the last time.
    pub fn last_error(&self) -> Option<&Failure> {
        self.last_error.as_ref()
    }

    /// What undo would destroy, last made first. A step whose outcome is not known is looked up then.
    pub fn made(&self) -> impl Iterator<Item = &ResourceRef> {
        self.steps.iter().rev().filter(|s| !s.discarded).flat_map(|s| s.made.iter().rev())
    }

    /// The server that it made and that was not undone: what a create or copy that was resumed would have answered.
    pub fn server(&self) -> Option<ServerId> {
        self.last(&ResourceKind::Server).map(|made| ServerId::new(&*made.id))
    }

    /// The drive that it made last and that was not undone; of a new server that has one of its own, the boot drive.
    pub fn drive(&self) -> Option<DriveId> {
        self.last(&ResourceKind::Drive).map(|made| DriveId::new(&*made.id))
    }

    fn last(&self, kind: &ResourceKind) -> Option<&ResourceRef> {
        self.made().find(|made| made.kind == *kind)
    }

    pub(super) fn bump(&mut self) {
        self.revision += 1;
    }

    pub(super) fn close(&mut self, state: OperationState, error: Option<Failure>) {
        self.state = state;
        self.last_error = error.or(self.last_error.take());
    }

    pub(super) fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|s| *s.name == *name)
    }

    /// When a step was intended whose outcome is not known.
    pub(super) fn intended(&self, name: &str) -> Option<Timestamp> {
        self.step(name).filter(|s| s.state == StepState::Intended).map(|s| s.at)
    }

    pub(super) fn answer(&self, name: &str) -> Option<&Value> {
        match &self.step(name)?.state {
            StepState::Done { value } => Some(value),
            _ => None,
        }
    }

    pub(super) fn intend(
        &mut self,
        name: &str,
        makes: Option<ResourceKind>,
        findable: bool,
        made: Vec<ResourceRef>,
    ) -> Timestamp {
        let at = Timestamp::now();
        let (name, state) = (Box::from(name), StepState::Intended);
        let step = Step { name, at, acts: true, makes, findable, state, made, discarded: false };
        match self.steps.iter_mut().find(|s| s.name == step.name) {
            Some(earlier) => *earlier = step,
            None => self.steps.push(step),
        }
        at
    }

    /// What was read, and must survive what comes after.
    pub(super) fn fact(&mut self, name: &str, value: Value) {
        let (at, state) = (Timestamp::now(), StepState::Done { value });
        let (makes, made, discarded) = (None, Vec::new(), false);
        let (acts, findable) = (false, false);
        self.steps.push(Step { name: name.into(), at, acts, makes, findable, state, made, discarded });
    }

    pub(super) fn note(&mut self, error: Failure) {
        self.last_error = Some(error);
    }

    pub(super) fn finish(&mut self, name: &str, value: Value, made: Vec<ResourceRef>) {
        if let Some(step) = self.steps.iter_mut().find(|s| *s.name == *name) {
            step.state = StepState::Done { value };
            step.made = made;
        }
    }

    pub(super) fn refuse(&mut self, name: &str, failure: Failure) {
        if let Some(step) = self.steps.iter_mut().find(|s| *s.name == *name) {
            step.state = StepState::Refused(failure);
            step.made.clear();
        }
    }

    pub(super) fn discard(&mut self, step: usize) {
        if let Some(step) = self.steps.get_mut(step) {
            step.discarded = true;
        }
    }
}
