//! A value that is kept until it is known what it is.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::{Number, Value};

/// As [`Value`], but it borrows texts from the answer, and keeps an object's properties as they come: what is decoded from it
/// costs a quarter more than what is decoded from the answer itself, while with a `Value` it would be twice as much.
pub(crate) enum Kept<'de> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'de, str>),
    List(Vec<Kept<'de>>),
    Object(Properties<'de>),
}

/// An object's properties, in their order, those of the same name included.
pub(crate) type Properties<'de> = Vec<(Kept<'de>, Kept<'de>)>;

/// As which property a number comes where serde_json keeps numbers of any size, which another crate may have it do.
const NUMBER: &str = "$serde_json::private::Number";

impl Kept<'_> {
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whatever is decoded from JSON has names that are texts.
    fn into_name(self) -> String {
        match self {
            Self::Text(text) => text.into_owned(),
            _ => String::new(),
        }
    }

    /// The same as a value of its own. Of properties of the same name it has the last.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(is) => is.into(),
            Self::Number(number) => number.into(),
            Self::Text(text) => text.into(),
            Self::List(values) => values.into_iter().map(Self::into_value).collect(),
            Self::Object(properties) => properties
                .into_iter()
                .map(|(name, value)| (name.into_name(), value.into_value()))
                .collect(),
        }
    }
}

impl<'de> Deserialize<'de> for Kept<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Kept<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Kept<'de>, E> {
        Ok(Kept::Null)
    }

    fn visit_none<E>(self) -> Result<Kept<'de>, E> {
        Ok(Kept::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kept<'de>, D::Error> {
        Kept::deserialize(deserializer)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Kept<'de>, E> {
        Ok(Kept::Bool(is))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Kept<'de>, E> {
        Ok(Kept::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Kept<'de>, E> {
        Ok(Kept::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Kept<'de>, E> {
        Ok(Number::from_f64(number).map_or(Kept::Null, Kept::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Kept<'de>, E> {
        Ok(Kept::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Kept<'de>, E> {
        Ok(Kept::Text(text.to_owned().into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Kept<'de>, E> {
        Ok(Kept::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Kept<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Kept::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Kept<'de>, A::Error> {
        let mut properties = Properties::new();
        while let Some(property) = object.next_entry()? {
            properties.push(property);
        }
        match properties.as_slice() {
            [(name, Kept::Text(number))] if name.as_str() == Some(NUMBER) => {
                number.parse().map(Kept::Number).map_err(A::Error::custom)
            }
            _ => Ok(Kept::Object(properties)),
        }
    }
}

impl<'de> Deserializer<'de> for &Kept<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Kept::Null => visitor.visit_unit(),
            Kept::Bool(is) => visitor.visit_bool(*is),
            Kept::Number(number) => number.deserialize_any(visitor),
            Kept::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Kept::Text(Cow::Owned(text)) => visitor.visit_str(text),
            Kept::List(values) => {
                let mut list = SeqDeserializer::new(values.iter());
                let value = visitor.visit_seq(&mut list)?;
                list.end().map(|()| value)
            }
            Kept::Object(properties) => visitor.visit_map(MapDeserializer::new(
                properties.iter().map(|(name, value)| (name, value)),
            )),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Kept::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for &Kept<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kept(text: &str) -> Kept<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn nothing_is_lost() {
        for text in [
            "null",
            "true",
            "[]",
            "{}",
            "-7",
            "18446744073709551615",
            "0.1",
            "1e300",
            r#""plain""#,
            r#""es\u00fccaped\n""#,
            r#"{"b":[1,{"a":null},"x"],"a":{"es\"caped":[[]]}}"#,
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(Value::deserialize(&kept(text)).unwrap(), value);
            assert_eq!(kept(text).into_value(), value);
            assert_eq!(Kept::deserialize(value.clone()).unwrap().into_value(), value);
        }
    }

    #[test]
    fn texts_are_borrowed_where_they_stand_in_the_answer() {
        assert!(matches!(kept(r#""plain""#), Kept::Text(Cow::Borrowed("plain"))));
        assert!(matches!(kept(r#""esc\n""#), Kept::Text(Cow::Owned(_))));
    }

    #[test]
    fn properties_of_the_same_name_stay_until_it_becomes_a_value() {
        let twice = kept(r#"{"a":1,"a":2}"#);
        assert!(matches!(&twice, Kept::Object(properties) if properties.len() == 2));
        assert_eq!(twice.into_value(), json!({"a": 2}));
    }

    #[test]
    fn options_lists_and_numbers_decode_as_from_json() {
        assert_eq!(Option::<u8>::deserialize(&kept("null")).unwrap(), None);
        assert_eq!(Option::<u8>::deserialize(&kept("7")).unwrap(), Some(7));
        assert!(u8::deserialize(&kept("256")).is_err());
        assert_eq!(<(u8, f64)>::deserialize(&kept("[7,1]")).unwrap(), (7, 1.0));
        assert!(<(u8,)>::deserialize(&kept("[7,1]")).is_err());
    }

    /// As serde_json hands them on with its feature `arbitrary_precision`, which any crate in a program can switch on.
    #[test]
    fn a_number_of_any_size_is_a_number() {
        let number = |text: &'static str| {
            let object = MapDeserializer::<_, serde_json::Error>::new([(NUMBER, text)].into_iter());
            Kept::deserialize(object).map(Kept::into_value)
        };
        assert_eq!(number("1.5").unwrap(), json!(1.5));
        assert!(number("one").is_err());
    }
}
