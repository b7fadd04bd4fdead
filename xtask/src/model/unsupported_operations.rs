//! Operations that the generator cannot express, and that are therefore written by hand.

use openapiv3::{Operation as SpecOperation, ReferenceOr};

use crate::document::openapi::operations::is_success;

/// Returns what the generated methods cannot do for an operation, but a handwritten one can.
pub fn reason_to_leave_out(operation: &SpecOperation) -> Option<&'static str> {
    if let Some(ReferenceOr::Item(body)) = &operation.request_body
        && body.content.contains_key("multipart/form-data")
    {
        return Some("multipart body");
    }
    let binary = operation.responses.responses.iter().any(|(status, response)| {
        let ReferenceOr::Item(response) = response else {
            return false;
        };
        is_success(status) && response.content.contains_key("application/octet-stream")
    });
    binary.then_some("binary response")
}
