//! Whether text is as expected, and where it is not.

use std::fmt::Write;

/// What stands for a secret, and for any text within a line.
pub(super) const HIDDEN: &str = "***";

/// Whether the text is the expected one, in which `***` is any text within a line.
pub(super) fn same(expected: &[u8], given: &[u8]) -> bool {
    let Some(at) = find(expected, HIDDEN.as_bytes()) else { return expected == given };
    let (before, after) = (&expected[..at], &expected[at + HIDDEN.len()..]);
    let Some(rest) = given.strip_prefix(before) else { return false };
    let line = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    (0..=line).any(|n| same(after, &rest[n..]))
}

/// Both texts line by line: what is missing with `-`, what is too much with `+`.
pub(super) fn lines(expected: &str, given: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), given.lines().collect());
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            common[i][j] = if same(a.as_bytes(), b.as_bytes()) {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        let (mark, line) = match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if same(a.as_bytes(), b.as_bytes()) => {
                (i, j) = (i + 1, j + 1);
                (' ', a)
            }
            (Some(a), b) if b.is_none() || common[i + 1][j] >= common[i][j + 1] => {
                i += 1;
                ('-', a)
            }
            (_, Some(b)) => {
                j += 1;
                ('+', b)
            }
            _ => break,
        };
        let _ = writeln!(text, "  {mark} {line}");
    }
    text
}

/// How much of the expected lines is there, 0 to 100.
pub(super) fn likeness(expected: &str, given: &str) -> usize {
    let kept = lines(expected, given);
    let (same, all) = (kept.lines().filter(|l| l.starts_with("    ")).count(), kept.lines().count());
    (same * 100).checked_div(all).unwrap_or(100)
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::{lines, same};

    #[test]
    fn hidden_text_is_any_text_within_a_line() {
        for (expected, given, is) in [
            ("a ***\nb\n", "a x y\nb\n", true),
            ("a ***\nb\n", "a x\nc\nb\n", false),
            ("***-*** z", "1-2 z", true),
            ("a", "ab", false),
            ("*** ***", "x", false),
        ] {
            assert_eq!(same(expected.as_bytes(), given.as_bytes()), is, "{expected:?} {given:?}");
        }
    }

    #[test]
    fn differences_are_shown_line_by_line() {
        let text = lines("name web\ncpu 1000\nmem ***\n", "name web\nmem 512\nsmp 1\n");
        assert_eq!(text, "    name web\n  - cpu 1000\n    mem ***\n  + smp 1\n");
    }
}
