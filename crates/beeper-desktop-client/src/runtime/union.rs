//! One of several objects, told apart by a tag, and room for others.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::OpenValue;
use crate::runtime::decode;

/// Takes the tag out of an object; the rest is the variant's. An object that keeps its tag is one of no known kind.
pub(crate) fn split_tag<E: serde::de::Error>(
    value: Value,
    tag: &'static str,
    known: &[&str],
) -> Result<(Option<String>, Value), E> {
    let Value::Object(mut object) = value else {
        return Err(E::custom("expected an object"));
    };
    match object.get(tag) {
        Some(Value::String(kind)) if known.contains(&kind.as_str()) => {
            let kind = kind.clone();
            object.remove(tag);
            Ok((Some(kind), Value::Object(object)))
        }
        Some(Value::String(_)) => Ok((None, Value::Object(object))),
        Some(_) => Err(decode::misfit(tag, "expected a string")),
        None => Err(E::missing_field(tag)),
    }
}

/// Decodes what is left of a variant's object.
pub(crate) fn decode_variant<T: DeserializeOwned, E: serde::de::Error>(rest: Value) -> Result<T, E> {
    // Decoded a second time only to learn where it does not fit.
    T::deserialize(&rest).map_err(|_| match serde_path_to_error::deserialize::<_, T>(rest) {
        Ok(_) => E::custom("decodes only sometimes"),
        Err(error) => decode::misfit(&decode::printable(error.path()), &decode::reason(error.inner())),
    })
}

/// What can be shown of an object of unknown kind: the kind, and what properties there are.
pub(crate) fn fmt_unknown(value: &OpenValue, tag: &str, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let kind = kind_of_unknown(value, tag);
    f.debug_tuple("Unknown").field(&kind).field(value).finish()
}

/// The kind of an object of unknown kind. Empty only where a program made one up that has none.
pub(crate) fn kind_of_unknown<'a>(value: &'a OpenValue, tag: &str) -> &'a str {
    value.as_value().get(tag).and_then(Value::as_str).unwrap_or_default()
}

/// Defines an enum over the known objects of a union. An object of another kind is kept, and sent back as it came; one
/// of a known kind that does not fit is an error.
macro_rules! union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident tagged by $tag:tt {
            $($variant:ident $(($payload:ty))? = $value:tt),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`")]
                $variant $(($payload))?,
            )+
            /// An object of a kind that this version of the crate does not know, as the server sent it.
            Unknown(crate::OpenValue),
        }

        impl $name {
            /// Which kind it is, by its name on the wire.
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$variant $((crate::runtime::union!(@first _, $payload)))? => $value,)+
                    Self::Unknown(value) => crate::runtime::kind_of_unknown(value, $tag),
                }
            }
        }

        $($(
            impl ::std::convert::From<$payload> for $name {
                fn from(value: $payload) -> Self {
                    Self::$variant(value)
                }
            }
        )?)+

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let value = ::serde_json::Value::deserialize(deserializer)?;
                let (kind, rest) = crate::runtime::split_tag(value, $tag, &[$($value),+])?;
                match kind.as_deref() {
                    $(Some($value) => crate::runtime::union!(@decode rest, $variant $($payload)?),)+
                    _ => Ok(Self::Unknown(rest.into())),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                #[derive(::serde::Serialize)]
                #[serde(tag = $tag)]
                enum Tagged<'a> {
                    $(
                        #[serde(rename = $value)]
                        $variant $((&'a $payload))?,
                    )+
                    // Only so that the lifetime is used where no variant holds anything.
                    #[serde(skip)]
                    #[allow(dead_code)]
                    Never(&'a ()),
                }
                match self {
                    $(
                        Self::$variant $((crate::runtime::union!(@first value, $payload)))? => {
                            Tagged::$variant $((crate::runtime::union!(@first value, $payload)))?.serialize(serializer)
                        }
                    )+
                    Self::Unknown(value) => value.serialize(serializer),
                }
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(
                        Self::$variant $((crate::runtime::union!(@first value, $payload)))? => {
                            #[allow(unused_mut, reason = "a variant may hold nothing")]
                            let mut tuple = f.debug_tuple(stringify!($variant));
                            $(tuple.field(crate::runtime::union!(@first value, $payload));)?
                            tuple.finish()
                        }
                    )+
                    Self::Unknown(value) => crate::runtime::fmt_unknown(value, $tag, f),
                }
            }
        }
    };

    // The first of two, for a place in which only the second can be repeated.
    (@first $first:tt, $second:ty) => { $first };

    (@decode $rest:ident, $variant:ident) => {
        Ok(Self::$variant)
    };
    (@decode $rest:ident, $variant:ident $payload:ty) => {
        crate::runtime::decode_variant($rest).map(Self::$variant)
    };
}
pub(crate) use union;
