//! The commands that only this provider has.

use crate::client::{Client, Execution};
use crate::error::invalid;
use crate::filters::Filters;
use crate::id;
use crate::settings::{EventsQuery, Exec, LogsQuery, Prune};
use crate::stream::{Output, OutputSource};
use anycloud_core::{
    ByteSize, Error, ImageId, NativeCommand, NativeOutput, Record, Result, ServerId, Timestamp,
};
use serde_json::{Value, json};

/// What `anycloud native docker …` lists. A container is said by its id or name.
pub(crate) const COMMANDS: &[NativeCommand] = &[
    NativeCommand::reads(
        "containers logs",
        &["CONTAINER", "[LINES]"],
        "what a container said, or the end of it",
    ),
    NativeCommand::changes("containers pause", &["CONTAINER"], "hold all processes of a container"),
    NativeCommand::reads("containers show", &["CONTAINER"], "all that the engine says of a container"),
    NativeCommand::reads("containers stats", &["CONTAINER"], "what a container uses now"),
    NativeCommand::reads("containers top", &["CONTAINER", "[PS-ARGUMENTS]"], "the processes of a container"),
    NativeCommand::changes("containers unpause", &["CONTAINER"], "let a paused container go on"),
    NativeCommand::reads(
        "events",
        &["SINCE", "[UNTIL]"],
        "what happened between two times, until now if not said",
    ),
    NativeCommand::changes(
        "exec",
        &["CONTAINER", "COMMAND..."],
        "run a command in a container; its output and code",
    ),
    NativeCommand::changes(
        "images pull",
        &["IMAGE"],
        "get an image from its registry; the last word on each layer",
    ),
    NativeCommand::destroys("images remove", &["IMAGE"], "remove an image that no container is of"),
    NativeCommand::reads("images search", &["WORD"], "images of the engine's usual registry"),
    NativeCommand::reads("images show", &["IMAGE"], "all that the engine says of an image"),
    NativeCommand::changes("images tag", &["IMAGE", "NAME"], "give an image a further name"),
    NativeCommand::reads("info", &[], "the engine and its machine"),
    NativeCommand::destroys(
        "prune",
        &["KIND", "[all]"],
        "remove what is unused: build-cache, containers, images, networks, volumes (all: those with a name too)",
    ),
    NativeCommand::reads("version", &[], "the engine's version and those of its parts"),
];

/// The most that is shown of a log or of a command's output.
const MOST: ByteSize = ByteSize::mib(8);

/// Runs one of [`COMMANDS`]. Core has counted the arguments.
pub(crate) async fn run(client: &Client, name: &str, arguments: &[String]) -> Result<Value> {
    let first = arguments.first().map(String::as_str).unwrap_or_default();
    let second = arguments.get(1).map(String::as_str);
    let (container, image) = (ServerId::new(first), ImageId::new(first));
    match name {
        "containers logs" => logs(client, &container, second).await,
        "containers pause" => client.container_pause(&container).await.map(done),
        "containers show" => client.container(&container).await.map(|info| info.to_json()),
        "containers stats" => client.container_stats(&container).await.map(|stats| stats.to_json()),
        "containers top" => client.container_top(&container, second).await.map(|top| top.to_json()),
        "containers unpause" => client.container_unpause(&container).await.map(done),
        "events" => events(client, first, second).await,
        "exec" => exec(client, &container, arguments.get(1..).unwrap_or_default()).await,
        "images pull" => pull(client, &image).await,
        "images remove" => {
            let removed = client.image_remove(&image, false).await?;
            Ok(json!({ "removed": removed }))
        }
        "images search" => {
            let found = client.image_search(first, None).await?;
            Ok(found.iter().map(Record::to_json).collect())
        }
        "images show" => client.image(&image).await.map(|info| info.to_json()),
        "images tag" => {
            let name = ImageId::new(second.unwrap_or_default());
            client.image_tag(&image, &name).await.map(done)
        }
        "info" => client.info().await.map(|info| info.to_json()),
        "prune" => prune(client, first, second).await,
        "version" => client.version().await.map(|version| version.to_json()),
        _ => Err(Error::unsupported(format!("this provider has no command {name}"))),
    }
}

fn done(_: ()) -> Value {
    json!({"done": true})
}

async fn logs(client: &Client, container: &ServerId, lines: Option<&str>) -> Result<Value> {
    id::container(container)?;
    let mut query = LogsQuery::new();
    if let Some(lines) = lines {
        query = query.tail(lines.parse().map_err(|_| invalid(format!("{lines:?} is no number of lines")))?);
    }
    let mut log = client.container_logs(container, &query).await?;
    let mut said = Said::default();
    while let Some(output) = log.next().await? {
        said.add(&output);
        if said.is_too_long() {
            return Err(invalid(format!("there is more than {MOST} of it: ask for its last lines")));
        }
    }
    Ok(said.output().to_record())
}

/// The command runs to its end, however much it says: the end of that is shown. What it said is not lost with its code.
async fn exec(client: &Client, container: &ServerId, command: &[String]) -> Result<Value> {
    let running = client.exec(container, &Exec::new(command)).await?;
    let mut said = Said::default();
    let ended = said.hear(running).await;
    if said.is_too_long() {
        said.cut();
    }
    match ended {
        Ok(code) => Ok(said.output().ended(code).to_record()),
        Err(e) if said.len() > 0 => Ok(said.output().cut_off(&e).to_record()),
        Err(e) => Err(e),
    }
}

/// What was said, in both ways, or on a terminal.
#[derive(Default)]
struct Said {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    /// How many bytes of the beginnings were dropped.
    left_out: u64,
}

impl Said {
    /// All of a command, and its code.
    async fn hear(&mut self, mut running: Execution) -> Result<i64> {
        while let Some(output) = running.next().await? {
            self.add(&output);
            // Not at every piece: what is kept is moved each time.
            if self.len() > 2 * MOST.0 {
                self.cut();
            }
        }
        running.exit_code().await
    }

    fn add(&mut self, output: &Output) {
        let to = if output.source == OutputSource::Stderr { &mut self.stderr } else { &mut self.stdout };
        to.extend_from_slice(&output.bytes);
    }

    fn len(&self) -> u64 {
        (self.stdout.len() + self.stderr.len()) as u64
    }

    fn is_too_long(&self) -> bool {
        self.len() > MOST.0
    }

    /// Drops the beginning of each, until half of the most is left of it, or more where the other one is shorter.
    fn cut(&mut self) {
        let (most, half) = (MOST.0 as usize, MOST.0 as usize / 2);
        let (out, err) = (self.stdout.len(), self.stderr.len());
        for (text, other) in [(&mut self.stdout, err), (&mut self.stderr, out)] {
            let drop = text.len().saturating_sub(half.max(most.saturating_sub(other)));
            text.drain(..drop);
            self.left_out += drop as u64;
        }
    }

    fn output(&self) -> NativeOutput {
        NativeOutput::new(&self.stdout, &self.stderr).left_out(self.left_out)
    }
}

async fn events(client: &Client, since: &str, until: Option<&str>) -> Result<Value> {
    let time =
        |text: &str| text.parse::<Timestamp>().map_err(|e| invalid(format!("{text:?} is no time: {e}")));
    let until = until.map_or_else(|| Ok(Timestamp::now()), time)?;
    let mut events = client.events(&EventsQuery::new().since(time(since)?).until(until)).await?;
    let mut all = Vec::new();
    while let Some(event) = events.next().await? {
        all.push(event.to_json());
    }
    Ok(all.into())
}

/// The last word on each layer, and on the whole.
async fn pull(client: &Client, image: &ImageId) -> Result<Value> {
    let mut pull = client.image_pull(image, None, None).await?;
    let mut words: Vec<(String, Value)> = Vec::new();
    while let Some(progress) = pull.next().await? {
        let layer = progress.layer().map(|layer| layer.to_string()).unwrap_or_default();
        let word = json!({
            "layer": progress.layer(), "status": progress.status(), "bytes": progress.current(), "of": progress.total(),
        });
        match words.iter_mut().find(|(known, _)| !layer.is_empty() && *known == layer) {
            Some((_, last)) => *last = word,
            None => words.push((layer, word)),
        }
    }
    Ok(words.into_iter().map(|(_, word)| word).collect())
}

async fn prune(client: &Client, kind: &str, which: Option<&str>) -> Result<Value> {
    let what = match kind {
        "build-cache" => Prune::BuildCache,
        "containers" => Prune::Containers,
        "images" => Prune::Images,
        "networks" => Prune::Networks,
        "volumes" => Prune::Volumes,
        other => {
            let kinds = "build-cache, containers, images, networks and volumes";
            return Err(invalid(format!("{other:?} cannot be pruned; {kinds} can")));
        }
    };
    let filters = match which {
        None => Filters::new(),
        Some("all") if what == Prune::Volumes => Filters::new().with("all", "true"),
        Some(other) => {
            return Err(invalid(format!("{other:?} is nothing to prune; of volumes there are all")));
        }
    };
    let pruned = client.prune(what, &filters).await?;
    Ok(json!({"removed": pruned.removed(), "freed_bytes": pruned.freed()}))
}
