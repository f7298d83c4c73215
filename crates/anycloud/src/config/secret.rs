use anycloud_core::Secret;
use std::fmt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where a secret comes from. It is read when the cloud is [opened](crate::open), not before, and refused if it is
/// empty or not UTF-8. Text, and a [`Secret`], are a source by themselves.
#[derive(Clone)]
#[non_exhaustive]
pub enum SecretSource {
    /// What a command prints, without one line end behind it: the program, then its arguments. No shell reads it.
    Command(Vec<String>),
    /// A variable of the environment, as it is.
    Env(String),
    /// What a file holds, without one line end behind it.
    File(PathBuf),
    /// The secret itself.
    Plain(Secret),
}

impl SecretSource {
    /// The secret, without the line end that editors and programs add. An error is a sentence without secrets, with the
    /// key under which this stands.
    pub(super) fn read(&self, key: &str) -> Result<Secret, String> {
        let text = match self {
            Self::Plain(secret) => return filled(secret.clone(), &format!("`{key}`")),
            Self::Env(name) => match std::env::var(name) {
                Ok(text) => return filled(Secret::new(text), &format!("the environment variable {name}")),
                Err(std::env::VarError::NotPresent) => {
                    return Err(format!("the environment variable {name} is not set"));
                }
                Err(std::env::VarError::NotUnicode(_)) => {
                    return Err(format!("the environment variable {name} is not UTF-8"));
                }
            },
            Self::File(path) => std::fs::read(path)
                .map_err(|e| format!("the secret's file {} cannot be read: {e}", path.display()))?,
            Self::Command(words) => run(words)?,
        };
        let what = match self {
            Self::File(path) => format!("the secret's file {}", path.display()),
            _ => "the secret's command".to_owned(),
        };
        // The bytes of a refused text are dropped, not put into the error.
        let text = String::from_utf8(text).map_err(|_| format!("{what} gives text that is not UTF-8"))?;
        let end = text.strip_suffix('\n').map_or(text.len(), |t| t.strip_suffix('\r').unwrap_or(t).len());
        filled(Secret::new(&text[..end]), &what)
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Arguments may hold a secret, too: a token for the password manager.
            Self::Command(words) => write!(f, "Command({:?}, ..)", words.first()),
            Self::Env(name) => write!(f, "Env({name:?})"),
            Self::File(path) => write!(f, "File({path:?})"),
            Self::Plain(secret) => write!(f, "Plain({secret:?})"),
        }
    }
}

impl From<Secret> for SecretSource {
    fn from(secret: Secret) -> Self {
        Self::Plain(secret)
    }
}

impl From<&str> for SecretSource {
    fn from(secret: &str) -> Self {
        Self::Plain(secret.into())
    }
}

impl From<String> for SecretSource {
    fn from(secret: String) -> Self {
        Self::Plain(secret.into())
    }
}

fn run(words: &[String]) -> Result<Vec<u8>, String> {
    let (program, arguments) = words.split_first().ok_or("the secret's command is empty")?;
    // Standard input and error stay the user's: password managers ask there.
    let output =
        Command::new(program).args(arguments).stderr(Stdio::inherit()).stdin(Stdio::inherit()).output();
    let output = output.map_err(|e| format!("the secret's command {program:?} cannot be run: {e}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("the secret's command {program:?} failed ({})", output.status))
    }
}

fn filled(secret: Secret, what: &str) -> Result<Secret, String> {
    if secret.expose().is_empty() { Err(format!("{what} is empty")) } else { Ok(secret) }
}
