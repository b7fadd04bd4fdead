//! The detailed reasons why a pasted text cannot be read.

/// The kinds of [`PasteError`](super::PasteError).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasteErrorKind {
    /// No part of the text has a known format.
    NotRecognized,
    /// A part of the text was not understood, and could contain a value.
    NotUnderstood,
    /// The text is cut off: a quote or bracket is not closed, or a part is missing.
    Incomplete,
    /// A value was shortened or hidden where it was copied.
    Shortened,
    /// The text can be read in more than one way, with different values.
    Ambiguous,
    /// The text refers to a value elsewhere, such as in a file or a variable.
    Elsewhere,
    /// The format was recognized, but the text contains no value.
    Empty,
}

/// The reason why a text cannot be read, and its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) reason: Reason,
    pub(super) at: usize,
    /// The recognized format of the part.
    pub(super) format: Option<&'static str>,
}

impl Problem {
    /// Returns the same problem for the longer text in which this one begins at `by`.
    pub(super) fn shifted(self, by: usize) -> Self {
        Self {
            at: self.at + by,
            ..self
        }
    }

    /// Returns the same problem for a text of this format, unless a format was already recognized within it.
    pub(super) fn of(self, format: &'static str) -> Self {
        Self {
            format: self.format.or(Some(format)),
            ..self
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Nothing,
    UnknownText,
    ValueAmongWords,
    UnclosedQuote,
    UnclosedBracket,
    EndsInMiddle,
    UnknownOption,
    MissingOptionValue,
    NotAnAddress,
    InputFile,
    Variable,
    PasswordPrompt,
    Shortened,
    Redacted,
    Link,
    ProvisionalHeaders,
    UnclearContinuation,
    UnclearPairs,
    UnclearBody,
    StrayQuote,
    DoubledQuote,
    UnclearEscapes,
    UnclearQuotes,
    UnclearEnd,
    ControlCharacter,
    BareCookie,
    InvalidCookieName,
    MissingHeaderValue,
    CookieLineFields,
    TableRow,
    TableColumns,
    ConsoleTable,
    LiteralSyntax,
    UnexpectedLiteral,
    UnknownMember,
    RepeatedName,
    UnknownStatement,
    TooDeep,
    OnlyBody,
    SanitizedHar,
    NoValues,
}

impl Reason {
    pub(super) fn at(self, at: usize) -> Problem {
        Problem {
            reason: self,
            at,
            format: None,
        }
    }

    pub(super) fn kind(self) -> PasteErrorKind {
        match self {
            Self::Nothing => PasteErrorKind::NotRecognized,
            Self::UnclosedQuote | Self::UnclosedBracket | Self::EndsInMiddle | Self::MissingHeaderValue => {
                PasteErrorKind::Incomplete
            }
            Self::Shortened | Self::Redacted | Self::ProvisionalHeaders | Self::SanitizedHar => {
                PasteErrorKind::Shortened
            }
            Self::UnclearContinuation
            | Self::UnclearPairs
            | Self::DoubledQuote
            | Self::UnclearEscapes
            | Self::UnclearQuotes
            | Self::UnclearEnd
            | Self::StrayQuote
            | Self::UnclearBody
            | Self::RepeatedName => PasteErrorKind::Ambiguous,
            Self::InputFile | Self::Variable | Self::PasswordPrompt => PasteErrorKind::Elsewhere,
            Self::OnlyBody | Self::NoValues => PasteErrorKind::Empty,
            _ => PasteErrorKind::NotUnderstood,
        }
    }

    /// Returns what is wrong, and what to paste instead.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Nothing => {
                "expected what a browser's developer tools copy, such as a request as cURL, its headers, or cookies \
                 (name=value; name=value), or JSON with names and values"
            }
            Self::UnknownText => {
                "this part has no known format; if it is a value, paste it with its name (name=value), otherwise leave it out"
            }
            Self::ValueAmongWords => "a value is followed by words that look like a remark; paste only the value",
            Self::UnclosedQuote => {
                "a quote is opened but not closed, so the end may be missing; copy the complete text"
            }
            Self::UnclosedBracket => {
                "a bracket is opened but not closed, so the end may be missing; copy the complete text"
            }
            Self::EndsInMiddle => "the text breaks off, so the end may be missing; copy the complete text",
            Self::UnknownOption => {
                "an option or argument is unknown; leave it out unless it contains a requested value"
            }
            Self::MissingOptionValue => "an option has no value; copy the complete command",
            Self::NotAnAddress => "a word is neither an option nor an address; copy the complete command",
            Self::InputFile => "a value is in a file, which is not read; paste the contents of the file",
            Self::Variable => "a value is in a variable or computed; paste the value itself",
            Self::PasswordPrompt => "a user name has no password; add it as name:password",
            Self::Shortened => "a value was shortened (…) where it was copied; copy it in full",
            Self::Redacted => "a value was replaced with a placeholder; copy the original from the browser",
            Self::Link => "a chat has turned a part of a value into a link; copy it again from the browser",
            Self::ProvisionalHeaders => {
                "the browser shows provisional headers, which lack cookies; reload the page with the cache disabled, and \
                 copy another request"
            }
            Self::UnclearContinuation => {
                "it is unclear whether this line continues the line before; paste each value in one line"
            }
            Self::UnclearPairs => {
                "it is unclear whether this is one value or several; paste each in its own line as name=value"
            }
            Self::UnclearBody => {
                "the text after the headers may be the body of a request, which is not read; paste only the headers"
            }
            Self::StrayQuote => "a quote has no counterpart; copy the complete text, or paste it without quotes",
            Self::DoubledQuote => {
                "a quote has different meanings in different shells; copy the request as cURL (bash), or only the cookies"
            }
            Self::UnclearEscapes => {
                "it is unclear whether a backslash belongs to the value or was added to it; copy it again from the browser, without \
                 quotes around it"
            }
            Self::UnclearQuotes => {
                "it is unclear whether the quotes belong to the value; paste it without them, or copy the request as cURL"
            }
            Self::UnclearEnd => {
                "it is unclear whether the last character belongs to the value; leave it out, or copy the request as cURL"
            }
            Self::ControlCharacter => {
                "a value contains a line break or a control character; paste each value in one line"
            }
            Self::BareCookie => {
                "a part has no name (name=value); the end may be missing or a remark included; paste only the cookies"
            }
            Self::InvalidCookieName => {
                "a cookie's name contains characters that names cannot have; paste only the cookies"
            }
            Self::MissingHeaderValue => "a header has no value, so the end may be missing; copy the complete text",
            Self::CookieLineFields => {
                "expected seven fields in each line (domain, flag, path, secure, expiry, name, value), separated by tabs"
            }
            Self::TableRow => "the columns of this row are unknown; copy the table with its titles",
            Self::TableColumns => {
                "a column has an unknown title, or the names or values have no column; copy the table with all columns and titles"
            }
            Self::ConsoleTable => {
                "the output of console.table may be shortened or have added quotes; copy the cookies from \
                 a request, or print them as JSON"
            }
            Self::LiteralSyntax => "the syntax is invalid; copy the complete text again",
            Self::UnexpectedLiteral => {
                "expected an object with names and values, or a list of cookies with `name` and `value`"
            }
            Self::RepeatedName => "a name occurs twice with different values; paste only the part with the right value",
            Self::UnknownMember => "a property is unknown; leave it out unless it contains a requested value",
            Self::UnknownStatement => "a statement is unknown; leave it out unless it contains a requested value",
            Self::TooDeep => "the text is nested too deeply; paste only the innermost part",
            Self::OnlyBody => {
                "the text has no cookies or headers, and the body of a request is not read; paste its values as JSON \
                 ({\"name\": \"value\"})"
            }
            Self::SanitizedHar => {
                "the file was exported without sensitive data, so it lacks the cookies; export it again with sensitive data"
            }
            Self::NoValues => {
                "the text contains no values; sign in first, and copy a request of the page that is then open"
            }
        }
    }
}
