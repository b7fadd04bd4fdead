//! The kinds of steps of a login session, and the answers to them.
//!
//! A new kind of step becomes a variant of [`Step`], with a module beside [`input`], [`cookies`] and [`display_and_wait`].

pub(crate) mod answer;
pub mod cookies;
pub(crate) mod display_and_wait;
mod extra;
mod go_regex;
pub mod input;
pub(crate) mod retry_reason;
pub(crate) mod step_instance_id;
pub(crate) mod unknown;

use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::StepId;

use cookies::step::CookieStep;
use display_and_wait::DisplayStep;
use input::step::InputStep;
use unknown::UnknownStep;

/// The step that a login session waits for now.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// The session asks the user for values. Answer it with the result of [`InputStep::check`].
    Input(InputStep),
    /// The session asks for values from a browser after a web login. Answer it with the result of [`CookieStep::answer`].
    Cookies(CookieStep),
    /// The session displays something while the user acts elsewhere. Call [`LoginSession::wait`](crate::LoginSession::wait).
    Display(DisplayStep),
    /// A step of a kind that this version of the crate does not know. It cannot be answered.
    Unknown(UnknownStep),
}

impl Step {
    /// Returns the step's ID, or `None` for an unknown step without one.
    ///
    /// The ID is not unique: the session may use it again for another step.
    pub fn id(&self) -> Option<&StepId> {
        match self {
            Self::Input(step) => Some(step.id()),
            Self::Cookies(step) => Some(step.id()),
            Self::Display(step) => Some(step.id()),
            Self::Unknown(step) => step.id(),
        }
    }

    /// Returns the server's instructions for the user.
    pub fn instructions(&self) -> Option<&ServerText> {
        match self {
            Self::Input(step) => step.instructions(),
            Self::Cookies(step) => step.instructions(),
            Self::Display(step) => step.instructions(),
            Self::Unknown(_) => None,
        }
    }

    /// Returns a token that identifies what the step asks or shows, without containing it.
    ///
    /// Two steps with the same token ask or show the same. Put the token into a form or page and compare it later; step IDs do
    /// not suffice, because sessions reuse them. Another version of this crate may return another token for the same step.
    pub fn token(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.id().hash(&mut hasher);
        self.instructions().map(ServerText::as_str).hash(&mut hasher);
        match self {
            Self::Input(step) => step.fingerprint().hash_fields(&mut hasher),
            Self::Cookies(step) => step.content().hash(&mut hasher),
            Self::Display(step) => step.content().hash(&mut hasher),
            Self::Unknown(step) => step.raw().as_value().hash(&mut hasher),
        }
        format!("{:016x}", hasher.finish())
    }

    /// Turns the step into a new instance, so that earlier answers to it are stale.
    pub(crate) fn renew(&mut self) {
        match self {
            Self::Input(step) => step.renew(),
            Self::Cookies(step) => step.renew(),
            Self::Display(_) | Self::Unknown(_) => {}
        }
    }

    /// Returns `true` if the server describes the same step again.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Input(a), Self::Input(b)) => a.fingerprint() == b.fingerprint(),
            (Self::Cookies(a), Self::Cookies(b)) => a.is_same(b),
            (Self::Display(a), Self::Display(b)) => a.is_same(b),
            (Self::Unknown(a), Self::Unknown(b)) => a.raw() == b.raw(),
            _ => false,
        }
    }
}
