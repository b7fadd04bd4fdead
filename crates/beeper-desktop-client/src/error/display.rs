//! How an error prints: [`Display`](fmt::Display) is one line, [`Debug`](fmt::Debug) is what a `main` that returns the error
//! prints.

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
            ErrorKind::InvalidRequest { reason } => write!(f, "the request could not be made: {reason}"),
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
                write!(f, " with no whole body within {limit:?}")
            }
            ErrorKind::Timeout { limit } => write!(f, "no answer within {limit:?}"),
            ErrorKind::Interrupted if self.status().is_some() => f.write_str(" with a body that broke off"),
            ErrorKind::Interrupted => f.write_str("the connection broke before there was an answer"),
            ErrorKind::NotSupported if lacks_operation => self.fmt_missing_operation(f),
            ErrorKind::Refused | ErrorKind::NotSupported => self.fmt_refusal(f),
            ErrorKind::Redirect => f.write_str(" leads to another address, which is not followed"),
            // Quoted, so that no character of it breaks the line.
            ErrorKind::LocalFile { path, reason } => {
                write!(f, "the file {path:?} on this computer cannot be used: {reason}")
            }
            ErrorKind::RepeatedCursor => f.write_str("the list goes in circles: a cursor came back"),
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
    /// Says what to do about a connection that was not made.
    fn fmt_connect_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.is_unresolved {
            true => "; no host of this name was found, is the address right?",
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

    /// Says that the server does not have the operation.
    fn fmt_missing_operation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server at {}", self.0.server)?;
        if let Some(version) = self.server_version() {
            write!(f, " (version {version})")?;
        }
        f.write_str(" does not have this operation")?;
        self.fmt_code(f)?;
        match (self.server_version(), self.api_error()) {
            // Only Beeper's tells a version in this way, but its older ones don't.
            (None, None) => f.write_str("; is it Beeper's Desktop API, and new enough?"),
            _ => Ok(()),
        }
    }

    /// Asks about the address where something else may have answered.
    fn fmt_wrong_server(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.may_be_another_server() {
            return Ok(());
        }
        let server = &self.0.server;
        write!(
            f,
            "; {server} does not look like Beeper's Desktop API, is the address right?"
        )
    }

    /// Whether something else may have answered: Beeper's Desktop API never answers with a page.
    fn may_be_another_server(&self) -> bool {
        // What stands between the client and Beeper Desktop answers with a page when it cannot reach it.
        let is_gateway_error = |status: StatusCode| status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED;
        self.is_page() && self.server_version().is_none() && !self.status().is_some_and(is_gateway_error)
    }

    fn is_page(&self) -> bool {
        let label = self.media_type();
        let is_labelled = || label.is_some_and(|it| it.eq_ignore_ascii_case("text/html"));
        match self.0.body_form {
            // Who labels it as JSON meant to answer as the API does.
            BodyForm::Page => label != Some(JSON),
            // A piece of a page begins in any way.
            BodyForm::Unread | BodyForm::Other => is_labelled(),
            BodyForm::Empty | BodyForm::Json => false,
        }
    }

    /// The answer's media type alone, where it looks like one. Whatever else a header holds is not printed.
    fn media_type(&self) -> Option<&str> {
        let value = self.headers()?.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = value.split(';').next().unwrap_or_default().trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/+-._".contains(c);
        (!essence.is_empty() && essence.len() <= 80 && essence.chars().all(plain)).then_some(essence)
    }
}

/// A code as it can be printed. One that holds more than a name's characters was not written to be one.
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
