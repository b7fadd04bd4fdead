//! Operations of a document: their parameters, bodies and responses, with references resolved.

use openapiv3::{
    OpenAPI, Operation as SpecOperation, Parameter as SpecParameter, ReferenceOr, RequestBody, Response, Schema,
    StatusCode,
};

use crate::document::openapi::schema::target_name;

pub fn is_success(status: &StatusCode) -> bool {
    match status {
        StatusCode::Code(code) => (200..300).contains(code),
        StatusCode::Range(range) => *range == 2,
    }
}

/// Returns a parameter, or the component that a reference names.
pub fn resolve<'a>(openapi: &'a OpenAPI, parameter: &'a ReferenceOr<SpecParameter>) -> Option<&'a SpecParameter> {
    match parameter {
        ReferenceOr::Item(parameter) => Some(parameter),
        ReferenceOr::Reference { reference } => {
            let components = openapi.components.as_ref()?;
            components.parameters.get(target_name(reference))?.as_item()
        }
    }
}

pub fn request_body<'a>(openapi: &'a OpenAPI, operation: &'a SpecOperation) -> Option<&'a RequestBody> {
    match operation.request_body.as_ref()? {
        ReferenceOr::Item(body) => Some(body),
        ReferenceOr::Reference { reference } => {
            let components = openapi.components.as_ref()?;
            components.request_bodies.get(target_name(reference))?.as_item()
        }
    }
}

/// Returns the successful response of an operation.
pub fn success<'a>(openapi: &'a OpenAPI, operation: &'a SpecOperation) -> Option<&'a Response> {
    let mut responses = operation.responses.responses.iter();
    let (_, response) = responses.find(|(status, _)| is_success(status))?;
    resolve_response(openapi, response)
}

pub fn resolve_response<'a>(openapi: &'a OpenAPI, response: &'a ReferenceOr<Response>) -> Option<&'a Response> {
    match response {
        ReferenceOr::Item(response) => Some(response),
        ReferenceOr::Reference { reference } => {
            let components = openapi.components.as_ref()?;
            components.responses.get(target_name(reference))?.as_item()
        }
    }
}

/// Returns the schema of the successful response, if it is JSON.
pub fn success_schema<'a>(openapi: &'a OpenAPI, operation: &'a SpecOperation) -> Option<&'a ReferenceOr<Schema>> {
    json_of(success(openapi, operation)?)
}

/// Returns the schema of a response, if it is JSON.
pub fn json_schema<'a>(openapi: &'a OpenAPI, response: &'a ReferenceOr<Response>) -> Option<&'a ReferenceOr<Schema>> {
    json_of(resolve_response(openapi, response)?)
}

pub fn json_of(response: &Response) -> Option<&ReferenceOr<Schema>> {
    response.content.get("application/json")?.schema.as_ref()
}
