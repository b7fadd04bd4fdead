//! Refuses IDs that cannot be part of an address.

use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;

/// Refuses an ID that this program gave, before the first request. The client refuses it too, but only in the request that
/// carries it, and a login begins with others.
pub(crate) fn validate_id(argument: &'static str, id: &str) -> Result<(), LoginError> {
    match invalid_id_reason(id) {
        Some(reason) => {
            let argument = argument.to_owned();
            Err(LoginError::new(LoginErrorKind::InvalidArgument { argument, reason }))
        }
        None => Ok(()),
    }
}

/// What is wrong with an ID that cannot be a part of an address.
pub(crate) fn invalid_id_reason(id: &str) -> Option<&'static str> {
    match id {
        "" => Some("it is empty"),
        "." => Some("it is `.`, which an address takes for the step that stays where it is"),
        ".." => Some("it is `..`, which an address takes for the step upwards"),
        _ => None,
    }
}
