//! What is wrong with the values for an input step, all at once.

use std::error::Error;
use std::fmt;

use beeper_desktop_client::types::FieldId;

use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};

/// Why values do not answer a step: all the reasons at once, none of which shows a value.
///
/// It prints as one line. Beside the fields of a form, each of its [`field_errors`](Self::field_errors) has a place of its own:
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
    /// What is wrong, at least one thing: in the order of the step's fields, values for other fields last.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The fields that have no value and need one.
    pub fn missing(&self) -> impl Iterator<Item = &FieldId> {
        self.errors
            .iter()
            .filter(|error| error.kind == FieldErrorKind::Missing)
            .map(FieldError::field)
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

/// What is wrong with one field's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    pub(super) field: FieldId,
    pub(super) label: String,
    pub(super) kind: FieldErrorKind,
    pub(super) advice: String,
}

impl FieldError {
    /// The field.
    pub fn field(&self) -> &FieldId {
        &self.field
    }

    /// What the field is called, for people, in one printable line: its ID if it has no name, or if its name repeats
    /// what was typed.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What is wrong, for programs.
    pub fn kind(&self) -> FieldErrorKind {
        self.kind
    }

    /// What to do, for people.
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

/// What can be wrong with a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum FieldErrorKind {
    /// There is none, or an empty one, and the field is not optional.
    Missing,
    /// It belongs to a field that the step doesn't have.
    UnknownField,
    /// It is a phone number without a country code.
    NotInternational,
    /// It is not a phone number.
    NotAPhoneNumber,
    /// It is not an e-mail address.
    NotAnEmailAddress,
    /// It is not the name of a server.
    NotADomain,
    /// It is not a whole web address.
    NotAnAddress,
    /// It has fewer characters than the field wants.
    TooShort,
    /// It has more characters than the field takes.
    TooLong,
    /// It is none of the field's options.
    NotAnOption,
    /// It does not have the form of the field's pattern.
    PatternMismatch,
}
