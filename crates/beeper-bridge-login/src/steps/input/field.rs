//! A value that an input step asks for.

use std::collections::BTreeMap;
use std::fmt;

use beeper_desktop_client::types::{FieldId, LoginInputField};
use beeper_desktop_client::{OpenValue, Secret};

use super::field_kind::FieldKind;
use super::pattern::Pattern;
use super::select_option::{Options, SelectOption};
use crate::rendering::text::{Lines, printable};
use crate::steps::extra::{ExtraMembers, member, text};

const LABEL_LIMIT: usize = 200;
const DESCRIPTION_LIMIT: usize = 2000;

/// A value that an input step asks for.
///
/// ```
/// use beeper_bridge_login::input::{FieldKind, InputStep};
/// # use beeper_desktop_client::types::UserInputStep;
///
/// # let step: UserInputStep = serde_json::from_str(r#"{"stepID": "s", "fields": [
/// #     {"id": "how", "type": "select", "name": "Send it by", "options": [{"value": "sms", "label": "Text message"}]}
/// # ]}"#).unwrap();
/// let step = InputStep::from(step);
/// let field = &step.fields()[0];
/// assert_eq!(field.label(), "Send it by");
/// assert_eq!(field.kind(), &FieldKind::Select);
/// assert_eq!(field.options()[0].label(), "Text message");
/// assert!(!field.is_optional());
/// ```
#[derive(Clone)]
pub struct Field {
    id: FieldId,
    label: String,
    kind: FieldKind,
    placeholder: Option<String>,
    description: Option<String>,
    initial_value: Option<Secret>,
    optional: bool,
    options: Options,
    pattern: Option<Pattern>,
    min_length: Option<usize>,
    max_length: Option<usize>,
    extra: ExtraMembers,
}

impl Field {
    /// Returns the key under which the value is sent.
    pub fn id(&self) -> &FieldId {
        &self.id
    }

    /// Returns the name of the value for people, in one printable line; the ID if the server sends no name.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns the kind of value that the field expects.
    pub fn kind(&self) -> &FieldKind {
        &self.kind
    }

    /// Returns `true` if the value must not be visible while the user types it.
    pub fn is_secret(&self) -> bool {
        self.kind.is_secret()
    }

    /// Returns the text to show while the field is empty, in one printable line.
    pub fn placeholder(&self) -> Option<&str> {
        self.placeholder.as_deref()
    }

    /// Returns a longer description than the label; printable, perhaps with several lines.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Returns the value to fill in beforehand.
    ///
    /// It is sent only if it is among the values, or if they [include initial values](super::FieldValues::with_initial_values).
    pub fn initial_value(&self) -> Option<&Secret> {
        self.initial_value.as_ref()
    }

    /// Returns `true` if the field may stay empty.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// Returns the options to choose from.
    ///
    /// The list is empty for a field without options, and for a [`Select`](FieldKind::Select) whose options the server does not
    /// send.
    pub fn options(&self) -> &[SelectOption] {
        &self.options.known
    }

    /// Returns the pattern that the value must match.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// Returns the minimum number of characters, if the server sends one.
    pub fn min_length(&self) -> Option<usize> {
        self.min_length
    }

    /// Returns the maximum number of characters, if the server sends one.
    pub fn max_length(&self) -> Option<usize> {
        self.max_length
    }

    /// Returns all other members that the server sent with the field, unchanged.
    ///
    /// This includes the members behind the other methods. They may contain secrets, so do not print them.
    pub fn extra(&self) -> &BTreeMap<String, OpenValue> {
        &self.extra
    }

    pub(super) fn all_options(&self) -> &Options {
        &self.options
    }
}

impl From<LoginInputField> for Field {
    fn from(field: LoginInputField) -> Self {
        let extra = &field.extra;
        let label = [field.label.as_deref(), text(extra, &["name"]), Some(field.id.as_str())]
            .into_iter()
            .flatten()
            .map(|text| printable(text, Lines::Flatten, LABEL_LIMIT))
            .find(|text| !text.is_empty());
        // Ignore a member that cannot be a length.
        let length = |names: &[&str]| {
            member(extra, names)?
                .as_u64()?
                .try_into()
                .ok()
                .filter(|length| *length > 0)
        };
        Self {
            label: label.unwrap_or_default(),
            kind: field.type_.as_deref().map_or(FieldKind::Text, FieldKind::from),
            placeholder: nonempty(field.placeholder.as_deref(), Lines::Flatten, LABEL_LIMIT),
            description: nonempty(text(extra, &["description"]), Lines::Keep, DESCRIPTION_LIMIT),
            initial_value: field
                .initial_value
                .filter(|value| !value.expose().is_empty())
                .or_else(|| text(extra, &["defaultValue", "default_value"]).map(Secret::from)),
            optional: field.optional.unwrap_or(false),
            options: member(extra, &["options"]).map(Options::read).unwrap_or_default(),
            pattern: text(extra, &["pattern"]).map(Pattern::new),
            min_length: length(&["minLength", "min_length"]),
            max_length: length(&["maxLength", "max_length"]),
            id: field.id,
            extra: field.extra,
        }
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("optional", &self.optional)
            .field("has_initial_value", &self.initial_value.is_some())
            .field("options", &self.options.known.len())
            .finish_non_exhaustive()
    }
}

fn nonempty(text: Option<&str>, lines: Lines, limit: usize) -> Option<String> {
    text.map(|text| printable(text, lines, limit))
        .filter(|text| !text.is_empty())
}
