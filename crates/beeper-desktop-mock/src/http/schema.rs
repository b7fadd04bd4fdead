//! What the API's description says of requests, and whether a value keeps to it. The tables of it are generated.

mod formats;
mod numbers;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
mod value_path;

use std::borrow::Cow;

use serde_json::{Map, Value};

pub(crate) use formats::Format;
pub(crate) use value_path::Place;

/// What an operation takes.
pub(crate) struct Request {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) body: Option<Body>,
}

pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) location: Location,
    pub(crate) is_required: bool,
    /// Whether it may be there with nothing in it, which says as little as if it were not.
    pub(crate) may_be_empty: bool,
    pub(crate) schema: &'static Schema,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
}

pub(crate) struct Body {
    pub(crate) kind: BodyKind,
    pub(crate) is_required: bool,
    pub(crate) schema: &'static Schema,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BodyKind {
    Json,
    /// `multipart/form-data`, a part for each member.
    Form,
}

/// The values that are allowed somewhere.
pub(crate) enum Schema {
    Any,
    /// The same, or null.
    Nullable(&'static Schema),
    /// One of these, if there are any.
    Boolean(&'static [bool]),
    Integer(Integer),
    Number(Number),
    Text(Text),
    List(List),
    Object(Object),
    /// Objects that have all members of at least one of these ways.
    Either(&'static Schema, &'static [&'static [&'static str]]),
    /// What all of these allow.
    All(&'static [&'static Schema]),
    /// What exactly one of these allows.
    One(&'static [&'static Schema]),
    /// Objects that are told apart by a member.
    Tagged {
        tag: &'static str,
        kinds: &'static [(&'static str, &'static Schema)],
    },
}

pub(crate) struct Integer {
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) multiple_of: Option<i64>,
    pub(crate) values: &'static [i64],
}

pub(crate) struct Number {
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    /// Whether the bounds themselves are outside.
    pub(crate) excludes_minimum: bool,
    pub(crate) excludes_maximum: bool,
    pub(crate) multiple_of: Option<f64>,
}

pub(crate) struct Text {
    pub(crate) min_length: usize,
    pub(crate) max_length: usize,
    pub(crate) format: Format,
    pub(crate) values: &'static [&'static str],
}

pub(crate) struct List {
    pub(crate) items: &'static Schema,
    pub(crate) min_items: usize,
    pub(crate) max_items: usize,
    pub(crate) is_unique: bool,
}

pub(crate) struct Object {
    pub(crate) members: &'static [(&'static str, &'static Schema)],
    pub(crate) required: &'static [&'static str],
    pub(crate) others: Others,
    pub(crate) min_members: usize,
    pub(crate) max_members: usize,
}

/// The members that are not described.
pub(crate) enum Others {
    Any,
    None,
    Each(&'static Schema),
}

/// A value that is not allowed, and why. What was sent is not in it, for it may be a secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Misfit {
    /// Where it is, such as `attachment.size`; empty for the whole value.
    pub(crate) place: String,
    /// What it has to be.
    pub(crate) complaint: Cow<'static, str>,
}

impl Integer {
    /// Nothing but the kind of value.
    pub(crate) const ANY: Self = Self {
        minimum: None,
        maximum: None,
        multiple_of: None,
        values: &[],
    };
}

impl Number {
    /// Nothing but the kind of value.
    pub(crate) const ANY: Self = Self {
        minimum: None,
        maximum: None,
        excludes_minimum: false,
        excludes_maximum: false,
        multiple_of: None,
    };
}

impl Schema {
    /// Looks whether a value is allowed; `place` is where it is.
    pub(crate) fn check(&self, value: &Value, place: &Place<'_>) -> Result<(), Misfit> {
        let wants = |complaint: &'static str| Err(place.misfit(complaint));
        match (self, value) {
            (Self::Any, _) | (Self::Nullable(_), Value::Null) => Ok(()),
            (Self::Nullable(schema), value) => schema.check(value, place),
            (Self::Boolean(values), Value::Bool(flag)) if values.is_empty() || values.contains(flag) => Ok(()),
            (Self::Boolean([true]), _) => wants("must be `true`"),
            (Self::Boolean([false]), _) => wants("must be `false`"),
            (Self::Boolean(_), _) => wants("must be `true` or `false`"),
            (Self::Integer(integer), Value::Number(number)) => integer.check(number, place),
            (Self::Integer(_), _) => wants("must be a whole number"),
            (Self::Number(bounds), Value::Number(number)) => bounds.check(number, place),
            (Self::Number(_), _) => wants("must be a number"),
            (Self::Text(text), Value::String(value)) => text.check(value, place),
            (Self::Text(_), _) => wants("must be a string"),
            (Self::List(list), Value::Array(items)) => list.check(items, place),
            (Self::List(_), _) => wants("must be a list"),
            (Self::Object(object), Value::Object(members)) => object.check(members, place),
            (Self::Either(schema, ways), value) => {
                schema.check(value, place)?;
                let has_all = |way: &&[&str]| way.iter().all(|name| value.get(name).is_some());
                match ways.iter().any(has_all) {
                    true => Ok(()),
                    false => Err(place.misfit(format!("must have {}", listed(ways)))),
                }
            }
            (Self::Tagged { tag, kinds }, Value::Object(members)) => {
                let found = kinds
                    .iter()
                    .find(|(kind, _)| members.get(*tag).is_some_and(|it| it == kind));
                match found {
                    Some((_, schema)) => schema.check(value, place),
                    None => Err(place.member(tag).misfit(NO_CHOICE)),
                }
            }
            (Self::Object(_) | Self::Tagged { .. }, _) => wants("must be an object"),
            (Self::All(schemas), value) => schemas.iter().try_for_each(|schema| schema.check(value, place)),
            (Self::One(schemas), value) => match schemas.iter().filter(|it| it.check(value, place).is_ok()).count() {
                1 => Ok(()),
                _ => wants("must be one of the kinds that it is described with"),
            },
        }
    }

    /// The value that a text in an address, a header or a form stands for, as far as it can be one of this schema.
    pub(crate) fn read(&self, text: &str) -> Value {
        let read = match self {
            // How clients write null.
            Self::Nullable(_) if text == "null" => Some(Value::Null),
            Self::Nullable(schema) => return schema.read(text),
            Self::Boolean(_) => text.parse().ok().map(Value::Bool),
            Self::Integer(_) => numbers::whole(text).map(Value::Number),
            Self::Number(_) => numbers::any(text).map(Value::Number),
            Self::All([schema]) => return schema.read(text),
            _ => None,
        };
        read.unwrap_or_else(|| Value::String(text.to_owned()))
    }
}

impl Schema {
    /// The schema itself, where this one says no more than that null is allowed as well.
    fn inner(&self) -> &Self {
        match self {
            Self::Nullable(schema) | Self::All([schema]) | Self::Either(schema, _) => schema.inner(),
            _ => self,
        }
    }

    /// What a list has in it; `None` where it is no list.
    pub(crate) fn items(&self) -> Option<&'static Self> {
        match self.inner() {
            Self::List(list) => Some(list.items),
            _ => None,
        }
    }

    /// A member of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&'static Self> {
        match self.inner() {
            Self::Object(object) => object
                .members
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, it)| *it),
            _ => None,
        }
    }

    pub(crate) fn is_binary(&self) -> bool {
        matches!(self.inner(), Self::Text(text) if text.format == Format::Binary)
    }
}

const NO_CHOICE: &str = "must be one of the values that it is described with";

impl Text {
    /// Nothing but the kind of value.
    pub(crate) const ANY: Self = Self {
        min_length: 0,
        max_length: usize::MAX,
        format: Format::Any,
        values: &[],
    };

    fn check(&self, text: &str, place: &Place<'_>) -> Result<(), Misfit> {
        if !self.values.is_empty() && !self.values.contains(&text) {
            return Err(place.misfit(NO_CHOICE));
        }
        let length = text.chars().count();
        if length < self.min_length {
            return Err(match self.min_length {
                1 => place.misfit("must not be empty"),
                least => place.misfit(format!("must have at least {least} characters")),
            });
        }
        if length > self.max_length {
            return Err(place.misfit(format!("must have at most {} characters", self.max_length)));
        }
        match self.format.takes(text) {
            true => Ok(()),
            false => Err(place.misfit(self.format.complaint())),
        }
    }
}

impl List {
    /// Nothing but the kind of value.
    pub(crate) const ANY: Self = Self {
        items: &Schema::Any,
        min_items: 0,
        max_items: usize::MAX,
        is_unique: false,
    };

    fn check(&self, items: &[Value], place: &Place<'_>) -> Result<(), Misfit> {
        if items.len() < self.min_items {
            return Err(place.misfit(format!("must have at least {}", entries(self.min_items))));
        }
        if items.len() > self.max_items {
            return Err(place.misfit(format!("must have at most {}", entries(self.max_items))));
        }
        if self.is_unique && items.iter().enumerate().any(|(at, item)| items[..at].contains(item)) {
            return Err(place.misfit("must not have an entry twice"));
        }
        let mut items = items.iter().enumerate();
        items.try_for_each(|(index, item)| self.items.check(item, &place.item(index)))
    }
}

/// The ways that there are, in words.
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
    /// Nothing but the kind of value.
    pub(crate) const ANY: Self = Self {
        members: &[],
        required: &[],
        others: Others::Any,
        min_members: 0,
        max_members: usize::MAX,
    };

    fn check(&self, members: &Map<String, Value>, place: &Place<'_>) -> Result<(), Misfit> {
        for name in self.required {
            if !members.contains_key(*name) {
                return Err(place.member(name).misfit("must be given"));
            }
        }
        if members.len() < self.min_members {
            return Err(place.misfit(format!("must have at least {} members", self.min_members)));
        }
        if members.len() > self.max_members {
            return Err(place.misfit(format!("must have at most {} members", self.max_members)));
        }
        for (name, member) in members {
            let known = self.members.iter().find(|(known, _)| known == name);
            match (known, &self.others) {
                (Some((name, schema)), _) => schema.check(member, &place.member(name))?,
                (None, Others::Any) => {}
                (None, Others::None) => return Err(place.misfit("has a member that is not described")),
                (None, Others::Each(schema)) => schema.check(member, &place.entry())?,
            }
        }
        Ok(())
    }
}
