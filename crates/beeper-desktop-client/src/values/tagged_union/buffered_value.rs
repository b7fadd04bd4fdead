//! A value that is buffered until the tag of its object has been read.
//!
//! serde has a type like this for its derived code, but it is private. Published ones put values into their error messages,
//! which this crate must never print.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::{Number, Value};

/// A value like [`Value`] that borrows texts from the response, and keeps an object's properties in their order.
///
/// Decoding from it costs a fifth more than decoding from the response itself; a `Value` would cost twice as much.
pub(crate) enum BufferedValue<'de> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'de, str>),
    List(Vec<BufferedValue<'de>>),
    Object(Properties<'de>),
}

/// The properties of an object, in their order, duplicates included.
pub(crate) type Properties<'de> = Vec<(Cow<'de, str>, BufferedValue<'de>)>;

/// The capacity with which a list of properties begins.
pub(crate) const USUAL_COUNT: usize = 4;

/// A text that is borrowed from the response where possible.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// The name of the property as which serde_json passes a number if its feature `arbitrary_precision` is on.
///
/// Any crate of a program can enable that feature.
const NUMBER: &str = "$serde_json::private::Number";

impl BufferedValue<'_> {
    /// Converts this into an owned value. Of duplicate properties, the last counts.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(is) => is.into(),
            Self::Number(number) => number.into(),
            Self::Text(text) => text.into(),
            Self::List(values) => values.into_iter().map(Self::into_value).collect(),
            Self::Object(properties) => properties
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value.into_value()))
                .collect(),
        }
    }
}

impl<'de> Deserialize<'de> for BufferedValue<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = BufferedValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Null)
    }

    fn visit_none<E>(self) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<BufferedValue<'de>, D::Error> {
        BufferedValue::deserialize(deserializer)
    }

    fn visit_bool<E>(self, is: bool) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Bool(is))
    }

    fn visit_i64<E>(self, number: i64) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Number(number.into()))
    }

    /// Called only if serde_json keeps numbers of any size.
    fn visit_u128<E: Error>(self, number: u128) -> Result<BufferedValue<'de>, E> {
        let number = Number::from_u128(number);
        number
            .map(BufferedValue::Number)
            .ok_or_else(|| E::custom("expected a number of 64 bits"))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<BufferedValue<'de>, E> {
        let number = Number::from_i128(number);
        number
            .map(BufferedValue::Number)
            .ok_or_else(|| E::custom("expected a number of 64 bits"))
    }

    fn visit_f64<E>(self, number: f64) -> Result<BufferedValue<'de>, E> {
        Ok(Number::from_f64(number).map_or(BufferedValue::Null, BufferedValue::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Text(text.to_owned().into()))
    }

    fn visit_string<E>(self, text: String) -> Result<BufferedValue<'de>, E> {
        Ok(BufferedValue::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<BufferedValue<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(BufferedValue::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<BufferedValue<'de>, A::Error> {
        let mut properties = Properties::with_capacity(USUAL_COUNT);
        while let Some((Text(name), value)) = object.next_entry()? {
            properties.push((name, value));
        }
        if let [(name, BufferedValue::Text(text))] = properties.as_slice()
            && name == NUMBER
            && let Value::Number(number) =
                Value::deserialize(MapDeserializer::new(std::iter::once((NUMBER, text.as_ref()))))?
        {
            return Ok(BufferedValue::Number(number));
        }
        Ok(BufferedValue::Object(properties))
    }
}

/// Implements the methods for numbers, whose types convert themselves.
macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self {
                BufferedValue::Number(number) => number.$method(visitor),
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

/// Meant for the generated code, whose maps have only texts as keys.
impl<'de> Deserializer<'de> for BufferedValue<'de> {
    type Error = serde_json::Error;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            BufferedValue::Null => visitor.visit_unit(),
            BufferedValue::Bool(is) => visitor.visit_bool(is),
            BufferedValue::Number(number) => number.deserialize_any(visitor),
            BufferedValue::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            BufferedValue::Text(Cow::Owned(text)) => visitor.visit_string(text),
            BufferedValue::List(values) => {
                let mut list = SeqDeserializer::new(values.into_iter());
                let value = visitor.visit_seq(&mut list)?;
                list.end().map(|()| value)
            }
            BufferedValue::Object(properties) => {
                // Names are borrowed, as values are.
                let properties = properties
                    .into_iter()
                    .map(|(name, value)| (BufferedValue::Text(name), value));
                visitor.visit_map(MapDeserializer::new(properties))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            BufferedValue::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self {
            BufferedValue::Text(text) => visitor.visit_enum(text.into_deserializer()),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for BufferedValue<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn buffered(text: &str) -> BufferedValue<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn buffered_values_round_trip_through_json() {
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
            assert_eq!(Value::deserialize(buffered(text)).unwrap(), value);
            assert_eq!(buffered(text).into_value(), value);
            assert_eq!(BufferedValue::deserialize(value.clone()).unwrap().into_value(), value);
        }
    }

    #[test]
    fn texts_are_borrowed_where_they_stand_in_the_answer() {
        assert!(matches!(
            buffered(r#""plain""#),
            BufferedValue::Text(Cow::Borrowed("plain"))
        ));
        assert!(matches!(buffered(r#""esc\n""#), BufferedValue::Text(Cow::Owned(_))));
    }

    #[test]
    fn properties_of_the_same_name_stay_until_it_becomes_a_value() {
        let twice = buffered(r#"{"a":1,"a":2}"#);
        assert!(matches!(&twice, BufferedValue::Object(properties) if properties.len() == 2));
        assert_eq!(twice.into_value(), json!({"a": 2}));
    }

    #[test]
    fn options_lists_and_numbers_decode_as_from_json() {
        assert_eq!(Option::<u8>::deserialize(buffered("null")).unwrap(), None);
        assert_eq!(Option::<u8>::deserialize(buffered("7")).unwrap(), Some(7));
        assert!(u8::deserialize(buffered("256")).is_err());
        assert_eq!(<(u8, f64)>::deserialize(buffered("[7,1]")).unwrap(), (7, 1.0));
        assert_eq!(f64::deserialize(buffered("1.50")).unwrap(), 1.5);
        assert!(<(u8,)>::deserialize(buffered("[7,1]")).is_err());
    }

    #[test]
    fn an_enum_is_told_by_its_text() {
        #[derive(Deserialize, Debug, PartialEq)]
        enum Colour {
            Blue,
        }
        assert_eq!(Colour::deserialize(buffered(r#""Blue""#)).unwrap(), Colour::Blue);
        assert!(Colour::deserialize(buffered("7")).is_err());
    }

    #[test]
    fn member_names_must_be_strings() {
        let object = MapDeserializer::<_, serde_json::Error>::new([(7, 7)].into_iter());
        let error = BufferedValue::deserialize(object)
            .map(BufferedValue::into_value)
            .unwrap_err();
        assert_eq!(error.to_string(), "invalid type: integer `7`, expected a string");
    }

    /// serde_json decodes this object differently with its feature `arbitrary_precision`.
    ///
    /// Any crate of a program can enable that feature.
    #[test]
    fn an_object_is_taken_for_a_number_where_serde_json_does() {
        for text in [r#"{"$serde_json::private::Number":"1.5"}"#, r#"{"n":"1.5"}"#] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(buffered(text).into_value(), value);
        }
    }
}
