use super::find::{Target, target};
use super::show::{destroyed, or_none};
use crate::args::{Following, KeyPairsCommand, PrivateHalf};
use crate::context::{Asking, Context, secret_file};
use anycloud::{
    CreateKeyPair, DestroyKeyPair, Error, ErrorKind, ImportKeyPair, KeyPair, KeyPairId, Mutation, NewKeyPair,
    Result,
};
use serde::Serialize;
use std::fs::{File, OpenOptions, remove_file};
use std::io::Write;
use std::path::Path;

pub(super) async fn run(context: &Context, command: KeyPairsCommand) -> Result<()> {
    match command {
        KeyPairsCommand::List => list(context).await,
        KeyPairsCommand::Create { name, private_half } => create(context, name, &private_half).await,
        KeyPairsCommand::Import { name, file, following } => {
            let cloud = context.changing().await?;
            // As a secret until it is known to be the public half.
            let request = ImportKeyPair::new(name, secret_file(&file)?.expose());
            let show = async |id: KeyPairId| context.out.one(&cloud.find_key_pair(id.as_str()).await?);
            context.change(&cloud, &request, &following, show).await
        }
        KeyPairsCommand::Destroy { key_pair, following } => destroy(context, &key_pair, &following).await,
    }
}

async fn list(context: &Context) -> Result<()> {
    let key_pairs: Vec<KeyPair> = context.cloud().await?.key_pairs().all().await?;
    context.out.list(
        &key_pairs,
        &[
            ("ID", |k| k.id.to_string()),
            ("NAME", |k| k.name.to_string()),
            ("FINGERPRINT", |k| or_none(k.fingerprint.as_ref())),
        ],
    )
}

/// A new key pair, and where its private half is.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a KeyPairId,
    private_key: &'a str,
    private_key_file: Option<&'a Path>,
}

async fn create(context: &Context, name: String, half: &PrivateHalf) -> Result<()> {
    let cloud = context.changing().await?;
    let request = CreateKeyPair::new(name);
    request.check(&cloud.capabilities())?;
    // Before the key pair is made: a private half that cannot be kept would be lost.
    let file = half.private_key_file.as_deref().map(fresh).transpose()?;
    let mut kept = false;
    let show = async |new: NewKeyPair| {
        if let (Some(mut file), Some(path)) = (file, &half.private_key_file) {
            let written = file.write_all(new.private_key.expose().as_bytes()).and_then(|()| file.sync_all());
            written.map_err(|e| {
                let what = format!(
                    "{} cannot be written: {e}; destroy {} and make it again",
                    path.display(),
                    new.id
                );
                Error::new(ErrorKind::OperationFailed, what)
            })?;
            kept = true;
        }
        if half.show_secret && !context.out.is_json() {
            return context.out.text(new.private_key.expose());
        }
        let private_key = if half.show_secret { new.private_key.expose() } else { "***" };
        context.out.one(&Row { id: &new.id, private_key, private_key_file: half.private_key_file.as_deref() })
    };
    let made = context.change(&cloud, &request, &Following::default(), show).await;
    if let (Some(path), false) = (&half.private_key_file, kept) {
        // It is ours, and there is nothing in it that anybody could use.
        let _ = remove_file(path);
    }
    made
}

/// A file that was not there before, and that only its owner may read.
fn fresh(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|e| Error::invalid(format!("{} cannot be made: {e}", path.display())))
}

async fn destroy(context: &Context, key_pair: &str, following: &Following) -> Result<()> {
    context.can_ask(Asking::Destroying)?;
    let cloud = context.changing().await?;
    let target = target(cloud.find_key_pair(key_pair).await)?;
    let (id, what) = match &target {
        Target::Found(found) => (found.id.clone(), format!("key pair {} ({})", found.id, found.name)),
        Target::Absent(_) => (KeyPairId::new(key_pair), format!("key pair {key_pair}, which is not there")),
    };
    context.confirm(Asking::Destroying, &what)?;
    let request = DestroyKeyPair::new(id.clone());
    let show = async |gone| destroyed(context, id.as_str(), gone);
    target.judge(context.change(&cloud, &request, following, show).await)
}

#[cfg(test)]
mod tests {
    use super::fresh;
    use std::io::Write;

    #[test]
    fn a_private_half_goes_into_a_new_private_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        fresh(&path).unwrap().write_all(b"private").unwrap();
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        let again = fresh(&path).unwrap_err();
        assert!(again.to_string().contains("key.pem cannot be made"), "{again}");
        assert_eq!(std::fs::read(&path).unwrap(), b"private", "what was there stays");
    }
}
