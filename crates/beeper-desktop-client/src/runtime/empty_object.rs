//! Objects with nothing in them.

/// Defines the type of an object that has no properties, so far.
macro_rules! empty_object {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Debug, ::serde::Serialize, ::serde::Deserialize)]
        #[non_exhaustive]
        $vis struct $name {}

        impl crate::runtime::Argument for $name {}

        impl $name {
            /// Makes a body with nothing set.
            $vis fn new() -> Self {
                Self {}
            }
        }
    };
}
pub(crate) use empty_object;
