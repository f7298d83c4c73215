/// Why a text is no size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SizeError {
    /// It does not begin with a digit.
    #[error("a size is a whole number of bytes, with an optional suffix k, M, G or T")]
    NotANumber,
    /// The size is 2^64 bytes or more.
    #[error("the size is beyond 18446744073709551615 bytes")]
    Overflow,
    /// What follows the digits is not one of `k`, `M`, `G`, `T`.
    #[error("the suffix of a size is one of k, M, G, T")]
    Suffix,
}

/// Reads a `SIZE` or an `OFFSET`: a whole number of bytes, or of KiB, MiB, GiB, TiB if `k`, `M`, `G` or `T`
/// follows.
///
/// Neither provider says whether its units are 1000 or 1024 based; 1024 fits everything that was recorded.
/// The letter's case is open. Fractions, signs, spaces and `GB` are refused.
///
/// # Errors
/// What is no such text, or more bytes than 64 bits count.
///
/// ```
/// assert_eq!(anycloud_elastic_text::parse_size("160G"), Ok(171_798_691_840));
/// ```
pub fn parse_size(text: &str) -> Result<u64, SizeError> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    if digits.is_empty() {
        return Err(SizeError::NotANumber);
    }
    let unit = match suffix {
        "" => 1,
        "k" | "K" => 1 << 10,
        "m" | "M" => 1 << 20,
        "g" | "G" => 1 << 30,
        "t" | "T" => 1 << 40,
        _ => return Err(SizeError::Suffix),
    };
    // Only digits are left, so all that can fail is the range.
    let number: u64 = digits.parse().map_err(|_| SizeError::Overflow)?;
    number.checked_mul(unit).ok_or(SizeError::Overflow)
}

/// Writes a size the one way that every dialect reads: bytes, without suffix.
pub fn format_size(bytes: u64) -> String {
    bytes.to_string()
}

#[cfg(test)]
mod tests {
    use super::{SizeError, format_size, parse_size};

    #[test]
    fn suffixes_are_1024_based_in_either_case() {
        let sizes = [
            ("0", 0),
            ("007", 7),
            ("4k", 4096),
            ("4K", 4096),
            ("3m", 3 << 20),
            ("4M", 4 << 20),
            ("10G", 10_737_418_240),
            ("10g", 10_737_418_240),
            ("2T", 2 << 40),
            ("16777215t", 16_777_215 << 40),
            ("18446744073709551615", u64::MAX),
        ];
        for (text, bytes) in sizes {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
            assert_eq!(parse_size(&format_size(bytes)), Ok(bytes));
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "G", "+1", "-1", " 1", "x1", "٣", ".5"] {
            assert_eq!(parse_size(text), Err(SizeError::NotANumber), "{text}");
        }
        for text in ["1GB", "1 G", "1.5G", "1P", "1Gi", "1 ", "1e9", "1\u{212a}"] {
            assert_eq!(parse_size(text), Err(SizeError::Suffix), "{text}");
        }
        for text in ["18446744073709551616", "16777216T", "18014398509481984k", "99999999999999999999G"] {
            assert_eq!(parse_size(text), Err(SizeError::Overflow), "{text}");
        }
    }
}
