//! The schemas of answers, as static tables. The generated code holds them, and [`repair`](mod@super::repair) reads them.

use std::any::TypeId;

use serde::de::DeserializeOwned;

/// What a value is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A text, also one of an enum: what is not known there is kept.
    Text,
    /// A text that is absent where it is optional and empty.
    NeverEmpty,
    /// A point in time, which is a text that is never empty.
    Timestamp,
    /// An ID that cannot be empty. No ID is ever made up.
    Id,
    /// An ID that may be empty where it is required.
    AnyId,
    /// A text that is never made up.
    Secret,
    /// A text that has one value.
    Only(&'static str),
    /// `true` or `false`.
    Bool,
    /// `true`, where the document knows no other value.
    True,
    /// A whole number.
    Integer,
    /// A whole number of an enum, which is never made up.
    IntegerEnum,
    /// A number.
    Number,
    /// Any value.
    Any,
    /// A value of one of several shapes, which decoding tells apart.
    Untagged,
    /// The same, where a text among the shapes is never empty.
    UntaggedNeverEmpty,
    /// A list.
    List(&'static Kind),
    /// An object with names that nobody knows before.
    Map(&'static Kind),
    /// A component.
    Of(&'static Component),
}

impl Kind {
    /// Whether an empty text means that an optional member is absent.
    pub(super) fn is_absent_when_empty(self) -> bool {
        matches!(
            self,
            Self::NeverEmpty | Self::Timestamp | Self::Id | Self::AnyId | Self::UntaggedNeverEmpty
        )
    }

    /// Whether `null` is a value of it.
    pub(super) fn has_null(self) -> bool {
        matches!(self, Self::Any | Self::Untagged | Self::UntaggedNeverEmpty)
    }
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Member {
    Required(&'static str, Kind),
    Optional(&'static str, Kind),
}

impl Member {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Required(name, _) | Self::Optional(name, _) => name,
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Required(_, kind) | Self::Optional(_, kind) => kind,
        }
    }

    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Required(..))
    }
}

/// A component of the document.
#[derive(Debug)]
pub(crate) struct Component {
    /// Whether nothing is ever made up in it, so that what cannot be read of it is an error of the whole answer.
    pub(crate) is_exact: bool,
    pub(crate) shape: Shape,
}

/// What a component looks like.
#[derive(Debug)]
pub(crate) enum Shape {
    /// An object. What else it has is left out.
    Object(&'static [Member]),
    /// An object that keeps what else it has.
    OpenObject(&'static [Member]),
    /// One of several objects, by the value of a member. Their own members are without it.
    Tagged(&'static str, &'static [(&'static str, &'static Component)]),
}

/// A type that an operation answers with.
pub(crate) trait Answer: DeserializeOwned {
    /// What it is made of.
    fn schema() -> Kind;
}

/// What is known of a type that a program decodes by itself.
pub(crate) fn schema_of<T: 'static>() -> Option<Kind> {
    let id = TypeId::of::<T>();
    let mut types = crate::generated::schemas::TYPES.iter();
    types.find(|(of, _)| of() == id).map(|(_, kind)| *kind)
}
