//! The only place where a problem of the service becomes an error.

use crate::config::PROVIDER;
use crate::service::{Call, Problem};
use anycloud_core::{Delivery, Error, ErrorKind};

/// What the service's answer means and, above all, whether it may have acted.
pub(crate) fn judge(call: Call, problem: Problem) -> Error {
    let (kind, what, delivery) = match problem {
        Problem::Attached => {
            (ErrorKind::Conflict, "the disk is in a machine, or not ready", Delivery::Refused)
        }
        Problem::Busy => (ErrorKind::Busy, "the machine is in use", Delivery::Refused),
        Problem::Full => (ErrorKind::QuotaExceeded, "the account is full", Delivery::Refused),
        Problem::Line => (ErrorKind::Transport, "the line broke", Delivery::Unknown),
        Problem::Locked => (ErrorKind::Unauthenticated, "the key is wrong", Delivery::Refused),
        Problem::Missing => (ErrorKind::NotFound, "there is no such thing", Delivery::Refused),
    };
    Error::new(kind, what).delivered(delivery).with_provider(PROVIDER).with_call(name(call))
}

/// No answer in time.
pub(crate) fn silence(call: Call) -> Error {
    let error = Error::new(ErrorKind::Transport, "no answer in time").delivered(Delivery::Unknown);
    error.with_provider(PROVIDER).with_call(name(call))
}

fn name(call: Call) -> &'static str {
    match call {
        Call::Catalogue => "catalogue",
        Call::CreateDisk => "create disk",
        Call::CreateMachine => "create machine",
        Call::DestroyDisk => "destroy disk",
        Call::DestroyMachine => "destroy machine",
        Call::EditMachine => "edit machine",
        Call::Hello => "hello",
        Call::ListDisks => "list disks",
        Call::ListMachines => "list machines",
        Call::ReadDisk => "read disk",
        Call::ReadMachine => "read machine",
        Call::Switch => "switch",
    }
}
