//! Objects with nothing in them.

/// Defines the type of an object that has no properties, so far. It can do what it will still do when it has some: one that
/// programs fill in is `made with new`.
macro_rules! empty_object {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, ::serde::Serialize, ::serde::Deserialize)]
        #[non_exhaustive]
        $vis struct $name {}
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident made with new;) => {
        crate::runtime::empty_object! {
            $(#[$meta])*
            $vis struct $name;
        }

        impl crate::runtime::Argument for $name {}

        impl $name {
            /// Makes one with nothing set.
            $vis fn new() -> Self {
                Self {}
            }
        }
    };
}
pub(crate) use empty_object;
