//! The profile.

use super::{Repeat, Requests};
use crate::settings::ProfileConfig;
use anycloud_core::Result;
use anycloud_http::Call;

impl Requests {
    pub(crate) fn profile_info(self) -> Result<Call> {
        self.get("profile info", "/profile/info")
    }

    pub(crate) fn profile_set(self, config: &ProfileConfig) -> Result<Call> {
        self.post("profile set", "/profile/set", config.record(), Repeat::Harmless)
    }
}
