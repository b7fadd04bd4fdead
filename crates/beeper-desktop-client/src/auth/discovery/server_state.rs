//! The state of a server that discovery found.

use crate::generated::types::AppStateName;

/// The state of the application behind a server, as far as the server reveals it without an access token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerState {
    /// Somebody is signed in, and the chats are loaded.
    Ready,
    /// Nobody is signed in. [`app_setup`](crate::app_setup) signs the application in.
    NeedsSignIn,
    /// Somebody is signed in, but the application is not ready. Its state says what it waits for.
    SettingUp(AppStateName),
    /// The server does not reveal its state. Most servers require a token for it once somebody is signed in.
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

    /// Returns how far the server is from being usable.
    ///
    /// An unknown state is close: somebody is signed in, or the server is an old one.
    pub(super) fn distance(&self) -> u8 {
        match self {
            Self::Ready | Self::Unknown => 0,
            Self::SettingUp(_) => 1,
            Self::NeedsSignIn => 2,
        }
    }

    /// Returns the words to print after the address, or `None` for an unknown state, as most servers have without a token.
    pub(super) fn words(&self) -> Option<&'static str> {
        match self {
            Self::Ready => Some("ready"),
            Self::NeedsSignIn => Some("nobody is signed in"),
            Self::SettingUp(_) => Some("not ready yet"),
            Self::Unknown => None,
        }
    }
}
