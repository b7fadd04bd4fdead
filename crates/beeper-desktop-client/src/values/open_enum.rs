//! The macro that defines an open enum: known strings, and a variant for all others.

pub(crate) mod comparison;
pub(crate) mod integer;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// Converts a text that is being decoded, without copying it.
pub(crate) fn decode_text<'de, T: for<'a> From<&'a str>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Text<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Ok(text.into())
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

/// Defines an enum of the known values of a string. An unknown value is kept, and encodes to the same text.
macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $value:literal),+ $(,)? }) => {
        $(#[$meta])*
        ///
        /// Created from text with `from` or [`parse`](str::parse), which never fail: an unknown value becomes `Unknown`.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`")]
                $variant,
            )+
            /// A value that this version of the crate does not know. Compare it with `as_str()`.
            Unknown(crate::values::unknown::Unknown<String>),
        }

        impl $name {
            /// Returns the value as the API writes it.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => &value.0,
                }
            }
        }

        crate::values::open_enum::comparison::compare_by_wire_value! {
            /// Ordered by the texts, so that a value keeps its place when a later version knows it.
            $name::as_str
        }

        impl crate::runtime::request::argument::Argument for $name {}

        impl crate::runtime::request::parameter::Parameter for $name {
            #[inline]
            fn texts(&self, add: &mut dyn FnMut(&str)) {
                add(self.as_str());
            }
        }

        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                crate::values::open_enum::decode_text(deserializer)
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    value => Self::Unknown(crate::values::unknown::Unknown(value.to_owned())),
                }
            }
        }

        impl ::std::convert::From<String> for $name {
            #[inline]
            fn from(value: String) -> Self {
                match value.as_str() {
                    $($value => Self::$variant,)+
                    _ => Self::Unknown(crate::values::unknown::Unknown(value)),
                }
            }
        }

        impl ::std::convert::From<&String> for $name {
            #[inline]
            fn from(value: &String) -> Self {
                value.as_str().into()
            }
        }

        impl ::std::convert::From<&$name> for $name {
            #[inline]
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl ::std::convert::From<$name> for String {
            #[inline]
            fn from(value: $name) -> Self {
                match value {
                    $name::Unknown(value) => value.0,
                    known => known.as_str().to_owned(),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(value.into())
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::generated::types::AccountStatus;
    use crate::generated::types::AccountStatus::*;

    #[test]
    fn a_value_that_becomes_known_is_equal_to_itself_and_stays_in_its_place() {
        let later = |text: &str| Unknown(crate::values::unknown::Unknown(text.to_owned()));
        assert_eq!(Connected, later("connected"));
        assert_eq!(HashSet::from([Connected, later("connected")]).len(), 1);
        let mut values = [Disabled, later("elsewhere"), Connected, later("connecting")];
        values.sort();
        let texts = values.iter().map(AccountStatus::as_str);
        assert_eq!(
            texts.collect::<Vec<_>>(),
            ["connected", "connecting", "disabled", "elsewhere"]
        );
    }
}
