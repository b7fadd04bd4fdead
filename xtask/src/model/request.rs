//! The methods of the client and the requests that they return, as a document describes them.
//!
//! Required values become arguments, in this order: path, query and headers, body; within each, in the document's order. Optional
//! values become setters. A body whose component is an object contributes its members; any other body is one argument. All this
//! is read from the document as written, which still has bounds and descriptions.

use openapiv3::{
    OpenAPI, Operation as SpecOperation, Parameter as SpecParameter, ParameterSchemaOrContent, PathItem, ReferenceOr,
    Schema, StatusCode,
};

use crate::document::codegen_toml::delivery::Delivery;
use crate::document::codegen_toml::settings::Settings;
use crate::document::openapi::operations::{json_of, request_body, resolve, resolve_response, success, success_schema};
use crate::document::openapi::{components, operations, schema};
use crate::model::members::{Member, Object, Value, member_of};
use crate::model::runtime_types::rust_type;
use crate::model::{rust_names, unsupported_operations};

/// A method of the client, and the request that it returns.
pub struct Request {
    /// The operation's ID in the document.
    pub operation_id: String,
    /// The method's name.
    pub name: String,
    /// The request type's name.
    pub type_name: String,
    /// The tag of the operation.
    pub tag: String,
    /// The heading of the method in the documentation.
    pub group: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with placeholders.
    pub path: String,
    /// What the operation does, in a sentence.
    pub summary: String,
    /// Further documentation.
    pub description: String,
    /// Whether the server refuses it without an access token.
    pub needs_token: bool,
    /// The delivery class: whether it may be sent again.
    pub delivery: Delivery,
    /// The value with which the server holds the request until something happens, if there is one.
    pub wait: Option<Wait>,
    /// Whether the generator cannot express it, so that its type is written by hand.
    pub is_handwritten: bool,
    /// The required values, in order.
    pub arguments: Vec<Parameter>,
    /// The optional values.
    pub setters: Vec<Parameter>,
    /// The body.
    pub body: Option<Body>,
    /// The response.
    pub answer: Answer,
    /// The list, if the response is a page of one.
    pub page: Option<Page>,
    /// The error responses that the document has for this operation alone, by status.
    pub refusals: Vec<(String, String)>,
}

/// An argument or a setter.
pub struct Parameter {
    /// Its name and type.
    pub member: Member,
    /// The part of the request that it goes into.
    pub place: Place,
}

/// The part of a request that a value goes into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// The body, as one of its members.
    BodyMember,
    /// The body as a whole.
    WholeBody,
}

/// A JSON body.
pub struct Body {
    /// The component.
    pub component: String,
    /// The type's name.
    pub type_name: String,
    /// Whether it is sent even if nothing is set.
    pub is_required: bool,
}

/// The kind of response.
pub enum Answer {
    /// JSON of this type.
    Json(String),
    /// Nothing.
    Empty,
    /// A file.
    File,
}

/// A page of a list.
pub struct Page {
    /// The component of the page.
    pub component: String,
    /// The type of the items.
    pub item: String,
    /// The component of the items.
    pub item_component: Option<String>,
    /// The members that identify an item. Empty if nothing does.
    pub identity: Vec<Member>,
    /// The members that give the position of an item in the list.
    pub place: Option<ItemPlace>,
    /// Whether the page has the cursor of its oldest item, and that of its newest item.
    pub cursors: [bool; 2],
    /// The field of the request that holds the cursor.
    pub cursor: String,
    /// The type of the cursor.
    pub cursor_type: String,
    /// The field that holds the direction.
    pub direction: Option<String>,
}

/// The members that give the position of an item in its list.
pub struct ItemPlace {
    /// The member that is the item's cursor.
    pub cursor: Member,
    /// The member that is the item's time.
    pub time: Option<Member>,
}

impl Request {
    /// Returns arguments and setters.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.arguments.iter().chain(&self.setters)
    }
}

/// Returns all requests, in the document's order.
pub fn requests(openapi: &OpenAPI, settings: &Settings) -> Vec<Request> {
    let items = openapi.paths.paths.iter();
    let items = items.filter_map(|(path, item)| Some((path, item.as_item()?)));
    items
        .flat_map(|(path, item)| {
            let operations = item.iter();
            operations.map(move |(method, operation)| (path, item, method, operation))
        })
        .map(|(path, item, method, operation)| request(openapi, settings, path, item, method, operation))
        .collect()
}

fn request(
    openapi: &OpenAPI,
    settings: &Settings,
    path: &str,
    item: &PathItem,
    method: &str,
    operation: &SpecOperation,
) -> Request {
    let operation_id = operation.operation_id.clone().unwrap_or_default();
    let tag = operation.tags.last().cloned().unwrap_or_default();
    let mut parameters: Vec<Parameter> = item
        .parameters
        .iter()
        .chain(&operation.parameters)
        .filter_map(|parameter| resolve(openapi, parameter))
        .filter_map(|parameter| of_parameter(openapi, settings, &operation_id, parameter))
        .collect();
    // Arguments are in the order of the path, not of the list of parameters.
    let place = |wire: &str| path.find(&format!("{{{wire}}}")).unwrap_or(usize::MAX);
    parameters.sort_by_key(|it| match it.place {
        Place::Path => (0, place(&it.member.wire)),
        _ => (1, 0),
    });
    let page = page(openapi, settings, operation, &parameters);
    let body = body(openapi, operation);
    if let Some(body) = &body {
        parameters.extend(of_body(openapi, settings, &operation_id, body));
    }
    let of_body = |it: &Parameter| match (&body, it.place) {
        (Some(body), Place::BodyMember) => settings.keeps_argument(&body.component, &it.member.wire),
        _ => false,
    };
    let stays = |it: &Parameter| {
        it.member.is_required || settings.keeps_argument(&operation_id, &it.member.wire) || of_body(it)
    };
    let (arguments, setters) = parameters.into_iter().partition(stays);
    let secured = openapi.security.as_ref().is_some_and(|security| !security.is_empty());
    let answer = answer(openapi, operation);
    Request {
        name: rust_names::method_name(&operation_id),
        type_name: rust_names::type_name(&operation_id),
        group: settings.group(&tag).unwrap_or(&tag).to_owned(),
        tag,
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: operation.summary.clone().unwrap_or_default(),
        description: operation.description.clone().unwrap_or_default(),
        needs_token: operation
            .security
            .as_ref()
            .map_or(secured, |security| !security.is_empty()),
        delivery: settings
            .delivery(&operation_id)
            .unwrap_or_else(|| Delivery::of_method(method)),
        wait: settings.wait(&operation_id).map(|wait| Wait {
            member: wait.member.to_string(),
            value: wait.value.to_string(),
        }),
        is_handwritten: unsupported_operations::reason_to_leave_out(operation).is_some(),
        arguments,
        setters,
        body,
        answer,
        page,
        refusals: refusals(openapi, operation),
        operation_id,
    }
}

fn of_parameter(
    openapi: &OpenAPI,
    settings: &Settings,
    operation_id: &str,
    parameter: &SpecParameter,
) -> Option<Parameter> {
    let place = match parameter {
        SpecParameter::Path { .. } => Place::Path,
        SpecParameter::Query { .. } => Place::Query,
        SpecParameter::Header { .. } => Place::Header,
        SpecParameter::Cookie { .. } => return None,
    };
    let data = parameter.parameter_data_ref();
    let ParameterSchemaOrContent::Schema(schema) = &data.format else {
        return None;
    };
    let mut member = member_of(openapi, settings, operation_id, &data.name, schema, data.required)?;
    member.doc = data.description.clone().unwrap_or_default();
    member.example = data.example.clone().or(member.example);
    member.has_own_example |= data.example.is_some();
    Some(Parameter { member, place })
}

pub fn body(openapi: &OpenAPI, operation: &SpecOperation) -> Option<Body> {
    let body = request_body(openapi, operation)?;
    let reference = body.content.get("application/json")?.schema.as_ref()?;
    let component = schema::referenced_component(reference)?;
    Some(Body {
        component: component.to_owned(),
        type_name: rust_names::type_name(component),
        is_required: body.required,
    })
}

fn of_body(openapi: &OpenAPI, settings: &Settings, operation_id: &str, body: &Body) -> Vec<Parameter> {
    let in_body = |place| move |member| Parameter { member, place };
    match Object::of(openapi, settings, &body.component) {
        Some(object) => {
            let members = object.members.into_iter().map(|mut member| {
                if let Some(name) = settings.member_name(operation_id, &body.component, &member.wire) {
                    name.clone_into(&mut member.name);
                }
                member
            });
            members.map(in_body(Place::BodyMember)).collect()
        }
        None => {
            let schema: ReferenceOr<Schema> = ReferenceOr::Reference {
                reference: format!("#/components/schemas/{}", body.component),
            };
            let member = member_of(openapi, settings, operation_id, "body", &schema, body.is_required);
            member.map(in_body(Place::WholeBody)).into_iter().collect()
        }
    }
}

fn answer(openapi: &OpenAPI, operation: &SpecOperation) -> Answer {
    let Some(response) = success(openapi, operation) else {
        return Answer::Empty;
    };
    if response.content.contains_key("application/octet-stream") {
        return Answer::File;
    }
    match json_of(response).and_then(|schema| rust_type(openapi, schema)) {
        Some(answer) => Answer::Json(answer),
        None => Answer::Empty,
    }
}

/// The member that identifies an item, unless the settings name others.
pub const ID: &str = "id";

/// An operation is paged if it has a cursor in its query, and `items` and `hasMore` in its response.
fn page(openapi: &OpenAPI, settings: &Settings, operation: &SpecOperation, parameters: &[Parameter]) -> Option<Page> {
    let in_query = |wire: &str| {
        let mut parameters = parameters.iter();
        parameters.find(|it| it.place == Place::Query && it.member.wire == wire)
    };
    let cursor = in_query("cursor")?;
    let schema = success_schema(openapi, operation)?;
    let component = schema::referenced_component(schema)?;
    let object = components::object(openapi, component)?;
    let Value::List(item) = Value::of(openapi, object.properties.get("items")?)? else {
        return None;
    };
    object.properties.get("hasMore")?;
    let item_component = match item.as_ref() {
        Value::Component { name, .. } => Some(name.clone()),
        _ => None,
    };
    let members = item_component
        .as_deref()
        .and_then(|it| Object::of(openapi, settings, it));
    let members = members.map_or_else(Vec::new, |object| object.members);
    let text = |wire: &str| {
        let mut members = members.iter();
        let member = members.find(|member| member.wire == wire && member.value.is_text(openapi));
        member.cloned()
    };
    let always = |wire: &str| text(wire).filter(|member| !member.may_be_absent());
    let identity = match item_component.as_deref().and_then(|it| settings.identity(it)) {
        Some(named) => named.filter_map(always).collect(),
        None => Vec::from_iter(always(ID)),
    };
    let item_cursor = settings.item_cursor(operation.operation_id.as_deref().unwrap_or_default());
    let place = item_cursor.and_then(|it| {
        let (cursor, time) = (text(&it.member)?, it.time.as_ref().and_then(|time| text(time)));
        Some(ItemPlace { cursor, time })
    });
    Some(Page {
        component: component.to_owned(),
        item: item.rust_type(),
        item_component,
        identity,
        place,
        cursors: ["oldestCursor", "newestCursor"].map(|name| object.properties.contains_key(name)),
        cursor: cursor.member.name.clone(),
        cursor_type: cursor.member.value.rust_type(),
        direction: in_query("direction").map(|it| it.member.name.clone()),
    })
}

/// Returns the error responses that are described for one operation, by status.
fn refusals(openapi: &OpenAPI, operation: &SpecOperation) -> Vec<(String, String)> {
    let responses = operation.responses.responses.iter();
    responses
        .filter(|(status, _)| !operations::is_success(status))
        .filter_map(|(status, response)| {
            let status = match status {
                StatusCode::Code(code) => code.to_string(),
                StatusCode::Range(range) => format!("{range}xx"),
            };
            Some((status, resolve_response(openapi, response)?.description.clone()))
        })
        .collect()
}

/// The value in the body of an operation for which the server holds the request until something happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The member of the body.
    pub member: String,
    /// Its value.
    pub value: String,
}
