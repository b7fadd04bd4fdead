//! The last line and the exit code of the program.

use beeper_bridge_login::text::{Lines, printable};
use beeper_bridge_login::{Connected, Identity, LoginError, LoginErrorKind, NotConnected};
use beeper_desktop_client::types::Account;
use beeper_desktop_client::{Error, ErrorKind};

use crate::server_text::line;

/// The last line, and the exit code.
pub struct Exit {
    pub line: String,
    pub code: u8,
}

pub const CONNECTED: u8 = 0;
pub const NOT_CONNECTED: u8 = 1;
pub const USAGE: u8 = 2;

impl Exit {
    pub fn new(code: u8, line: impl Into<String>) -> Self {
        Self {
            line: line.into(),
            code,
        }
    }

    pub fn cancelled() -> Self {
        Self::new(NOT_CONNECTED, "Cancelled. No account was connected.")
    }

    /// Describes a successful login; `account` is the result of waiting for the account.
    pub fn of_connected(connected: &Connected, account: Option<Result<Account, NotConnected>>) -> Self {
        let who = match &account {
            Some(Ok(account)) => account_name(account),
            _ => connected_name(connected),
        };
        let what = match connected.switched() {
            Some(switched) => format!(
                "Switched: {} is signed out, {who} is connected in its place",
                identity_name(&switched.old)
            ),
            None => format!("Connected: {who}"),
        };
        let found = match connected.was_inferred() {
            true => " (the last response was lost; the account was found in the list)",
            false => "",
        };
        match account {
            Some(Ok(_)) => Self::new(CONNECTED, format!("{what}{found}.")),
            Some(Err(NotConnected::UserActionRequired(account))) => {
                let status = line(account.status.as_str());
                let why = match account.status_text.as_deref().map(line).filter(|text| !text.is_empty()) {
                    Some(text) => format!("{text} ({status})"),
                    None => status,
                };
                let why = sentence(&why);
                Self::new(
                    NOT_CONNECTED,
                    format!("Signed in as {who}, but the account is not connected: {why}"),
                )
            }
            Some(Err(error)) => Self::new(NOT_CONNECTED, format!("Signed in as {who}, but {error}.")),
            None => Self::new(
                NOT_CONNECTED,
                format!("Signed in as {who}; the account's status is unknown."),
            ),
        }
    }

    pub fn of_login_error(error: &LoginError) -> Self {
        let said = error.message().map(|message| printable(message, Lines::Flatten, 300));
        let code = match error.kind() {
            LoginErrorKind::UnknownBridge(_) | LoginErrorKind::UnknownAccount(_) | LoginErrorKind::UnknownLogin(_) => {
                USAGE
            }
            LoginErrorKind::CancelledButConnected(_) => CONNECTED,
            _ => NOT_CONNECTED,
        };
        // Otherwise, the error's own text contains this.
        let left = match error.may_leave_session() {
            true => " A login session may remain on the server; it ends by itself.",
            false => "",
        };
        let text = match error.kind() {
            LoginErrorKind::Cancelled if !error.may_leave_session() => return Self::cancelled(),
            LoginErrorKind::Cancelled => format!("Cancelled, but the server did not confirm it.{left}"),
            LoginErrorKind::CancelledButConnected(connected) => {
                format!("Cancelled, but too late: {} is connected.", connected_name(connected))
            }
            LoginErrorKind::Expired => format!("Expired: nobody acted in time.{left}"),
            LoginErrorKind::Rejected { .. } => match said {
                Some(said) => format!("Rejected: {said}{left}"),
                None => format!("Rejected: {error}."),
            },
            LoginErrorKind::TimeLimit => format!("Cancelled: the login took too long.{left}"),
            _ => {
                let source = std::error::Error::source(error).map(ToString::to_string);
                // An error of the connection has the text of its source.
                let source = source.filter(|source| !error.to_string().starts_with(source));
                let parts = [Some(error.to_string()), said, source];
                let why = parts.into_iter().flatten().collect::<Vec<_>>().join(": ");
                format!("Not connected: {}", sentence(&why))
            }
        };
        Self::new(code, text)
    }

    /// Describes a request that failed before any login.
    pub fn of_call(error: &Error) -> Self {
        let advice = match error.kind() {
            ErrorKind::Connect | ErrorKind::ConnectTimeout { .. } => {
                "If it listens at another address, set BEEPER_BASE_URL."
            }
            _ if error.is_unauthorized() => "Check BEEPER_ACCESS_TOKEN; without it, the browser asks for access.",
            _ => "",
        };
        let why = sentence(&error.to_string());
        Self::new(NOT_CONNECTED, format!("Not connected: {why} {advice}").trim_end())
    }
}

/// Ends a text with a full stop, unless it ends with a question mark.
fn sentence(text: &str) -> String {
    match text.ends_with('?') {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// Returns the name of an account for people.
pub fn account_name(account: &Account) -> String {
    let user = &account.user;
    let name = [&user.full_name, &user.username, &user.phone_number, &user.email];
    let name = name
        .into_iter()
        .flatten()
        .map(|name| line(name))
        .find(|name| !name.is_empty());
    let id = line(account.account_id.as_str());
    match name {
        Some(name) if name != id => format!("{name} ({id})"),
        _ => id,
    }
}

fn connected_name(connected: &Connected) -> String {
    match (connected.account(), connected.account_id(), connected.login_id()) {
        (Some(account), _, _) => account_name(account),
        (None, Some(account), _) => line(account.as_str()),
        (None, None, Some(login)) => line(login.as_str()),
        (None, None, None) => "an account that the server does not name yet".to_owned(),
    }
}

fn identity_name(identity: &Identity) -> String {
    match (identity.account_id(), identity.login_id()) {
        (Some(account), _) => line(account.as_str()),
        (None, Some(login)) => line(login.as_str()),
        (None, None) => "the previous account".to_owned(),
    }
}
