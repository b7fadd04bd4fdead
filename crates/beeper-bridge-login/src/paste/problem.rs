//! What can be wrong with a pasted text, in detail.

/// The kinds of [`PasteError`](super::PasteError).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasteErrorKind {
    /// Nothing in the text has a format that can be read.
    NotRecognized,
    /// A part of the text was not understood, and could hold a value.
    NotUnderstood,
    /// The text is cut off: a quote or a bracket is not closed, or a part is missing.
    Incomplete,
    /// A value was shortened or blackened where it was copied.
    Shortened,
    /// There is more than one way to read the text, and they give different values.
    Ambiguous,
    /// The text says where a value is, such as in a file or a variable, and not what it is.
    Elsewhere,
    /// The format was recognised, and there is no value in it.
    Empty,
}

/// What is wrong, and where in the text that was to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) reason: Reason,
    pub(super) at: usize,
    /// What the part was recognised as.
    pub(super) format: Option<&'static str>,
}

impl Problem {
    /// The same problem in a text of which the one that was read is a part, from this place on.
    pub(super) fn shifted(self, by: usize) -> Self {
        Self {
            at: self.at + by,
            ..self
        }
    }

    /// The same problem, in a text of this format, if none was recognised within it.
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

    /// What is wrong, and what would work.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Nothing => {
                "expected what a browser's developer tools copy, such as a request as cURL, its headers, or cookies \
                 (name=value; name=value), or JSON with names and values"
            }
            Self::UnknownText => {
                "this is of no known format; if it is a value, paste it with its name (name=value), otherwise leave it out"
            }
            Self::ValueAmongWords => "a value and what seems to be a remark run together; paste the value alone",
            Self::UnclosedQuote => {
                "a quote is opened and not closed, so the end seems to be missing; copy it as a whole"
            }
            Self::UnclosedBracket => {
                "a bracket is opened and not closed, so the end seems to be missing; copy it as a whole"
            }
            Self::EndsInMiddle => "it ends in the middle, so the end seems to be missing; copy it as a whole",
            Self::UnknownOption => "an option or argument is not understood; leave it out if it does not matter",
            Self::MissingOptionValue => "an option lacks its value; copy the command as a whole",
            Self::NotAnAddress => "a word is neither an option nor an address; copy the command as a whole",
            Self::InputFile => "a value is in a file, which cannot be read from here; paste what is in the file",
            Self::Variable => "a value is in a variable, or computed; paste the value itself in its place",
            Self::PasswordPrompt => "there is a user name without its password; add it, as name:password",
            Self::Shortened => "a value was shortened where it was copied (…); copy it in full",
            Self::Redacted => "a value is hidden by a placeholder; copy it as the browser has it",
            Self::Link => "a chat has made a link of a part of a value; copy it again from the browser",
            Self::ProvisionalHeaders => {
                "the browser shows provisional headers, which lack cookies; reload the page with the cache disabled, and \
                 copy another request"
            }
            Self::UnclearContinuation => {
                "whether this line goes on with the one before is unclear; paste each value in one line"
            }
            Self::UnclearPairs => {
                "whether this is one value or several is unclear; paste each in a line of its own, as name=value"
            }
            Self::UnclearBody => {
                "what follows the headers may be the body of a request, which is not read; paste the headers alone"
            }
            Self::StrayQuote => {
                "a quote without its counterpart stands here; copy the text as a whole, or without quotes"
            }
            Self::DoubledQuote => {
                "a quote means different things in different shells here; copy it as cURL (bash), or the cookies alone"
            }
            Self::UnclearEscapes => {
                "whether a backslash belongs to the value or was added to it is unclear; copy it again from the browser, without \
                 quotes around it"
            }
            Self::UnclearQuotes => {
                "whether the quotes belong to the value is unclear; leave them out, or, if they do, copy the request as cURL"
            }
            Self::UnclearEnd => {
                "whether the mark at the end belongs to the value is unclear; leave it out, or, if it does, copy the request as cURL"
            }
            Self::ControlCharacter => {
                "there is a line break or a control character within a value; paste each value in one line"
            }
            Self::BareCookie => {
                "a part has no name (name=value); the end may be missing, or a remark may have got in; paste the cookies alone"
            }
            Self::InvalidCookieName => "the name of a cookie has characters that no name has; paste the cookies alone",
            Self::MissingHeaderValue => "a header lacks its value, so the end seems to be missing; copy it as a whole",
            Self::CookieLineFields => {
                "expected seven fields in a line (domain, flag, path, secure, expiry, name, value), separated by tabs"
            }
            Self::TableRow => "the columns of this row are not understood; copy the table with its titles",
            Self::TableColumns => {
                "a column has an unknown title, or there is none for names or for values; copy the table with all columns and titles"
            }
            Self::ConsoleTable => {
                "what console.table shows may be shortened or have quotes that are not part of the values; copy the cookies from \
                 a request, or print them as JSON"
            }
            Self::LiteralSyntax => "the syntax is broken here; copy it again as a whole",
            Self::UnexpectedLiteral => {
                "expected an object with names and values, or a list of cookies with `name` and `value`"
            }
            Self::RepeatedName => "a name occurs twice with different values; paste only the part with the right one",
            Self::UnknownMember => "a property is not understood here; leave it out if it does not matter",
            Self::UnknownStatement => "a statement is not understood; leave it out if it does not matter",
            Self::TooDeep => "it is nested too deeply; paste only the innermost part",
            Self::OnlyBody => {
                "there are no cookies and headers, and values in the body of a request are not read; paste them as JSON \
                 ({\"name\": \"value\"})"
            }
            Self::SanitizedHar => {
                "it was exported without sensitive data, so it lacks the cookies; export it again with sensitive data"
            }
            Self::NoValues => {
                "there are no values in it; sign in first, and copy a request of the page that is then open"
            }
        }
    }
}
