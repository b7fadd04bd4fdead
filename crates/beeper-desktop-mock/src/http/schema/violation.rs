//! Violations of a schema: the location of the value, and the rule that it breaks.

use std::borrow::Cow;
use std::fmt;

pub(super) const NO_CHOICE: &str = "must be one of the described values";

/// The location of a value within a request.
pub(crate) enum ValuePath<'a> {
    /// The whole body.
    Whole,
    /// A parameter.
    Named(&'a str),
    Member(&'a ValuePath<'a>, &'a str),
    Item(&'a ValuePath<'a>, usize),
    /// A member whose name the client chose. Error messages do not repeat the name.
    Entry(&'a ValuePath<'a>),
}

impl ValuePath<'_> {
    pub(super) fn member<'a>(&'a self, name: &'a str) -> ValuePath<'a> {
        ValuePath::Member(self, name)
    }

    pub(super) fn item(&self, index: usize) -> ValuePath<'_> {
        ValuePath::Item(self, index)
    }

    pub(super) fn entry(&self) -> ValuePath<'_> {
        ValuePath::Entry(self)
    }

    pub(crate) fn violation(&self, requirement: impl Into<Cow<'static, str>>) -> Violation {
        Violation {
            path: self.to_string(),
            requirement: requirement.into(),
        }
    }
}

impl fmt::Display for ValuePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Named(name) | Self::Member(ValuePath::Whole, name) => f.write_str(name),
            Self::Member(outer, name) => write!(f, "{outer}.{name}"),
            Self::Item(outer, index) => write!(f, "{outer}[{index}]"),
            Self::Entry(ValuePath::Whole) => f.write_str("*"),
            Self::Entry(outer) => write!(f, "{outer}.*"),
        }
    }
}

/// A violated rule of a schema. It does not contain the value, which may be a secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Violation {
    /// The location of the value, such as `attachment.size`; empty for the whole body.
    pub(crate) path: String,
    /// The requirement of the schema, such as `must be a string`.
    pub(crate) requirement: Cow<'static, str>,
}

/// Writes the message of an error response.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "The body {}", self.requirement),
            path => write!(f, "`{path}` {}", self.requirement),
        }
    }
}
