//! Display steps: QR codes, pairing codes and emoji to show while the user acts elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::types::{DisplayAndWaitStep, LoginDisplay, StepId};
use beeper_desktop_client::{OpenValue, Secret, ServerText};
use serde_json::Value;

use super::extra::{ExtraMembers, text};

/// A step that shows something while the user acts elsewhere, for instance a code to scan or to type on the phone.
///
/// ```
/// use beeper_bridge_login::{Display, DisplayStep};
/// # use beeper_desktop_client::types::DisplayAndWaitStep;
///
/// # fn draw_qr(payload: &str) {}
/// # fn load_picture(url: &str) {}
/// # fn example(step: &DisplayStep) {
/// match step.display() {
///     Display::Qr(payload) => draw_qr(payload.expose()),
///     Display::Code(code) => println!("type {} on your phone", code.expose()),
///     Display::Picture(url) => load_picture(url.expose()),
///     Display::Emoji(emoji) => println!("tap {}", emoji.emoji().unwrap_or("the emoji in the picture")),
///     // The instructions are sufficient.
///     _ => {}
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DisplayStep {
    id: StepId,
    instructions: Option<ServerText>,
    display: Display,
    extra: ExtraMembers,
    is_stale: bool,
}

impl DisplayStep {
    /// Returns the step's ID, which usually stays the same when one code replaces another.
    pub fn id(&self) -> &StepId {
        &self.id
    }

    /// Returns the server's instructions for the user.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// Returns the display to show.
    pub fn display(&self) -> &Display {
        &self.display
    }

    /// Returns the other members that the server sent with the step, unchanged.
    pub fn extra(&self) -> &BTreeMap<String, OpenValue> {
        &self.extra
    }

    /// Returns `true` if this code was shown before and another code has replaced it since.
    ///
    /// A network that returns to an old code has given up: the code no longer works, and the user needs a new session. Tell the
    /// user.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    pub(crate) fn mark_stale(&mut self) {
        self.is_stale = true;
    }

    /// Returns `true` if the display is a code, which can expire.
    pub(crate) fn is_a_code(&self) -> bool {
        matches!(self.display, Display::Qr(_) | Display::Code(_) | Display::Picture(_))
    }

    /// Returns a hash of the displayed content.
    pub(crate) fn content(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match &self.display {
            Display::Qr(data) => ("qr", data.expose()).hash(&mut hasher),
            Display::Code(data) => ("code", data.expose()).hash(&mut hasher),
            Display::Picture(url) => ("picture", url.expose()).hash(&mut hasher),
            Display::Emoji(emoji) => ("emoji", emoji.emoji(), emoji.image_url()).hash(&mut hasher),
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
            display: step
                .display
                .map_or_else(|| Display::Unknown(Value::Null.into()), Display::from),
            extra: step.extra,
            is_stale: false,
        }
    }
}

/// The content of a display step.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Display {
    /// The content of a QR code. The feature `qr` draws it.
    Qr(Secret),
    /// A code to type on another device.
    Code(Secret),
    /// The address of a picture of a code, if the server sends the code in no other form.
    ///
    /// The step's instructions say what to do with the picture. The address is a secret too, because anybody who sees the picture
    /// can sign in with it. It is the server's text and is not verified.
    Picture(Secret),
    /// An emoji to find on another device.
    Emoji(Emoji),
    /// Nothing besides the step's instructions.
    Nothing,
    /// A display of an unknown kind or without content, as the server sent it; `null` if the server sent none.
    ///
    /// Show the step's instructions, and wait.
    Unknown(OpenValue),
}

impl From<LoginDisplay> for Display {
    fn from(display: LoginDisplay) -> Self {
        let picture =
            |url: &Option<Secret>, extra| url.clone().or_else(|| text(extra, &["image_url"]).map(Secret::from));
        let shown = match &display {
            LoginDisplay::Qr(qr) => match &qr.data {
                Some(data) => Some(Self::Qr(data.clone())),
                None => picture(&qr.image_url, &qr.extra).map(Self::Picture),
            },
            LoginDisplay::Code(code) => match &code.data {
                Some(data) => Some(Self::Code(data.clone())),
                None => picture(&code.image_url, &code.extra).map(Self::Picture),
            },
            LoginDisplay::Emoji(emoji) => {
                let emoji = Emoji {
                    emoji: emoji.data.clone(),
                    image_url: picture(&emoji.image_url, &emoji.extra),
                };
                (emoji.emoji.is_some() || emoji.image_url.is_some()).then_some(Self::Emoji(emoji))
            }
            LoginDisplay::Nothing(_) => Some(Self::Nothing),
            _ => None,
        };
        shown.unwrap_or_else(|| Self::Unknown(serde_json::to_value(display).unwrap_or_default().into()))
    }
}

/// An emoji to find on another device: the character, a picture of it, or both.
#[derive(Clone)]
pub struct Emoji {
    emoji: Option<Secret>,
    image_url: Option<Secret>,
}

impl Emoji {
    /// Returns the address of a picture of the emoji.
    ///
    /// It is the server's text and is not verified. `None` only if [`emoji`](Self::emoji) returns the character.
    pub fn image_url(&self) -> Option<&str> {
        self.image_url.as_ref().map(Secret::expose)
    }

    /// Returns the emoji as a character. Some bridges send only the picture.
    pub fn emoji(&self) -> Option<&str> {
        self.emoji.as_ref().map(Secret::expose)
    }
}

impl fmt::Debug for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Emoji(..)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(display: Value) -> DisplayStep {
        let step = json!({"stepID": "s", "display": display});
        serde_json::from_value::<DisplayAndWaitStep>(step).unwrap().into()
    }

    /// Returns the displayed content in a form to compare.
    fn shown(display: Value) -> String {
        match step(display).display() {
            Display::Qr(data) => format!("qr {}", data.expose()),
            Display::Code(data) => format!("code {}", data.expose()),
            Display::Picture(url) => format!("picture {}", url.expose()),
            Display::Emoji(emoji) => format!("emoji {:?} {:?}", emoji.emoji(), emoji.image_url()),
            Display::Nothing => "nothing".to_owned(),
            Display::Unknown(value) => format!("unknown {}", value.as_value()),
        }
    }

    #[test]
    fn what_there_is_to_show_is_shown() {
        for (display, expected) in [
            (json!({"type": "qr", "data": "d"}), "qr d"),
            (json!({"type": "qr", "data": "d", "imageURL": "u"}), "qr d"),
            (json!({"type": "qr", "imageURL": "u"}), "picture u"),
            (json!({"type": "qr", "data": "", "imageURL": "u"}), "picture u"),
            (json!({"type": "qr", "data": null, "image_url": "u"}), "picture u"),
            (json!({"type": "code", "data": "d", "x": 1}), "code d"),
            (json!({"type": "code", "imageURL": "u"}), "picture u"),
            (json!({"type": "emoji", "data": "🦊"}), r#"emoji Some("🦊") None"#),
            (
                json!({"type": "emoji", "data": "🦊", "imageURL": ""}),
                r#"emoji Some("🦊") None"#,
            ),
            (json!({"type": "emoji", "imageURL": "u"}), r#"emoji None Some("u")"#),
            (
                json!({"type": "emoji", "image_url": "u", "data": null}),
                r#"emoji None Some("u")"#,
            ),
            (
                json!({"type": "emoji", "data": "🦊", "imageURL": "u"}),
                r#"emoji Some("🦊") Some("u")"#,
            ),
            (json!({"type": "nothing", "data": "", "imageURL": null}), "nothing"),
        ] {
            assert_eq!(shown(display.clone()), expected, "{display}");
        }
    }

    #[test]
    fn what_cannot_be_shown_is_unknown_and_kept() {
        for (display, kept) in [
            (json!({"type": "qr"}), json!({"type": "qr"})),
            (json!({"type": "code", "data": ""}), json!({"type": "code"})),
            (
                json!({"type": "emoji", "alt": [1]}),
                json!({"type": "emoji", "alt": [1]}),
            ),
            (
                json!({"type": "nfc", "data": {"x": [null]}}),
                json!({"type": "nfc", "data": {"x": [null]}}),
            ),
            (json!(null), json!(null)),
        ] {
            assert_eq!(shown(display.clone()), format!("unknown {kept}"), "{display}");
        }
        let bare = serde_json::from_value::<DisplayAndWaitStep>(json!({"stepID": "s"})).unwrap();
        assert!(matches!(DisplayStep::from(bare).display(), Display::Unknown(value) if value.as_value().is_null()));
    }

    #[test]
    fn another_picture_is_another_code_and_another_word_is_another_step() {
        let original = json!({"type": "qr", "imageURL": "https://e.example/1"});
        assert!(step(original.clone()).is_a_code());
        for (one, other) in [
            (
                original.clone(),
                json!({"type": "qr", "imageURL": "https://e.example/2"}),
            ),
            (original.clone(), json!({"type": "qr", "data": "https://e.example/1"})),
            (
                json!({"type": "emoji", "data": "a"}),
                json!({"type": "emoji", "imageURL": "a"}),
            ),
            (
                json!({"type": "emoji", "data": "a"}),
                json!({"type": "emoji", "data": "b"}),
            ),
            (
                json!({"type": "code", "imageURL": "a"}),
                json!({"type": "code", "imageURL": "b"}),
            ),
            (json!({"type": "nfc", "x": 1}), json!({"type": "nfc", "x": 2})),
            (json!(null), json!({"type": "nothing"})),
        ] {
            assert!(!step(one.clone()).is_same(&step(other.clone())), "{one} {other}");
            assert!(step(one.clone()).is_same(&step(one)));
        }
        // A new address of the same picture does not change the code.
        let signed = |signature: &str| step(json!({"type": "qr", "data": "d", "imageURL": signature}));
        assert!(signed("a").is_same(&signed("b")));
    }

    #[test]
    fn nothing_prints_what_is_shown() {
        const SECRET: &str = "s3cr3t-marker";
        for display in [
            json!({"type": "qr", "data": SECRET}),
            json!({"type": "qr", "imageURL": SECRET, "more": SECRET}),
            json!({"type": "code", "image_url": SECRET}),
            json!({"type": "emoji", "data": SECRET, "imageURL": SECRET}),
            json!({"type": "nfc", "data": SECRET}),
        ] {
            let mut step = json!({"stepID": "s", "instructions": SECRET, "can_cancel": SECRET});
            step["display"] = display;
            let step = DisplayStep::from(serde_json::from_value::<DisplayAndWaitStep>(step).unwrap());
            assert_eq!(step.extra()["can_cancel"].as_value(), SECRET);
            let printed = format!("{step:?} {step:#?}");
            assert!(!printed.contains(SECRET), "{printed}");
        }
    }
}
