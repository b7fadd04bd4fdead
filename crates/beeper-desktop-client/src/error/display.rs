//! Prints errors: `Display` is one line, and `Debug` is what a `main` that returns the error prints.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::refusal_body::BodyForm;
use crate::error::source_chain::fmt_with_sources;
use crate::error::token_advice::{HOW_TO_MAKE_A_TOKEN, TOKEN_VARIABLE};
use crate::generated::types::ErrorBody;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation_id) = self.operation_id() {
            write!(f, "{operation_id}: ")?;
        }
        let lacks_operation = self.is_not_supported() && !self.may_be_another_server();
        if let Some(status) = self.status().filter(|_| !lacks_operation) {
            write!(f, "{status}")?;
        }
        match self.kind() {
            ErrorKind::MissingToken => write!(
                f,
                "needs an access token, and the client has none: {HOW_TO_MAKE_A_TOKEN}, and set {TOKEN_VARIABLE} to it for \
                 `Client::from_env`, or give it to `ClientBuilder::access_token`"
            ),
            ErrorKind::InvalidRequest { reason } => write!(f, "the request cannot be made: {reason}"),
            ErrorKind::InvalidArgument { argument, reason } => write!(f, "`{argument}` cannot be sent: {reason}"),
            ErrorKind::Connect => {
                write!(f, "could not connect to {}", self.0.server)?;
                self.fmt_connect_advice(f)
            }
            ErrorKind::ConnectTimeout { limit } => {
                write!(f, "could not connect to {} within {limit:?}", self.0.server)?;
                self.fmt_connect_advice(f)
            }
            ErrorKind::Timeout { limit } if self.status().is_some() => {
                write!(f, ", but its body did not arrive within {limit:?}")
            }
            ErrorKind::Timeout { limit } => write!(f, "no response within {limit:?}"),
            ErrorKind::Interrupted if self.status().is_some() => {
                f.write_str(", but the connection broke within its body")
            }
            ErrorKind::Interrupted => f.write_str("the connection broke before a response arrived"),
            ErrorKind::NotSupported if lacks_operation => self.fmt_missing_operation(f),
            ErrorKind::Refused | ErrorKind::NotSupported => self.fmt_refusal(f),
            ErrorKind::Redirect => f.write_str(" redirects to another address; the client does not follow redirects"),
            // Quoted, so that no character of the path breaks the line.
            ErrorKind::LocalFile { path, reason } => {
                write!(f, "the file {path:?} on this computer cannot be used: {reason}")
            }
            ErrorKind::RepeatedCursor => {
                f.write_str("the list would never end: the server sent a cursor a second time")
            }
            ErrorKind::IncompleteList { reason } => write!(f, "the list is incomplete: {reason}"),
            ErrorKind::BodyTooLarge { limit } => write!(f, " with a body of more than {limit} bytes"),
            ErrorKind::UnexpectedStatus => f.write_str(" is not documented"),
            ErrorKind::NoBody => f.write_str(" without a body"),
            ErrorKind::NotJson => {
                match self.media_type() {
                    Some(JSON) | None => f.write_str(" with a body that is not JSON"),
                    Some(media_type) => write!(f, " with a body that is not JSON but {media_type}"),
                }?;
                self.fmt_wrong_server(f)
            }
            ErrorKind::Misfit { path, reason } => write!(f, " does not fit at `{path}`: {reason}"),
        }
    }
}

const JSON: &str = "application/json";

impl Error {
    /// Writes advice about a failed connection.
    fn fmt_connect_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.is_unresolved {
            true => "; no host of this name was found; is the address right?",
            false => {
                "; is Beeper Desktop running, and its API switched on? `discover()` finds it on other ports of this computer"
            }
        })
    }

    fn fmt_refusal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_code(f)?;
        let is_foreign = self.has_foreign_body();
        if let Some(media_type) = self.media_type().filter(|it| is_foreign && *it != JSON) {
            write!(f, " with a body of {media_type}")?;
        }
        let needs_token = self.0.call.is_some_and(|call| call.needs_token);
        let is_unauthorized = self.status() == Some(StatusCode::UNAUTHORIZED);
        if is_unauthorized && !self.is_page() && needs_token {
            return write!(f, "; it needs a valid access token: {HOW_TO_MAKE_A_TOKEN}");
        }
        self.fmt_wrong_server(f)
    }

    fn fmt_code(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self
            .api_error()
            .filter(|_| !self.0.is_code_secret)
            .and_then(printable_code);
        code.map_or(Ok(()), |code| write!(f, " ({code})"))
    }

    /// Writes that the server does not have the operation.
    fn fmt_missing_operation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server at {}", self.0.server)?;
        if let Some(version) = self.server_version() {
            write!(f, " (version {version})")?;
        }
        f.write_str(" does not have this operation")?;
        self.fmt_code(f)?;
        match (self.server_version(), self.api_error()) {
            // Only Beeper's Desktop API sends this version header, but its older releases do not.
            (None, None) => f.write_str("; is it Beeper's Desktop API, and new enough?"),
            _ => Ok(()),
        }
    }

    /// Writes a question about the address if another server may have responded.
    fn fmt_wrong_server(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.may_be_another_server() {
            return Ok(());
        }
        let server = &self.0.server;
        write!(
            f,
            "; {server} does not look like Beeper's Desktop API; is the address right?"
        )
    }

    /// Returns whether another server may have responded: Beeper's Desktop API never responds with an HTML page.
    fn may_be_another_server(&self) -> bool {
        // A gateway responds with an HTML page when it cannot reach Beeper Desktop.
        let is_gateway_error = |status: StatusCode| status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED;
        self.is_page() && self.server_version().is_none() && !self.status().is_some_and(is_gateway_error)
    }

    fn is_page(&self) -> bool {
        let label = self.media_type();
        let is_labelled = || label.is_some_and(|it| it.eq_ignore_ascii_case("text/html"));
        match self.0.body_form {
            // A server that labels the page as JSON meant to respond as the API does.
            BodyForm::Page => label != Some(JSON),
            // A page that was not read whole may not look like one.
            BodyForm::Unread | BodyForm::Other => is_labelled(),
            BodyForm::Empty | BodyForm::Json => false,
        }
    }

    /// Returns the media type of the response, if the header has the form of one. Other values are not printed.
    fn media_type(&self) -> Option<&str> {
        let value = self.headers()?.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = value.split(';').next().unwrap_or_default().trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/+-._".contains(c);
        (!essence.is_empty() && essence.len() <= 80 && essence.chars().all(plain)).then_some(essence)
    }
}

/// Returns the code if it consists of the characters of a name. Other texts may not be meant as codes, and are not printed.
fn printable_code(body: &ErrorBody) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let code = body.code.as_str();
    (!code.is_empty() && code.len() <= 80 && code.chars().all(plain)).then_some(code)
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_sources(self, f)?;
        match self.tries() {
            0 | 1 => Ok(()),
            tries => write!(f, "; after {tries} tries"),
        }
    }
}
