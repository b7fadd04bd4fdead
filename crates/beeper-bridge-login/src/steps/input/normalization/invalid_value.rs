//! Why a single value is refused.

use crate::steps::input::invalid_answer::FieldErrorKind;

/// Why a value is refused, and what to do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::steps::input) struct InvalidValue {
    pub(in crate::steps::input) kind: FieldErrorKind,
    pub(in crate::steps::input) advice: &'static str,
}
