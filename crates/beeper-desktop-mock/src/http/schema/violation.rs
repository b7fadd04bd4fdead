//! Where a value breaks the rules of its schema, and which one.

use std::borrow::Cow;
use std::fmt;

pub(super) const NO_CHOICE: &str = "must be one of the values that it is described with";

/// Where a value is, from the outside to the inside.
pub(crate) enum Place<'a> {
    /// The value as a whole.
    Whole,
    /// A parameter.
    Named(&'a str),
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
    /// A member whose name is the client's; it is not repeated.
    Entry(&'a Place<'a>),
}

impl Place<'_> {
    pub(super) fn member<'a>(&'a self, name: &'a str) -> Place<'a> {
        Place::Member(self, name)
    }

    pub(super) fn item(&self, index: usize) -> Place<'_> {
        Place::Item(self, index)
    }

    pub(super) fn entry(&self) -> Place<'_> {
        Place::Entry(self)
    }

    pub(crate) fn misfit(&self, complaint: impl Into<Cow<'static, str>>) -> Misfit {
        Misfit {
            place: self.to_string(),
            complaint: complaint.into(),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Named(name) | Self::Member(Place::Whole, name) => f.write_str(name),
            Self::Member(outer, name) => write!(f, "{outer}.{name}"),
            Self::Item(outer, index) => write!(f, "{outer}[{index}]"),
            Self::Entry(Place::Whole) => f.write_str("*"),
            Self::Entry(outer) => write!(f, "{outer}.*"),
        }
    }
}

/// A value that is not allowed, and why. What was sent is not in it, for it may be a secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Misfit {
    /// Where it is, such as `attachment.size`; empty for the whole value.
    pub(crate) place: String,
    /// What it has to be.
    pub(crate) complaint: Cow<'static, str>,
}

/// As an error body says it.
impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "The body {}", self.complaint),
            place => write!(f, "`{place}` {}", self.complaint),
        }
    }
}
