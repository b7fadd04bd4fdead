//! Percent-encodes and decodes texts in paths and queries.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns the decoded pairs of a query, or `None` if one is not UTF-8, which `form_urlencoded` would replace.
pub(crate) fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = |text: &str| decoded_segment(&text.replace('+', " "));
            Some((decoded(name)?, decoded(value)?))
        })
        .collect()
}

/// Decodes one segment of a path; returns `None` if it is not UTF-8.
pub(crate) fn decoded_segment(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// Encodes a text as one segment of a path.
pub(crate) fn encoded_segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn repeated_names_are_kept() {
        let expected = [
            pair("ids", "a b"),
            pair("ids", "!c:d&e"),
            pair("flag", ""),
            pair("odd", "%zz%"),
        ];

        let read = pairs("ids=a+b&ids=%21c%3Ad%26e&&flag&odd=%zz%").unwrap();

        assert_eq!(read, expected);
    }

    #[test]
    fn values_that_are_not_utf8_are_refused() {
        assert_eq!(pairs("query=%FF"), None);
    }

    #[test]
    fn an_encoded_segment_decodes_to_itself() {
        let name = "grüße & mehr/%2F+.txt";

        let back = pairs(&encoded_segment(name)).unwrap();

        assert_eq!(back, [pair(name, "")]);
    }
}
