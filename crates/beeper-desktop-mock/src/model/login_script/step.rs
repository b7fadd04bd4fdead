//! The steps of a login.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::model::login_script::refusal::{Refusal, RefusalAction};

/// The values that a client submitted, by the IDs of their fields.
pub(crate) type Fields = BTreeMap<String, String>;

type Predicate = Arc<dyn Fn(&Fields) -> bool + Send + Sync>;

/// A step of a [`LoginScript`](crate::LoginScript): its content in `currentStep`, and the values that it accepts.
///
/// A step accepts any values unless [`accepts`](Self::accepts) or [`accepts_when`](Self::accepts_when) is called.
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
/// // A kind of step that no client supports yet.
/// let key = MockStep::raw(json!({ "type": "webauthn", "stepID": "key" }));
/// ```
#[derive(Clone)]
#[must_use = "a step does nothing until a script has it"]
pub struct MockStep {
    json: Value,
    /// The displays through which the step rotates, including the first.
    displays: Vec<Value>,
    accepted: Vec<(String, String)>,
    predicate: Option<Predicate>,
    refusals: Vec<Refusal>,
}

/// Constructors for each kind of step.
impl MockStep {
    /// Creates a `user_input` step without fields; [`field`](Self::field) adds them.
    pub fn input(step_id: &str) -> Self {
        Self::raw(json!({ "type": "user_input", "stepID": step_id, "fields": [] }))
    }

    /// Creates a `cookies` step without fields; [`field`](Self::field) and [`field_json`](Self::field_json) add them.
    pub fn cookies(step_id: &str, url: &str) -> Self {
        Self::raw(json!({ "type": "cookies", "stepID": step_id, "url": url, "fields": [] }))
    }

    /// Creates a `display_and_wait` step with QR codes.
    ///
    /// [`rotate`](crate::OtherDevice::rotate) shows the next code under the same step ID.
    ///
    /// # Panics
    ///
    /// Panics if `codes` is empty.
    #[track_caller]
    pub fn qr<T: Into<String>>(step_id: &str, codes: impl IntoIterator<Item = T>) -> Self {
        let codes = codes.into_iter().map(Into::<String>::into);
        Self::displays(step_id, codes.map(|code| json!({ "type": "qr", "data": code })))
    }

    /// Creates a `display_and_wait` step with a code to type on another device.
    pub fn code(step_id: &str, code: &str) -> Self {
        Self::display(step_id, json!({ "type": "code", "data": code }))
    }

    /// Creates a `display_and_wait` step with an emoji to find on another device, and the address of its picture.
    pub fn emoji(step_id: &str, emoji: &str, image_url: &str) -> Self {
        Self::display(
            step_id,
            json!({ "type": "emoji", "data": emoji, "imageURL": image_url }),
        )
    }

    /// Creates a `display_and_wait` step that displays only its instructions.
    pub fn nothing(step_id: &str, instructions: &str) -> Self {
        Self::display(step_id, json!({ "type": "nothing" })).instructions(instructions)
    }

    /// Creates a `display_and_wait` step with a display in the format of `currentStep`.
    ///
    /// The display may be of an unknown kind, lack members, or not be a display at all. `null` stays `null`; for a step without a
    /// display, use [`raw`](Self::raw).
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

    /// Creates a `display_and_wait` step with several displays, of which the first is shown at the start.
    ///
    /// [`rotate`](crate::OtherDevice::rotate) shows the next display under the same step ID.
    ///
    /// # Panics
    ///
    /// Panics if `displays` is empty.
    #[track_caller]
    pub fn displays(step_id: &str, displays: impl IntoIterator<Item = Value>) -> Self {
        let displays: Vec<Value> = displays.into_iter().collect();
        let Some(first) = displays.first().cloned() else {
            panic!("a display step needs at least one display");
        };
        Self {
            displays,
            ..Self::display(step_id, first)
        }
    }

    /// Creates a step from JSON in the format of `currentStep`, without checking it.
    ///
    /// The server holds waits on a `display_and_wait` step as usual. A `complete` step ends the login and stays visible.
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

/// The content of the step.
impl MockStep {
    /// Sets `instructions`; absent by default.
    ///
    /// # Panics
    ///
    /// Panics in the same case as [`property`](Self::property).
    #[track_caller]
    pub fn instructions(self, instructions: &str) -> Self {
        self.property("instructions", json!(instructions))
    }

    /// Adds a field with this `id` and `type`.
    ///
    /// The type is, for example, `phone_number` or `password` in an input step, and `cookie` or `local_storage` in a cookies
    /// step.
    ///
    /// # Panics
    ///
    /// Panics in the same case as [`field_json`](Self::field_json).
    #[track_caller]
    pub fn field(self, id: &str, field_type: &str) -> Self {
        self.field_json(json!({ "id": id, "type": field_type }))
    }

    /// Adds a field in the format of `currentStep`.
    ///
    /// # Panics
    ///
    /// Panics if the step is a [`raw`](Self::raw) one that cannot have fields.
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

    /// Sets any JSON property of the step, even one that the API does not have.
    ///
    /// # Panics
    ///
    /// Panics if the step is a [`raw`](Self::raw) one that is not a JSON object.
    #[track_caller]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        let Some(step) = self.json.as_object_mut() else {
            panic!("this step is not a JSON object, so it cannot have properties");
        };
        step.insert(name.to_owned(), value);
        self
    }
}

/// The values that the step accepts. Display steps do not compare values; the server holds their waits instead.
impl MockStep {
    /// Accepts this value of a field. Several values of one field are alternatives; several fields must all match.
    pub fn accepts(mut self, field_id: &str, value: &str) -> Self {
        self.accepted.push((field_id.to_owned(), value.to_owned()));
        self
    }

    /// Accepts the submissions for which `accepts` returns `true`; it gets the values by field ID.
    ///
    /// If [`accepts`](Self::accepts) is also called, both must accept the values.
    pub fn accepts_when(mut self, accepts: impl Fn(&BTreeMap<String, String>) -> bool + Send + Sync + 'static) -> Self {
        self.predicate = Some(Arc::new(accepts));
        self
    }

    /// Sets what the server does with a submission that the step does not accept; it asks the same again by default.
    ///
    /// If this is called several times, the first refusal is for the first wrong submission, the second for the second, and so
    /// on. The last is also for all that follow.
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

    /// Returns the action after a wrong submission that follows `rejected_before` other wrong ones.
    pub(crate) fn refusal_action(&self, rejected_before: usize) -> RefusalAction {
        let refusal = self.refusals.get(rejected_before).or(self.refusals.last());
        let refusal = refusal.cloned();
        refusal
            .unwrap_or_else(|| Refusal::ask_again("That was not accepted. Try again."))
            .0
    }
}

/// Shows the type and the ID of the step, because the rest contains codes and values to be typed.
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
