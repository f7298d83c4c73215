use crate::args::GatewayArgs;
use crate::context::{Context, named, state_dir};
use crate::stop::Signals;
use anycloud::{Error, Result, Secret};
use anycloud_gateway::{Gateway, SealingKey, Settings};
use serde::Serialize;
use std::fs::{DirBuilder, OpenOptions, canonicalize, rename};
use std::io::Write;
use std::path::{Path, PathBuf};

const TOKEN: &str = "ANYCLOUD_GATEWAY_TOKEN";
const KEY: &str = "ANYCLOUD_GATEWAY_KEY";

/// How to reach it. The token itself is not shown.
#[derive(Serialize)]
struct Reach {
    url: String,
    token: String,
}

pub(super) async fn run(context: &Context, args: &GatewayArgs) -> Result<()> {
    let operations = state_dir()?;
    let state_dir = match &args.state_dir {
        Some(dir) => dir.clone(),
        None => beside(&operations)?,
    };
    let (token, place) = token(args, &state_dir)?;
    let mut settings = Settings::new(token, &state_dir)?
        .journal_dir(operations)
        .deadline(args.deadline.0)
        .change_deadline(args.change_deadline.0)
        .destroys_drives(args.destroy_drives)
        .listens_anywhere(args.listen_anywhere);
    settings = args.allow_address.iter().copied().fold(settings, Settings::allow);
    match key(args)? {
        Some(key) => settings = settings.key(key),
        None => context.out.note(&format!(
            "note: without --key-file or {KEY} no secrets are stored: clients cannot add backends and keys"
        )),
    }
    let mut builder = Gateway::builder(settings)?;
    let config = context.config_if_any()?;
    let names = context.chosen().map_or_else(|| config.names().collect(), |only| vec![only]);
    for name in &names {
        // One inside another is not in the configuration; `named` asks the outer one for it.
        builder = match config.cloud(name) {
            Err(_) if name.contains('/') => builder.cloud(&named(&config, name).await?)?,
            cloud => builder.configured(cloud?)?,
        };
    }
    let refused_elsewhere = !args.listen_anywhere && !args.listen.ip().to_canonical().is_loopback();
    let listening = builder.build().listen(args.listen).await.inspect_err(|_| {
        if refused_elsewhere {
            context.out.note("hint: behind a proxy with TLS, say --listen-anywhere");
        }
    })?;
    // Before anybody is told that it serves: from then on it may be stopped.
    let mut signals = Signals::listen();
    let reach = Reach { url: format!("http://{}", listening.address()), token: place };
    if context.out.is_json() {
        context.out.document(&reach)?;
    } else {
        let Reach { url, token } = &reach;
        context.out.text(&format!(
            "Serving {} {} at {url} until it is stopped.\nClients say `Authorization: Bearer TOKEN`; the token is in \
             {token}.\n",
            names.len(),
            if names.len() == 1 { "cloud" } else { "clouds" },
        ))?;
    }
    for id in listening.until(async move { signals.first().await }).await {
        context.out.note(&format!("note: operation {id} is not over: see anycloud operations show {id}"));
    }
    Ok(())
}

/// The folder `gateway` beside this one, which a path like `..` does not name.
fn beside(folder: &Path) -> Result<PathBuf> {
    if folder.file_name().is_some() {
        return Ok(folder.with_file_name("gateway"));
    }
    match canonicalize(folder) {
        Ok(whole) => Ok(whole.with_file_name("gateway")),
        Err(e) => Err(Error::config(format!("{} cannot be used: {e}", folder.display())).with_source(e)),
    }
}

/// The token, and where it is.
fn token(args: &GatewayArgs, state_dir: &Path) -> Result<(Secret, String)> {
    match (&args.token_file, std::env::var(TOKEN)) {
        (Some(path), _) => Ok((Settings::token_from_file(path)?, path.display().to_string())),
        (None, Ok(token)) => Ok((Secret::new(token), TOKEN.to_owned())),
        (None, Err(_)) => {
            let path = state_dir.join("token");
            kept_token(state_dir, &path).map(|token| (token, path.display().to_string()))
        }
    }
}

/// The token of the last time, or a new one.
fn kept_token(state_dir: &Path, path: &Path) -> Result<Secret> {
    if path.exists() {
        return Settings::token_from_file(path);
    }
    let token = Settings::new_token()?;
    write_token(state_dir, path, &token)
        .map_err(|e| Error::config(format!("{} cannot be written: {e}", path.display())))?;
    Ok(token)
}

/// Whole or not at all: whoever is killed here leaves no half of a token.
fn write_token(state_dir: &Path, path: &Path, token: &Secret) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(state_dir)?;
    let new = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    writeln!(file, "{}", token.expose())?;
    file.sync_all()?;
    rename(&new, path)
}

fn key(args: &GatewayArgs) -> Result<Option<SealingKey>> {
    match (&args.key_file, std::env::var(KEY)) {
        (Some(path), _) => SealingKey::from_file(path).map(Some),
        (None, Ok(text)) => {
            let key = SealingKey::from_text(&Secret::new(text));
            key.map(Some).map_err(|e| Error::config(format!("{KEY}: {}", e.message())))
        }
        (None, Err(_)) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::beside;
    use std::path::Path;

    #[test]
    fn its_folder_is_beside_that_of_the_operations_and_not_in_it() {
        let found = |folder: &str| beside(Path::new(folder)).unwrap();
        assert_eq!(found("state/operations"), Path::new("state/gateway"));
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().canonicalize().unwrap();
        assert_eq!(found("."), crates.join("gateway"));
        assert_eq!(found(".."), crates.with_file_name("gateway"));
        assert!(beside(Path::new("nowhere/..")).is_err());
    }
}
