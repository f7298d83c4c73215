//! How far an image has travelled, how fast, and how long it still takes.

use crate::output::Output;
use anycloud::transfer::{Event, Phase};
use indicatif::{BinaryBytes, HumanDuration, ProgressBar, ProgressFinish, ProgressStyle};
use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

/// A line so often, where there is no terminal.
const LINES: Duration = Duration::from_secs(5);

/// An observer of one transfer: a bar on a terminal, lines elsewhere, nothing beside JSON.
pub(crate) struct Meter {
    out: Output,
    shape: Shape,
    phase: Option<Phase>,
    began: Instant,
    /// Bytes that were done when the phase began: they say nothing about how fast it is.
    before: u64,
    said: Instant,
}

enum Shape {
    Bar(ProgressBar),
    Lines,
    Silent,
}

impl Meter {
    pub(crate) fn new(out: Output) -> Self {
        let shape = match (out.is_json(), stderr().is_terminal()) {
            (true, _) => Shape::Silent,
            (false, true) => Shape::Bar(bar()),
            (false, false) => Shape::Lines,
        };
        let now = Instant::now();
        Self { out, shape, phase: None, began: now, before: 0, said: now }
    }

    /// Tells of one event.
    pub(crate) fn observe(&mut self, event: &Event<'_>) {
        match *event {
            Event::Progress { phase, done, total } => self.progress(phase, done, total),
            Event::Retrying { offset, length, error } => {
                self.say(&format!("trying again: {length} bytes at {offset}: {error}"));
            }
            _ => {}
        }
    }

    fn progress(&mut self, phase: Phase, done: u64, total: Option<u64>) {
        let begins = self.phase != Some(phase);
        if begins {
            (self.phase, self.began, self.before) = (Some(phase), Instant::now(), done);
        }
        match &self.shape {
            Shape::Bar(bar) => {
                if begins {
                    bar.set_message(words(phase));
                    bar.set_style(if total.is_some() { measured() } else { open() });
                    bar.set_length(total.unwrap_or(0));
                    bar.set_position(done);
                    // What was done before is not how fast it is.
                    bar.reset_eta();
                }
                bar.set_position(done);
            }
            Shape::Lines if begins || Some(done) == total || self.said.elapsed() >= LINES => {
                self.said = Instant::now();
                self.say(&line(phase, done, total, done - self.before, self.began.elapsed()));
            }
            Shape::Lines | Shape::Silent => {}
        }
    }

    fn say(&self, line: &str) {
        match &self.shape {
            Shape::Bar(bar) => bar.suspend(|| self.out.note(line)),
            Shape::Lines => self.out.note(line),
            Shape::Silent => {}
        }
    }
}

fn words(phase: Phase) -> &'static str {
    match phase {
        Phase::Hashing => "looking at",
        Phase::Verifying => "comparing",
        _ => "moving",
    }
}

/// `now` of the bytes took `time`.
fn line(phase: Phase, done: u64, total: Option<u64>, now: u64, time: Duration) -> String {
    let mut line = format!("{}: {}", words(phase), BinaryBytes(done));
    let percent = total.and_then(|total| (u128::from(done) * 100).checked_div(u128::from(total)));
    if let (Some(total), Some(percent)) = (total, percent) {
        line.push_str(&format!(" of {} ({percent} %)", BinaryBytes(total)));
    }
    let rate = now as f64 / time.as_secs_f64();
    if now > 0 && rate.is_finite() {
        line.push_str(&format!(", {}/s", BinaryBytes(rate as u64)));
        if let Some(left) = total.map(|total| total.saturating_sub(done)).filter(|left| *left > 0) {
            line.push_str(&format!(
                ", {} left",
                HumanDuration(Duration::from_secs((left as f64 / rate) as u64))
            ));
        }
    }
    line
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0).with_style(open()).with_finish(ProgressFinish::AndClear);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn measured() -> ProgressStyle {
    style(
        "{spinner} {msg} [{bar:30}] {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left",
    )
}

/// Without an end in sight.
fn open() -> ProgressStyle {
    style("{spinner} {msg} {binary_bytes}, {binary_bytes_per_sec}")
}

fn style(template: &str) -> ProgressStyle {
    // A template of our own that does not parse would be a bug, but none worth ending a transfer for.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

#[cfg(test)]
mod tests {
    use super::line;
    use anycloud::transfer::Phase;
    use std::time::Duration;

    #[test]
    fn lines_tell_how_far_how_fast_and_how_long() {
        let mib = |n: u64| n << 20;
        let told = line(Phase::Moving, mib(96), Some(mib(256)), mib(32), Duration::from_secs(4));
        assert_eq!(told, "moving: 96.00 MiB of 256.00 MiB (37 %), 8.00 MiB/s, 20 seconds left");
        let begun = line(Phase::Hashing, 0, Some(mib(256)), 0, Duration::ZERO);
        assert_eq!(begun, "looking at: 0 B of 256.00 MiB (0 %)");
        let pipe = line(Phase::Moving, mib(8), None, mib(8), Duration::from_secs(2));
        assert_eq!(pipe, "moving: 8.00 MiB, 4.00 MiB/s");
        let end = line(Phase::Verifying, 1, Some(1), 1, Duration::from_secs(1));
        assert_eq!(end, "comparing: 1 B of 1 B (100 %), 1 B/s");
    }
}
