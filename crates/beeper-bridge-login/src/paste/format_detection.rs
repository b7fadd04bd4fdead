//! Recognises which format a pasted text has.

use super::curl;

/// The formats in which cookies are pasted. A new one is a variant here and a module beside this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PasteFormat {
    /// An object of names and values, or an array of cookies.
    Json,
    /// A cURL command.
    CurlCommand,
    /// The `Cookie:` header of a request, or a block of headers; also whatever is nothing else.
    CookieHeader,
}

impl PasteFormat {
    /// The format of a text that has no white space around it.
    pub(super) fn detect(text: &str) -> Self {
        if text.starts_with(['{', '[']) {
            Self::Json
        } else if curl::is_curl(text) {
            Self::CurlCommand
        } else {
            Self::CookieHeader
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PasteFormat;

    #[test]
    fn a_format_is_told_by_how_a_text_begins() {
        for (text, format) in [
            (r#"{"session": "abc"}"#, PasteFormat::Json),
            ("[]", PasteFormat::Json),
            ("curl 'https://example.com/'", PasteFormat::CurlCommand),
            ("$ curl https://example.com/", PasteFormat::CurlCommand),
            (
                r"C:\Windows\System32\curl.exe https://example.com/",
                PasteFormat::CurlCommand,
            ),
            ("Cookie: session=abc", PasteFormat::CookieHeader),
            ("curled=hair", PasteFormat::CookieHeader),
            ("session=abc", PasteFormat::CookieHeader),
            ("hunter2", PasteFormat::CookieHeader),
        ] {
            assert_eq!(PasteFormat::detect(text), format, "{text}");
        }
    }
}
