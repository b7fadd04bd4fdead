//! Writes `tests/generated.rs`: the types that tests decode and encode, and the calls of operations.

use openapiv3::OpenAPI;

use super::test_calls::Calls;
use crate::codegen::lower::Lowered;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load::Document;
use crate::document::openapi::components;
use crate::document::openapi::schema;
use crate::model::request::{Parameter, Place, Request};
use crate::model::runtime_types;
use crate::model::rust_names;
use crate::model::rust_paths::path_in_other_crate;

/// The imports, which cover the names in every expression of the module.
const IMPORTS: &str = "\
//! Tables from the document, for tests that cover all of it.

use beeper_desktop_client::types::*;
use beeper_desktop_client::{Client, RawResponse, ResponseFuture};

use crate::support::tables::{Call, Extension, Members, NeverEmpty, Planted, Text, Type, decoded};

";

/// Writes the module.
pub fn module(document: &Document, lowered: &Lowered, settings: &Settings) -> String {
    let openapi = &document.openapi;
    let calls = Calls::of(document, settings);
    let generated = || lowered.requests.iter().filter(|request| !request.is_handwritten);
    let parts = [
        types(openapi, lowered),
        extensions(lowered),
        texts(openapi),
        calls.table(generated()),
        paths(&calls, generated()),
        bodies(&calls, generated()),
        calls.never_empty(generated()),
        calls.planted(generated()),
    ];
    format!("{IMPORTS}{}", parts.join("\n"))
}

/// Returns a type as tests name it.
pub fn rust_path(path: &str) -> String {
    path_in_other_crate(path, "")
}

/// Writes the table of components whose types can be decoded.
fn types(openapi: &OpenAPI, lowered: &Lowered) -> String {
    let schemas = openapi.components.iter().flat_map(|components| &components.schemas);
    let lines = schemas.filter_map(|(name, schema)| {
        let path = match runtime_types::runtime_type_of(name, schema.as_item()?, openapi) {
            Some(kind) => rust_path(&kind.path(&rust_names::type_name(name))),
            None => rust_names::type_name(name),
        };
        has_type(openapi, lowered, name).then(|| format!("    Type::of::<{path}>({name:?}),\n"))
    });
    format!(
        "/// All components with their types.\npub const TYPES: &[Type] = &[\n{}];\n",
        lines.collect::<String>()
    )
}

/// Returns `true` if the type of a component is public.
///
/// Whole bodies are private to the client, and forms have no type.
pub fn has_type(openapi: &OpenAPI, lowered: &Lowered, component: &str) -> bool {
    let is_generated = |name: &str| {
        lowered
            .openapi
            .components
            .iter()
            .any(|it| it.schemas.contains_key(name))
    };
    let is_left_out = components::object(openapi, component).is_some() && !is_generated(component);
    !lowered.bodies.contains(component) && !is_left_out
}

fn extensions(lowered: &Lowered) -> String {
    let lines = lowered.extensions.iter().map(|it| {
        let [more, base] = [&it.name, &it.base].map(|name| rust_names::type_name(name));
        format!("    Extension::of::<{more}, {base}>({:?}, {:?}),\n", it.name, it.base)
    });
    format!(
        "/// The components that extend other components.\npub const EXTENSIONS: &[Extension] = &[\n{}];\n",
        lines.collect::<String>()
    )
}

/// Writes the table of IDs, keys and cursors.
fn texts(openapi: &OpenAPI) -> String {
    let schemas = openapi.components.iter().flat_map(|components| &components.schemas);
    let lines = schemas.filter_map(|(name, schema)| {
        schema::text_kind(name, schema.as_item()?)?;
        Some(format!("    Text::of::<{}>({name:?}),\n", rust_names::type_name(name)))
    });
    format!(
        "/// All IDs, keys and cursors.\npub const TEXTS: &[Text] = &[\n{}];\n",
        lines.collect::<String>()
    )
}

/// Writes calls of the operations that have path parameters, whose values a test passes.
fn paths<'a>(calls: &Calls<'_>, requests: impl Iterator<Item = &'a Request>) -> String {
    let in_path = |it: &&Parameter| it.place == Place::Path;
    let (mut table, mut arms) = (String::new(), String::new());
    for request in requests {
        let names: Vec<&str> = request
            .arguments
            .iter()
            .filter(in_path)
            .map(|it| it.member.name.as_str())
            .collect();
        if names.is_empty() {
            continue;
        }
        let arguments = request.arguments.iter().map(|it| match it.place {
            Place::Path => format!("*{}", it.member.name),
            _ => calls.argument(request, it),
        });
        let arguments: Vec<_> = arguments.collect();
        table += &format!("    ({:?}, &{names:?}),\n", request.name);
        arms += &format!(
            "        ({name:?}, [{}]) => client.{name}({}).raw(),\n",
            names.join(", "),
            arguments.join(", "),
            name = request.name,
        );
    }
    format!(
        "\
/// The operations with path parameters, and the names of the parameters.
pub const PATHS: &[(&str, &[&str])] = &[
{table}];

/// Creates a request with these path parameters.
pub fn with_path(client: &Client, operation: &str, path: &[&str]) -> ResponseFuture<RawResponse> {{
    match (operation, path) {{
{arms}        _ => panic!(\"{{operation}} has no such path\"),
    }}
}}
"
    )
}

/// Writes calls of the operations that have a body, whose members a test passes.
fn bodies<'a>(calls: &Calls<'_>, requests: impl Iterator<Item = &'a Request>) -> String {
    let mut arms = String::new();
    for request in requests.filter(|it| it.body.is_some()) {
        let name = &request.name;
        let arguments = request.arguments.iter().map(|it| match it.place {
            Place::BodyMember => required(it),
            Place::WholeBody => format!("body.whole::<{}>()?", rust_path(&it.member.value.rust_type())),
            _ => calls.argument(request, it),
        });
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        let setters: String = request
            .setters
            .iter()
            .filter(|it| it.place == Place::BodyMember)
            .map(|it| {
                let (wire, setter) = (&it.member.wire, &it.member.name);
                let kind = rust_path(&it.member.value.rust_type());
                format!(
                    "            if let Some(value) = body.optional::<{kind}>({wire:?})? {{\n                \
                     request = request.{setter}(value);\n            }}\n"
                )
            })
            .collect();
        let mutable = if setters.is_empty() { "" } else { "mut " };
        arms += &format!(
            "        {name:?} => {{\n            let {mutable}request = client.{name}({arguments});\n{setters}            \
             request.raw()\n        }}\n"
        );
    }
    format!(
        "\
/// Creates a request from the members of a body; returns an error if the members do not fit.
pub fn with_body(client: &Client, operation: &str, body: &mut Members) -> Result<ResponseFuture<RawResponse>, String> {{
    Ok(match operation {{
{arms}        _ => panic!(\"{{operation}} has no body\"),
    }})
}}
"
    )
}

fn required(parameter: &Parameter) -> String {
    let member = &parameter.member;
    let kind = rust_path(&member.value.rust_type());
    let kind = if member.is_nullable {
        format!("Option<{kind}>")
    } else {
        kind
    };
    format!("body.required::<{kind}>({:?})?", member.wire)
}
