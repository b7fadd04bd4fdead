//! A component with its type in the client.

use std::collections::BTreeMap;

use openapiv3::Schema;
use serde_json::Value;

use crate::diff::change::Class;
use crate::document::problem::quoted;
use crate::model::runtime_types::RuntimeType;

/// A component with its type in the client.
pub struct Component<'a> {
    /// The component's name.
    pub component: &'a str,
    /// The component's schema.
    pub schema: &'a Schema,
    /// The type's name.
    pub name: String,
    pub client_type: ClientType<'a>,
}

impl Component<'_> {
    /// Returns the class of the type's removal.
    ///
    /// A type of the runtime stays, since several components share it.
    pub fn breaking(&self) -> Class {
        match &self.client_type {
            ClientType::Body | ClientType::Form => Class::Documentation,
            ClientType::Replacement(
                RuntimeType::Secret | RuntimeType::ServerText | RuntimeType::OpenValue | RuntimeType::Timestamp,
            ) => Class::Documentation,
            ClientType::Replacement(_) | ClientType::Struct(_) => Class::Breaking,
        }
    }

    /// Returns what to call the component: its type, or the component itself if no type has its name.
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

/// The type of a component in the client.
pub enum ClientType<'a> {
    /// A type that a macro call defines.
    Replacement(&'a RuntimeType),
    /// A generated struct, with its fields.
    Struct(Fields),
    /// No type that programs can name, since the component is only a request body, and the request has its members.
    Body,
    /// No type, since the component describes the parts of a form.
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
    /// Its schema in the document.
    pub declaration: Value,
    /// How programs set it, if they do.
    pub input: Option<Input>,
}

/// How programs set a field.
pub struct Input {
    pub name: String,
    /// Its position among the arguments of `new`, or `None` if it has a setter.
    pub argument: Option<usize>,
}
