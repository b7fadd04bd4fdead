//! One of the two documents, and what the client has for it.

use openapiv3::{
    Operation, Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr, RequestBody, Response, StatusCode,
};

use crate::kinds::target_name;
use crate::lower::{self, Delivery, Lowered, Wait};
use crate::names;
use crate::problem::{Location, Problem};
use crate::settings::Settings;
use crate::yaml::child;
use crate::{lint, load};

/// A document that the client can be generated from.
pub struct Side {
    /// What it says.
    pub document: load::Document,
    /// What the generator gets.
    pub lowered: Lowered,
}

/// A method of the client, or one that would be.
pub struct Method<'a> {
    /// Its name in Rust.
    pub name: String,
    /// The operation's ID.
    pub id: &'a str,
    /// The path, with placeholders.
    pub path: &'a str,
    /// The HTTP method.
    pub http: &'a str,
    /// Where the operation is.
    pub pointer: String,
    /// The operation.
    pub operation: &'a Operation,
    /// What goes into the path, the query and the headers.
    pub arguments: Vec<Argument<'a>>,
    /// Whether it is refused without an access token, as the table of operations says.
    pub needs_token: Option<bool>,
    /// How often its requests may arrive.
    pub delivery: Option<Delivery>,
    /// When it waits for something, if it ever does.
    pub wait: Option<&'a Wait>,
    /// Why no method is generated.
    pub left_out: Option<&'static str>,
}

/// An argument of a method, apart from the body.
pub struct Argument<'a> {
    /// `path`, `query` or `header`.
    pub place: &'static str,
    /// The wire name. Those in a path go by their number, as the method takes them in their order.
    pub key: String,
    /// Where the parameter is.
    pub pointer: String,
    /// What else is said of it.
    pub data: &'a ParameterData,
}

impl Side {
    /// Reads a document, and checks it with the settings for it.
    pub fn read(file: &str, bytes: &[u8], settings: &Settings) -> Result<Self, Vec<Problem>> {
        let document = load::parse(file, bytes)?;
        lint::lint(&document, settings)?;
        let lowered = lower::lower(&document.openapi, settings);
        Ok(Self { document, lowered })
    }

    /// What the document is called.
    pub fn name(&self) -> &str {
        &self.document.file
    }

    /// Where something is.
    pub fn location(&self, pointer: &str) -> Location {
        self.document.problem(pointer, "", "").location
    }

    /// The methods, in the order of the document.
    pub fn methods(&self) -> Vec<Method<'_>> {
        let operations = self.document.openapi.operations();
        operations
            .map(|(path, http, operation)| self.method(path, http, operation))
            .collect()
    }

    fn method<'a>(&'a self, path: &'a str, http: &'a str, operation: &'a Operation) -> Method<'a> {
        let item = child("/paths", path);
        let pointer = child(&item, http);
        let id = operation.operation_id.as_deref().unwrap_or_default();
        let name = names::method_name(id);
        let known = self.lowered.requests.iter().find(|it| it.name == name);
        let left_out = self.lowered.left_out.iter().find(|it| it.operation_id == id);
        let shared = self
            .document
            .openapi
            .paths
            .paths
            .get(path)
            .and_then(ReferenceOr::as_item);
        let shared = shared.map_or(&[][..], |item| &item.parameters);
        let arguments = self.arguments(path, &item, shared);
        let own = self.arguments(path, &pointer, &operation.parameters);
        Method {
            arguments: own.chain(arguments).collect(),
            needs_token: known.map(|it| it.needs_token),
            delivery: known.map(|it| it.delivery),
            wait: known.and_then(|it| it.wait.as_ref()),
            left_out: left_out.map(|it| it.reason),
            name,
            id,
            path,
            http,
            pointer,
            operation,
        }
    }

    fn arguments<'a>(
        &'a self,
        path: &'a str,
        pointer: &str,
        parameters: &'a [ReferenceOr<Parameter>],
    ) -> impl Iterator<Item = Argument<'a>> {
        let pointer = child(pointer, "parameters");
        parameters.iter().enumerate().filter_map(move |(index, parameter)| {
            let (pointer, parameter) = match parameter {
                ReferenceOr::Item(parameter) => (format!("{pointer}/{index}"), parameter),
                ReferenceOr::Reference { reference } => {
                    let components = self.document.openapi.components.as_ref()?;
                    let parameter = components.parameters.get(target_name(reference))?.as_item()?;
                    (reference.trim_start_matches('#').to_owned(), parameter)
                }
            };
            let (place, data) = match parameter {
                Parameter::Query { parameter_data, .. } => ("query", parameter_data),
                Parameter::Header { parameter_data, .. } => ("header", parameter_data),
                Parameter::Path { parameter_data, .. } => ("path", parameter_data),
                Parameter::Cookie { .. } => return None,
            };
            let mut names = path.split(['{', '}']).skip(1).step_by(2);
            let key = match place {
                "path" => names.position(|name| name == data.name)?.to_string(),
                _ => data.name.clone(),
            };
            Some(Argument {
                place,
                key,
                pointer,
                data,
            })
        })
    }

    /// The Rust type of an argument.
    pub fn type_of(&self, data: &ParameterData) -> String {
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => lower::rust_type(&self.document.openapi, schema),
            ParameterSchemaOrContent::Content(_) => None,
        }
        .unwrap_or_default()
    }

    /// The body of an operation, with its Rust type if it is JSON.
    pub fn body<'a>(&'a self, operation: &'a Operation) -> Option<(&'a RequestBody, String)> {
        let body = match operation.request_body.as_ref()? {
            ReferenceOr::Item(body) => body,
            ReferenceOr::Reference { reference } => {
                let components = self.document.openapi.components.as_ref()?;
                components.request_bodies.get(target_name(reference))?.as_item()?
            }
        };
        let (media_type, content) = body.content.first()?;
        let schema = content.schema.as_ref()?;
        let kind = match media_type.as_str() {
            "application/json" => lower::rust_type(&self.document.openapi, schema)?,
            other => other.to_owned(),
        };
        Some((body, kind))
    }

    /// What an operation is answered with: the status, and the Rust type, empty where the body says nothing.
    pub fn answer(&self, operation: &Operation) -> (String, String) {
        let mut statuses = Vec::new();
        let mut kinds = Vec::new();
        for (status, response) in &operation.responses.responses {
            let is_success = match status {
                StatusCode::Code(code) => (200..300).contains(code),
                StatusCode::Range(range) => *range == 2,
            };
            if is_success {
                statuses.push(status.to_string());
                kinds.extend(self.response(response).and_then(|response| self.kind_of(response)));
            }
        }
        kinds.dedup();
        (statuses.join(", "), kinds.join(" or "))
    }

    fn response<'a>(&'a self, response: &'a ReferenceOr<Response>) -> Option<&'a Response> {
        match response {
            ReferenceOr::Item(response) => Some(response),
            ReferenceOr::Reference { reference } => {
                let components = self.document.openapi.components.as_ref()?;
                components.responses.get(target_name(reference))?.as_item()
            }
        }
    }

    fn kind_of(&self, response: &Response) -> Option<String> {
        let (media_type, content) = response.content.first()?;
        match media_type.as_str() {
            "application/json" => lower::rust_type(&self.document.openapi, content.schema.as_ref()?),
            other => Some(other.to_owned()),
        }
    }
}
