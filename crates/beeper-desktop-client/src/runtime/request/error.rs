//! The error of building a request.

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::runtime::operation::Operation;

/// Why a request cannot be sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RequestError {
    /// The value of an argument, setter or header cannot be sent.
    Argument {
        /// The name, as the program wrote it.
        name: String,
        /// What is wrong with the value.
        reason: &'static str,
    },
    /// Another problem.
    Request {
        /// What is wrong.
        reason: String,
    },
}

impl RequestError {
    pub(crate) fn argument(name: impl Into<String>, reason: &'static str) -> Self {
        Self::Argument {
            name: name.into(),
            reason,
        }
    }

    pub(crate) fn request(reason: impl Into<String>) -> Self {
        Self::Request { reason: reason.into() }
    }

    /// Returns the error of a call of this operation.
    pub(crate) fn into_error(self, operation: &Operation) -> Error {
        let kind = match self {
            Self::Argument { name, reason } => ErrorKind::InvalidArgument { argument: name, reason },
            Self::Request { reason } => ErrorKind::InvalidRequest { reason },
        };
        Error::before_sending(operation.id, kind)
    }

    #[cfg(test)]
    pub(crate) fn argument_name(&self) -> Option<&str> {
        match self {
            Self::Argument { name, .. } => Some(name),
            Self::Request { .. } => None,
        }
    }
}
