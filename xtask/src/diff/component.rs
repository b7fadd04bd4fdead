//! A component with its type in the client.

use std::collections::BTreeMap;

use openapiv3::Schema;
use serde_json::Value;

use crate::diff::change::Class;
use crate::document::problem::quoted;
use crate::model::runtime_types::RuntimeType;

/// A component with what stands for it in the client.
pub struct Component<'a> {
    /// What it is called.
    pub component: &'a str,
    /// What the document says of it.
    pub schema: &'a Schema,
    /// What its type is called.
    pub name: String,
    pub client_type: ClientType<'a>,
}

impl Component<'_> {
    /// What it means that the type is no longer there. Several components share the types of the runtime.
    pub fn breaking(&self) -> Class {
        match &self.client_type {
            ClientType::Body | ClientType::Form => Class::Documentation,
            ClientType::Replacement(
                RuntimeType::Secret | RuntimeType::ServerText | RuntimeType::OpenValue | RuntimeType::Timestamp,
            ) => Class::Documentation,
            ClientType::Replacement(_) | ClientType::Struct(_) => Class::Breaking,
        }
    }

    /// Its type, or itself where no type is called after it.
    pub fn called(&self) -> String {
        match self.breaking() {
            Class::Documentation => format!("the component {}", quoted(self.component)),
            _ => format!("the type {}", quoted(&self.name)),
        }
    }

    pub fn describe(&self) -> &'static str {
        match &self.client_type {
            ClientType::Body | ClientType::Form => "no type",
            ClientType::Struct(_) => "a struct",
            ClientType::Replacement(kind) => match kind {
                RuntimeType::Enum { .. } => "an enum",
                RuntimeType::Text(_) => "an ID",
                RuntimeType::ServerText => "`ServerText`",
                RuntimeType::Secret => "`Secret`",
                RuntimeType::OpenValue => "`OpenValue`",
                RuntimeType::Timestamp => "`Timestamp`",
                RuntimeType::EmptyObject => "a struct",
                RuntimeType::IntegerEnum { .. } => "an enum of numbers",
                RuntimeType::UntaggedUnion { .. } => "a union by shape",
                RuntimeType::Union { .. } => "a union by tag",
            },
        }
    }
}

/// What a component is in the client.
pub enum ClientType<'a> {
    /// A type written as a macro call.
    Replacement(&'a RuntimeType),
    /// A struct of the generator's, with its fields.
    Struct(Fields),
    /// Nothing, as it is the body of requests alone, which have arguments and setters for its members.
    Body,
    /// Nothing, as it holds the parts of a form.
    Form,
}

/// Fields by their Rust names.
pub type Fields = BTreeMap<String, Field>;

/// A field of a struct.
pub struct Field {
    pub wire: String,
    /// Its type.
    pub kind: String,
    /// Whether it comes from the component that this one extends.
    pub is_inherited: bool,
    pub pointer: String,
    /// What the document says of it.
    pub declaration: Value,
    /// How programs fill it in, if they do.
    pub input: Option<Input>,
}

/// How programs fill in a field.
pub struct Input {
    pub name: String,
    /// Its number among the arguments of `new`. Otherwise it has a setter.
    pub argument: Option<usize>,
}
