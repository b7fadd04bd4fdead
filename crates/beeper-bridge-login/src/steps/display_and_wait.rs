//! Display steps: QR codes, pairing codes and emoji to show while the user acts elsewhere.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::types::{DisplayAndWaitStep, LoginDisplay, StepId};
use beeper_desktop_client::{OpenValue, Secret, ServerText};

/// Something to show, while the user acts elsewhere: a code to scan, a number to type on the phone.
///
/// ```
/// use beeper_bridge_login::{Display, DisplayStep};
/// # use beeper_desktop_client::types::DisplayAndWaitStep;
///
/// # fn draw_qr(payload: &str) {}
/// # fn example(step: &DisplayStep) {
/// match step.display() {
///     Display::Qr(payload) => draw_qr(payload.expose()),
///     Display::Code(code) => println!("type {} on your phone", code.expose()),
///     Display::Emoji(emoji) => println!("tap {}", emoji.emoji().unwrap_or("the emoji in the picture")),
///     // The instructions say it all.
///     _ => {}
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DisplayStep {
    id: StepId,
    instructions: Option<ServerText>,
    display: Display,
    is_stale: bool,
}

impl DisplayStep {
    /// Names the step. Stays the same, as a rule, when a code is replaced by the next.
    pub fn id(&self) -> &StepId {
        &self.id
    }

    /// What to do, for people, in the server's words.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// What to show.
    pub fn display(&self) -> &Display {
        &self.display
    }

    /// Whether this was shown before and replaced since. A network that goes back to an old code has given up: the code
    /// is dead, and a new session is needed. Tell the user.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    pub(crate) fn mark_stale(&mut self) {
        self.is_stale = true;
    }

    /// Whether what is shown can run out.
    pub(crate) fn is_a_code(&self) -> bool {
        matches!(self.display, Display::Qr(_) | Display::Code(_))
    }

    /// Stands for what is shown, without holding it.
    pub(crate) fn content(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match &self.display {
            Display::Qr(data) => ("qr", data.expose()).hash(&mut hasher),
            Display::Code(data) => ("code", data.expose()).hash(&mut hasher),
            Display::Emoji(emoji) => ("emoji", &emoji.image_url, &emoji.emoji).hash(&mut hasher),
            Display::Nothing => "nothing".hash(&mut hasher),
            Display::Unknown(value) => ("unknown", value.as_value()).hash(&mut hasher),
        }
        hasher.finish()
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && self.instructions == other.instructions && self.content() == other.content()
    }
}

impl From<DisplayAndWaitStep> for DisplayStep {
    fn from(step: DisplayAndWaitStep) -> Self {
        Self {
            id: step.step_id,
            instructions: step.instructions,
            display: match step.display {
                LoginDisplay::Qr(qr) => Display::Qr(qr.data),
                LoginDisplay::Code(code) => Display::Code(code.data),
                LoginDisplay::Emoji(mut emoji) => Display::Emoji(Emoji {
                    image_url: emoji.image_url,
                    emoji: match emoji.extra.remove("data").map(OpenValue::into_value) {
                        Some(serde_json::Value::String(emoji)) => Some(emoji),
                        _ => None,
                    },
                }),
                LoginDisplay::Nothing(_) => Display::Nothing,
                other => Display::Unknown(serde_json::to_value(other).unwrap_or_default().into()),
            },
            is_stale: false,
        }
    }
}

/// What to show.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Display {
    /// What a QR code encodes. Drawing it is what the feature `qr` does.
    Qr(Secret),
    /// A code to type on another device.
    Code(Secret),
    /// An emoji to find on another device.
    Emoji(Emoji),
    /// Nothing but the step's instructions.
    Nothing,
    /// Something of a kind that this version of the crate does not know. Show the step's instructions, and wait.
    Unknown(OpenValue),
}

/// An emoji to find on another device.
#[derive(Clone)]
pub struct Emoji {
    image_url: String,
    emoji: Option<String>,
}

impl Emoji {
    /// Where a picture of it is: an address from the server, that nobody vouches for.
    pub fn image_url(&self) -> &str {
        &self.image_url
    }

    /// The emoji itself. Some bridges send the picture alone.
    pub fn emoji(&self) -> Option<&str> {
        self.emoji.as_deref()
    }
}

impl fmt::Debug for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Emoji(..)")
    }
}
