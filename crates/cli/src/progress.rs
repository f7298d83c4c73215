//! What is told of a change while it goes on.

use crate::output::{Output, clean};
use anycloud::Progress as Far;
use anycloud::run::Event;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use std::io::{IsTerminal, stderr};
use std::time::Duration;

/// An observer of one change: a bar on a terminal, lines elsewhere, only the operation's id beside JSON.
pub(crate) struct Progress {
    out: Output,
    shape: Shape,
}

enum Shape {
    Bar(ProgressBar),
    /// What was said last: the same again is not said.
    Lines {
        last: String,
    },
    Silent,
}

impl Progress {
    pub(crate) fn new(out: Output) -> Self {
        let shape = match (out.is_json(), stderr().is_terminal()) {
            (true, _) => Shape::Silent,
            (false, true) => Shape::Bar(bar()),
            (false, false) => Shape::Lines { last: String::new() },
        };
        Self { out, shape }
    }

    /// Tells of one event.
    pub(crate) fn observe(&mut self, event: &Event<'_>) {
        match event {
            // Before the first request, in every format: it is what a person needs after a crash.
            Event::Begun(id) => self.say(&format!("operation {id}"), true),
            Event::Step(step) => self.say(&format!("done: {}", step.name), false),
            Event::Undoing(resource) => self.say(&format!("removing {resource}"), false),
            Event::Waiting { what, state, progress, .. } => {
                let is = state.map(|state| format!(" ({state})")).unwrap_or_default();
                self.wait(&format!("{what}{is}"), *progress);
            }
            _ => {}
        }
    }

    fn say(&mut self, line: &str, always: bool) {
        match &mut self.shape {
            Shape::Bar(bar) => bar.suspend(|| self.out.note(line)),
            Shape::Lines { last } if always || last != line => {
                last.clear();
                last.push_str(line);
                self.out.note(line);
            }
            Shape::Silent if always => self.out.note(line),
            Shape::Lines { .. } | Shape::Silent => {}
        }
    }

    fn wait(&mut self, what: &str, progress: Option<Far>) {
        if let Shape::Bar(bar) = &self.shape {
            bar.set_message(clean(what));
            let (done, total) = progress.map_or((0, 0), |far| (far.done, far.total));
            bar.set_length(total);
            bar.set_position(done);
            bar.set_style(if total == 0 { spinner() } else { measured() });
            return;
        }
        match progress.filter(|far| far.total > 0) {
            Some(far) => {
                let percent = far.done.saturating_mul(100) / far.total;
                self.say(&format!("waiting: {what}: {percent} %"), false);
            }
            None => self.say(&format!("waiting: {what}"), false),
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0).with_style(spinner()).with_finish(ProgressFinish::AndClear);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn spinner() -> ProgressStyle {
    ProgressStyle::default_spinner()
}

fn measured() -> ProgressStyle {
    // A template of our own that does not parse would be a bug, but none worth ending a change for.
    ProgressStyle::with_template("{spinner} {msg} [{bar:30}] {percent} % {elapsed}")
        .unwrap_or_else(|_| spinner())
}
