//! The types of IDs.

use serde::de::{Deserializer, Error, Visitor};

/// Refuses what would change the address that an ID is put into.
pub(crate) fn check_id(type_name: &'static str, id: &str) -> Result<(), crate::InvalidId> {
    let reason = match id {
        "" => "is never empty",
        "." => "cannot be `.`, which an address takes for the step that stays where it is",
        ".." => "cannot be `..`, which an address takes for the step upwards",
        _ => return Ok(()),
    };
    Err(crate::InvalidId { type_name, reason })
}

/// Reads an ID. It is checked while the text is read, so that an error's position is the text's.
pub(crate) fn decode_id<'de, D: Deserializer<'de>>(
    type_name: &'static str,
    deserializer: D,
) -> Result<String, D::Error> {
    struct Id(&'static str);

    impl Visitor<'_> for Id {
        type Value = String;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, id: &str) -> Result<String, E> {
            self.visit_string(id.to_owned())
        }

        fn visit_string<E: Error>(self, id: String) -> Result<String, E> {
            check_id(self.0, &id).map_err(E::custom)?;
            Ok(id)
        }
    }

    deserializer.deserialize_string(Id(type_name))
}

/// Defines the type of an ID that is a part of paths: a string that is safe there.
macro_rules! id {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        ///
        /// Any text but the empty one, `.` and `..`, made with [`parse`](str::parse) or `try_into`; other characters
        /// travel in a path as they are meant.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::decode_id(stringify!($name), deserializer).map(Self)
            }
        }

        crate::runtime::id_as_text!($name);

        impl ::std::convert::TryFrom<String> for $name {
            type Error = crate::InvalidId;

            fn try_from(id: String) -> ::std::result::Result<Self, crate::InvalidId> {
                crate::runtime::check_id(stringify!($name), &id)?;
                Ok(Self(id))
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = crate::InvalidId;

            fn try_from(id: &str) -> ::std::result::Result<Self, crate::InvalidId> {
                id.to_owned().try_into()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = crate::InvalidId;

            fn from_str(id: &str) -> ::std::result::Result<Self, crate::InvalidId> {
                id.try_into()
            }
        }
    };
}

/// Defines the type of an ID that is never a part of a path: any string.
macro_rules! opaque_id {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        ///
        /// Any text, made with `from` or [`parse`](str::parse), which cannot fail.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        crate::runtime::id_as_text!($name);

        impl ::std::convert::From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(id: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self(id.to_owned()))
            }
        }
    };
}

/// How IDs of both kinds are read.
macro_rules! id_as_text {
    ($name:ident) => {
        impl $name {
            /// The ID as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::convert::From<&$name> for String {
            fn from(id: &$name) -> Self {
                id.0.clone()
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };
}

pub(crate) use {id, id_as_text, opaque_id};
