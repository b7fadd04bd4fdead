//! The macro that defines an object without members.

/// Defines the type of an object that has no members yet.
///
/// It has the methods and traits of one with members, so that adding a member breaks nothing. `with new` follows the name of a
/// type that programs create.
macro_rules! empty_object {
    ($(#[$meta:meta])* $vis:vis struct $name:ident $(with $new:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, ::serde::Serialize)]
        #[non_exhaustive]
        $vis struct $name {}

        crate::values::object::object! { $name {} }

        impl crate::runtime::request::argument::Argument for $name {}

        $(
            impl $name {
                /// Creates one with nothing set.
                $vis fn $new() -> Self {
                    Self {}
                }
            }
        )?
    };
}
pub(crate) use empty_object;
