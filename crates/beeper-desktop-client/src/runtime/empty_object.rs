//! Objects with nothing in them.

/// Defines the type of an object that has no properties, so far.
macro_rules! empty_object {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Debug, Default, ::serde::Serialize, ::serde::Deserialize)]
        #[non_exhaustive]
        pub struct $name {}

        impl $name {
            /// Makes a body with nothing set.
            pub fn new() -> Self {
                Self {}
            }
        }
    };
}
pub(crate) use empty_object;
