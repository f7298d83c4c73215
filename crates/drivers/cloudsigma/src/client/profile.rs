//! The profile.

use super::Client;
use crate::settings::ProfileConfig;
use crate::wire::{ProfileInfo, record};
use anycloud_core::Result;
use anycloud_http::Reply;

impl Client {
    /// `GET /profile/info` (§6.1): who the account is.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn profile_info(&self) -> Result<ProfileInfo> {
        self.call(self.requests.profile_info(), info).await
    }

    /// `POST /profile/set` (§6.2): changes the keys that are given. Answers with the whole profile.
    ///
    /// # Errors
    /// `InvalidRequest`; which fields are wrong and why is in its [`Refusal`](crate::Refusal).
    pub async fn profile_set(&self, config: &ProfileConfig) -> Result<ProfileInfo> {
        self.call(self.requests.profile_set(config), info).await
    }
}

fn info(reply: Reply) -> Result<ProfileInfo> {
    ProfileInfo::new(record(reply)?)
}
