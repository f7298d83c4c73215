//! `benches/RESULTS.md`.

use crate::{ITEMS, Outcome, machine};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{fs, io};

/// What one item found.
pub(crate) struct Section {
    title: String,
    moment: String,
    text: String,
}

impl Section {
    /// A section that begins now.
    pub(crate) fn new(title: &str) -> Self {
        Self { title: title.to_owned(), moment: machine::moment(), text: String::new() }
    }

    /// Adds a paragraph.
    pub(crate) fn text(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push_str("\n\n");
    }

    /// Adds a table.
    pub(crate) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
        self.text.push_str(&line(&head));
        self.text.push_str(&line(&vec!["---".to_owned(); head.len()]));
        rows.iter().for_each(|row| self.text.push_str(&line(row)));
        self.text.push('\n');
    }

    pub(crate) fn markdown(&self) -> String {
        format!("## {}\n\nMeasured {}.\n\n{}", self.title, self.moment, self.text)
    }
}

/// The sections of all items, as they were measured last.
pub(crate) struct Results(BTreeMap<String, String>);

impl Results {
    pub(crate) fn read() -> Outcome<Self> {
        let text = match fs::read_to_string(path()) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let sections = text.split("<!-- item: ").skip(1);
        let named = sections.filter_map(|section| section.split_once(" -->\n"));
        Ok(Self(named.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()))
    }

    pub(crate) fn put(&mut self, name: &str, section: &Section) {
        self.0.insert(name.to_owned(), section.markdown());
    }

    pub(crate) fn write(&self) -> Outcome {
        let mut text = format!(
            "# What anycloud costs beside its peers\n\n\
             Written by `cargo run --release -p anycloud-benches --bin compare`, which measures all of it; an argument \
             after `--` names one item to measure again. What each item does is told at the head of \
             `benches/src/bin/compare/<item>.rs`.\n\n\
             Machine: {}.\n\n\
             Times are medians of rounds in which every contender has its turn; ratios are medians of the rounds' \
             ratios, so they hold better than the times on a machine that does other things too. MB are 10^6 bytes.\n\n",
            machine::machine()
        );
        for (name, section) in ITEMS.iter().filter_map(|(name, _)| self.0.get_key_value(*name)) {
            text.push_str(&format!("<!-- item: {name} -->\n{section}"));
        }
        Ok(fs::write(path(), text.trim_end().to_owned() + "\n")?)
    }
}

fn path() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "RESULTS.md"].iter().collect()
}
