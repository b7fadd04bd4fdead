//! Checks a value against its schema.

use serde_json::{Map, Value};

use crate::http::schema::types::{AdditionalProperties, List, Object, Schema, Text};
use crate::http::schema::violation::{NO_CHOICE, ValuePath, Violation};

impl Schema {
    /// Checks a value whose location in the request is `path`.
    pub(crate) fn check(&self, value: &Value, path: &ValuePath<'_>) -> Result<(), Violation> {
        let requires = |requirement: &'static str| Err(path.violation(requirement));
        match (self, value) {
            (Self::Any, _) | (Self::Nullable(_), Value::Null) => Ok(()),
            (Self::Nullable(schema), value) => schema.check(value, path),
            (Self::Boolean(values), Value::Bool(flag)) if values.is_empty() || values.contains(flag) => Ok(()),
            (Self::Boolean([true]), _) => requires("must be `true`"),
            (Self::Boolean([false]), _) => requires("must be `false`"),
            (Self::Boolean(_), _) => requires("must be `true` or `false`"),
            (Self::Integer(integer), Value::Number(number)) => integer.check(number, path),
            (Self::Integer(_), _) => requires("must be a whole number"),
            (Self::Number(bounds), Value::Number(number)) => bounds.check(number, path),
            (Self::Number(_), _) => requires("must be a number"),
            (Self::Text(text), Value::String(value)) => text.check(value, path),
            (Self::Text(_), _) => requires("must be a string"),
            (Self::List(list), Value::Array(items)) => list.check(items, path),
            (Self::List(_), _) => requires("must be a list"),
            (Self::Object(object), Value::Object(members)) => object.check(members, path),
            (Self::Either(schema, ways), value) => {
                schema.check(value, path)?;
                let has_all = |way: &&[&str]| way.iter().all(|name| value.get(name).is_some());
                match ways.iter().any(has_all) {
                    true => Ok(()),
                    false => Err(path.violation(format!("must have {}", listed(ways)))),
                }
            }
            (Self::Tagged { tag, kinds }, Value::Object(members)) => {
                let found = kinds
                    .iter()
                    .find(|(kind, _)| members.get(*tag).is_some_and(|it| it == kind));
                match found {
                    Some((_, schema)) => schema.check(value, path),
                    None => Err(path.member(tag).violation(NO_CHOICE)),
                }
            }
            (Self::Object(_) | Self::Tagged { .. }, _) => requires("must be an object"),
            (Self::All(schemas), value) => schemas.iter().try_for_each(|schema| schema.check(value, path)),
            (Self::One(schemas), value) => match schemas.iter().filter(|it| it.check(value, path).is_ok()).count() {
                1 => Ok(()),
                _ => requires("must be one of the described kinds"),
            },
        }
    }
}

impl Text {
    fn check(&self, text: &str, path: &ValuePath<'_>) -> Result<(), Violation> {
        if !self.values.is_empty() && !self.values.contains(&text) {
            return Err(path.violation(NO_CHOICE));
        }
        let length = text.chars().count();
        if length < self.min_length {
            return Err(match self.min_length {
                1 => path.violation("must not be empty"),
                least => path.violation(format!("must have at least {least} characters")),
            });
        }
        if length > self.max_length {
            return Err(path.violation(format!("must have at most {} characters", self.max_length)));
        }
        match self.format.accepts(text) {
            true => Ok(()),
            false => Err(path.violation(self.format.requirement())),
        }
    }
}

impl List {
    fn check(&self, items: &[Value], path: &ValuePath<'_>) -> Result<(), Violation> {
        if items.len() < self.min_items {
            return Err(path.violation(format!("must have at least {}", entries(self.min_items))));
        }
        if items.len() > self.max_items {
            return Err(path.violation(format!("must have at most {}", entries(self.max_items))));
        }
        if self.is_unique && items.iter().enumerate().any(|(at, item)| items[..at].contains(item)) {
            return Err(path.violation("must not contain an entry twice"));
        }
        let mut items = items.iter().enumerate();
        items.try_for_each(|(index, item)| self.items.check(item, &path.item(index)))
    }
}

/// Joins lists of names into a phrase: `a` and `b` or `c`.
fn listed(ways: &[&[&str]]) -> String {
    let ways = ways.iter().map(|names| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(" and ")
    });
    ways.collect::<Vec<_>>().join(" or ")
}

fn entries(count: usize) -> String {
    match count {
        1 => "one entry".to_owned(),
        _ => format!("{count} entries"),
    }
}

impl Object {
    fn check(&self, members: &Map<String, Value>, path: &ValuePath<'_>) -> Result<(), Violation> {
        for name in self.required {
            if !members.contains_key(*name) {
                return Err(path.member(name).violation("must be given"));
            }
        }
        if members.len() < self.min_members {
            return Err(path.violation(format!("must have at least {} members", self.min_members)));
        }
        if members.len() > self.max_members {
            return Err(path.violation(format!("must have at most {} members", self.max_members)));
        }
        for (name, member) in members {
            let known = self.members.iter().find(|(known, _)| known == name);
            match (known, &self.additional_properties) {
                (Some((name, schema)), _) => schema.check(member, &path.member(name))?,
                (None, AdditionalProperties::Any) => {}
                (None, AdditionalProperties::None) => return Err(path.violation("has an unknown member")),
                (None, AdditionalProperties::Each(schema)) => schema.check(member, &path.entry())?,
            }
        }
        Ok(())
    }
}
