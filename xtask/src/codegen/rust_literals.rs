//! Writes JSON values as Rust expressions.

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde_json::Value as Json;

use crate::document::codegen_toml::settings::Settings;
use crate::document::openapi::schema::{self, JsonType};
use crate::model::members::{Member, Object, Value};
use crate::model::runtime_types::RuntimeType;
use crate::model::rust_paths::path_in_other_crate;
use crate::model::{runtime_types, rust_names};

/// Writes values as Rust, and collects the imports that they need.
pub struct RustLiterals<'a> {
    document: &'a OpenAPI,
    settings: &'a Settings,
    /// The names of the types that the values need.
    pub types: BTreeSet<String>,
}

impl<'a> RustLiterals<'a> {
    /// Writes values of this document.
    pub fn of(document: &'a OpenAPI, settings: &'a Settings) -> Self {
        Self {
            document,
            settings,
            types: BTreeSet::new(),
        }
    }

    /// Returns the value for a method or a setter, from the member's own example.
    pub fn argument(&mut self, member: &Member) -> String {
        self.given(member, member.example.as_ref())
    }

    /// Returns the value for a method or a setter, from this example.
    pub fn given(&mut self, member: &Member, example: Option<&Json>) -> String {
        match (member.is_nullable, example) {
            (true, Some(Json::Null)) => "None".to_owned(),
            (true, _) => format!("Some({})", self.typed(&member.value, example, &member.wire)),
            (false, _) => self.value(&member.value, example, &member.wire),
        }
    }

    /// Returns a value as Rust. Without an example, it is any value of the type.
    fn value(&mut self, value: &Value, example: Option<&Json>, wire: &str) -> String {
        match value {
            Value::Bool => example.and_then(Json::as_bool).unwrap_or(true).to_string(),
            Value::Integer => example.and_then(Json::as_i64).unwrap_or(1).to_string(),
            Value::Number => format!("{:?}", example.and_then(Json::as_f64).unwrap_or(1.5)),
            Value::Text => format!("{:?}", example.and_then(Json::as_str).unwrap_or(wire)),
            Value::List(item) => format!("[{}]", self.items(item, example, wire, Self::value).join(", ")),
            Value::Map(held) => format!("[{}]", self.pairs(held, example, wire, Self::value).join(", ")),
            Value::Clearable(held) => self.value(held, example, wire),
            Value::Component { name, .. } => self.component(name, example, wire),
        }
    }

    /// Returns a value of the type itself, for places that convert nothing.
    fn typed(&mut self, value: &Value, example: Option<&Json>, wire: &str) -> String {
        let plain = || value.clone();
        match value {
            Value::Bool => self.value(&plain(), example, wire),
            Value::Integer => format!("{}_i64", self.value(&plain(), example, wire)),
            Value::Number => format!("{}_f64", self.value(&plain(), example, wire)),
            Value::Text => format!("String::from({})", self.value(&plain(), example, wire)),
            Value::List(item) => format!("vec![{}]", self.items(item, example, wire, Self::typed).join(", ")),
            Value::Map(held) => {
                let pairs = self.pairs(held, example, wire, Self::typed).join(", ");
                format!("[{pairs}].into_iter().map(|(name, value)| (String::from(name), value)).collect()")
            }
            Value::Clearable(held) => format!(
                "beeper_desktop_client::Clearable::Set({})",
                self.typed(held, example, wire)
            ),
            Value::Component { name, path } => {
                let written = self.component(name, example, wire);
                // A text, from which the type is created.
                if !written.starts_with('"') {
                    return written;
                }
                let path = path_in_other_crate(path, "beeper_desktop_client::types::");
                format!("{path}::from({written})")
            }
        }
    }

    fn items(
        &mut self,
        item: &Value,
        example: Option<&Json>,
        wire: &str,
        write: fn(&mut Self, &Value, Option<&Json>, &str) -> String,
    ) -> Vec<String> {
        match example.and_then(Json::as_array).filter(|items| !items.is_empty()) {
            Some(items) => items
                .iter()
                .map(|example| write(self, item, Some(example), wire))
                .collect(),
            None => vec![write(self, item, None, wire)],
        }
    }

    fn pairs(
        &mut self,
        held: &Value,
        example: Option<&Json>,
        wire: &str,
        write: fn(&mut Self, &Value, Option<&Json>, &str) -> String,
    ) -> Vec<String> {
        match example.and_then(Json::as_object).filter(|values| !values.is_empty()) {
            Some(values) => values
                .iter()
                .map(|(name, example)| format!("({name:?}, {})", write(self, held, Some(example), wire)))
                .collect(),
            None => vec![format!("(\"name\", {})", write(self, held, None, wire))],
        }
    }

    fn component(&mut self, component: &str, example: Option<&Json>, wire: &str) -> String {
        let Some(schema) = self.schema(component) else {
            return format!("{wire:?}");
        };
        let example = example.or(schema.schema_data.example.as_ref());
        let type_name = rust_names::type_name(component);
        let mut of_type = |rest: String| {
            self.types.insert(type_name.clone());
            format!("{type_name}::{rest}")
        };
        match runtime_types::runtime_type_of(component, schema, self.document) {
            Some(RuntimeType::Enum { values }) => {
                let known = example
                    .and_then(Json::as_str)
                    .filter(|known| values.iter().any(|it| it == known));
                let value = known.or(values.first().map(String::as_str)).unwrap_or_default();
                of_type(rust_names::variant_name(value))
            }
            Some(RuntimeType::IntegerEnum { values }) => {
                let example = example.and_then(Json::as_i64);
                let known = values.iter().find(|it| Some(it.value) == example).or(values.first());
                of_type(rust_names::variant_name(
                    known.map(|value| value.title.as_str()).unwrap_or_default(),
                ))
            }
            Some(RuntimeType::Union { tag, variants }) => {
                let named = example.and_then(|example| example.get(&tag)?.as_str());
                let chosen = variants
                    .iter()
                    .find(|it| Some(it.value.as_str()) == named)
                    .or(variants.first());
                match chosen {
                    Some(variant) => {
                        let name = of_type(rust_names::variant_name(&variant.value));
                        format!("{name}({})", self.component(&variant.component, example, wire))
                    }
                    None => format!("{wire:?}"),
                }
            }
            Some(RuntimeType::UntaggedUnion { .. }) => self.shape(component, schema, example, wire),
            Some(RuntimeType::Timestamp) => {
                format!(
                    "{:?}",
                    example.and_then(Json::as_str).unwrap_or("2026-01-31T09:30:00.000Z")
                )
            }
            Some(RuntimeType::OpenValue) => {
                format!(
                    "serde_json::json!({})",
                    example.map_or("{}".to_owned(), Json::to_string)
                )
            }
            Some(RuntimeType::EmptyObject) => of_type("new()".to_owned()),
            Some(_) => {
                let text = example.and_then(Json::as_str).unwrap_or(wire);
                format!("{text:?}")
            }
            None => self.object(component, &type_name, example),
        }
    }

    /// Returns a variant without a tag, which the kind of the value selects.
    fn shape(&mut self, component: &str, schema: &Schema, example: Option<&Json>, wire: &str) -> String {
        let variants = schema::untagged_variants(schema).unwrap_or_default();
        let fits = |variant: &&ReferenceOr<Schema>| {
            let kind = schema::json_type(self.document, *variant);
            kind.is_some() && kind == example.and_then(JsonType::of)
        };
        let Some(variant) = variants.iter().find(fits).or(variants.first()) else {
            return format!("{wire:?}");
        };
        let title = variant.as_item().and_then(|it| it.schema_data.title.as_deref());
        let Some((title, value)) = title.zip(Value::of(self.document, variant)) else {
            return format!("{wire:?}");
        };
        let type_name = rust_names::type_name(component);
        let held = self.typed(&value, example, wire);
        let written = format!("{type_name}::{}({held})", rust_names::variant_name(title));
        self.types.insert(type_name);
        written
    }

    fn object(&mut self, component: &str, type_name: &str, example: Option<&Json>) -> String {
        let Some(object) = Object::of(self.document, self.settings, component) else {
            return "serde_json::json!({})".to_owned();
        };
        self.types.insert(type_name.to_owned());
        let given = |member: &Member| example.and_then(|example| example.get(&member.wire)).cloned();
        let settings = self.settings;
        let is_argument = |it: &Member| it.is_required || settings.keeps_argument(component, &it.wire);
        let required = object.members.iter().filter(|it| is_argument(it)).map(|member| {
            let example = given(member).or_else(|| member.example.clone());
            self.given(member, example.as_ref())
        });
        let required: Vec<_> = required.collect();
        let mut text = format!("{type_name}::new({})", required.join(", "));
        for member in object.members.iter().filter(|it| !is_argument(it)) {
            let example = given(member).or_else(|| member.example.clone().filter(|_| member.has_own_example));
            if let Some(example) = example {
                let value = self.given(member, Some(&example));
                text.push_str(&format!(".{}({value})", member.name));
            }
        }
        text
    }

    fn schema(&self, component: &str) -> Option<&'a Schema> {
        self.document.components.as_ref()?.schemas.get(component)?.as_item()
    }
}

/// Returns a text as a raw Rust literal, in which quotes need no escapes.
pub fn raw_string(text: &str) -> String {
    let hashes_after = |rest: &str| rest.len() - rest.trim_start_matches('#').len();
    let most = text.split('"').skip(1).map(hashes_after).max();
    let hashes = "#".repeat(most.unwrap_or_default() + 1);
    format!("r{hashes}\"{text}\"{hashes}")
}
