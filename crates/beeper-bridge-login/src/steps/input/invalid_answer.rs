//! The errors of the values for an input step, all at once.

use std::error::Error;
use std::fmt;

use beeper_desktop_client::types::FieldId;

use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};

/// The reasons why values do not answer a step: all of them at once, none showing a value.
///
/// It prints as one line with labels and IDs. A form can show each of the [`field_errors`](Self::field_errors) beside its field:
///
/// ```
/// use beeper_bridge_login::input::{FieldValues, InputStep};
/// # use beeper_desktop_client::types::UserInputStep;
///
/// # let step: UserInputStep = serde_json::from_str(
/// #     r#"{"stepID": "s", "fields": [{"id": "user", "label": "User name"}, {"id": "pass", "type": "password"}]}"#,
/// # ).unwrap();
/// # let step = InputStep::from(step);
/// let refused = step.check(&FieldValues::new()).unwrap_err();
/// for error in refused.field_errors() {
///     println!("{}: {}", error.label(), error.advice());
/// }
/// assert_eq!(refused.to_string(), "User name (user): a value is needed; pass: a value is needed");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidAnswer {
    pub(super) errors: Vec<FieldError>,
}

impl InvalidAnswer {
    /// Returns the errors, at least one: in the order of the step's fields, then those of values for other fields.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Iterates over the required fields that have no value.
    pub fn missing(&self) -> impl Iterator<Item = &FieldId> {
        self.errors
            .iter()
            .filter(|error| error.kind == FieldErrorKind::Missing)
            .map(FieldError::field)
    }
}

impl InvalidAnswer {
    /// Returns one line for people, which names the fields by their labels alone.
    pub(crate) fn user_message(&self) -> String {
        let errors = self
            .errors
            .iter()
            .map(|error| format!("{}: {}", error.label, error.advice));
        errors.collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for InvalidAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.errors.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl_debug_with_sources!(InvalidAnswer);

impl Error for InvalidAnswer {}

/// The error of one field's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    pub(super) field: FieldId,
    pub(super) label: String,
    pub(super) kind: FieldErrorKind,
    pub(super) advice: String,
}

impl FieldError {
    /// Returns the field's ID.
    pub fn field(&self) -> &FieldId {
        &self.field
    }

    /// Returns the name of the field for people, in one printable line.
    ///
    /// This is the ID if the field has no name, or if the name repeats a value that the user typed.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns what is wrong, for programs.
    pub fn kind(&self) -> FieldErrorKind {
        self.kind
    }

    /// Returns what to do, for people.
    pub fn advice(&self) -> &str {
        &self.advice
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = printable(self.field.as_str(), Lines::Flatten, 100);
        if id == self.label {
            write!(f, "{id}: {}", self.advice)
        } else {
            write!(f, "{} ({id}): {}", self.label, self.advice)
        }
    }
}

/// The kinds of errors in a field's value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum FieldErrorKind {
    /// The value is absent or empty, and the field is not optional.
    Missing,
    /// The step has no such field.
    UnknownField,
    /// The phone number has no country code.
    NotInternational,
    /// The value is not a phone number.
    NotAPhoneNumber,
    /// The value is not an e-mail address.
    NotAnEmailAddress,
    /// The value is not a server's name.
    NotADomain,
    /// The value is not a complete web address.
    NotAnAddress,
    /// The value has fewer characters than the field requires.
    TooShort,
    /// The value has more characters than the field allows.
    TooLong,
    /// The value is not one of the field's options.
    NotAnOption,
    /// The value does not match the field's pattern.
    PatternMismatch,
}
