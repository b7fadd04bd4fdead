//! The types of the API's values, and the macros with which the generated code defines others.

pub(crate) mod clearable;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod open_value;
pub(crate) mod secret;
pub(crate) mod server_text;
pub(crate) mod string_newtype;
pub(crate) mod tagged_union;
pub mod testing;
pub(crate) mod timestamp;
pub(crate) mod unknown;
pub(crate) mod untagged_union;

// The names that the generated code uses.
pub(crate) use self::object::empty::empty_object;
pub(crate) use self::object::object;
pub(crate) use self::open_enum::integer::open_integer;
pub(crate) use self::open_enum::open_enum;
pub(crate) use self::string_newtype::string_newtype;
pub(crate) use self::tagged_union::tagged_union;
pub(crate) use self::untagged_union::untagged_union;
