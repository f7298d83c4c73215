//! The service's own records: as it sends them, typed, and as anycloud's models. What the sibling API has too is the
//! family's.

mod arriving;
mod billing;
mod dates;
mod drives;
mod groups;
mod profile;
mod resources;
mod servers;
mod stamp;

pub use billing::{PriceLine, PricingInfo, SubscriptionInfo, TransactionInfo, UsageInfo, UsageLine};
pub use drives::DriveInfo;
pub use groups::GroupInfo;
pub use profile::ProfileInfo;
pub use resources::ResourceInfo;
pub use servers::ServerInfo;

pub(crate) use arriving::Arriving;
pub(crate) use billing::{money, subscriptions, transactions};
pub(crate) use dates::minutes;
pub(crate) use servers::DIALECT;
pub(crate) use stamp::{NAME_MAX, carries, good_name, restamped, stamped, unstamped};

use crate::error::{is_page, told};
use anycloud_core::{Error, Result, Text};
use anycloud_elastic_family::id::written;
use anycloud_elastic_family::{Properties, unread};
use anycloud_http::Reply;
use anycloud_http::web_page;
use http::response::Parts;

/// All records of a reply.
pub(crate) fn records(reply: Reply) -> Result<Vec<Properties>> {
    anycloud_elastic_family::records(&lines(reply)?)
}

/// The one record of a reply.
pub(crate) fn record(reply: Reply) -> Result<Properties> {
    anycloud_elastic_family::record(&lines(reply)?)
}

/// The last word of each line: lists of VLANs and addresses have their type before the id. docs: CloudSigma API 1.0,
/// §9.1 and §9.6.
pub(crate) fn ids(reply: Reply) -> Result<Vec<Text>> {
    let lines = anycloud_elastic_family::list(&lines(reply)?);
    Ok(lines.into_iter().filter_map(|mut words| words.pop()).map(written).collect())
}

/// The reply to an action: nothing, or the object. Neither is needed, but a web page means that something else
/// answered, and `errors:` lines that it was refused.
pub(crate) fn nothing(reply: Reply) -> Result<()> {
    lines(reply).map(drop)
}

/// The body as text. The API has no other format, whatever the header says.
fn lines(reply: Reply) -> Result<Text> {
    if is_page(&reply.parts, &reply.body) {
        return Err(web_page());
    }
    let text = Text::from_utf8(reply.body)
        .map_err(|e| unread(format!("the reply is not UTF-8: byte {}", e.valid_up_to())).with_source(e))?;
    match refused(&reply.parts, &text) {
        Some(refusal) => Err(refusal),
        None => Ok(text),
    }
}

/// The refusal in the lines of a good answer. Seen with 400 only; §11.10 and §11.11 show them without a status.
fn refused(parts: &Parts, text: &str) -> Option<Error> {
    let word = "errors:";
    // The first look is much the faster, and nearly always enough.
    let refused = text.contains(word) && text.lines().any(|line| line.starts_with(word));
    refused.then(|| told(parts.status.as_u16(), text))
}

#[cfg(test)]
mod tests;
