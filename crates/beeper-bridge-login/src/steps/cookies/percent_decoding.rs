//! Percent-decoding of cookie values.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Decodes the percent-escapes of a text. Returns it unchanged if an escape is invalid or the result is not UTF-8.
pub(super) fn decode_cookie_value(text: &str) -> Cow<'_, str> {
    if !has_only_whole_escapes(text) {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

// The decoder keeps invalid escapes but decodes those beside them, and such a mixture is neither form.
fn has_only_whole_escapes(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|after| matches!(after.as_bytes(), [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::decode_cookie_value;

    #[test]
    fn escapes_are_decoded_once_and_broken_ones_keep_the_whole_value_raw() {
        for (raw, decoded) in [
            ("plain", "plain"),
            ("a%2Bb", "a+b"),
            ("a+b", "a+b"),
            ("a%2fb%3D", "a/b="),
            ("%252B", "%2B"),
            ("%E2%82%AC", "€"),
            ("%zz", "%zz"),
            ("ok%20%zz", "ok%20%zz"),
            ("%", "%"),
            ("%2", "%2"),
            ("a%20b%2", "a%20b%2"),
            ("%%41", "%%41"),
            ("%FF%FE", "%FF%FE"),
            ("%E2%82", "%E2%82"),
            ("%€", "%€"),
            ("", ""),
        ] {
            assert_eq!(decode_cookie_value(raw), decoded, "{raw}");
        }
    }
}
