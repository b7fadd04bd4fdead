//! The kinds of steps that a login session asks for, and the answers to them.
//!
//! A new kind of step is a variant of [`Step`] with a module of its own beside [`input`], [`cookies`] and [`display_and_wait`].

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

/// What a login session asks for now.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Values that the user types. Answered with what [`InputStep::check`] returns.
    Input(InputStep),
    /// What a browser holds after the user has signed in on a web page. Answered with what
    /// [`CookieStep::answer`] returns.
    Cookies(CookieStep),
    /// Something to show, while the user acts elsewhere. Goes on with
    /// [`LoginSession::wait`](crate::LoginSession::wait).
    Display(DisplayStep),
    /// Something that this version of the crate does not know. It cannot be answered.
    Unknown(UnknownStep),
}

impl Step {
    /// Names the step, not uniquely: a step that comes again may carry the ID that it had before. `None` for an unknown
    /// step without one.
    pub fn id(&self) -> Option<&StepId> {
        match self {
            Self::Input(step) => Some(step.id()),
            Self::Cookies(step) => Some(step.id()),
            Self::Display(step) => Some(step.id()),
            Self::Unknown(step) => step.id(),
        }
    }

    /// What to do, for people, in the server's words.
    pub fn instructions(&self) -> Option<&ServerText> {
        match self {
            Self::Input(step) => step.instructions(),
            Self::Cookies(step) => step.instructions(),
            Self::Display(step) => step.instructions(),
            Self::Unknown(_) => None,
        }
    }

    /// Stands for what the step asks or shows, without holding it: two steps with the same one ask or show the same. To be put
    /// into a form or a page, and compared later; step IDs come again for other things. Other versions of this crate make
    /// other ones.
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

    /// Makes another instance of the step: answers that were made for it before are stale.
    pub(crate) fn renew(&mut self) {
        match self {
            Self::Input(step) => step.renew(),
            Self::Cookies(step) => step.renew(),
            Self::Display(_) | Self::Unknown(_) => {}
        }
    }

    /// Whether the server says the same once more.
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
