//! The error of a single invalid value.

use crate::steps::input::invalid_answer::FieldErrorKind;

/// The reason why a value is invalid, and what to do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::steps::input) struct InvalidValue {
    pub(in crate::steps::input) kind: FieldErrorKind,
    pub(in crate::steps::input) advice: &'static str,
}
