//! The macro that defines a newtype of a string: an ID, a key or a cursor.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

/// Decodes an ID that cannot be empty. It is checked while the text is read, so that an error has the position of the text.
pub(crate) fn decode_id<'de, D: Deserializer<'de>>(
    type_name: &'static str,
    deserializer: D,
) -> Result<String, D::Error> {
    struct Id(&'static str);

    impl Visitor<'_> for Id {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, id: &str) -> Result<String, E> {
            self.visit_string(id.to_owned())
        }

        fn visit_string<E: Error>(self, id: String) -> Result<String, E> {
            match id.as_str() {
                "" => Err(E::custom(format_args!("a `{}` cannot be empty", self.0))),
                _ => Ok(id),
            }
        }
    }

    deserializer.deserialize_string(Id(type_name))
}

/// Defines a type for a text that identifies something: an ID, a key or a cursor.
///
/// Creating a value never fails; the call that sends it checks it.
///
/// A word behind the name says which texts are valid: `id` cannot be empty, `never_empty` cannot be empty although servers
/// send it so, and `any` is any text.
macro_rules! string_newtype {
    ($(#[$meta:meta])* pub struct $name:ident: $kind:tt;) => {
        $(#[$meta])*
        ///
        #[doc = crate::values::string_newtype::string_newtype!(@doc $kind)]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Creates a value from any text.
            #[inline]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Returns the text.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        crate::values::string_newtype::string_newtype!(@deserialize $kind $name);
        crate::values::string_newtype::string_newtype!(@argument $kind $name);

        impl crate::runtime::request::parameter::Parameter for $name {
            #[inline]
            fn texts(&self, add: &mut dyn FnMut(&str)) {
                add(&self.0);
            }
        }

        impl crate::values::object::absence::OptionalText for $name {}

        impl ::std::convert::From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl ::std::convert::From<&String> for $name {
            #[inline]
            fn from(text: &String) -> Self {
                Self(text.clone())
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl ::std::convert::From<&$name> for $name {
            #[inline]
            fn from(text: &$name) -> Self {
                text.clone()
            }
        }

        impl ::std::convert::From<$name> for String {
            #[inline]
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl ::std::convert::From<&$name> for String {
            #[inline]
            fn from(text: &$name) -> Self {
                text.0.clone()
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };

    (@doc id) => {
        "Created from any text with `new` or `from`. A call refuses an empty one and, as a part of its path, `.` and `..`."
    };
    (@doc never_empty) => {
        "Created from any text with `new` or `from`. A call refuses an empty one."
    };
    (@doc any) => {
        "Created from any text with `new` or `from`. As a part of its path, a call refuses the empty text, `.` and `..`."
    };

    (@deserialize id $name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                crate::values::string_newtype::decode_id(stringify!($name), deserializer).map(Self)
            }
        }
    };
    (@deserialize $kind:tt $name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <String as ::serde::Deserialize>::deserialize(deserializer).map(Self)
            }
        }
    };

    (@argument any $name:ident) => {
        impl crate::runtime::request::argument::Argument for $name {}
    };
    (@argument $kind:tt $name:ident) => {
        impl crate::runtime::request::argument::Argument for $name {
            #[inline]
            fn invalid_part(&self) -> Option<crate::runtime::request::argument::InvalidPart> {
                self.0.is_empty().then(crate::runtime::request::argument::InvalidPart::empty)
            }
        }
    };
}

pub(crate) use string_newtype;

#[cfg(test)]
mod tests {
    use crate::generated::types::{ChatId, Cursor, UserId};

    #[test]
    fn newtypes_convert_from_strs_strings_and_references() {
        let id = ChatId::new("a");
        let texts = ["a".to_owned()];
        for made in [
            ChatId::from("a"),
            ChatId::from(&texts[0]),
            ChatId::from(texts[0].clone()),
            ChatId::from(&id),
        ] {
            assert_eq!(made, id);
        }
        assert_eq!(
            (String::from(&id), id.as_str(), id.to_string()),
            ("a".to_owned(), "a", "a".to_owned())
        );
        assert!(id == "a" && id == *"a");
    }

    #[test]
    fn only_ids_that_are_never_empty_are_refused_when_read() {
        let error = serde_json::from_str::<ChatId>("\"\"").unwrap_err();
        assert!(error.to_string().starts_with("a `ChatId` cannot be empty"), "{error}");
        for text in ["..", ".", "a"] {
            let id: ChatId = serde_json::from_value(text.into()).unwrap();
            assert_eq!(id, text);
        }
        assert_eq!(serde_json::from_str::<Cursor>("\"\"").unwrap(), "");
        assert_eq!(serde_json::from_str::<UserId>("\"\"").unwrap(), "");
    }
}
