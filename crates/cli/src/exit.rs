//! How the command ends: one table from errors to exit codes, and what is said about an error.

use crate::output::Output;
use anycloud::run::{Operation, OperationState};
use anycloud::{Delivery, Error, ErrorKind, ResourceKind};
use std::process::ExitCode;

/// The exit code of an error.
///
/// It is not known what became of a change: that is worse than any reason, so delivery wins over the kind.
pub(crate) fn code(kind: ErrorKind, delivery: Delivery) -> u8 {
    match kind {
        _ if delivery == Delivery::Unknown => 7,
        ErrorKind::InvalidConfig | ErrorKind::InvalidRequest => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::Unauthenticated => 4,
        ErrorKind::AlreadyExists
        | ErrorKind::Busy
        | ErrorKind::CapacityUnavailable
        | ErrorKind::Conflict
        | ErrorKind::Forbidden
        | ErrorKind::InsufficientFunds
        | ErrorKind::QuotaExceeded
        | ErrorKind::StorageFull
        | ErrorKind::Unsupported => 5,
        ErrorKind::Cancelled | ErrorKind::WaitTimedOut => 7,
        ErrorKind::Decode
        | ErrorKind::Journal
        | ErrorKind::LocalIo
        | ErrorKind::OperationFailed
        | ErrorKind::Provider
        | ErrorKind::RateLimited
        | ErrorKind::Transport => 6,
        // A kind that this version does not know is at least a failure.
        _ => 6,
    }
}

/// Nothing was run, or its code is not known: as for the `docker` command and `env`, above the codes that programs
/// usually have.
pub(crate) const NOT_RUN: u8 = 125;

/// The exit code of a command that ran somewhere. One that is no exit code here, as on Windows, is 255.
pub(crate) fn of_command(code: i64) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}

/// Says what went wrong, and what can be done about it, on stderr. `operation` is that of the error, as the journal
/// has it now.
pub(crate) fn report(error: &Error, operation: Option<&Operation>, out: Output) {
    out.note(&format!("error: {error}"));
    hints(error, operation, out);
}

/// What can be done about an error.
pub(crate) fn hints(error: &Error, operation: Option<&Operation>, out: Output) {
    if let Some(operation) = operation {
        ways_on(operation, error.delivery(), out);
    }
    if let Some(hint) = failed_server(error) {
        out.note(&hint);
    }
    if let Some(reference) = error.operation_ref()
        && let Ok(json) = serde_json::to_string(reference)
    {
        out.note(&format!("hint: to go on waiting, give this to `anycloud operations wait`: {json}"));
    }
    if let Some(wait) = error.retry_after() {
        out.note(&format!("hint: the provider asks to wait {} s", wait.as_secs_f32().ceil()));
    }
}

/// How to be rid of a server that did not come to what was asked of it.
fn failed_server(error: &Error) -> Option<String> {
    let failed = error.resource().filter(|_| error.kind() == ErrorKind::OperationFailed)?;
    let id = (failed.kind == ResourceKind::Server).then_some(&failed.id)?;
    Some(format!("hint: if it is not wanted any more: anycloud servers destroy {id} --keep-drives"))
}

/// Only what will not be refused.
fn ways_on(operation: &Operation, delivery: Delivery, out: Output) {
    let (id, state) = (operation.id(), operation.state());
    let look = format!("hint: once you have looked and know how it ended: anycloud operations forget {id}");
    if operation.needs_a_person().is_some() {
        out.note(
            "hint: nothing carries a stamp to find it by: look whether it was made, before doing it again",
        );
        return out.note(&look);
    }
    if state == OperationState::Open {
        out.note(&format!("hint: to finish it: anycloud operations resume {id}"));
    }
    let undoable = operation.can_be_undone();
    if state == OperationState::Undoing || (state == OperationState::Open && undoable) {
        out.note(&format!("hint: to remove what it made: anycloud operations undo {id}"));
    }
    if state == OperationState::Open && (delivery == Delivery::Unknown || !undoable) {
        out.note(&look);
    }
}

#[cfg(test)]
mod tests {
    use super::{code, failed_server};
    use anycloud::{Delivery, Error, ErrorKind, ResourceKind, ResourceRef};

    #[test]
    fn a_server_that_failed_can_be_destroyed() {
        let failed =
            |kind, resource| Error::new(kind, "ended").with_resource(ResourceRef::new(resource, "s1"));
        assert_eq!(
            failed_server(&failed(ErrorKind::OperationFailed, ResourceKind::Server)).unwrap(),
            "hint: if it is not wanted any more: anycloud servers destroy s1 --keep-drives"
        );
        assert_eq!(failed_server(&failed(ErrorKind::Conflict, ResourceKind::Server)), None);
        assert_eq!(failed_server(&failed(ErrorKind::OperationFailed, ResourceKind::Drive)), None);
    }

    #[test]
    fn codes_are_a_table() {
        use ErrorKind::{
            AlreadyExists, Busy, Cancelled, CapacityUnavailable, Conflict, Decode, Forbidden,
            InsufficientFunds, InvalidConfig, InvalidRequest, Journal, NotFound, OperationFailed, Provider,
            QuotaExceeded, RateLimited, StorageFull, Transport, Unauthenticated, Unsupported, WaitTimedOut,
        };
        let table: [(u8, &[ErrorKind]); 6] = [
            (2, &[InvalidConfig, InvalidRequest]),
            (3, &[NotFound]),
            (4, &[Unauthenticated]),
            (
                5,
                &[
                    AlreadyExists,
                    Busy,
                    CapacityUnavailable,
                    Conflict,
                    Forbidden,
                    InsufficientFunds,
                    QuotaExceeded,
                    StorageFull,
                    Unsupported,
                ],
            ),
            (6, &[Decode, Journal, OperationFailed, Provider, RateLimited, Transport]),
            (7, &[Cancelled, WaitTimedOut]),
        ];
        assert_eq!(table.iter().map(|(_, kinds)| kinds.len()).sum::<usize>(), 21, "every kind has a code");
        for (wanted, kinds) in table {
            for kind in kinds {
                for delivery in [Delivery::NotSent, Delivery::Refused] {
                    assert_eq!(code(*kind, delivery), wanted, "{kind:?}");
                }
                assert_eq!(code(*kind, Delivery::Unknown), 7, "{kind:?}");
            }
        }
    }
}
