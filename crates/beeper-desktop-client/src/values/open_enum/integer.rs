//! The macro that defines an open enum of integers.

/// Defines an enum of the known values of a whole number.
///
/// An unknown number is kept, and encodes to the same number. Values are ordered by their numbers.
macro_rules! open_integer {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $value:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        ///
        /// Values are ordered by their numbers, including unknown ones.
        #[derive(Clone, Copy, Debug, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(from = "i64", into = "i64")]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = concat!("(`", $value, "`)")]
                $variant,
            )+
            /// A number that this version of the crate does not know. Compare it with `as_i64()`.
            Unknown(crate::values::unknown::Unknown<i64>),
        }

        impl $name {
            /// Returns the number as the API writes it.
            #[inline]
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value.0,
                }
            }
        }

        impl crate::runtime::request::argument::Argument for $name {}

        impl crate::runtime::request::parameter::Parameter for $name {
            #[inline]
            fn texts(&self, add: &mut dyn FnMut(&str)) {
                self.as_i64().texts(add);
            }
        }

        impl ::std::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    value => Self::Unknown(crate::values::unknown::Unknown(value)),
                }
            }
        }

        impl ::std::convert::From<$name> for i64 {
            #[inline]
            fn from(value: $name) -> Self {
                value.as_i64()
            }
        }

        crate::values::open_enum::comparison::compare_by_wire_value! { $name::as_i64 }
    };
}
pub(crate) use open_integer;

#[cfg(test)]
mod tests {
    use crate::generated::types::CapabilityLevel;
    use crate::generated::types::CapabilityLevel::*;

    #[test]
    fn numbers_are_known_or_kept_and_in_order() {
        for (wire, expected) in [
            ("-2", Rejected),
            ("0", Unsupported),
            ("2", FullySupported),
            ("3", CapabilityLevel::from(3)),
        ] {
            let level: CapabilityLevel = serde_json::from_str(wire).unwrap();
            assert_eq!((level, level.as_i64()), (expected, expected.as_i64()));
            assert_eq!(serde_json::to_string(&level).unwrap(), wire);
        }
        assert!(Rejected < Dropped && PartiallySupported < FullySupported && FullySupported < CapabilityLevel::from(3));
        assert_eq!(Unknown(crate::values::unknown::Unknown(2)), FullySupported);
        assert!(serde_json::from_str::<CapabilityLevel>("\"2\"").is_err());
    }
}
