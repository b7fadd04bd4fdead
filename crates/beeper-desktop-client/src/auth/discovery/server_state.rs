//! How far a server is that was found.

use crate::generated::types::AppStateName;

/// How far the application behind a server is, as far as it says so without an access token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerState {
    /// Somebody is signed in, and the chats are there.
    Ready,
    /// Nobody is signed in: [`app_setup`](crate::app_setup) does that.
    NeedsSignIn,
    /// Somebody is signed in, and the application is not ready yet. Its state says what it waits for.
    SettingUp(AppStateName),
    /// The server does not say. Most do not, once somebody is signed in: they want a token for the question.
    Unknown,
}

impl ServerState {
    pub(super) fn of(state: AppStateName) -> Self {
        match state {
            AppStateName::Ready => Self::Ready,
            AppStateName::NeedsLogin => Self::NeedsSignIn,
            other => Self::SettingUp(other),
        }
    }

    /// How far it is from being of use. A server that does not say is not far: somebody is signed in, or it is an old one.
    pub(super) fn distance(&self) -> u8 {
        match self {
            Self::Ready | Self::Unknown => 0,
            Self::SettingUp(_) => 1,
            Self::NeedsSignIn => 2,
        }
    }

    /// Returns what to print after the address.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NeedsSignIn => "nobody is signed in",
            Self::SettingUp(_) => "not ready yet",
            Self::Unknown => "state unknown without a token",
        }
    }
}
