//! Cleans an access token, and makes the `Authorization` header.

use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::client::build_error::BuildError;
use crate::values::secret::Secret;

/// Returns the header with the access token.
pub(super) fn authorization(token: &Secret, variable: Option<&'static str>) -> Result<HeaderValue, BuildError> {
    let token = trimmed_token(token.expose());
    if token.is_empty() {
        return Err(BuildError::EmptyToken);
    }
    let header = is_graphic(token).then(|| bearer(token));
    header.flatten().ok_or(BuildError::InvalidToken { variable })
}

/// Returns whether a token is valid in a header, and needs no cleaning.
pub(crate) fn is_sent_as_it_is(token: &str) -> bool {
    !token.is_empty() && is_graphic(token) && trimmed_token(token) == token
}

fn is_graphic(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns the header with the token, marked as sensitive so that nothing prints it.
///
/// Returns `None` if the token is not valid in a header.
///
/// Requests share the header, and its memory is overwritten when the last of them is dropped.
fn bearer(token: &str) -> Option<HeaderValue> {
    let text = Zeroizing::new(format!("Bearer {token}"));
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// Returns a token without the white space, the quotes and the name of the scheme around it.
pub(super) fn trimmed_token(text: &str) -> &str {
    let mut token = text;
    loop {
        let shorter = without_scheme(unquoted(token));
        if shorter.len() == token.len() {
            return token;
        }
        token = shorter;
    }
}

/// Returns a text without the white space and the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    // Web pages and editors add invisible marks and typographic quotes.
    let around = |c: char| c.is_whitespace() || "\"'`\u{201c}\u{201d}\u{2018}\u{2019}\u{feff}\u{200b}".contains(c);
    text.trim_matches(around)
}

fn without_scheme(text: &str) -> &str {
    match text.split_once(char::is_whitespace) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token,
        _ if text.eq_ignore_ascii_case("bearer") => "",
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surroundings_of_a_token_are_removed() {
        for text in [
            "token",
            " token\r\n",
            "\"token\"",
            "'token'\n",
            "`token`",
            "\u{201c}token\u{201d}",
            "\u{feff}token\u{a0}",
            "Bearer token",
            "bearer\ttoken ",
            "\"Bearer token\"\n",
            "Bearer \"token\"",
            "Bearer Bearer token",
        ] {
            assert_eq!(trimmed_token(text), "token", "{text:?}");
            let header = authorization(&Secret::from(text), None).unwrap();
            assert_eq!(header.as_bytes(), b"Bearer token", "{text:?}");
        }
        assert_eq!(trimmed_token("bearer-token"), "bearer-token");
    }

    #[test]
    fn a_token_of_surroundings_alone_is_empty() {
        for text in ["", " \t", "\"\"", "Bearer ", "bearer", "'Bearer'\n"] {
            let error = authorization(&Secret::from(text), None).unwrap_err();
            assert!(matches!(error, BuildError::EmptyToken), "{text:?}");
        }
    }

    #[test]
    fn a_token_that_cannot_be_one_is_refused_unprinted() {
        for text in [
            "PLANTED\nx",
            "PLANTED x",
            "PLANTED\0",
            "PLANTED\u{e9}",
            "PLANTED\u{201c}x",
        ] {
            let error = authorization(&Secret::from(text), Some("A_VARIABLE")).unwrap_err();
            assert!(
                matches!(
                    error,
                    BuildError::InvalidToken {
                        variable: Some("A_VARIABLE")
                    }
                ),
                "{error}"
            );
            assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error}");
        }
    }

    #[test]
    fn the_header_with_the_token_does_not_print_it() {
        let header = bearer("PLANTED").unwrap();
        assert!(header.is_sensitive());
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
