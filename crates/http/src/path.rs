//! Texts as parts of paths.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a path: percent-encoded, all but letters and digits of ASCII and `-._~`.
///
/// A text that is empty, `.` or `..` leads elsewhere however it is encoded: the driver refuses such ids before.
///
/// ```
/// assert_eq!(anycloud_http::path_segment("lab/my key"), "lab%2Fmy%20key");
/// assert_eq!(anycloud_http::path_segment("é~1"), "%C3%A9~1");
/// ```
pub fn path_segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
