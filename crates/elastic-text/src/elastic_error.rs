use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// The first word of the header `X-Elastic-Error`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ElasticCode {
    /// 401: the user or the key is missing or wrong.
    Auth,
    /// 402: the balance or the subscription does not cover it.
    Billing,
    /// 409: a drive, a server or another resource is busy.
    Busy,
    /// 500: the command failed.
    Failed,
    /// 507: a drive or another resource is full.
    Full,
    /// 405: a command that expects POST was sent by GET.
    Method,
    /// 404: no such command, drive, server or other object.
    Missing,
    /// 500: the provider's own system failed.
    System,
    /// A code that is not in the table, as it was sent.
    Unrecognized(Box<str>),
    /// 400: the input is invalid.
    Usage,
}

impl ElasticCode {
    /// The table: every documented code.
    pub const ALL: [Self; 9] = [
        Self::Usage,
        Self::Auth,
        Self::Billing,
        Self::Missing,
        Self::Method,
        Self::Busy,
        Self::Failed,
        Self::System,
        Self::Full,
    ];

    /// The word as the header has it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Auth => "auth",
            Self::Billing => "billing",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::Full => "full",
            Self::Method => "method",
            Self::Missing => "missing",
            Self::System => "system",
            Self::Unrecognized(code) => code,
            Self::Usage => "usage",
        }
    }

    /// The HTTP status that the table gives it; `None` for a code that is not in the table.
    pub fn status(&self) -> Option<u16> {
        Some(match self {
            Self::Usage => 400,
            Self::Auth => 401,
            Self::Billing => 402,
            Self::Missing => 404,
            Self::Method => 405,
            Self::Busy => 409,
            Self::Failed | Self::System => 500,
            Self::Full => 507,
            Self::Unrecognized(_) => return None,
        })
    }

    /// The one code that the table has for a status; `None` if it has none, or two (500 is `failed` and
    /// `system`).
    fn from_status(status: u16) -> Option<Self> {
        let mut codes = Self::ALL.into_iter().filter(|code| code.status() == Some(status));
        match (codes.next(), codes.next()) {
            (Some(code), None) => Some(code),
            _ => None,
        }
    }
}

impl From<&str> for ElasticCode {
    fn from(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str() == code)
            .unwrap_or_else(|| Self::Unrecognized(code.into()))
    }
}

impl FromStr for ElasticCode {
    type Err = Infallible;

    fn from_str(code: &str) -> Result<Self, Infallible> {
        Ok(code.into())
    }
}

impl fmt::Display for ElasticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal: the HTTP status, the header `X-Elastic-Error` and the body of an answer.
///
/// `Display` is one line with the code and the status. The provider's own words are in
/// [`detail`](Self::detail) and [`body`](Self::body): they may repeat what was sent, so neither `Display` nor
/// `Debug` shows them.
///
/// ```
/// use anycloud_elastic_text::{ElasticCode, ElasticError};
///
/// let error = ElasticError::from_parts(409, Some("busy drive is being imaged"), "Try later\n");
/// assert_eq!(error.code(), Some(&ElasticCode::Busy));
/// assert_eq!(error.detail(), "drive is being imaged");
/// assert_eq!(error.to_string(), "X-Elastic-Error: busy (status 409)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ElasticError {
    status: u16,
    code: Option<ElasticCode>,
    stated: bool,
    detail: Box<str>,
    body: Box<str>,
}

impl ElasticError {
    /// From an answer whose status is no success.
    ///
    /// The code is the first word of the header. Without a header (CloudSigma 1.0 sends none) it is the one
    /// code that the table has for the status, if there is one.
    pub fn from_parts(status: u16, header: Option<&str>, body: &str) -> Self {
        let header = header.unwrap_or_default().trim();
        let (word, detail) = header.split_once(' ').unwrap_or((header, ""));
        let stated = !word.is_empty();
        let code = if stated { Some(word.into()) } else { ElasticCode::from_status(status) };
        Self { status, code, stated, detail: detail.trim_start().into(), body: body.into() }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The code that the header states, or else the one that the status implies.
    pub fn code(&self) -> Option<&ElasticCode> {
        self.code.as_ref()
    }

    /// Whether the code was in the header.
    pub fn is_stated(&self) -> bool {
        self.stated
    }

    /// What the header says after the code; often nothing.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The body: text for people. Its wording is not documented.
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Display for ElasticError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            // The word of a header has no spaces, but it may have other characters that break a line.
            Some(code) if self.stated => {
                write!(f, "X-Elastic-Error: {} (status {})", code.as_str().escape_debug(), self.status)
            }
            Some(code) => write!(f, "{code} (status {}, no X-Elastic-Error)", self.status),
            None => write!(f, "status {}, no X-Elastic-Error", self.status),
        }
    }
}

impl fmt::Debug for ElasticError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ElasticError")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("stated", &self.stated)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ElasticError {}

#[cfg(test)]
mod tests {
    use super::{ElasticCode, ElasticError};

    #[test]
    fn every_row_of_the_table() {
        let rows = [
            (400, "usage", ElasticCode::Usage),
            (401, "auth", ElasticCode::Auth),
            (402, "billing", ElasticCode::Billing),
            (404, "missing", ElasticCode::Missing),
            (405, "method", ElasticCode::Method),
            (409, "busy", ElasticCode::Busy),
            (500, "failed", ElasticCode::Failed),
            (500, "system", ElasticCode::System),
            (507, "full", ElasticCode::Full),
        ];
        assert_eq!(rows.len(), ElasticCode::ALL.len());
        for (status, word, code) in rows {
            let error = ElasticError::from_parts(status, Some(word), "words for people");
            assert_eq!((error.status(), error.code(), error.detail()), (status, Some(&code), ""));
            assert!(error.is_stated());
            assert_eq!(code.status(), Some(status));
            assert_eq!(ElasticCode::from(code.as_str()), code);
            let implied = ElasticError::from_parts(status, None, "");
            assert_eq!(implied.code(), if status == 500 { None } else { Some(&code) });
            assert!(!implied.is_stated());
        }
    }

    #[test]
    fn unknown_codes_are_kept() {
        let error = ElasticError::from_parts(503, Some(" melted  all of it "), "");
        assert_eq!(error.code(), Some(&ElasticCode::Unrecognized("melted".into())));
        assert_eq!(error.detail(), "all of it");
        // The header wins over the status.
        let error = ElasticError::from_parts(400, Some("missing"), "");
        assert_eq!(error.code(), Some(&ElasticCode::Missing));
        assert_eq!(ElasticError::from_parts(504, None, "").code(), None);
        assert_eq!(ElasticError::from_parts(404, Some(""), "").code(), Some(&ElasticCode::Missing));
    }

    #[test]
    fn the_providers_words_are_not_shown() {
        let error = ElasticError::from_parts(400, Some("usage password=hunter2"), "hunter2\nhunter2");
        for shown in [format!("{error}"), format!("{error:?}")] {
            assert!(!shown.contains("hunter2"), "{shown}");
            assert_eq!(shown.lines().count(), 1);
        }
        let error = ElasticError::from_parts(400, Some("a\tb\u{85}c d"), "");
        assert_eq!(error.to_string(), "X-Elastic-Error: a\\tb\\u{85}c (status 400)");
    }
}
