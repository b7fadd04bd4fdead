//! Where a value breaks the rules of its schema, and which one.

use std::borrow::Cow;
use std::fmt;

pub(super) const NO_CHOICE: &str = "must be one of the values that it is described with";

/// Where a value is, from the outside to the inside.
pub(crate) enum ValuePath<'a> {
    /// The value as a whole.
    Whole,
    /// A parameter.
    Named(&'a str),
    Member(&'a ValuePath<'a>, &'a str),
    Item(&'a ValuePath<'a>, usize),
    /// A member whose name is the client's; it is not repeated.
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

/// A value that is not allowed, and why. What was sent is not in it, for it may be a secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Violation {
    /// Where it is, such as `attachment.size`; empty for the whole value.
    pub(crate) path: String,
    /// What it has to be.
    pub(crate) requirement: Cow<'static, str>,
}

/// As an error body says it.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "The body {}", self.requirement),
            path => write!(f, "`{path}` {}", self.requirement),
        }
    }
}
