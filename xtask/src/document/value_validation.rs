//! Validates JSON values against schemas.
//!
//! Validation follows OpenAPI 3.0.3, with two exceptions. An object without `additionalProperties` is closed: an unknown member
//! is taken for a typo, although servers may add members. And `nullable` permits null wherever it is written, beside an `enum` or
//! `allOf` too, as the generated types do. Numbers of an unknown format have 64 bits.

pub mod context;
mod formats;
mod objects;
mod scalars;
mod unions;

#[cfg(test)]
mod tests;

use std::borrow::Borrow;

use openapiv3::{AnySchema, ArrayType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::document::load::RequiredAnyOf;
use crate::document::value_validation::context::{Misfit, Place, SchemaRef, Target, Validator, borrowed, shown};
use crate::document::value_validation::objects::ObjectRules;

/// Returns every place where the value does not conform to the schema; none if the value is valid.
///
/// References are resolved among the components of `openapi`; some of these need at least one of several members.
pub fn misfits<T: Borrow<Schema>>(
    openapi: &OpenAPI,
    required_any_of: &RequiredAnyOf,
    schema: &ReferenceOr<T>,
    value: &Value,
) -> Vec<Misfit> {
    let place = Place {
        pointer: String::new(),
        component: None,
        passed: Vec::new(),
    };
    let mut found: Vec<Misfit> = Vec::new();
    for misfit in (Validator {
        openapi,
        required_any_of,
    })
    .whole(borrowed(schema), value, &place)
    {
        // Several parts of an `allOf` may have the same rule.
        if !found.contains(&misfit) {
            found.push(misfit);
        }
    }
    found
}

impl<'a> Validator<'a> {
    /// Checks a value against the schema that describes all of it.
    fn whole(&self, schema: SchemaRef<'a>, value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        let mut found = self.part(schema.clone(), value, place);
        for misfit in self.unknown_members(schema, value, place) {
            if !found.iter().any(|known| known.pointer == misfit.pointer) {
                found.push(misfit);
            }
        }
        found
    }

    /// Checks a value against a schema that may be only one of several that describe it.
    fn part(&self, schema: SchemaRef<'a>, value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        let is_referred = matches!(schema, ReferenceOr::Reference { .. });
        let (schema, place) = match self.target(&schema, place) {
            Target::Schema(schema, place) => (schema, place),
            Target::Cycle => return Vec::new(),
            Target::Nowhere => {
                return vec![place.misfit(
                    "the `$ref` to the schema of this value leads nowhere",
                    "correct the `$ref`",
                )];
            }
        };
        if value.is_null() && schema.schema_data.nullable {
            return Vec::new();
        }
        let mut found = match &schema.schema_kind {
            SchemaKind::Type(typ) => self.typed(typ, value, &place),
            SchemaKind::OneOf { one_of } => self.one_of(schema, one_of, value, &place),
            SchemaKind::AnyOf { any_of } => self.any_of(any_of, value, &place),
            SchemaKind::AllOf { all_of } => self.all_of(all_of, value, &place),
            SchemaKind::Not { not } => self.not(borrowed(not.as_ref()), value, &place),
            SchemaKind::Any(any) => self.any(schema, any, value, &place),
        };
        // A schema inside a component describes a part of the component's value, in the same place.
        if is_referred {
            found.extend(self.lacks_required_any_of(value, &place));
        }
        found
    }

    fn typed(&self, typ: &'a Type, value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        let name = match typ {
            Type::String(_) => "string",
            Type::Integer(_) => "integer",
            Type::Number(_) => "number",
            Type::Boolean(_) => "boolean",
            Type::Array(_) => "array",
            Type::Object(_) => "object",
        };
        if !scalars::is_of_type(name, value) {
            return vec![scalars::wrong_type(name, value, place)];
        }
        match (typ, value) {
            (Type::String(rules), Value::String(text)) => scalars::string(rules, text, place),
            (Type::Integer(rules), Value::Number(number)) => scalars::integer(rules, number, place),
            (Type::Number(rules), Value::Number(number)) => scalars::number(rules, number, place),
            (Type::Boolean(rules), Value::Bool(_)) => {
                let values = rules
                    .enumeration
                    .iter()
                    .map(|value| value.map_or(Value::Null, Value::Bool));
                scalars::listed(&values.collect::<Vec<_>>(), value, place)
            }
            (Type::Array(rules), Value::Array(items)) => self.array(&ArrayRules::of(rules), items, place),
            (Type::Object(rules), Value::Object(members)) => self.object(&ObjectRules::of(rules), members, place),
            _ => Vec::new(),
        }
    }

    fn array(&self, rules: &ArrayRules<'a>, items: &[Value], place: &Place<'a>) -> Vec<Misfit> {
        let mut found = scalars::count(items.len(), rules.count, "entries", place);
        for (index, item) in items.iter().enumerate() {
            let place = place.child(&index.to_string());
            if let Some(schema) = rules.items {
                found.extend(self.whole(borrowed(schema), item, &place));
            }
            if rules.unique && items[..index].contains(item) {
                found.push(place.misfit(format!("{} occurs twice", shown(item)), "remove one of the two"));
            }
        }
        found
    }

    fn all_of(&self, parts: &'a [ReferenceOr<Schema>], value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        let parts = parts.iter().flat_map(|part| self.part(borrowed(part), value, place));
        parts.collect()
    }

    fn not(&self, schema: SchemaRef<'a>, value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        if !self.part(schema, value, place).is_empty() {
            return Vec::new();
        }
        let message = format!("{} is excluded by `not`", shown(value));
        vec![place.misfit(message, "write another value")]
    }

    /// Checks a value against a schema that is not a single type: each keyword that concerns this kind of value.
    fn any(&self, schema: &'a Schema, any: &'a AnySchema, value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        if let Some(typ) = &any.typ
            && !scalars::is_of_type(typ, value)
        {
            return vec![scalars::wrong_type(typ, value, place)];
        }
        let mut found = match value {
            Value::Object(members) => self.object(&ObjectRules::of_any(any), members, place),
            Value::Array(items) => self.array(&ArrayRules::of_any(any), items, place),
            Value::String(text) => scalars::string(&scalars::string_rules(any), text, place),
            Value::Number(number) if any.typ.as_deref() == Some("integer") => {
                scalars::integer(&scalars::integer_rules(any), number, place)
            }
            Value::Number(number) => scalars::number(&scalars::number_rules(any), number, place),
            Value::Bool(_) | Value::Null => Vec::new(),
        };
        found.extend(scalars::listed(&any.enumeration, value, place));
        found.extend(self.all_of(&any.all_of, value, place));
        if !any.one_of.is_empty() {
            found.extend(self.one_of(schema, &any.one_of, value, place));
        }
        if !any.any_of.is_empty() {
            found.extend(self.any_of(&any.any_of, value, place));
        }
        if let Some(not) = &any.not {
            found.extend(self.not(borrowed(not.as_ref()), value, place));
        }
        found
    }
}

struct ArrayRules<'a> {
    items: Option<&'a ReferenceOr<Box<Schema>>>,
    count: (Option<usize>, Option<usize>),
    unique: bool,
}

impl<'a> ArrayRules<'a> {
    fn of(rules: &'a ArrayType) -> Self {
        Self {
            items: rules.items.as_ref(),
            count: (rules.min_items, rules.max_items),
            unique: rules.unique_items,
        }
    }

    fn of_any(any: &'a AnySchema) -> Self {
        Self {
            items: any.items.as_ref(),
            count: (any.min_items, any.max_items),
            unique: any.unique_items == Some(true),
        }
    }
}
