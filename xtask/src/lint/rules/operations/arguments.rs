//! Rules for arguments and setters: their names are different.

use std::collections::{BTreeSet, HashMap, HashSet};

use openapiv3::{ObjectType, Operation, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::codegen_toml::FILE;
use crate::document::codegen_toml::settings::Placed;
use crate::document::json_pointer::child;
use crate::document::openapi::schema::{extension, target_name};
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::lint::rules::operations::paths::listed;
use crate::model::rust_names::field_name;
use crate::model::unsupported_operations::reason_to_leave_out;

/// The methods that every request has.
const REQUEST_METHODS: [&str; 11] = [
    "call",
    "clone",
    "confirmed",
    "fmt",
    "header",
    "into_future",
    "items",
    "new",
    "raw",
    "retries",
    "timeout",
];

/// The methods that every object in a body has.
const OBJECT_METHODS: [&str; 3] = ["clone", "fmt", "new"];

const SCHEMAS: &str = "/components/schemas/";

/// A request, or an object inside its body: both have setters.
pub struct Owner<'a> {
    /// The name of the operation or the component.
    pub name: &'a str,
    pub is_request: bool,
    pub inputs: Vec<Input<'a>>,
}

/// The parameter or member that an argument or a setter is for.
pub struct Input<'a> {
    /// The name on the wire.
    pub wire: &'a str,
    /// Its place in the document.
    pointer: String,
    /// The component that has it as a member; `None` for a parameter.
    pub component: Option<&'a str>,
}

impl<'a> Input<'a> {
    /// Returns the names under which `codegen.toml` may rename it, as `Settings::names_of` takes them.
    pub fn owners(&self, owner: &Owner<'a>) -> Vec<&'a str> {
        let mut owners = Vec::from_iter(self.component);
        owners.push(owner.name);
        owners.dedup();
        owners
    }

    fn what(&self) -> String {
        let what = if self.component.is_some() {
            "member"
        } else {
            "parameter"
        };
        format!("the {what} {}", quoted(self.wire))
    }
}

pub fn check(lint: &mut Linter<'_>) {
    for owner in lint.owners() {
        check_names(lint, &owner);
    }
}

fn check_names<'a>(lint: &mut Linter<'a>, owner: &Owner<'a>) {
    let settings = lint.settings;
    let reserved: &[&str] = if owner.is_request {
        &REQUEST_METHODS
    } else {
        &OBJECT_METHODS
    };
    let mut seen: HashMap<String, &Input<'a>> = HashMap::new();
    for input in &owner.inputs {
        let named_for = |input: &Input<'a>| settings.names_of(&input.owners(owner), input.wire).first().copied();
        let chosen = named_for(input);
        let name = chosen.map_or_else(|| field_name(input.wire), |chosen| chosen.to_string());
        let what = input.what();
        if reserved.contains(&name.as_str()) {
            let whose = match owner.is_request {
                true => "every request".to_owned(),
                false => quoted(owner.name),
            };
            let message = format!("{what} becomes `{name}`, which is already a method of {whose}");
            report(
                lint,
                Rule::ReservedName,
                input,
                chosen,
                message,
                another_name(owner.name, input.wire),
            );
        }
        let Some(other) = seen.insert(name.clone(), input) else {
            continue;
        };
        // Two names of one object that become the same field are reported by the rules for Rust names.
        if other.component.is_some() == input.component.is_some() && field_name(other.wire) == field_name(input.wire) {
            continue;
        }
        let message = format!("{} and {what} both become `{name}`", other.what());
        let help = match input.component.filter(|_| other.wire == input.wire) {
            Some(component) => another_name(component, input.wire),
            None => another_name(owner.name, input.wire),
        };
        let chosen = chosen.or_else(|| named_for(other));
        report(lint, Rule::ArgumentOnce, input, chosen, message, help);
    }
}

/// Reports a name at its line in the settings, or else at its place in the document.
fn report(
    lint: &mut Linter<'_>,
    rule: Rule,
    input: &Input<'_>,
    chosen: Option<&Placed<String>>,
    message: String,
    help: String,
) {
    match chosen {
        Some(chosen) => lint.report_setting(rule, chosen.at, message, help),
        None => lint.report(rule, &input.pointer, message, help),
    }
}

fn another_name(owner: &str, wire: &str) -> String {
    format!("give it another name under `[names]` in {FILE}, as in `{owner}.{wire} = \"another_name\"`")
}

impl<'a> Linter<'a> {
    /// Returns the requests that are generated, and the objects inside their bodies.
    pub fn owners(&self) -> Vec<Owner<'a>> {
        let tags = self.tag_places();
        let (mut owners, bodies) = self.requests(&tags);
        let inside = bodies.iter().flat_map(|body| self.reached_from(&schema_place(body)));
        let inside: BTreeSet<&str> = inside.filter_map(|place| place.strip_prefix(SCHEMAS)).collect();
        let objects = inside.into_iter().map(|name| Owner {
            name,
            is_request: false,
            inputs: self.members(name, &tags),
        });
        owners.extend(objects.filter(|object| !object.inputs.is_empty()));
        owners
    }

    /// Returns the requests, and the components that are their bodies.
    fn requests(&self, tags: &HashSet<String>) -> (Vec<Owner<'a>>, BTreeSet<&'a str>) {
        let mut requests = Vec::new();
        let mut bodies = BTreeSet::new();
        for path in self.paths() {
            let shared = listed(self, &path.pointer, &path.item.parameters);
            for place in path.operations() {
                let Some(name) = place.operation.operation_id.as_deref() else {
                    continue;
                };
                if reason_to_leave_out(place.operation).is_some() {
                    continue;
                }
                let own = listed(self, &place.pointer, &place.operation.parameters);
                let parameters = shared.iter().chain(&own).map(|listed| Input {
                    wire: listed.name,
                    pointer: listed.pointer.clone(),
                    component: None,
                });
                let body = self.body_of(place.operation);
                let members = body.into_iter().flat_map(|body| self.members(body, tags));
                let inputs = parameters.chain(members).collect();
                bodies.extend(body);
                requests.push(Owner {
                    name,
                    is_request: true,
                    inputs,
                });
            }
        }
        (requests, bodies)
    }

    /// Returns the component that is the body of an operation.
    pub fn body_of(&self, operation: &'a Operation) -> Option<&'a str> {
        let body = match operation.request_body.as_ref()? {
            ReferenceOr::Item(body) => body,
            ReferenceOr::Reference { reference } => {
                let bodies = &self.components()?.request_bodies;
                bodies.get(target_name(reference))?.as_item()?
            }
        };
        match body.content.get("application/json")?.schema.as_ref()? {
            ReferenceOr::Reference { reference } => Some(target_name(reference)),
            ReferenceOr::Item(_) => None,
        }
    }

    /// Returns what can be set on an object: its properties and those of the object that it extends, without the tag, which its
    /// union writes.
    fn members(&self, component: &'a str, tags: &HashSet<String>) -> Vec<Input<'a>> {
        let inputs = self.properties(component).into_iter().map(|(wire, pointer, _)| Input {
            wire,
            pointer,
            component: Some(component),
        });
        inputs.filter(|input| !tags.contains(&input.pointer)).collect()
    }

    /// Returns the properties of an object and of the object that it extends, each with its place.
    pub fn properties(&self, component: &str) -> Vec<(&'a str, String, &'a ReferenceOr<Box<Schema>>)> {
        let Some(schema) = self.schema(component) else {
            return Vec::new();
        };
        let place = schema_place(component);
        match (&schema.schema_kind, extension(schema)) {
            (SchemaKind::Type(Type::Object(object)), _) => properties(&place, object),
            (_, Some((base, more))) => {
                let base_object = self.schema(base).map(|base| &base.schema_kind);
                let of_base = match base_object {
                    Some(SchemaKind::Type(Type::Object(object))) => properties(&schema_place(base), object),
                    _ => Vec::new(),
                };
                of_base
                    .into_iter()
                    .chain(properties(&format!("{place}/allOf/1"), more))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

fn properties<'a>(place: &str, object: &'a ObjectType) -> Vec<(&'a str, String, &'a ReferenceOr<Box<Schema>>)> {
    let place = child(place, "properties");
    let properties = object.properties.iter();
    properties
        .map(|(name, property)| (name.as_str(), child(&place, name), property))
        .collect()
}

fn schema_place(component: &str) -> String {
    format!("{SCHEMAS}{component}")
}
