//! Writes calls of operations with sampled arguments, and the requests that they send.

use openapiv3::{OpenAPI, ParameterSchemaOrContent, ReferenceOr, Schema};
use serde_json::{Map, Value as Json};

use crate::codegen::rust_literals::{RustLiterals, raw_string};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load::Document;
use crate::document::openapi::components::members;
use crate::document::openapi::schema::TextKind;
use crate::document::openapi::{operations, schema};
use crate::document::sampler::{Sampler, Size};
use crate::model::members::{Member, Object, Value};
use crate::model::request::{Answer, Parameter, Place, Request};
use crate::model::runtime_types::{self, RuntimeType};

/// The placeholder in samples for the text that a test passes.
const PLACEHOLDER: &str = "__GIVEN__";

/// Writes calls of a document's operations.
pub struct Calls<'a> {
    openapi: &'a OpenAPI,
    settings: &'a Settings,
    sampler: Sampler<'a>,
}

impl<'a> Calls<'a> {
    /// Writes calls of this document's operations.
    pub fn of(document: &'a Document, settings: &'a Settings) -> Self {
        let openapi = &document.openapi;
        Self {
            openapi,
            settings,
            sampler: Sampler::of(openapi).with_required_any_of(&document.required_any_of),
        }
    }

    /// Returns a sampled value for an argument or a setter of a request.
    pub fn argument(&self, request: &Request, parameter: &Parameter) -> String {
        self.written(&parameter.member, &self.sample(request, parameter))
    }

    /// Writes two calls of each operation: with all arguments and setters, and with the required arguments.
    pub fn table<'b>(&self, requests: impl Iterator<Item = &'b Request>) -> String {
        let mut calls = String::new();
        for request in requests {
            let all: Vec<_> = request.setters.iter().collect();
            calls += &self.call(request, &all, Size::Full);
            let way = request
                .body
                .as_ref()
                .map_or(&[][..], |body| self.sampler.first_required_any_of(&body.component));
            let least: Vec<_> = all.iter().copied().filter(|it| way.contains(&it.member.wire)).collect();
            if least.len() < all.len() {
                calls += &self.call(request, &least, Size::Small);
            }
        }
        format!(
            "/// A call of each operation with all arguments and setters, and one with only what it requires.\n\
             pub const CALLS: &[Call] = &[\n{calls}];\n"
        )
    }

    /// Writes a call with these setters, whose response is a sample of this size.
    fn call(&self, request: &Request, setters: &[&Parameter], size: Size) -> String {
        let arguments: Vec<_> = request.arguments.iter().map(|it| self.argument(request, it)).collect();
        let mut call = format!("client.{}({})", request.name, arguments.join(", "));
        for setter in setters {
            call += &format!(".{}({})", setter.member.name, self.argument(request, setter));
        }
        let (mut path, mut query, mut headers) = (Vec::new(), Vec::new(), Vec::new());
        let (mut members, mut body) = (Map::new(), None);
        for parameter in request.arguments.iter().chain(setters.iter().copied()) {
            let (wire, value) = (&parameter.member.wire, self.sample(request, parameter));
            let pairs = || values(&value).into_iter().map(|value| (wire.clone(), value));
            match parameter.place {
                Place::Path => path.extend(pairs()),
                Place::Query => query.extend(pairs()),
                Place::Header => headers.extend(pairs()),
                Place::BodyMember => drop(members.insert(wire.clone(), value)),
                Place::WholeBody => body = Some(value),
            }
        }
        if let Some(described) = &request.body
            && body.is_none()
            && (described.is_required || !members.is_empty())
        {
            body = Some(Json::Object(members));
        }
        let answer = match &request.answer {
            Answer::Json(_) => self.answer(request, size).map(|answer| answer.to_string()),
            Answer::Empty | Answer::File => None,
        };
        format!(
            "    Call {{ operation: {:?}, path: &{path:?}, query: &{query:?}, headers: &{headers:?}, body: {}, answer: {}, \
             send: |client| decoded({call}) }},\n",
            request.name,
            optional(body.map(|body| body.to_string()).as_deref()),
            optional(answer.as_deref()),
        )
    }

    /// Writes a request of each operation, with a given text in every place that may contain personal text or a secret.
    pub fn planted<'b>(&self, requests: impl Iterator<Item = &'b Request>) -> String {
        let mut lines = String::new();
        for request in requests {
            let given = |it: &Parameter| {
                let sample = self.planted_in(&it.member.value, self.sample(request, it));
                self.written(&it.member, &sample)
            };
            let arguments: Vec<_> = request.arguments.iter().map(given).collect();
            let mut call = format!("client.{}({})", request.name, arguments.join(", "));
            for setter in &request.setters {
                call += &format!(".{}({})", setter.member.name, given(setter));
            }
            let call = call.replace(&format!("{PLACEHOLDER:?}"), "text");
            let text = if call.contains("text") { "text" } else { "_" };
            lines += &format!(
                "    Planted {{ operation: {:?}, request: |client, {text}| Box::new({call}) }},\n",
                request.name
            );
        }
        format!(
            "/// A request of each operation, with a given text in every place for private data.\n\
             pub const PLANTED: &[Planted] = &[\n{lines}];\n"
        )
    }

    /// Returns a sample with the text in place of everything that is not printed.
    fn planted_in(&self, value: &Value, sample: Json) -> Json {
        match (value, sample) {
            (Value::Text, Json::String(_)) => PLACEHOLDER.into(),
            (Value::List(item), Json::Array(items)) => {
                items.into_iter().map(|sample| self.planted_in(item, sample)).collect()
            }
            (Value::Map(held), Json::Object(members)) => members
                .into_iter()
                .map(|(_, sample)| (PLACEHOLDER.to_owned(), self.planted_in(held, sample)))
                .collect(),
            (Value::Clearable(held), sample) => self.planted_in(held, sample),
            (Value::Component { name, .. }, sample) => self.planted_in_component(name, value, sample),
            (_, sample) => sample,
        }
    }

    fn planted_in_component(&self, component: &str, value: &Value, sample: Json) -> Json {
        let schemas = self.openapi.components.as_ref().map(|it| &it.schemas);
        let schema = schemas.and_then(|schemas| schemas.get(component)?.as_item());
        let kind = schema.and_then(|schema| runtime_types::runtime_type_of(component, schema, self.openapi));
        match (kind, sample) {
            (Some(RuntimeType::Text(_)), sample) if value.is_printable(self.openapi) => sample,
            (
                Some(RuntimeType::Text(_) | RuntimeType::Secret | RuntimeType::ServerText | RuntimeType::OpenValue),
                Json::String(_),
            ) => PLACEHOLDER.into(),
            (None, Json::Object(mut members)) => {
                let object = Object::of(self.openapi, self.settings, component);
                for member in object.into_iter().flat_map(|object| object.members) {
                    if let Some(held) = members.get_mut(&member.wire) {
                        *held = self.planted_in(&member.value, held.take());
                    }
                }
                Json::Object(members)
            }
            (_, sample) => sample,
        }
    }

    fn answer(&self, request: &Request, size: Size) -> Option<Json> {
        let mut operations = self.openapi.operations().map(|(_, _, operation)| operation);
        let operation = operations.find(|it| it.operation_id.as_ref() == Some(&request.operation_id))?;
        let schema = operations::success_schema(self.openapi, operation)?;
        self.sampler.value(schema, size, "answer", None)
    }

    fn written(&self, member: &Member, sample: &Json) -> String {
        RustLiterals::of(self.openapi, self.settings).given(member, Some(sample))
    }

    /// Returns a sampled value for an argument or a setter of a request, with all references resolved.
    fn sample(&self, request: &Request, parameter: &Parameter) -> Json {
        let Member { wire, example, .. } = &parameter.member;
        let example = example.as_ref();
        let sample = match (parameter.place, &request.body) {
            (Place::BodyMember, Some(body)) => members(self.openapi, &body.component).and_then(|members| {
                self.sampler
                    .value(members.properties.get(wire.as_str())?, Size::Full, wire, example)
            }),
            (Place::WholeBody, Some(body)) => self.sampler.component(&body.component, Size::Full),
            _ => self
                .schema_of(request, wire)
                .and_then(|schema| self.sampler.value(schema, Size::Full, wire, example)),
        };
        sample
            .and_then(|sample| self.sampler.resolved(sample))
            .unwrap_or_default()
    }

    /// Returns the schema of a parameter.
    fn schema_of(&self, request: &Request, wire: &str) -> Option<&'a ReferenceOr<Schema>> {
        let item = self.openapi.paths.paths.get(&request.path)?.as_item()?;
        let operation = item
            .iter()
            .find(|(method, _)| method.to_uppercase() == request.method)?
            .1;
        let mut parameters = operation.parameters.iter().chain(&item.parameters);
        let data = parameters.find_map(|it| {
            let data = operations::resolve(self.openapi, it)?.parameter_data_ref();
            (data.name == wire).then_some(data)
        })?;
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => Some(schema),
            ParameterSchemaOrContent::Content(_) => None,
        }
    }

    /// Writes each place of a query or a body for a text that is never empty, with a call that passes a text there.
    pub fn never_empty<'b>(&self, requests: impl Iterator<Item = &'b Request>) -> String {
        let mut lines = String::new();
        for request in requests {
            for parameter in request
                .parameters()
                .filter(|it| !matches!(it.place, Place::Path | Place::WholeBody))
            {
                let mut places = Vec::new();
                self.find_texts(&parameter.member, &mut Vec::new(), &mut places);
                for Text { wire, argument, sample } in places {
                    let given = |it: &Parameter| match std::ptr::eq(it, parameter) {
                        true => self.written(&it.member, &sample),
                        false => self.argument(request, it),
                    };
                    let arguments: Vec<_> = request.arguments.iter().map(given).collect();
                    let mut call = format!("client.{}({})", request.name, arguments.join(", "));
                    if request.setters.iter().any(|it| std::ptr::eq(it, parameter)) {
                        call += &format!(".{}({})", parameter.member.name, given(parameter));
                    }
                    let call = call.replace(&format!("{PLACEHOLDER:?}"), "text");
                    lines += &format!(
                        "    NeverEmpty {{ operation: {:?}, place: {wire:?}, argument: {argument:?}, send: |client, text| {call}.raw() }},\n",
                        request.name
                    );
                }
            }
        }
        format!(
            "/// The places for texts that are never empty.\npub const NEVER_EMPTY: &[NeverEmpty] = &[\n{lines}];\n"
        )
    }

    fn find_texts(&self, member: &Member, inside: &mut Vec<String>, found: &mut Vec<Text>) {
        let start = found.len();
        self.find_texts_in(&member.value, inside, found);
        for text in &mut found[start..] {
            text.wire = joined(&member.wire, &text.wire);
            text.argument = joined(&member.name, &text.argument);
        }
    }

    fn find_texts_in(&self, value: &Value, inside: &mut Vec<String>, found: &mut Vec<Text>) {
        let start = found.len();
        match value {
            Value::List(item) => {
                self.find_texts_in(item, inside, found);
                for text in &mut found[start..] {
                    text.argument = joined("[0]", &text.argument);
                    text.sample = Json::Array(vec![text.sample.take()]);
                }
            }
            Value::Map(held) => {
                self.find_texts_in(held, inside, found);
                for text in &mut found[start..] {
                    text.argument = joined("[..]", &text.argument);
                    text.sample = Json::Object(Map::from_iter([("name".to_owned(), text.sample.take())]));
                }
            }
            Value::Clearable(held) => self.find_texts_in(held, inside, found),
            Value::Component { name, .. } if !inside.contains(name) => self.find_texts_of(name, inside, found),
            _ => {}
        }
    }

    fn find_texts_of(&self, component: &str, inside: &mut Vec<String>, found: &mut Vec<Text>) {
        let schemas = self.openapi.components.as_ref().map(|it| &it.schemas);
        let schema = schemas.and_then(|schemas| schemas.get(component)?.as_item());
        match schema.and_then(|schema| schema::text_kind(component, schema)) {
            Some(TextKind::Id | TextKind::NeverEmpty) => found.push(Text {
                wire: String::new(),
                argument: String::new(),
                sample: PLACEHOLDER.into(),
            }),
            Some(TextKind::Any) => {}
            None => {
                let least = self
                    .sampler
                    .component(component, Size::Small)
                    .and_then(|least| self.sampler.resolved(least));
                let object = Object::of(self.openapi, self.settings, component);
                let (Some(least), Some(object)) = (least, object) else {
                    return;
                };
                inside.push(component.to_owned());
                for member in &object.members {
                    let start = found.len();
                    self.find_texts(member, inside, found);
                    for text in &mut found[start..] {
                        let held = text.sample.take();
                        text.sample = least.clone();
                        text.sample[&member.wire] = held;
                    }
                }
                inside.pop();
            }
        }
    }
}

/// A place for a text.
struct Text {
    /// The name on the wire, with the names of the members that contain it.
    wire: String,
    /// The same, with the names of arguments and setters.
    argument: String,
    /// A value that contains the text.
    sample: Json,
}

fn joined(outer: &str, inner: &str) -> String {
    match inner.is_empty() || inner.starts_with('[') {
        true => format!("{outer}{inner}"),
        false => format!("{outer}.{inner}"),
    }
}

/// Returns a value as a query or a path writes it.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns the values of a parameter; a list has several.
fn values(value: &Json) -> Vec<String> {
    match value {
        Json::Array(items) => items.iter().map(plain).collect(),
        one => vec![plain(one)],
    }
}

/// Returns an optional text as Rust.
fn optional(text: Option<&str>) -> String {
    match text {
        Some(text) => format!("Some({})", raw_string(text)),
        None => "None".to_owned(),
    }
}
