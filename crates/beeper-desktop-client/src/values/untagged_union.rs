//! The macro that defines a union without a tag, including a variant for values of other types.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::values::open_value::OpenValue;
use crate::values::unknown::Unknown;

/// Encodes an unknown value as the server sent it.
pub(crate) fn serialize_unknown<S: Serializer>(value: &Unknown<OpenValue>, serializer: S) -> Result<S::Ok, S::Error> {
    value.0.serialize(serializer)
}

/// Returns whether a number is still a number after decoding.
///
/// Elsewhere, a time turns a number into a text, but in a union the JSON types distinguish the variants.
pub(crate) fn is_still_a_number(value: &Value, shape: &impl Serialize) -> bool {
    !value.is_number() || serde_json::to_value(shape).is_ok_and(|written| written.is_number())
}

/// Defines an enum of values of different JSON types without a tag.
///
/// Decoding never fails: a value of an unknown shape is kept, and encodes to the same JSON.
macro_rules! untagged_union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident($payload:ty)),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, ::serde::Serialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                $variant($payload),
            )+
            /// A value of a shape that this version of the crate does not know.
            #[serde(serialize_with = "crate::values::untagged_union::serialize_unknown")]
            Unknown(crate::values::unknown::Unknown<crate::values::open_value::OpenValue>),
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
                let value = ::serde_json::Value::deserialize(deserializer)?;
                $(
                    if let Ok(shape) = <$payload as ::serde::Deserialize>::deserialize(&value)
                        && crate::values::untagged_union::is_still_a_number(&value, &shape)
                    {
                        return Ok(Self::$variant(shape));
                    }
                )+
                Ok(Self::Unknown(crate::values::unknown::Unknown(value.into())))
            }
        }
    };
}
pub(crate) use untagged_union;

#[cfg(test)]
mod tests {
    use crate::generated::types::{MessageSeen, MessageSeenByUser, SetupResult};

    fn seen(wire: &str) -> MessageSeen {
        let seen: MessageSeen = serde_json::from_str(wire).unwrap();
        assert_eq!(serde_json::to_string(&seen).unwrap(), wire);
        seen
    }

    #[test]
    fn each_shape_is_known_and_others_are_buffered() {
        assert!(matches!(seen("true"), MessageSeen::Anyone(true)));
        assert!(matches!(seen("\"2026-01-31T09:30:00Z\""), MessageSeen::At(_)));
        assert!(matches!(seen("\"soon\""), MessageSeen::At(_)));
        let MessageSeen::ByUser(people) = seen(r#"{"a":false,"b":"2026-01-31T09:30:00Z","c":{"at":[1]}}"#) else {
            panic!("decoded as a map");
        };
        assert!(matches!(people["a"], MessageSeenByUser::Whether(false)));
        assert!(matches!(people["b"], MessageSeenByUser::At(_)));
        assert!(matches!(people["c"], MessageSeenByUser::Unknown(_)));
        for odd in ["7", "[1,{\"a\":null}]", "null"] {
            assert!(matches!(seen(odd), MessageSeen::Unknown(_)), "{odd}");
        }
    }

    #[test]
    fn objects_are_told_apart_by_what_they_require() {
        let registration = r#"{"copy":{"submit":"a","terms":"b","title":"c","usernamePlaceholder":"d"},"leadToken":"PLANTED","registrationRequired":true,"setupRequestID":"r"}"#;
        let result: SetupResult = serde_json::from_str(registration).unwrap();
        assert!(matches!(result, SetupResult::RegistrationRequired(_)));
        assert_eq!(serde_json::to_string(&result).unwrap(), registration);
        let other: SetupResult = serde_json::from_str(r#"{"leadToken":"PLANTED"}"#).unwrap();
        assert!(matches!(other, SetupResult::Unknown(_)));
        assert!(!format!("{result:?}{other:?}").contains("PLANTED"));
    }
}
