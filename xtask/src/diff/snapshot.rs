//! A document at one of the two revisions, with its settings and the client's model of it.

use std::collections::BTreeSet;
use std::path::Path;

use openapiv3::{
    ObjectType, OpenAPI, Operation as SpecOperation, Parameter as SpecParameter, ReferenceOr, RequestBody, Schema,
    SchemaKind, Type,
};
use quote::ToTokens;
use serde_json::Value;
use syn::Item;

use crate::codegen::lower::Lowered;
use crate::codegen::{generate, lower};
use crate::document::codegen_toml::FILE;
use crate::document::codegen_toml::settings::Settings;
use crate::document::json_pointer::child;
use crate::document::load;
use crate::document::openapi::schema::target_name;
use crate::document::openapi::{operations, schema};
use crate::document::problem::{Location, Problem};
use crate::lint::check;
use crate::model::request::{Parameter, Place, Request};

/// A document from which a client can be generated.
pub struct Snapshot {
    /// The document.
    pub document: load::Document,
    /// Its settings.
    pub settings: Settings,
    /// The lowered document, which progenitor reads.
    pub lowered: Lowered,
    /// The fields that the generator boxes because their types would contain themselves: struct and field.
    boxed: BTreeSet<(String, String)>,
}

/// An operation, with the client's request for it.
pub struct Operation<'a> {
    /// The request.
    pub request: &'a Request,
    /// The operation in the document.
    pub spec: &'a SpecOperation,
    /// Its place.
    pub pointer: String,
    /// Its arguments and setters.
    pub inputs: Vec<Input<'a>>,
    /// Why its method is written by hand, if it is.
    pub left_out: Option<&'static str>,
}

/// An argument or a setter of a request.
pub struct Input<'a> {
    /// Its name and type.
    pub parameter: &'a Parameter,
    /// Whether it is an argument of the method, and not a setter.
    pub is_argument: bool,
    /// Its position in the path.
    pub number_in_path: Option<usize>,
    /// The place of its declaration in the document.
    pub pointer: String,
    /// Its declaration in the document.
    pub declaration: Value,
}

impl Snapshot {
    /// Reads a document, and checks it with its settings.
    pub fn read(file: &str, bytes: &[u8], settings: Settings) -> Result<Self, Vec<Problem>> {
        let document = load::parse(file, bytes)?;
        check::lint(&document, &settings)?;
        let lowered = lower::lower(&document.openapi, &settings);
        // A document from which nothing can be generated is compared as far as possible; `codegen` reports its problems.
        let boxed = generate::generate(&lowered, file).map(|file| boxed_fields(&file.items));
        Ok(Self {
            document,
            settings,
            lowered,
            boxed: boxed.unwrap_or_default(),
        })
    }

    /// Returns `true` if a field that uses a component is boxed.
    pub fn is_boxed(&self, of: &str, field: &str, component: Option<&str>) -> bool {
        let is_large = component.is_some_and(|component| self.settings.is_boxed(component));
        is_large || self.boxed.contains(&(of.to_owned(), field.to_owned()))
    }

    /// Returns the document's name.
    pub fn name(&self) -> &str {
        &self.document.file
    }

    /// Returns the name of the settings file beside the document.
    pub fn settings_name(&self) -> String {
        Path::new(self.name()).with_file_name(FILE).display().to_string()
    }

    /// Returns the location of a place.
    pub fn location(&self, pointer: &str) -> Location {
        self.document.problem(pointer, "", "").location
    }

    fn openapi(&self) -> &OpenAPI {
        &self.document.openapi
    }

    /// Returns the operations, in the order of the document.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let operations = self.openapi().operations();
        operations
            .filter_map(|(path, http, spec)| {
                let id = spec.operation_id.as_deref()?;
                let request = self.lowered.requests.iter().find(|it| it.operation_id == id)?;
                Some(self.operation(request, path, http, spec))
            })
            .collect()
    }

    fn operation<'a>(&'a self, request: &'a Request, path: &str, http: &str, spec: &'a SpecOperation) -> Operation<'a> {
        let item = child("/paths", path);
        let pointer = child(&item, http);
        let shared = self.openapi().paths.paths.get(path).and_then(ReferenceOr::as_item);
        let shared = shared.map_or(&[][..], |item| &item.parameters);
        let listed = [(&pointer, &spec.parameters[..]), (&item, shared)];
        let inputs = request.parameters().enumerate().map(|(index, parameter)| {
            let (place, declaration) = match parameter.place {
                Place::BodyMember => {
                    let component = request.body.as_ref().map(|body| body.component.as_str());
                    component.and_then(|component| self.property(component, &parameter.member.wire))
                }
                Place::WholeBody => None,
                Place::Path | Place::Query | Place::Header => {
                    let mut lists = listed.iter();
                    lists.find_map(|(pointer, list)| self.listed(pointer, list, parameter))
                }
            }
            .unwrap_or_else(|| (format!("{pointer}/requestBody"), Value::Null));
            let mut names = path.split(['{', '}']).skip(1).step_by(2);
            Input {
                parameter,
                is_argument: index < request.arguments.len(),
                number_in_path: match parameter.place {
                    Place::Path => names.position(|name| name == parameter.member.wire),
                    _ => None,
                },
                pointer: place,
                declaration,
            }
        });
        let left_out = self.lowered.left_out.iter();
        Operation {
            inputs: inputs.collect(),
            left_out: left_out
                .filter(|it| it.operation_id == request.operation_id)
                .map(|it| it.reason)
                .next(),
            request,
            spec,
            pointer,
        }
    }

    /// Returns the place of a parameter's declaration, and the declaration.
    fn listed(
        &self,
        pointer: &str,
        list: &[ReferenceOr<SpecParameter>],
        parameter: &Parameter,
    ) -> Option<(String, Value)> {
        list.iter().enumerate().find_map(|(index, listed)| {
            let found = operations::resolve(self.openapi(), listed)?;
            let place = match found {
                SpecParameter::Path { .. } => Place::Path,
                SpecParameter::Query { .. } => Place::Query,
                SpecParameter::Header { .. } => Place::Header,
                SpecParameter::Cookie { .. } => return None,
            };
            let data = found.parameter_data_ref();
            if (place, &data.name) != (parameter.place, &parameter.member.wire) {
                return None;
            }
            let pointer = match listed {
                ReferenceOr::Reference { reference } => reference.trim_start_matches('#').to_owned(),
                ReferenceOr::Item(_) => format!("{pointer}/parameters/{index}"),
            };
            let mut rules = serde_json::to_value(data).unwrap_or_default();
            if let Value::Object(rules) = &mut rules {
                // These two are compared separately.
                rules.remove("name");
                rules.remove("required");
            }
            Some((pointer, rules))
        })
    }

    /// Returns the place and the declaration of a property, of an object or of the one that it extends.
    fn property(&self, component: &str, wire: &str) -> Option<(String, Value)> {
        let schema = self.schema(component)?;
        let found = |object: &ObjectType, at: String| {
            let rules = serde_json::to_value(object.properties.get(wire)?).ok()?;
            Some((child(&child(&at, "properties"), wire), rules))
        };
        match (schema::extension(schema), &schema.schema_kind) {
            (Some((base, more)), _) => {
                let own = found(more, format!("{}/allOf/1", pointer(component)));
                own.or_else(|| self.property(base, wire))
            }
            (None, SchemaKind::Type(Type::Object(object))) => found(object, pointer(component)),
            _ => None,
        }
    }

    /// Returns the schema of a component.
    pub fn schema(&self, component: &str) -> Option<&Schema> {
        self.openapi().components.as_ref()?.schemas.get(component)?.as_item()
    }

    /// Returns the body of an operation as the document describes it.
    pub fn body<'a>(&'a self, spec: &'a SpecOperation) -> Option<&'a RequestBody> {
        match spec.request_body.as_ref()? {
            ReferenceOr::Item(body) => Some(body),
            ReferenceOr::Reference { reference } => {
                let components = self.openapi().components.as_ref()?;
                components.request_bodies.get(target_name(reference))?.as_item()
            }
        }
    }
}

fn boxed_fields(items: &[Item]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for item in items {
        match item {
            Item::Mod(module) => {
                let content = module.content.iter();
                found.extend(content.flat_map(|(_, items)| boxed_fields(items)));
            }
            Item::Struct(item) => {
                let is_boxed = |kind: &syn::Type| kind.to_token_stream().to_string().contains("Box <");
                let fields = item.fields.iter().filter(|field| is_boxed(&field.ty));
                let names = fields.filter_map(|field| field.ident.as_ref());
                found.extend(names.map(|name| (item.ident.to_string(), name.to_string())));
            }
            _ => {}
        }
    }
    found
}

/// Returns the place of a component.
pub fn pointer(component: &str) -> String {
    format!("/components/schemas/{component}")
}
