//! Display steps: QR codes, pairing codes and emoji to show while the user acts elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::types::{DisplayAndWaitStep, LoginDisplay, StepId};
use beeper_desktop_client::{OpenValue, Secret, ServerText};
use serde_json::Value;

use super::extra::{ExtraMembers, text};

/// Something to show, while the user acts elsewhere: a code to scan, a number to type on the phone.
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
    extra: ExtraMembers,
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

    /// What else the server sent with the step, by member, as it came.
    pub fn extra(&self) -> &BTreeMap<String, OpenValue> {
        &self.extra
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
        matches!(self.display, Display::Qr(_) | Display::Code(_) | Display::Picture(_))
    }

    /// Stands for what is shown, without holding it.
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

/// What to show.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Display {
    /// What a QR code encodes. Drawing it is what the feature `qr` does.
    Qr(Secret),
    /// A code to type on another device.
    Code(Secret),
    /// The address of a picture of a code, where the server sends the code in no other form. The step's instructions say what
    /// to do with it.
    ///
    /// Whoever sees the picture can sign in with it, so the address is a secret, too. It comes from the server, and nobody
    /// vouches for it.
    Picture(Secret),
    /// An emoji to find on another device.
    Emoji(Emoji),
    /// Nothing but the step's instructions.
    Nothing,
    /// Something of a kind that this version of the crate does not know, or of which the server sends nothing to show; `null`
    /// if it says nothing at all. Show the step's instructions, and wait.
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

/// An emoji to find on another device: itself, a picture of it, or both.
#[derive(Clone)]
pub struct Emoji {
    emoji: Option<Secret>,
    image_url: Option<Secret>,
}

impl Emoji {
    /// Where a picture of it is: an address from the server, that nobody vouches for. `None` only if there is the emoji
    /// itself.
    pub fn image_url(&self) -> Option<&str> {
        self.image_url.as_ref().map(Secret::expose)
    }

    /// The emoji itself. Some bridges send the picture alone.
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

    /// What is shown, in a form to compare.
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
        // A new address of the same picture of the same code is no other code.
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
