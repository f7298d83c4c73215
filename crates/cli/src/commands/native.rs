//! What one provider alone has, from the table that its driver registers.

use crate::context::{Asking, Context};
use crate::exit;
use anycloud::{Cloud, Error, NativeCommand, NativeOutput, Result};
use std::process::ExitCode;

/// Ends with the code of what it ran somewhere, if it did; with 125 if that is not known.
pub(super) async fn run(context: &Context, provider: Option<String>, words: &[String]) -> Result<ExitCode> {
    let cloud = context.cloud().await?;
    if let Some(provider) = provider {
        meant(&cloud, &provider)?;
    }
    if words.is_empty() {
        list(context, cloud.native_commands())?;
        return Ok(ExitCode::SUCCESS);
    }
    let (command, arguments) = split(cloud.native_commands(), words).ok_or_else(|| unknown(&cloud, words))?;
    if command.destroys {
        context.can_ask(Asking::Destroying)?;
        context.confirm(Asking::Destroying, &format!("by `{} {}`", command.name, arguments.join(" ")))?;
    }
    let answer = cloud.native_command(command.name, arguments).await?;
    let out = context.out;
    let Some(said) = NativeOutput::of(&answer) else {
        return out.value(&answer).map(|()| ExitCode::SUCCESS);
    };
    let written = if out.is_json() { out.value(&answer) } else { out.said(&said) };
    if let Some(error) = &said.error {
        out.note(&format!("error: {error}"));
    }
    if let (Err(_), Some(code)) = (&written, said.exit_code) {
        out.note(&format!("note: it ended with code {code}"));
    }
    written?;
    Ok(match said.exit_code {
        Some(code) => exit::of_command(code),
        None if command.name == "exec" => ExitCode::from(exit::NOT_RUN),
        None => ExitCode::SUCCESS,
    })
}

fn list(context: &Context, commands: &[NativeCommand]) -> Result<()> {
    context.out.list(
        commands,
        &[
            ("COMMAND", |c| format!("{} {}", c.name, c.arguments.join(" ")).trim_end().to_owned()),
            ("CHANGES", |c| if c.changes { "yes" } else { "no" }.to_owned()),
            ("WHAT", |c| c.about.to_owned()),
        ],
    )
}

/// The word is there so that a command that was written for one provider never acts on another.
fn meant(cloud: &Cloud, provider: &str) -> Result<()> {
    let found = &*cloud.info().realm.provider;
    if found == provider {
        return Ok(());
    }
    Err(Error::invalid(format!("the cloud {} is of the provider {found}, not {provider}", cloud.id())))
}

/// The command whose name is the beginning of these words, and the rest. The longest name wins: `servers start`
/// may stand beside `servers start many`.
fn split<'a, 'w>(
    commands: &'a [NativeCommand],
    words: &'w [String],
) -> Option<(&'a NativeCommand, &'w [String])> {
    let length = |command: &NativeCommand| command.name.split(' ').count();
    let begins = |command: &&NativeCommand| {
        length(command) <= words.len() && command.name.split(' ').zip(words).all(|(name, word)| name == word)
    };
    let command = commands.iter().filter(begins).max_by_key(|command| length(command))?;
    Some((command, &words[length(command)..]))
}

fn unknown(cloud: &Cloud, words: &[String]) -> Error {
    let provider = &cloud.info().realm.provider;
    let first = words.first().map_or("", String::as_str);
    let names = cloud.native_commands().iter().map(|command| command.name);
    let near: Vec<&str> = names.filter(|name| name.split(' ').next() == Some(first)).collect();
    if near.is_empty() {
        return Error::unsupported(format!("{provider} has no command {first:?} of its own"));
    }
    Error::invalid(format!("{provider} has no command {:?}; there are {}", words.join(" "), near.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::split;
    use anycloud::NativeCommand;

    const COMMANDS: [NativeCommand; 4] = [
        NativeCommand::changes("groups start", &["GROUP"], ""),
        NativeCommand::changes("groups start all", &[], ""),
        NativeCommand::destroys("groups destroy", &["GROUP"], ""),
        NativeCommand::reads("usage", &[], ""),
    ];

    fn found(words: &str) -> Option<(&'static str, Vec<String>)> {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        split(&COMMANDS, &words).map(|(command, rest)| (command.name, rest.to_vec()))
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(found("groups start g"), Some(("groups start", vec!["g".to_owned()])));
        assert_eq!(found("groups start all"), Some(("groups start all", Vec::new())));
        assert_eq!(found("usage"), Some(("usage", Vec::new())));
        for words in ["groups", "groups stop", "use", "usages"] {
            assert_eq!(found(words), None, "{words}");
        }
    }
}
