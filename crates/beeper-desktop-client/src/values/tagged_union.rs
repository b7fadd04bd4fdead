//! The macro that defines a union of objects with a tag, including a variant for unknown tags.

pub(crate) mod buffered_value;

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess};
use serde_json::Value;

use crate::values::open_value::OpenValue;
use crate::values::tagged_union::buffered_value::{BufferedValue, Properties, next_property};

/// The start of an object.
pub(crate) enum ObjectStart<'de> {
    /// The tag of a known variant. The other properties have not been read yet.
    Tag(&'static str),
    /// All properties of an object that does not start with a known tag.
    Whole(Properties<'de>),
}

/// Reads the tag of an object if it comes first, because the other properties then need no buffer.
pub(crate) fn read_tag<'de, A: MapAccess<'de>>(
    object: &mut A,
    tag: &'static str,
    known: &[&'static str],
) -> Result<ObjectStart<'de>, A::Error> {
    let mut whole = Vec::new();
    while let Some((name, value)) = next_property(object)? {
        if whole.is_empty()
            && name.as_str() == Some(tag)
            && let Some(kind) = known.iter().find(|kind| value.as_str() == Some(kind))
        {
            return Ok(ObjectStart::Tag(kind));
        }
        whole.push((name, value));
    }
    Ok(ObjectStart::Whole(whole))
}

/// Decodes a variant from the properties after the tag.
pub(crate) fn decode_remaining<'de, T: Deserialize<'de>, A: MapAccess<'de>>(rest: A) -> Result<T, A::Error> {
    T::deserialize(MapAccessDeserializer::new(rest))
}

/// Reads a list to its end and returns an error, so that the error has the position of the list and not of an item.
pub(crate) fn refuse_list<'de, T, A: SeqAccess<'de>>(mut list: A) -> Result<T, A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Err(A::Error::custom("expected an object"))
}

/// Splits an object into its tag, if the tag is known, and the other properties.
///
/// Of several tags, the first counts. An object with an unknown tag keeps only the first one, because another could become its
/// tag when it is encoded.
pub(crate) fn split_tag<'de, E: Error>(
    mut object: Properties<'de>,
    tag: &'static str,
    known: &[&'static str],
) -> Result<(Option<&'static str>, BufferedValue<'de>), E> {
    let Some(place) = object.iter().position(|(name, _)| name.as_str() == Some(tag)) else {
        return Err(E::missing_field(tag));
    };
    let Some(kind) = object[place].1.as_str() else {
        return Err(E::custom("expected a string"));
    };
    let kind = known.iter().find(|known| **known == kind).copied();
    let mut is_kept = kind.is_none();
    object.retain(|(name, _)| name.as_str() != Some(tag) || std::mem::take(&mut is_kept));
    Ok((kind, BufferedValue::Object(object)))
}

/// Decodes a variant from buffered properties.
pub(crate) fn decode_variant<T: DeserializeOwned, E: Error>(rest: BufferedValue<'_>) -> Result<T, E> {
    T::deserialize(&rest).map_err(E::custom)
}

/// Formats an object of unknown kind: its kind, and the names of its properties.
pub(crate) fn fmt_unknown(value: &OpenValue, tag: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let kind = kind_of_unknown(value, tag);
    f.debug_tuple("Unknown").field(&kind).field(value).finish()
}

/// Returns the tag of an object of unknown kind. It is empty only if a program made the object without one.
pub(crate) fn kind_of_unknown<'a>(value: &'a OpenValue, tag: &str) -> &'a str {
    value.as_value().get(tag).and_then(Value::as_str).unwrap_or_default()
}

/// Defines an enum of the known objects of a union.
///
/// An object of another kind is kept, and encodes to the same JSON. An object of a known kind that cannot be read is an error.
macro_rules! tagged_union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident tagged by $tag:tt {
            $($variant:ident($payload:ty) = $value:tt),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`")]
                $variant($payload),
            )+
            /// An object of a kind that this version of the crate does not know. `kind()` returns its kind.
            Unknown(crate::values::unknown::Unknown<crate::values::open_value::OpenValue>),
        }

        impl $name {
            /// Returns the kind of the object, by its name in the API.
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $value,)+
                    Self::Unknown(value) => crate::values::tagged_union::kind_of_unknown(&value.0, $tag),
                }
            }
        }

        impl crate::runtime::request::argument::Argument for $name {}

        $(
            impl ::std::convert::From<$payload> for $name {
                fn from(value: $payload) -> Self {
                    Self::$variant(value)
                }
            }
        )+

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                struct Object;

                impl<'de> ::serde::de::Visitor<'de> for Object {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    /// serde's default error would quote the text.
                    fn visit_str<E: ::serde::de::Error>(self, _: &str) -> ::std::result::Result<$name, E> {
                        Err(E::custom("expected an object"))
                    }

                    fn visit_seq<A: ::serde::de::SeqAccess<'de>>(
                        self,
                        list: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        crate::values::tagged_union::refuse_list(list)
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut object: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        let whole = match crate::values::tagged_union::read_tag(&mut object, $tag, &[$($value),+])? {
                            $(
                                crate::values::tagged_union::ObjectStart::Tag($value) => {
                                    return crate::values::tagged_union::decode_remaining(object).map($name::$variant);
                                }
                            )+
                            // `read_tag` returns no other tag.
                            crate::values::tagged_union::ObjectStart::Tag(_) => ::std::vec::Vec::new(),
                            crate::values::tagged_union::ObjectStart::Whole(whole) => whole,
                        };
                        let (kind, rest) = crate::values::tagged_union::split_tag(whole, $tag, &[$($value),+])?;
                        match kind {
                            $(Some($value) => crate::values::tagged_union::decode_variant(rest).map($name::$variant),)+
                            _ => Ok($name::Unknown(crate::values::unknown::Unknown(rest.into_value().into()))),
                        }
                    }
                }

                deserializer.deserialize_any(Object)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                #[derive(::serde::Serialize)]
                #[serde(tag = $tag)]
                enum Tagged<'a> {
                    $(
                        #[serde(rename = $value)]
                        $variant(&'a $payload),
                    )+
                }
                match self {
                    $(
                        Self::$variant(value) => Tagged::$variant(value).serialize(serializer),
                    )+
                    Self::Unknown(value) => value.0.serialize(serializer),
                }
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(
                        Self::$variant(value) => f.debug_tuple(stringify!($variant)).field(value).finish(),
                    )+
                    Self::Unknown(value) => crate::values::tagged_union::fmt_unknown(&value.0, $tag, f),
                }
            }
        }
    };
}
pub(crate) use tagged_union;
