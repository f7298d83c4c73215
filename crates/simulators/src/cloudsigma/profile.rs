//! The profile.

use super::{state::State, wire::Refusal};
use crate::family::{drive::line, problem::Problem, wire::Form};
use anycloud_elastic_text::Record;

/// What `set` takes, and whether it must have a value.
const SETTABLE: [(&str, bool); 9] = [
    ("address", false),
    ("company", false),
    ("email", true),
    ("first_name", true),
    ("last_name", true),
    ("nick_name", true),
    ("phone", false),
    ("postcode", false),
    ("title", false),
];

/// What there is besides: three keys of the manual's table, and those that recordings have.
const FIXED: [(&str, &str); 19] = [
    ("api_disabled", "False"),
    ("api_https_only", "False"),
    ("country", "CH"),
    ("currency", "EUR"),
    ("facebook", ""),
    ("ftp_disabled", "False"),
    ("job_title", ""),
    ("language", "en-gb"),
    ("linkedin", ""),
    ("location", ""),
    ("salutation", ""),
    ("secret_key", "simulated-secret-key"),
    ("signature", ""),
    ("town", ""),
    ("twitter", ""),
    ("type", "regular"),
    ("vat", ""),
    ("website", ""),
    ("xing", ""),
];

/// The profile of a new account.
pub(super) fn new(email: &str) -> Form {
    let mut profile: Form =
        FIXED.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    for (key, _) in SETTABLE {
        let value = match key {
            "email" => email,
            "first_name" => "Foo",
            "last_name" => "Bar",
            "nick_name" => "FooBar",
            _ => "",
        };
        profile.insert(key.to_owned(), value.to_owned());
    }
    profile
}

impl State {
    pub(super) fn profile_record(&self) -> Record {
        let mut record = Record::new();
        for (key, value) in &self.profile {
            record.push(key, value);
        }
        record.set("currency", self.billing.currency).push("uuid", self.settings.user);
        record
    }

    /// Takes what is given, all of it or nothing. The refusal shows the whole profile, as it is.
    pub(super) fn set_profile(&mut self, form: Form) -> Result<(), Refusal> {
        let mut errors = Vec::new();
        for (key, value) in &form {
            if let Err(why) = check(key, value) {
                errors.push((key.clone(), format!("* {why}")));
            }
        }
        if !errors.is_empty() {
            let echo = self.profile_record();
            let echo = echo.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            return Err(Refusal { problem: Problem::Fields(errors), echo: Some(echo) });
        }
        self.profile.extend(form);
        Ok(())
    }

    /// The same for a seed state, which may say anything that `info` shows.
    pub(super) fn plant_profile(&mut self, form: Form) -> Result<(), Problem> {
        for (key, value) in form {
            let known = FIXED.iter().any(|(fixed, _)| *fixed == key);
            if key == "currency" {
                return Err(Problem::bad(key, value, "said here: `billing` has it"));
            }
            if !known {
                check(&key, &value).map_err(|why| Problem::Fields(vec![(key.clone(), why.to_owned())]))?;
            }
            self.profile.insert(key, value);
        }
        Ok(())
    }
}

fn check(key: &str, value: &str) -> Result<(), &'static str> {
    let (_, required) =
        SETTABLE.iter().find(|(known, _)| *known == key).ok_or("This field cannot be set.")?;
    if *required && value.trim().is_empty() {
        return Err("This field is required.");
    }
    if line(key, value.to_owned()).is_err() {
        return Err("One line of text is expected.");
    }
    if key == "email" && !is_email(value) {
        return Err("Enter a valid e-mail address.");
    }
    Ok(())
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let host_is_sound =
        host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty()) && !host.contains('@');
    !user.is_empty() && host_is_sound && !text.contains(char::is_whitespace)
}
