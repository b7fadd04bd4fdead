//! The macro that decodes an object.

pub(crate) mod absence;
pub(crate) mod empty;

/// What is kept of the name of a member that is not known: nothing, unless the member is kept.
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

/// Reads an object, each of its members as its word says. What else there is, is left out, or goes into the field behind `and`.
///
/// It does what serde's derived code does, but that reads no list for an object, and knows what servers send for absence:
/// `never_empty` stands before an optional text, `list` before a required list, and `clearable` before what null clears. The object of a union does not keep a second
/// tag, which is named behind `without`: the union writes the first, and what is written would be of another kind.
macro_rules! object {
    ($name:ident { $($field:ident: $how:ident $wire:literal,)* } $(and $extra:ident $(without $tag:literal)?)?) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                /// One variant for each field, called as the field is.
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
    // A struct around it would keep what is in no field to itself.
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
