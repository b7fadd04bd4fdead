//! The values for the fields of a step.

use std::collections::BTreeMap;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::FieldId;

/// The values for the fields of a step, typed by the user or prepared.
///
/// ```
/// use beeper_bridge_login::input::FieldValues;
///
/// let typed = FieldValues::new().with("username", "alice").with("password", "correct horse");
/// assert!(!format!("{typed:?}").contains("horse"));
/// ```
///
/// An empty value stands for a field that was left empty; no initial value replaces it.
#[derive(Clone, Debug, Default)]
pub struct FieldValues {
    values: BTreeMap<FieldId, Secret>,
    initial_values: bool,
    ignore_foreign: bool,
}

impl FieldValues {
    /// Creates an empty set of values.
    ///
    /// It does not include initial values, and rejects a value for a field that the step does not have.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates values that were prepared for unattended use, by the IDs of fields.
    ///
    /// Nobody is present to accept an initial value, so initial values are sent for fields without a value in the map. One map
    /// serves all steps of a login, so values for fields of other steps are ignored. This is short for
    /// [`with_initial_values`](Self::with_initial_values) and [`ignoring_unknown_fields`](Self::ignoring_unknown_fields).
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

    /// Adds a value, and returns the set.
    #[must_use]
    pub fn with(mut self, id: impl Into<FieldId>, value: impl Into<Secret>) -> Self {
        self.insert(id, value);
        self
    }

    /// Includes the initial values of fields that have no other value.
    #[must_use]
    pub fn with_initial_values(mut self) -> Self {
        self.initial_values = true;
        self
    }

    /// Ignores values for fields that the step does not have.
    #[must_use]
    pub fn ignoring_unknown_fields(mut self) -> Self {
        self.ignore_foreign = true;
        self
    }

    /// Inserts a value, replacing an earlier one.
    pub fn insert(&mut self, id: impl Into<FieldId>, value: impl Into<Secret>) {
        self.values.insert(id.into(), value.into());
    }

    /// Returns the value for a field.
    pub fn get(&self, id: impl AsRef<str>) -> Option<&Secret> {
        self.values.get(&FieldId::from(id.as_ref()))
    }

    /// Iterates over the fields and their values.
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
