//! Who is let in.

use super::{
    problem::Problem,
    wire::{Answer, Fields, fields, in_form, json, query, text},
};
use crate::family::Secret;
use bytes::Bytes;
use http::{HeaderMap, Request, header::AUTHORIZATION};
use serde_json::json;

/// The account's owner.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) email: String,
    pub(super) password: Secret,
    pub(super) token: Secret,
    /// An own installation asks nobody.
    pub(super) self_hosted: bool,
}

impl Login {
    /// `POST /auth`. The published code sent what it was told as a query.
    pub(super) fn answer(&self, request: &Request<Bytes>) -> Answer {
        let sent = fields(request).unwrap_or_else(|_| Fields::new());
        let given = |key: &str| {
            text(&sent, key).or_else(|| query(request, key)).or_else(|| in_form(request.body(), key))
        };
        let email = given("email").unwrap_or_default();
        let right =
            email.eq_ignore_ascii_case(&self.email) && given("password").as_ref() == Some(&self.password.0);
        if !right {
            return Err(Problem::Unauthorized);
        }
        Ok(json(&json!({
            "mist_api_token": self.token.0,
            "current_plan": {"title": "Simulated", "machine_limit": 1000, "isTrial": false, "expiration": null},
            "user_details": {
                "name": "", "company_name": "", "country": "", "number_of_servers": "", "number_of_people": "",
            },
        })))
    }

    /// Whether a request says the token, in any of the ways that documents and clients do.
    pub(super) fn lets_in(&self, headers: &HeaderMap) -> bool {
        let sent = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let bare = |value: &str| value == self.token.0;
        // The document on logging in has this header, and no client is known to send it.
        if self.self_hosted || sent("authorized").is_some_and(bare) {
            return true;
        }
        sent(AUTHORIZATION.as_str()).is_some_and(|value| match value.split_once(' ') {
            None => bare(value),
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => bare(token),
            Some(("mist_1", account)) => account
                .rsplit_once(':')
                .is_some_and(|(email, token)| email.eq_ignore_ascii_case(&self.email) && bare(token)),
            Some(_) => false,
        })
    }
}
