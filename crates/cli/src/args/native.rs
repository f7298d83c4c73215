//! Words of a native command that are not ours.

use super::{Cli, Command};
use clap::Parser;
use std::ffi::OsString;

/// The native command that runs what is said after its first argument. It is known by its name: the options before it say
/// of which cloud it is, so that they are read before any driver can tell what its commands take.
const EXEC: &str = "exec";

/// The command line of this process.
pub(crate) fn said() -> Cli {
    Cli::parse_from(apart(std::env::args_os().collect()))
}

/// Whether this runs something somewhere, whose exit code becomes ours.
pub(crate) fn is_exec(command: &Command) -> bool {
    matches!(command, Command::Native { words, .. } if words.first().is_some_and(|word| word == EXEC))
}

/// The same words, with `--` before those that `native PROVIDER exec WHERE` runs: from there on nothing is ours, hyphens
/// included.
fn apart(mut words: Vec<OsString>) -> Vec<OsString> {
    let exec = words.iter().position(|word| word == EXEC).unwrap_or(words.len());
    let begin = (exec + 1..words.len()).find(|end| is_begin(&words[..*end]));
    if let Some(begin) = begin.filter(|begin| words[..=*begin].iter().all(|word| word != "--")) {
        words.insert(begin, "--".into());
    }
    words
}

/// Whether this is `native PROVIDER exec WHERE`, with whatever options of ours.
fn is_begin(words: &[OsString]) -> bool {
    let Ok(Cli { command: Command::Native { words, .. }, .. }) = Cli::try_parse_from(words) else {
        return false;
    };
    matches!(&words[..], [exec, _where] if exec == EXEC)
}

#[cfg(test)]
mod tests {
    use super::{apart, is_begin};

    fn split(line: &str) -> String {
        let words = apart(line.split(' ').map(Into::into).collect());
        words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_after_the_first_argument_of_exec_are_not_ours() {
        for (said, read) in [
            ("a native docker exec web ls -la", "a native docker exec web -- ls -la"),
            ("a native docker exec web -x", "a native docker exec web -- -x"),
            (
                "a native docker exec web ls --yes -o json --help",
                "a native docker exec web -- ls --yes -o json --help",
            ),
            ("a native docker exec web sh -c ls -- -x", "a native docker exec web -- sh -c ls -- -x"),
            ("a native docker exec exec exec", "a native docker exec exec -- exec"),
            // Options of ours stand before the container.
            ("a -o json native docker exec web ls -o", "a -o json native docker exec web -- ls -o"),
            ("a native -v docker --cloud exec exec web ls", "a native -v docker --cloud exec exec web -- ls"),
            (
                "a native docker exec --cloud web -vv web ls -v",
                "a native docker exec --cloud web -vv web -- ls -v",
            ),
            ("a native docker exec --output=json web ls", "a native docker exec --output=json web -- ls"),
        ] {
            assert_eq!(split(said), read);
        }
    }

    #[test]
    fn all_else_stays_as_it_is() {
        for said in [
            "a",
            "a native docker exec",
            "a native docker exec web",
            "a native docker exec web -- ls -la",
            "a native docker exec -- web ls -la",
            "a native -- docker exec web ls -la",
            "a native docker exec -it web ls",
            "a native docker exec --help web ls",
            "a native docker containers logs exec 5 --cloud x",
            "a native cloudsigma groups create exec me --yes",
            "a native exec docker web --yes",
            "a servers create exec --image exec --command exec -x",
        ] {
            assert_eq!(split(said), said);
        }
        assert!(!is_begin(&["a".into(), "native".into(), "docker".into(), "exec".into()]));
    }
}
