//! Writes values for arguments and setters.

use openapiv3::{OpenAPI, Schema};

use crate::document::codegen_toml::settings::Settings;
use crate::document::openapi::schema;
use crate::model::members::{Member, Object, Value};
use crate::model::runtime_types::RuntimeType;
use crate::model::rust_paths::path_in_other_crate;
use crate::model::{runtime_types, rust_names};

/// The form of a value, of the several that an argument or a setter accepts.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    /// A literal; an object with only its required members.
    Plain,
    /// A value of the type itself; an object with all members.
    Typed,
    /// A borrowed value, an unknown one, or one that clears; an object with all members.
    Other,
}

/// Writes values.
pub struct Values<'a> {
    /// The document.
    pub openapi: &'a OpenAPI,
    /// The document's settings.
    pub settings: &'a Settings,
}

impl Values<'_> {
    /// Returns the value for an argument or a setter, or `None` if it would have to contain itself.
    pub fn given(&self, member: &Member, form: Form) -> Option<String> {
        self.member(member, form, &[])
    }

    fn member(&self, member: &Member, form: Form, inside: &[&str]) -> Option<String> {
        let value = |form| self.value(&member.value, &member.wire, form, inside);
        match (member.is_nullable, form) {
            (false, _) => value(form),
            (true, Form::Other) => Some(format!(
                "None::<{}>",
                path_in_other_crate(&member.value.rust_type(), "types::")
            )),
            (true, _) => value(Form::Typed),
        }
    }

    /// Returns a value. `inside` names the objects that contain it.
    fn value(&self, value: &Value, wire: &str, form: Form, inside: &[&str]) -> Option<String> {
        let part = |part: &Value| self.value(part, wire, form, inside);
        Some(match (value, form) {
            (Value::Bool, _) => (form != Form::Other).to_string(),
            (Value::Integer, Form::Plain) => "7".to_owned(),
            (Value::Integer, Form::Typed) => "8_i64".to_owned(),
            (Value::Integer, Form::Other) => "-9_i32".to_owned(),
            (Value::Number, Form::Plain) => "1.5".to_owned(),
            (Value::Number, Form::Typed) => "2.5_f64".to_owned(),
            (Value::Number, Form::Other) => "3_i32".to_owned(),
            (Value::Text, Form::Plain) => format!("{wire:?}"),
            (Value::Text, Form::Typed) => format!("String::from({wire:?})"),
            (Value::Text, Form::Other) => format!("&String::from({wire:?})"),
            (Value::List(item), Form::Plain) => format!("[{}]", part(item)?),
            (Value::List(item), _) => {
                let item = part(item)?;
                format!("vec![{item}, {item}]")
            }
            (Value::Map(held), Form::Plain) => format!("[(\"a name\", {})]", part(held)?),
            (Value::Map(held), _) => {
                let held = part(held)?;
                format!("std::collections::BTreeMap::from([(String::from(\"a name\"), {held})])")
            }
            (Value::Clearable(held), Form::Plain) => self.exact(held, wire, inside)?,
            (Value::Clearable(held), Form::Typed) => {
                format!(
                    "beeper_desktop_client::Clearable::Set({})",
                    self.exact(held, wire, inside)?
                )
            }
            (Value::Clearable(held), Form::Other) => {
                let held = path_in_other_crate(&held.rust_type(), "types::");
                format!("beeper_desktop_client::Clearable::<{held}>::Clear")
            }
            (Value::Component { name, .. }, _) => self.component(name, wire, form, inside)?,
        })
    }

    /// Returns a value of the type itself, for places that convert nothing.
    fn exact(&self, value: &Value, wire: &str, inside: &[&str]) -> Option<String> {
        self.value(value, wire, Form::Typed, inside)
    }

    fn component(&self, component: &str, wire: &str, form: Form, inside: &[&str]) -> Option<String> {
        let schema = self.openapi.components.as_ref()?.schemas.get(component)?.as_item()?;
        let path = format!("types::{}", rust_names::type_name(component));
        let text = |typed: &str| match form {
            Form::Plain => format!("{wire:?}"),
            Form::Typed => format!("{typed}({wire:?})"),
            Form::Other => format!("&{typed}({wire:?})"),
        };
        Some(match runtime_types::runtime_type_of(component, schema, self.openapi) {
            Some(RuntimeType::Text(_)) => text(&format!("{path}::new")),
            Some(RuntimeType::Secret) => text("beeper_desktop_client::Secret::from"),
            Some(RuntimeType::ServerText) if form == Form::Plain => format!("{wire:?}"),
            Some(RuntimeType::ServerText) => format!("beeper_desktop_client::ServerText::from({wire:?})"),
            Some(RuntimeType::OpenValue) if form == Form::Typed => {
                "beeper_desktop_client::OpenValue::from(serde_json::json!({}))".to_owned()
            }
            Some(RuntimeType::OpenValue) => "serde_json::json!([1])".to_owned(),
            Some(RuntimeType::Timestamp) if form == Form::Other => "&uses::time()".to_owned(),
            Some(RuntimeType::Timestamp) => "uses::time()".to_owned(),
            Some(RuntimeType::EmptyObject) => format!("{path}::new()"),
            Some(RuntimeType::Enum { .. } | RuntimeType::IntegerEnum { .. }) if form == Form::Other => {
                unknown(schema, &path)
            }
            Some(RuntimeType::Enum { values }) => format!("{path}::{}", rust_names::variant_name(values.first()?)),
            Some(RuntimeType::IntegerEnum { values }) => {
                format!("{path}::{}", rust_names::variant_name(&values.first()?.title))
            }
            Some(RuntimeType::UntaggedUnion { .. } | RuntimeType::Union { .. }) => {
                self.variants_inside(component, wire, form, inside).into_iter().next()?
            }
            None => self.object(component, &path, form, inside)?,
        })
    }

    /// Returns a value of each variant of a union. Other components have none.
    pub fn variants(&self, component: &str, form: Form) -> Vec<String> {
        self.variants_inside(component, component, form, &[])
    }

    /// Leaves out the variants that would have to contain themselves.
    fn variants_inside(&self, component: &str, wire: &str, form: Form, inside: &[&str]) -> Vec<String> {
        let schemas = self.openapi.components.as_ref().map(|components| &components.schemas);
        let schema = schemas.and_then(|schemas| schemas.get(component)?.as_item());
        let Some(schema) = schema else { return Vec::new() };
        let made = |variant: &str, held: String| {
            let (name, variant) = (rust_names::type_name(component), rust_names::variant_name(variant));
            format!("types::{name}::{variant}({held})")
        };
        match runtime_types::runtime_type_of(component, schema, self.openapi) {
            Some(RuntimeType::Union { variants, .. }) => {
                let values = variants.iter().filter_map(|variant| {
                    let held = self.component(&variant.component, wire, form, inside)?;
                    Some(made(&variant.value, held))
                });
                values.collect()
            }
            Some(RuntimeType::UntaggedUnion { variants }) => {
                let schemas = schema::untagged_variants(schema).unwrap_or_default();
                let values = variants.iter().zip(schemas).filter_map(|(variant, schema)| {
                    let held = self.exact(&Value::of(self.openapi, schema)?, wire, inside)?;
                    Some(made(&variant.title, held))
                });
                values.collect()
            }
            _ => Vec::new(),
        }
    }

    fn object(&self, component: &str, path: &str, form: Form, inside: &[&str]) -> Option<String> {
        if inside.contains(&component) {
            return None;
        }
        let inside = [inside, &[component]].concat();
        let members = Object::of(self.openapi, self.settings, component)?.members;
        let value = |member: &Member| self.member(member, form, &inside);
        let (required, optional): (Vec<_>, Vec<_>) = members.iter().partition(|it| it.is_required);
        let arguments = required.into_iter().map(value).collect::<Option<Vec<_>>>()?;
        let mut text = format!("{path}::new({})", arguments.join(", "));
        if form != Form::Plain {
            for member in optional {
                if let Some(value) = value(member) {
                    text += &format!(".{}({value})", member.name);
                }
            }
        }
        Some(text)
    }
}

/// Returns a value that no document has until an addition brings it.
fn unknown(schema: &Schema, path: &str) -> String {
    match schema::integer_variants(schema) {
        Some(_) => format!("{path}::from(uses::UNKNOWN_NUMBER)"),
        None => format!("{path}::from(uses::UNKNOWN)"),
    }
}
