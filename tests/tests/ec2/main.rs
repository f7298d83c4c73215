//! EC2 against moto, somebody else's implementation of the service. `ANYCLOUD_MOTO` names its `moto_server`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod account;
mod boto3;
mod conformance;
mod moto;
