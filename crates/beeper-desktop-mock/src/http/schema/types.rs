//! The types in the generated tables: parameters, bodies and schemas.

use crate::http::schema::formats::Format;

/// The parameters and the body of an operation.
pub(crate) struct Request {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) body: Option<Body>,
}

pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) location: Location,
    pub(crate) is_required: bool,
    /// Whether an empty value is allowed; the server treats it as absent.
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
    /// `multipart/form-data`, with one part for each member.
    Form,
}

/// The schema of a value.
pub(crate) enum Schema {
    Any,
    /// A value of the inner schema, or null.
    Nullable(&'static Schema),
    /// A boolean: any if the list is empty, otherwise one of the listed values.
    Boolean(&'static [bool]),
    Integer(Integer),
    Number(Number),
    Text(Text),
    List(List),
    Object(Object),
    /// An object that has all members of at least one of these lists (`anyOf` of `required`).
    Either(&'static Schema, &'static [&'static [&'static str]]),
    /// A value that all of these schemas allow.
    All(&'static [&'static Schema]),
    /// A value that exactly one of these schemas allows.
    One(&'static [&'static Schema]),
    /// An object whose schema depends on the value of a member.
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
    /// Whether the value must differ from the bounds.
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
    pub(crate) additional_properties: AdditionalProperties,
    pub(crate) min_members: usize,
    pub(crate) max_members: usize,
}

/// The members that an object may have beside those that its schema names (`additionalProperties`).
pub(crate) enum AdditionalProperties {
    Any,
    None,
    Each(&'static Schema),
}

impl Integer {
    /// Any value of this kind.
    pub(crate) const ANY: Self = Self {
        minimum: None,
        maximum: None,
        multiple_of: None,
        values: &[],
    };
}

impl Number {
    /// Any value of this kind.
    pub(crate) const ANY: Self = Self {
        minimum: None,
        maximum: None,
        excludes_minimum: false,
        excludes_maximum: false,
        multiple_of: None,
    };
}

impl Schema {
    /// Returns the schema inside wrappers such as `Nullable`.
    fn inner(&self) -> &Self {
        match self {
            Self::Nullable(schema) | Self::All([schema]) | Self::Either(schema, _) => schema.inner(),
            _ => self,
        }
    }

    /// Returns the schema of the items, if this is a list.
    pub(crate) fn items(&self) -> Option<&'static Self> {
        match self.inner() {
            Self::List(list) => Some(list.items),
            _ => None,
        }
    }

    /// Returns the schema of a member, if this is an object that has it.
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

impl Text {
    /// Any value of this kind.
    pub(crate) const ANY: Self = Self {
        min_length: 0,
        max_length: usize::MAX,
        format: Format::Any,
        values: &[],
    };
}

impl List {
    /// Any value of this kind.
    pub(crate) const ANY: Self = Self {
        items: &Schema::Any,
        min_items: 0,
        max_items: usize::MAX,
        is_unique: false,
    };
}

impl Object {
    /// Any value of this kind.
    pub(crate) const ANY: Self = Self {
        members: &[],
        required: &[],
        additional_properties: AdditionalProperties::Any,
        min_members: 0,
        max_members: usize::MAX,
    };
}
