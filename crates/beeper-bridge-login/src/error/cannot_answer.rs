//! The reasons for which a handler has no answer to a step.

use std::fmt;

use beeper_desktop_client::types::FieldId;

use crate::steps::cookies::answer::MissingValues;
use crate::steps::input::invalid_answer::InvalidAnswer;

/// Why there is no answer to a step. It prints as one line that names fields and no values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CannotAnswer {
    /// Values are missing or wrong.
    Input(InvalidAnswer),
    /// Values are missing that a browser would hold.
    Cookies(MissingValues),
    /// The session asks once more for what has been given. Giving it again could be another wrong password.
    AskedTwice(Vec<FieldId>),
}

impl fmt::Display for CannotAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(invalid) => invalid.fmt(f),
            Self::Cookies(missing) => missing.fmt(f),
            Self::AskedTwice(fields) => {
                f.write_str("asked once more for what has been given already:")?;
                fields.iter().try_for_each(|field| write!(f, " {:?}", field.as_str()))
            }
        }
    }
}
