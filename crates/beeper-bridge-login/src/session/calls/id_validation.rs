//! Rejects IDs that cannot be part of a request's path.

use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;

/// Rejects an ID from the application before the first request.
///
/// The client also rejects it, but only in the request that contains it, and a login begins with other requests.
pub(crate) fn validate_id(argument: &'static str, id: &str) -> Result<(), LoginError> {
    match invalid_id_reason(id) {
        Some(reason) => {
            let argument = argument.to_owned();
            Err(LoginError::new(LoginErrorKind::InvalidArgument { argument, reason }))
        }
        None => Ok(()),
    }
}

/// Returns the reason why an ID cannot be part of a request's path.
pub(crate) fn invalid_id_reason(id: &str) -> Option<&'static str> {
    match id {
        "" => Some("it is empty"),
        "." => Some("it is `.`, which means the current folder in an address"),
        ".." => Some("it is `..`, which means the parent folder in an address"),
        _ => None,
    }
}
