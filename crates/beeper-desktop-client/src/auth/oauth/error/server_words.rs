//! The server's reason for a refusal: its code, and its message for people.

use crate::values::server_text::ServerText;

/// The most characters of a code; longer texts are not codes.
const MAX_CODE_LENGTH: usize = 100;
const MAX_WORDS: usize = 1000;

/// The codes of RFC 6749, 6750, 7009, 7591, 8707 and OpenID Connect.
///
/// Only these are printed, because another could repeat a secret.
const KNOWN_CODES: &[&str] = &[
    "access_denied",
    "account_selection_required",
    "consent_required",
    "insufficient_scope",
    "interaction_required",
    "invalid_client",
    "invalid_client_metadata",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_scope",
    "invalid_software_statement",
    "invalid_target",
    "invalid_token",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unapproved_software_statement",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
];

/// An error of OAuth: a code for programs, and a message for people.
#[derive(Clone, Default)]
pub(crate) struct ServerWords {
    code: Option<String>,
    description: Option<ServerText>,
}

impl ServerWords {
    /// Creates it from the server's texts. Leaves out an invalid code and an empty message.
    pub(crate) fn new(code: Option<&str>, description: Option<&str>) -> Self {
        let in_a_code = |byte: u8| (byte.is_ascii_graphic() || byte == b' ') && byte != b'"' && byte != b'\\';
        let is_code = |code: &&str| !code.is_empty() && code.len() <= MAX_CODE_LENGTH && code.bytes().all(in_a_code);
        let visible = description.map(visible_text).filter(|text| !text.is_empty());
        Self {
            code: code.filter(is_code).map(str::to_owned),
            description: visible.map(ServerText::from),
        }
    }

    pub(crate) fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the code if it is one of the standards.
    pub(super) fn printable_code(&self) -> Option<&str> {
        self.code().filter(|code| KNOWN_CODES.contains(code))
    }

    pub(crate) fn description(&self) -> Option<&ServerText> {
        self.description.as_ref()
    }
}

/// Returns a text as one line, without characters that control a terminal, change the direction of writing, or are invisible.
fn visible_text(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let visible: String = visible.filter(|c| !is_hidden(*c)).take(MAX_WORDS).collect();
    visible.trim().to_owned()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_what_controls_a_terminal_or_turns_the_direction() {
        let description = |text| {
            let words = ServerWords::new(None, Some(text));
            words.description().map(|text| text.as_str().to_owned())
        };
        let hostile = "pay\u{202e} nimda\u{2066}\r\n\x1b[2J\u{9b}1m\u{200f}\u{61c}\u{2029}\t!\u{7f}\u{0}";
        assert_eq!(description(hostile).unwrap(), "pay nimda  [2J1m  !");
        assert_eq!(description("\u{fc}ber \u{1f41d}").unwrap(), "\u{fc}ber \u{1f41d}");
        assert_eq!(description("\u{200b}\n"), None);
        assert_eq!(description(&"x".repeat(5000)).unwrap().len(), MAX_WORDS);
    }

    #[test]
    fn a_code_is_a_code_and_only_a_known_one_is_printed() {
        for (code, is_code, is_printable) in [
            ("invalid_grant", true, true),
            ("com.example.busy", true, false),
            ("a b", true, false),
            ("", false, false),
            ("a\nb", false, false),
            ("a\"b", false, false),
            ("\u{e9}", false, false),
            (&"x".repeat(101), false, false),
        ] {
            let words = ServerWords::new(Some(code), None);
            assert_eq!(words.code(), is_code.then_some(code));
            assert_eq!(words.printable_code(), is_printable.then_some(code));
        }
    }
}
