//! What runs in a container, and what it uses.

use super::record;
use anycloud_core::{ByteSize, ServerId, Text, Timestamp};
use anycloud_http::json::{Item, Object};
use serde_json::Value;

record! {
    /// A command that runs, or ran, in a container: `GET /exec/{id}/json`.
    ExecInfo => "docker.exec", needs ["ID"]
}

record! {
    /// How a container ended: `POST /containers/{id}/wait`.
    Exit => "docker.exit", needs ["StatusCode"]
}

record! {
    /// What a container uses, at one moment: `GET /containers/{id}/stats`.
    Stats => "docker.stats", needs ["read"]
}

record! {
    /// The processes of a container: `GET /containers/{id}/top`.
    Top => "docker.top"
}

record! {
    /// A file or folder in a container: the header `X-Docker-Container-Path-Stat` of an archive.
    PathStat => "docker.path_stat", needs ["name"]
}

impl ExecInfo {
    /// Whether it still runs.
    pub fn running(&self) -> bool {
        self.0.flag("Running")
    }

    /// The code that it ended with; `None` while it runs, and for a moment after.
    pub fn exit_code(&self) -> Option<i64> {
        self.0.number("ExitCode").filter(|_| !self.running())
    }

    /// The container that it runs in.
    pub fn container(&self) -> Option<ServerId> {
        self.0.text("ContainerID").map(ServerId::new)
    }
}

impl Exit {
    /// The code that it ended with: 0 is well, more than 128 is 128 and the signal that ended it.
    pub fn code(&self) -> i64 {
        self.0.number("StatusCode").unwrap_or_default()
    }

    /// Why waiting failed, if it did: the code means nothing then.
    pub fn error(&self) -> Option<Text> {
        self.0.inner("Error").text("Message")
    }
}

impl Stats {
    /// When the engine looked; `None` of a container that does not run.
    pub fn read(&self) -> Option<Timestamp> {
        self.0.time("read")
    }

    /// Memory in use, with files that are cached, which `docker stats` takes off. `None` of a container that does not
    /// run.
    pub fn memory(&self) -> Option<ByteSize> {
        self.0.inner("memory_stats").positive("usage").map(ByteSize)
    }

    /// The most that it may use; the host's memory if there is no limit.
    pub fn memory_limit(&self) -> Option<ByteSize> {
        self.0.inner("memory_stats").positive("limit").map(ByteSize)
    }

    /// Processor time since it was started, in nanoseconds of one processor.
    pub fn cpu_nanos(&self) -> Option<u64> {
        self.0.inner("cpu_stats").inner("cpu_usage").positive("total_usage")
    }

    /// How much of one processor it used since the engine looked before, about a second ago: 0.5 is half of one. `None`
    /// if it did not run, and of Podman 4.3, which looks once. By the formula of the API's reference, `ContainerStats`.
    pub fn cpus(&self) -> Option<f64> {
        let (now, before) = (self.0.inner("cpu_stats"), self.0.inner("precpu_stats"));
        let passed = |stats: &Object| stats.positive("system_cpu_usage");
        let used = |stats: &Object| stats.inner("cpu_usage").positive("total_usage").unwrap_or_default();
        let time = passed(&now)?.checked_sub(passed(&before)?).filter(|time| *time > 0)?;
        let processors = now.positive("online_cpus").unwrap_or(1);
        Some(used(&now).saturating_sub(used(&before)) as f64 / time as f64 * processors as f64)
    }
}

impl Item for Top {
    fn read(object: Object<'static>) -> Option<Self> {
        (!object.list("Titles").is_empty()).then_some(Self(object))
    }
}

impl Top {
    /// The names of the columns.
    pub fn titles(&self) -> Vec<Text> {
        self.0.texts("Titles")
    }

    /// The processes: of each a field for each of the [`titles`](Self::titles).
    pub fn processes(&self) -> Vec<Vec<Text>> {
        let fields = |process: &Value| {
            process.as_array().into_iter().flatten().filter_map(Value::as_str).map(Text::from).collect()
        };
        self.0.list("Processes").iter().map(fields).collect()
    }
}

impl PathStat {
    /// Its name, without the path.
    pub fn name(&self) -> Text {
        self.0.text("name").unwrap_or_default()
    }

    /// The size of a file; of a folder what its entry takes.
    pub fn size(&self) -> Option<ByteSize> {
        self.0.count("size").map(ByteSize)
    }

    /// Where it leads, if it is a link.
    pub fn link(&self) -> Option<Text> {
        self.0.text("linkTarget")
    }
}
