//! The reasons why a handler has no answer to a step.

use std::fmt;

use beeper_desktop_client::types::FieldId;

use crate::steps::cookies::answer::MissingValues;
use crate::steps::input::invalid_answer::InvalidAnswer;

/// The reason why a handler has no answer to a step.
///
/// It prints as one line that names fields but shows no values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CannotAnswer {
    /// Values are missing or wrong.
    Input(InvalidAnswer),
    /// Values that a browser should contain are missing.
    Cookies(MissingValues),
    /// The session asks again for values that were already given.
    ///
    /// Sending them again could be another attempt with a wrong password.
    AskedTwice(Vec<FieldId>),
}

impl fmt::Display for CannotAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(invalid) => invalid.fmt(f),
            Self::Cookies(missing) => missing.fmt(f),
            Self::AskedTwice(fields) => {
                f.write_str("the session asks again for values that were already given:")?;
                fields.iter().try_for_each(|field| write!(f, " {:?}", field.as_str()))
            }
        }
    }
}
