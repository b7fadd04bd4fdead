//! The schemas of responses, as static tables of the generated code, which [`repair`](mod@super::repair) reads.

use std::any::TypeId;

use serde::de::DeserializeOwned;

/// The kind of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A text or a value of an open enum, which keeps unknown values.
    Text,
    /// A text that is treated as absent if it is optional and empty.
    NeverEmpty,
    /// A point in time: a text that cannot be empty.
    Timestamp,
    /// An ID that cannot be empty. IDs are never filled in.
    Id,
    /// An ID that may be empty if it is required.
    AnyId,
    /// A text that is never filled in.
    Secret,
    /// A text with only one possible value.
    Only(&'static str),
    /// `true` or `false`.
    Bool,
    /// `true`, the only documented value.
    True,
    /// A whole number.
    Integer,
    /// A whole number of an enum, which is never filled in.
    IntegerEnum,
    /// A number.
    Number,
    /// Any value.
    Any,
    /// A value of one of several shapes, which serde distinguishes.
    Untagged,
    /// Like `Untagged`, with a text among the shapes that cannot be empty.
    UntaggedNeverEmpty,
    /// A list.
    List(&'static Kind),
    /// An object with arbitrary keys.
    Map(&'static Kind),
    /// A component of the description.
    Of(&'static Component),
}

impl Kind {
    /// Returns whether an empty text means that an optional member is absent.
    pub(super) fn is_absent_when_empty(self) -> bool {
        matches!(
            self,
            Self::NeverEmpty | Self::Timestamp | Self::Id | Self::AnyId | Self::UntaggedNeverEmpty
        )
    }

    /// Returns whether `null` is a value of this kind.
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

/// A component of the description.
#[derive(Debug)]
pub(crate) struct Component {
    /// Whether nothing is ever filled in, so that a value that cannot be read makes the whole response an error.
    pub(crate) is_exact: bool,
    pub(crate) shape: Shape,
}

/// The shape of a component.
#[derive(Debug)]
pub(crate) enum Shape {
    /// An object. Unknown members are dropped.
    Object(&'static [Member]),
    /// An object that keeps unknown members.
    OpenObject(&'static [Member]),
    /// One of several objects, selected by the value of a member, which their own members do not include.
    Tagged(&'static str, &'static [(&'static str, &'static Component)]),
}

/// A type that an operation returns.
pub(crate) trait Answer: DeserializeOwned {
    /// Returns the schema of the type.
    fn schema() -> Kind;
}

/// Returns the schema of a type, if it is one of this crate or a list of one.
pub(crate) fn schema_of<T: 'static>() -> Option<Kind> {
    let id = TypeId::of::<T>();
    let mut types = crate::generated::schemas::TYPES.iter();
    types.find(|(of, _)| of() == id).map(|(_, kind)| *kind)
}
