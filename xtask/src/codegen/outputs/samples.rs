//! Writes `tests/samples.json`: a sample of every component, with the facts that tests need.

use std::collections::BTreeMap;

use openapiv3::{OpenAPI, Operation, ReferenceOr, Schema};
use serde_json::{Map, Value, json};

use crate::codegen::lower::Lowered;
use crate::codegen::outputs::test_tables;
use crate::document::load::Document;
use crate::document::openapi::components::members;
use crate::document::openapi::{components, operations, schema};
use crate::document::problem::Problem;
use crate::document::sampler::{self, Sampler, Size};
use crate::model::nullability::is_never_empty;
use crate::model::runtime_types::RuntimeType;
use crate::model::{nullability, runtime_types};

/// The samples of a document, and of the responses of its operations.
pub struct Samples<'a> {
    openapi: &'a OpenAPI,
    lowered: &'a Lowered,
    sampler: Sampler<'a>,
}

impl<'a> Samples<'a> {
    /// Samples the values of this document.
    pub fn of(document: &'a Document, lowered: &'a Lowered) -> Self {
        let openapi = &document.openapi;
        Self {
            openapi,
            lowered,
            sampler: Sampler::of(openapi).with_required_any_of(&document.required_any_of),
        }
    }

    /// Returns the file.
    pub fn file(&self, spec: &str) -> Result<String, Problem> {
        let mut components = Map::new();
        for (name, schema) in self.schemas() {
            let sample = self.component(name, schema);
            let sample = sample.ok_or_else(|| no_sample(spec, name))?;
            components.insert(name.to_owned(), sample);
        }
        let file = json!({
            "generated": crate::codegen::write::generated_notice(spec),
            "version": self.openapi.info.version,
            "operations": self.operations(),
            "components": components,
        });
        Ok(super::json::to_readable_json(&file))
    }

    /// Returns the response of an operation, if it is JSON.
    pub fn answer(&self, operation: &Operation) -> Option<Value> {
        let schema = operations::success_schema(self.openapi, operation)?;
        self.sampler.value(schema, Size::Full, "answer", None)
    }

    /// Returns the samples that these samples refer to, by the text of the reference.
    pub fn referred_to(&self, samples: &[Value]) -> BTreeMap<String, Value> {
        let mut found = BTreeMap::new();
        let mut next = samples.to_vec();
        while let Some(sample) = next.pop() {
            match sample {
                Value::Object(members) => match sampler::reference(&members) {
                    Some((name, size)) => {
                        let reference = Value::Object(members.clone()).to_string();
                        let held = self
                            .sampler
                            .component(name, size)
                            .filter(|_| !found.contains_key(&reference));
                        if let Some(held) = held {
                            next.push(held.clone());
                            found.insert(reference, held);
                        }
                    }
                    None => next.extend(members.into_iter().map(|(_, value)| value)),
                },
                Value::Array(items) => next.extend(items),
                _ => {}
            }
        }
        found
    }

    fn schemas(&self) -> impl Iterator<Item = (&'a str, &'a Schema)> {
        let schemas = self
            .openapi
            .components
            .iter()
            .flat_map(|components| &components.schemas);
        schemas.filter_map(|(name, schema)| Some((name.as_str(), schema.as_item()?)))
    }
}

impl Samples<'_> {
    /// Returns the operations, by the names of their methods.
    fn operations(&self) -> Map<String, Value> {
        let all = self.lowered.requests.iter().map(|request| {
            let mut facts = Map::new();
            facts.insert("operation".to_owned(), json!(request.operation_id));
            if let Some(body) = &request.body {
                facts.insert("body".to_owned(), json!(body.component));
            }
            (request.name.clone(), Value::Object(facts))
        });
        all.collect()
    }

    fn component(&self, name: &str, schema: &Schema) -> Option<Value> {
        let mut facts = Map::new();
        let mut say = |fact: &str, value: Value| facts.insert(fact.to_owned(), value);
        match runtime_types::runtime_type_of(name, schema, self.openapi) {
            Some(RuntimeType::Enum { values }) => {
                say("kind", json!("enum"));
                say("values", json!(values));
            }
            Some(RuntimeType::IntegerEnum { values }) => {
                say("kind", json!("number enum"));
                let values: Map<_, _> = values.into_iter().map(|it| (it.title, json!(it.value))).collect();
                say("values", Value::Object(values));
            }
            Some(RuntimeType::Union { tag, variants }) => {
                say("kind", json!("union"));
                say("tag", json!(tag));
                let variants = variants.iter().map(|it| it.value.as_str());
                say("variants", self.variants(name, variants)?);
            }
            Some(RuntimeType::UntaggedUnion { variants }) => {
                say("kind", json!("union without a tag"));
                let variants = variants.iter().map(|it| it.title.as_str());
                say("variants", self.variants(name, variants)?);
            }
            Some(RuntimeType::Text(_)) => {
                say("kind", json!("text"));
                say("never empty", json!(schema::is_never_empty(schema)));
            }
            Some(RuntimeType::EmptyObject) => drop(say("kind", json!("empty object"))),
            None if members(self.openapi, name).is_some() => {
                say("kind", json!("object"));
                facts.extend(self.object(name, schema)?);
            }
            _ => drop(say("kind", json!("plain"))),
        }
        let mut say = |fact: &str, value: Value| facts.insert(fact.to_owned(), value);
        if let Some(union) = self.union_of(name) {
            say("variant of", json!(union));
        }
        say("small", self.sampler.component(name, Size::Small)?);
        say("full", self.sampler.component(name, Size::Full)?);
        Some(Value::Object(facts))
    }

    fn variants<'b>(&self, union: &str, variants: impl Iterator<Item = &'b str>) -> Option<Value> {
        let samples = variants.map(|it| Some((it.to_owned(), self.sampler.variant(union, it, Size::Full)?)));
        Some(Value::Object(samples.collect::<Option<_>>()?))
    }

    /// Returns the facts about the members of an object. Its tag is not among them, since it belongs to the union.
    fn object(&self, name: &str, schema: &Schema) -> Option<Map<String, Value>> {
        let members = members(self.openapi, name)?;
        let tag = components::tag_of(self.openapi, name);
        let own = || members.properties.iter().filter(|(member, _)| Some(**member) != tag);
        let named = |is: &dyn Fn(&str, &ReferenceOr<Box<Schema>>) -> bool| -> Value {
            own()
                .filter(|(name, property)| is(name, property))
                .map(|(name, _)| *name)
                .collect()
        };
        let is_required = |name: &str| members.required.contains(name);
        let mut facts = Map::new();
        facts.insert("required".to_owned(), named(&|name, _| is_required(name)));
        let way = self.sampler.first_required_any_of(name);
        facts.insert("optional".to_owned(), named(&|name, _| !is_required(name)));
        let mut say = |fact: &str, names: Value| {
            if names != json!([]) {
                facts.insert(fact.to_owned(), names);
            }
        };
        // An empty text means that such an optional member is absent.
        say(
            "absent when empty",
            named(&|name, it| !is_required(name) && is_never_empty(self.openapi, it)),
        );
        say("enums", named(&|_, it| self.is_enum(it)));
        say(
            "clearable",
            named(&|member, it| nullability::is_clearable(self.openapi, name, it, is_required(member))),
        );
        if !way.is_empty() {
            facts.insert("at least".to_owned(), json!(way));
        }
        if let Some((base, _)) = schema::extension(schema) {
            facts.insert("extends".to_owned(), json!(base));
        }
        if members.is_open {
            facts.insert("keeps what it does not know".to_owned(), json!(true));
        }
        if !test_tables::has_type(self.openapi, self.lowered, name) {
            facts.insert("is a body".to_owned(), json!(true));
        }
        Some(facts)
    }

    fn is_enum(&self, property: &ReferenceOr<Box<Schema>>) -> bool {
        let used = schema::referenced_component(property)
            .and_then(|name| self.openapi.components.as_ref()?.schemas.get(name)?.as_item());
        used.is_some_and(schema::is_enum)
    }

    fn union_of(&self, component: &str) -> Option<&str> {
        let mut schemas = self.schemas();
        let union = schemas.find(|(_, schema)| {
            let discriminator = schema.schema_data.discriminator.as_ref();
            discriminator.is_some_and(|it| it.mapping.values().any(|held| schema::target_name(held) == component))
        });
        union.map(|(name, _)| name)
    }
}

fn no_sample(spec: &str, component: &str) -> Problem {
    let message = format!("`{component}` has no finite value: each contains another one");
    let help = "make one of the members through which it contains itself optional; for a `pattern`, add an `example`";
    Problem::new(spec, message, help).within(&format!("/components/schemas/{component}"))
}
