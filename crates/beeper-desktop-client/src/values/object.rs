//! The macro that implements decoding for objects.

pub(crate) mod absence;
pub(crate) mod empty;

/// The part of an unknown member's name that is kept: nothing, unless the member is kept.
pub(crate) trait Other {
    fn of(name: &str) -> Self;
}

impl Other for () {
    #[inline]
    fn of(_: &str) -> Self {}
}

impl Other for String {
    #[inline]
    fn of(name: &str) -> Self {
        name.to_owned()
    }
}

/// Implements decoding for an object.
///
/// A word before each member says how to read it; unknown members are dropped, or go into the field behind `and`.
///
/// It replaces serde's derived code, which also reads lists as objects, and rejects what servers send for absent values.
/// `never_empty` marks an optional text that cannot be empty, `list` a required list, and `clearable` a member that `null`
/// clears. `without` names the tag of a union, so that the object of a variant keeps no second tag: the union writes the
/// first, and a second would change the variant.
macro_rules! object {
    ($name:ident { $($field:ident: $how:ident $wire:literal,)* } $(and $extra:ident $(without $tag:literal)?)?) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                /// One variant for each field, with the field's name.
                #[allow(non_camel_case_types)]
                enum Key {
                    $($field,)*
                    Other(crate::values::object::object!(@other $($extra)?)),
                }

                impl<'de> ::serde::Deserialize<'de> for Key {
                    #[inline]
                    fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                        struct Name;

                        impl ::serde::de::Visitor<'_> for Name {
                            type Value = Key;

                            fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                                f.write_str("a name")
                            }

                            #[inline]
                            fn visit_str<E: ::serde::de::Error>(self, name: &str) -> ::std::result::Result<Key, E> {
                                Ok(match name {
                                    $($wire => Key::$field,)*
                                    name => Key::Other(crate::values::object::Other::of(name)),
                                })
                            }
                        }

                        deserializer.deserialize_identifier(Name)
                    }
                }

                struct Object;

                impl<'de> ::serde::de::Visitor<'de> for Object {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_seq<A: ::serde::de::SeqAccess<'de>>(self, list: A) -> ::std::result::Result<$name, A::Error> {
                        crate::values::tagged_union::refuse_list(list)
                    }

                    #[inline]
                    fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut map: A) -> ::std::result::Result<$name, A::Error> {
                        $(let mut $field = None;)*
                        $(let mut $extra = ::std::collections::BTreeMap::new();)?
                        while let Some(key) = map.next_key()? {
                            match key {
                                $(
                                    Key::$field => {
                                        if $field.is_some() {
                                            return Err(::serde::de::Error::duplicate_field($wire));
                                        }
                                        $field = Some(crate::values::object::object!(@read $how map));
                                    }
                                )*
                                Key::Other(_name) => {
                                    crate::values::object::object!(@keep map _name $($extra $($tag)?)?);
                                }
                            }
                        }
                        Ok($name {
                            $($field: crate::values::object::object!(@made $how $field $wire),)*
                            $($extra)?
                        })
                    }
                }

                crate::values::object::object!(@deserialize deserializer $name [$($wire),*] $($extra)?)
            }
        }
    };

    (@deserialize $deserializer:ident $name:ident [$($wire:literal),*]) => {{
        const FIELDS: &[&str] = &[$($wire),*];
        $deserializer.deserialize_struct(stringify!($name), FIELDS, Object)
    }};
    // A wrapper struct would drop the members that belong to no field.
    (@deserialize $deserializer:ident $name:ident [$($wire:literal),*] $extra:ident) => {
        $deserializer.deserialize_map(Object)
    };

    (@other) => { () };
    (@other $extra:ident) => { ::std::string::String };

    (@read never_empty $map:ident) => { $map.next_value::<crate::values::object::absence::NoneIfEmpty<_>>()?.0 };
    (@read never_empty_union $map:ident) => { $map.next_value::<crate::values::object::absence::NoneIfEmptyText<_>>()?.0 };
    (@read list $map:ident) => { $map.next_value::<crate::values::object::absence::EmptyIfNull<_>>()?.0 };
    (@read $how:ident $map:ident) => { $map.next_value()? };

    (@keep $map:ident $name:ident) => { $map.next_value::<::serde::de::IgnoredAny>()? };
    (@keep $map:ident $name:ident $extra:ident) => { $extra.insert($name, $map.next_value()?) };
    (@keep $map:ident $name:ident $extra:ident $tag:literal) => {
        match $name.as_str() {
            $tag => {
                $map.next_value::<::serde::de::IgnoredAny>()?;
            }
            _ => {
                $extra.insert($name, $map.next_value()?);
            }
        }
    };

    (@made required $field:ident $wire:literal) => {
        match $field {
            Some(value) => value,
            None => return Err(::serde::de::Error::missing_field($wire)),
        }
    };
    (@made clearable $field:ident $wire:literal) => { $field.unwrap_or(crate::values::clearable::Clearable::Keep) };
    (@made list $field:ident $wire:literal) => { crate::values::object::object!(@made required $field $wire) };
    (@made $how:ident $field:ident $wire:literal) => { $field.flatten() };
}
pub(crate) use object;
