//! Removes operations that progenitor cannot generate, and reduces every other one to a single successful response.

use openapiv3::{OpenAPI, Operation as SpecOperation, PathItem, ReferenceOr, StatusCode};

use crate::document::openapi::components::referenced;
use crate::document::openapi::operations::is_success;
use crate::model::unsupported_operations::reason_to_leave_out;

/// An operation that is not generated.
pub struct LeftOut {
    /// The operation.
    pub operation_id: String,
    /// The reason.
    pub reason: &'static str,
}

pub fn for_each_operation(openapi: &mut OpenAPI, mut change: impl FnMut(&mut SpecOperation)) {
    for item in openapi.paths.paths.values_mut() {
        if let ReferenceOr::Item(item) = item {
            operations_mut(item).into_iter().flatten().for_each(&mut change);
        }
    }
}

/// Keeps one of several successful responses, which have the same body, and no error response, since the runtime decodes errors.
pub fn keep_one_success(operation: &mut SpecOperation) {
    operation.responses.default = None;
    let responses = &mut operation.responses.responses;
    responses.retain(|status, _| is_success(status));
    if responses.len() > 1 {
        responses.truncate(1);
        let first = responses.pop().map(|(_, first)| (StatusCode::Range(2), first));
        responses.extend(first);
    }
}

pub fn operations_mut(item: &mut PathItem) -> [&mut Option<SpecOperation>; 8] {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.options,
        &mut item.head,
        &mut item.patch,
        &mut item.trace,
    ]
}

pub fn leave_out_operations(openapi: &mut OpenAPI) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    let mut forms = Vec::new();
    for item in openapi.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else { continue };
        for slot in operations_mut(item) {
            let Some(reason) = slot.as_ref().and_then(reason_to_leave_out) else {
                continue;
            };
            let operation = slot.take();
            forms.extend(operation.as_ref().and_then(form).map(str::to_owned));
            left_out.push(LeftOut {
                operation_id: operation
                    .and_then(|operation| operation.operation_id)
                    .unwrap_or_default(),
                reason,
            });
        }
    }
    if let Some(components) = &mut openapi.components {
        // No operation uses this type any more.
        components.schemas.retain(|name, _| !forms.contains(name));
    }
    left_out
}

/// Returns the component that describes the parts of a multipart body.
pub fn form(operation: &SpecOperation) -> Option<&str> {
    let body = operation.request_body.as_ref()?.as_item()?;
    referenced(body.content.get("multipart/form-data")?.schema.as_ref()?)
}
