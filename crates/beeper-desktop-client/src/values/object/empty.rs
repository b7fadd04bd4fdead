//! The macro that defines an object without members.

/// Defines the type of an object that has no properties, so far. It can do no more than one with properties, so that nothing
/// is lost once it has some. `with new` stands behind the name of one that programs make.
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
                /// Makes one with nothing set.
                $vis fn $new() -> Self {
                    Self {}
                }
            }
        )?
    };
}
pub(crate) use empty_object;
