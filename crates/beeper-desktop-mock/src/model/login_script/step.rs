//! The steps of a login.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::model::login_script::refusal::{Refusal, RefusalAction};

/// What a client submitted, by the IDs of the fields.
pub(crate) type Fields = BTreeMap<String, String>;

type Predicate = Arc<dyn Fn(&Fields) -> bool + Send + Sync>;

/// One step of a [`LoginScript`](crate::LoginScript): what `currentStep` shows, and what it accepts.
///
/// A step accepts anything unless [`accepts`](Self::accepts) or [`accepts_when`](Self::accepts_when) is called.
///
/// ```
/// use beeper_desktop_mock::MockStep;
/// use serde_json::json;
///
/// let web = MockStep::cookies("web", "https://chat.example/login")
///     .property("expectedFinalURLRegex", json!("/inbox$"))
///     .field("session", "cookie")
///     .field_json(json!({ "id": "theme", "required": false, "sources": [{ "type": "local_storage", "name": "theme" }] }))
///     .accepts_when(|fields| fields.contains_key("session"));
///
/// // Of a kind that no client knows yet.
/// let key = MockStep::raw(json!({ "type": "webauthn", "stepID": "key" }));
/// ```
#[derive(Clone)]
#[must_use = "asks for nothing before a script has it"]
pub struct MockStep {
    json: Value,
    /// What a display that rotates shows, the first included.
    displays: Vec<Value>,
    accepted: Vec<(String, String)>,
    predicate: Option<Predicate>,
    refusals: Vec<Refusal>,
}

/// Kinds of steps.
impl MockStep {
    /// A `user_input` step without fields, to be added with [`field`](Self::field).
    pub fn input(step_id: &str) -> Self {
        Self::raw(json!({ "type": "user_input", "stepID": step_id, "fields": [] }))
    }

    /// A `cookies` step without fields, to be added with [`field`](Self::field) or [`field_json`](Self::field_json).
    pub fn cookies(step_id: &str, url: &str) -> Self {
        Self::raw(json!({ "type": "cookies", "stepID": step_id, "url": url, "fields": [] }))
    }

    /// A `display_and_wait` step with a QR code. [`rotate`](crate::OtherDevice::rotate) goes from one to the next, all under
    /// the same step ID.
    ///
    /// # Panics
    ///
    /// When there is no code.
    #[track_caller]
    pub fn qr<T: Into<String>>(step_id: &str, codes: impl IntoIterator<Item = T>) -> Self {
        let codes = codes.into_iter().map(Into::<String>::into);
        Self::displays(step_id, codes.map(|code| json!({ "type": "qr", "data": code })))
    }

    /// A `display_and_wait` step with a code to type on another device.
    pub fn code(step_id: &str, code: &str) -> Self {
        Self::display(step_id, json!({ "type": "code", "data": code }))
    }

    /// A `display_and_wait` step with an emoji to find on another device, and the address of its picture.
    pub fn emoji(step_id: &str, emoji: &str, image_url: &str) -> Self {
        Self::display(
            step_id,
            json!({ "type": "emoji", "data": emoji, "imageURL": image_url }),
        )
    }

    /// A `display_and_wait` step that displays nothing but its instructions.
    pub fn nothing(step_id: &str, instructions: &str) -> Self {
        Self::display(step_id, json!({ "type": "nothing" })).instructions(instructions)
    }

    /// A `display_and_wait` step with a display as `currentStep` shows it: a kind that no client knows, one that lacks what it
    /// should have, or what is no display at all. `null` stays `null`; for a step without any, there is [`raw`](Self::raw).
    ///
    /// ```
    /// use beeper_desktop_mock::MockStep;
    /// use serde_json::json;
    ///
    /// let picture_alone = MockStep::display("qr", json!({ "type": "qr", "imageURL": "https://images.example/1.png" }))
    ///     .instructions("Scan this")
    ///     .property("can_cancel", json!(true));
    /// ```
    pub fn display(step_id: &str, display: Value) -> Self {
        Self::raw(json!({ "type": "display_and_wait", "stepID": step_id, "display": display }))
    }

    /// The same with several displays, which follow each other under the same step ID at each
    /// [`rotate`](crate::OtherDevice::rotate).
    ///
    /// # Panics
    ///
    /// When there is no display.
    #[track_caller]
    pub fn displays(step_id: &str, displays: impl IntoIterator<Item = Value>) -> Self {
        let displays: Vec<Value> = displays.into_iter().collect();
        let Some(first) = displays.first().cloned() else {
            panic!("a display step shows something");
        };
        Self {
            displays,
            ..Self::display(step_id, first)
        }
    }

    /// A step as `currentStep` shows it. Nothing is checked; a `display_and_wait` among them is held as any other, and a
    /// `complete` ends the login and stays visible.
    pub fn raw(step: Value) -> Self {
        Self {
            json: step,
            displays: Vec::new(),
            accepted: Vec::new(),
            predicate: None,
            refusals: Vec::new(),
        }
    }
}

/// What it shows.
impl MockStep {
    /// Sets `instructions`; absent unless set.
    ///
    /// # Panics
    ///
    /// As [`property`](Self::property).
    #[track_caller]
    pub fn instructions(self, instructions: &str) -> Self {
        self.property("instructions", json!(instructions))
    }

    /// Adds a field with this `id` and `type`: `phone_number` or `password` of an input step, say, `cookie` or `local_storage`
    /// of a cookies step.
    ///
    /// # Panics
    ///
    /// As [`field_json`](Self::field_json).
    #[track_caller]
    pub fn field(self, id: &str, field_type: &str) -> Self {
        self.field_json(json!({ "id": id, "type": field_type }))
    }

    /// Adds a field as the step shows it.
    ///
    /// # Panics
    ///
    /// When the step is a [`raw`](Self::raw) one that cannot have fields.
    #[track_caller]
    pub fn field_json(mut self, field: Value) -> Self {
        let step = self.json.as_object_mut();
        let fields = step.and_then(|it| it.entry("fields").or_insert_with(|| json!([])).as_array_mut());
        let Some(fields) = fields else {
            panic!("this step cannot have fields");
        };
        fields.push(field);
        self
    }

    /// Sets any JSON property of the step, known or not.
    ///
    /// # Panics
    ///
    /// When the step is a [`raw`](Self::raw) one that is no JSON object.
    #[track_caller]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        let Some(step) = self.json.as_object_mut() else {
            panic!("this step is no JSON object");
        };
        step.insert(name.to_owned(), value);
        self
    }
}

/// What it accepts. Waits are held instead.
impl MockStep {
    /// Accepts this value of a field. For several fields, all must hold; several values of one field are alternatives.
    pub fn accepts(mut self, field_id: &str, value: &str) -> Self {
        self.accepted.push((field_id.to_owned(), value.to_owned()));
        self
    }

    /// Accepts what this says yes to, given the values by field ID; beside it, [`accepts`](Self::accepts) must hold too.
    pub fn accepts_when(mut self, accepts: impl Fn(&BTreeMap<String, String>) -> bool + Send + Sync + 'static) -> Self {
        self.predicate = Some(Arc::new(accepts));
        self
    }

    /// Says what becomes of anything else; the same is asked again unless set. Called several times: the first refusal is
    /// for the first wrong submission, and so on; the last is for all that follow.
    pub fn otherwise(mut self, refusal: Refusal) -> Self {
        self.refusals.push(refusal);
        self
    }
}

impl MockStep {
    pub(crate) fn json(&self) -> &Value {
        &self.json
    }

    pub(crate) fn display_at(&self, index: usize) -> Option<&Value> {
        self.displays.get(index)
    }

    pub(crate) fn accepts_anything(&self) -> bool {
        self.accepted.is_empty() && self.predicate.is_none()
    }

    pub(crate) fn accepts_fields(&self, fields: &Fields) -> bool {
        let mut named = self.accepted.iter().map(|(field, _)| field);
        let holds = |field: &String| {
            let values = self.accepted.iter().filter(|(known, _)| known == field);
            values.map(|(_, value)| value).any(|it| fields.get(field) == Some(it))
        };
        named.all(holds) && self.predicate.as_ref().is_none_or(|accepts| accepts(fields))
    }

    /// Returns what follows a wrong submission, after so many wrong ones.
    pub(crate) fn refusal_action(&self, rejected_before: usize) -> RefusalAction {
        let refusal = self.refusals.get(rejected_before).or(self.refusals.last());
        let refusal = refusal.cloned();
        refusal
            .unwrap_or_else(|| Refusal::ask_again("That was not accepted. Try again."))
            .0
    }
}

/// Shows type and ID of the step: the rest holds codes, and values to be typed.
impl fmt::Debug for MockStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockStep")
            .field("type", &self.json["type"])
            .field("step_id", &self.json["stepID"])
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<const N: usize>(fields: [(&str, &str); N]) -> Fields {
        let fields = fields.into_iter();
        fields.map(|(id, value)| (id.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn all_fields_must_match_one_of_their_accepted_values() {
        let step = MockStep::input("sign-in")
            .accepts("name", "bee")
            .accepts("name", "wasp")
            .accepts("password", "honey");

        assert!(step.accepts_fields(&fields([("name", "bee"), ("password", "honey")])));
        assert!(step.accepts_fields(&fields([("name", "wasp"), ("password", "honey"), ("more", "x")])));
        assert!(!step.accepts_fields(&fields([("name", "fly"), ("password", "honey")])));
        assert!(!step.accepts_fields(&fields([("name", "bee")])));
    }

    #[test]
    fn debug_shows_neither_codes_nor_values() {
        let step = MockStep::qr("qr", ["code-on-screen"]).accepts("password", "honey");

        let debug = format!("{step:?}");

        assert!(debug.contains("display_and_wait"), "{debug}");
        assert!(!debug.contains("code-on-screen") && !debug.contains("honey"), "{debug}");
    }
}
