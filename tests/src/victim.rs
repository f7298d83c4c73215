use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The program `victim`: which cloud it is to change, and where its journal is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Victim {
    program: &'static str,
    cloud: [String; 4],
    journal: PathBuf,
}

impl Victim {
    /// As a moment: none.
    pub const NEVER: u32 = u32::MAX;

    /// `program` is where cargo has put it; the cloud is provider, URL, user and secret.
    pub fn new(program: &'static str, cloud: [&str; 4], journal: impl Into<PathBuf>) -> Self {
        Self { program, cloud: cloud.map(str::to_owned), journal: journal.into() }
    }

    /// Runs it, to be killed at this moment.
    ///
    /// # Panics
    /// If it cannot be run.
    pub async fn run(&self, what: &str, moment: u32, id: &str) -> Output {
        let mut command = Command::new(self.program);
        command
            .arg(what)
            .args(&self.cloud)
            .arg(&self.journal)
            .args([&moment.to_string(), id])
            .stdin(Stdio::null());
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        output.expect("nobody aborts it").expect("the program is there")
    }

    /// Runs it to the end, which must be good; answers with what it printed.
    ///
    /// # Panics
    /// If it ends badly.
    pub async fn whole(&self, what: &str, id: &str) -> String {
        let output = self.run(what, Self::NEVER, id).await;
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it prints text").trim().to_owned()
    }

    /// Runs it until it is killed; `false` if it came to its end before that moment.
    ///
    /// # Panics
    /// If it ends badly by itself.
    pub async fn killed(&self, what: &str, moment: u32, id: &str) -> bool {
        let output = self.run(what, moment, id).await;
        if output.status.success() {
            return false;
        }
        assert_eq!(output.status.code(), None, "{what} failed: {}", String::from_utf8_lossy(&output.stderr));
        true
    }
}
