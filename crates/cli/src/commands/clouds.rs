use crate::args::CloudsCommand;
use crate::context::{Context, named};
use anycloud::{Cloud, CloudConfig, Error, Result};
use serde::Serialize;
use std::panic::resume_unwind;

/// A configured cloud, without its secret.
#[derive(Serialize)]
struct Row {
    name: String,
    provider: Option<String>,
    place: Option<String>,
    user: Option<String>,
}

/// A cloud inside another.
#[derive(Serialize)]
struct Inner {
    name: String,
    title: Option<String>,
    provider: String,
    scope: Option<String>,
}

impl Inner {
    fn of(cloud: &Cloud) -> Self {
        let info = cloud.info();
        Self {
            name: cloud.id().to_string(),
            title: info.title.as_ref().map(ToString::to_string),
            provider: info.realm.provider.to_string(),
            scope: info.realm.scope.as_deref().map(str::to_owned),
        }
    }
}

/// What verifying it said.
#[derive(Serialize)]
struct Verified {
    name: String,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(super) async fn run(context: &Context, command: Option<CloudsCommand>) -> Result<()> {
    match command.unwrap_or(CloudsCommand::Verify { names: Vec::new() }) {
        CloudsCommand::Inside { name } => inside(context, name).await,
        CloudsCommand::List => list(context),
        CloudsCommand::Verify { names } => verify(context, names).await,
    }
}

fn list(context: &Context) -> Result<()> {
    let config = context.config()?;
    let rows: Vec<Row> = config.clouds().map(row).collect();
    context.out.list(
        &rows,
        &[
            ("NAME", |r| r.name.clone()),
            ("PROVIDER", |r| r.provider.clone().unwrap_or_default()),
            ("PLACE", |r| r.place.clone().unwrap_or_default()),
            ("USER", |r| r.user.clone().unwrap_or_default()),
        ],
    )
}

async fn inside(context: &Context, name: Option<String>) -> Result<()> {
    let outer = match name {
        Some(name) => named(&context.config()?, &name).await?,
        None => context.cloud().await?,
    };
    let inner: Vec<Inner> = outer.clouds().map(|cloud| Inner::of(&cloud)).all().await?;
    context
        .out
        .list(&inner, &[("NAME", |i| i.name.clone()), ("TITLE", |i| i.title.clone().unwrap_or_default())])
}

/// One cloud that fails does not keep the others from being verified; the first failure is the exit code.
async fn verify(context: &Context, names: Vec<String>) -> Result<()> {
    let config = context.config()?;
    let names = match (names.is_empty(), context.chosen()) {
        (false, _) => names,
        (true, Some(one)) => vec![one.to_owned()],
        (true, None) => config.names().map(str::to_owned).collect(),
    };
    if names.is_empty() {
        return Err(context.no_cloud());
    }
    // One after another until they are open, for a secret's command may ask the user; then all at once.
    let mut asked = Vec::new();
    for name in names {
        let cloud = named(&config, &name).await;
        asked.push((name, tokio::spawn(async move { cloud?.verify().await })));
    }
    let (mut rows, mut first) = (Vec::new(), None);
    for (name, verified) in asked {
        // A task that nobody aborts ends early by a panic alone.
        let verified = verified.await.unwrap_or_else(|e| resume_unwind(e.into_panic()));
        rows.push(Verified {
            name,
            ok: verified.is_ok(),
            error: verified.as_ref().err().map(Error::to_string),
        });
        first = first.or(verified.err());
    }
    context.out.list(
        &rows,
        &[
            ("NAME", |r| r.name.clone()),
            ("STATE", |r| if r.ok { "verified" } else { "failed" }.to_owned()),
            ("WHY", |r| r.error.clone().unwrap_or_default()),
        ],
    )?;
    first.map_or(Ok(()), Err)
}

fn row(config: &CloudConfig) -> Row {
    Row {
        name: config.name().to_owned(),
        provider: config.provider().map(str::to_owned),
        place: config.place(),
        user: config.user_name().map(str::to_owned),
    }
}
