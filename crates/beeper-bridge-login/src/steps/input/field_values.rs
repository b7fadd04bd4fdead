//! The values that a user typed, or that were prepared, by field.

use std::collections::BTreeMap;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::FieldId;

/// Values for the fields of a step: what the user typed, or what was prepared.
///
/// ```
/// use beeper_bridge_login::input::FieldValues;
///
/// let typed = FieldValues::new().with("username", "alice").with("password", "correct horse");
/// assert!(!format!("{typed:?}").contains("horse"));
/// ```
///
/// A value that is there but empty stands for a field that was left empty; no initial value takes its place.
#[derive(Clone, Debug, Default)]
pub struct FieldValues {
    values: BTreeMap<FieldId, Secret>,
    initial_values: bool,
    ignore_foreign: bool,
}

impl FieldValues {
    /// No values yet. Initial values are not sent unless they are put in, and a value for a field that the step doesn't
    /// have is a mistake.
    pub fn new() -> Self {
        Self::default()
    }

    /// Values prepared for unattended use, by the IDs of fields.
    ///
    /// Nobody is there to accept an initial value, so initial values are sent where the map has none; and one map serves
    /// all the steps of a login, so values for other steps' fields are ignored. It is short for
    /// [`with_initial_values`](Self::with_initial_values) and
    /// [`ignoring_unknown_fields`](Self::ignoring_unknown_fields).
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use beeper_bridge_login::input::FieldValues;
    ///
    /// let prepared: BTreeMap<String, String> = [("phone_number".to_owned(), "+15550100".to_owned())].into();
    /// let values = FieldValues::from_map(prepared);
    /// # assert_eq!(values.get("phone_number").unwrap().expose(), "+15550100");
    /// ```
    pub fn from_map<I, V>(map: impl IntoIterator<Item = (I, V)>) -> Self
    where
        I: Into<FieldId>,
        V: Into<Secret>,
    {
        Self {
            values: map.into_iter().map(|(id, value)| (id.into(), value.into())).collect(),
            initial_values: true,
            ignore_foreign: true,
        }
    }

    /// The same with one more value.
    #[must_use]
    pub fn with(mut self, id: impl Into<FieldId>, value: impl Into<Secret>) -> Self {
        self.insert(id, value);
        self
    }

    /// The same, with each field's initial value where there is no other.
    #[must_use]
    pub fn with_initial_values(mut self) -> Self {
        self.initial_values = true;
        self
    }

    /// The same, but values for fields that the step doesn't have are passed over.
    #[must_use]
    pub fn ignoring_unknown_fields(mut self) -> Self {
        self.ignore_foreign = true;
        self
    }

    /// Puts in a value, in place of an earlier one.
    pub fn insert(&mut self, id: impl Into<FieldId>, value: impl Into<Secret>) {
        self.values.insert(id.into(), value.into());
    }

    /// The value for a field.
    pub fn get(&self, id: impl AsRef<str>) -> Option<&Secret> {
        self.values.get(&FieldId::from(id.as_ref()))
    }

    /// The values, by field.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldId, &Secret)> {
        self.values.iter()
    }

    pub(super) fn sends_initial_values(&self) -> bool {
        self.initial_values
    }

    pub(super) fn ignores_unknown_fields(&self) -> bool {
        self.ignore_foreign
    }
}
