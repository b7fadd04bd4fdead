//! The macro that defines a union of objects with a tag, including a variant for unknown tags.

pub(crate) mod buffered_value;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::values::open_value::OpenValue;
use crate::values::tagged_union::buffered_value::{BufferedValue, Properties, Text, USUAL_COUNT};

/// Reads an object up to its tag, and returns the tag and the properties before it. Of several tags, the first counts.
pub(crate) fn read_tag<'de, A: MapAccess<'de>>(
    object: &mut A,
    tag: &'static str,
) -> Result<(Cow<'de, str>, Properties<'de>), A::Error> {
    let mut before = Properties::new();
    while let Some(Text(name)) = object.next_key()? {
        if name == tag {
            let Text(kind) = object.next_value()?;
            return Ok((kind, before));
        }
        // Usually the tag comes first, and this allocates nothing.
        if before.is_empty() {
            before = Properties::with_capacity(USUAL_COUNT);
        }
        before.push((name, object.next_value()?));
    }
    Err(A::Error::missing_field(tag))
}

/// Decodes a variant from the properties before and after the tag.
///
/// If properties come before the tag, the whole object is read first, so that an error has the position of the object and not of
/// its tag.
pub(crate) fn decode_variant<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    before: Properties<'de>,
    tag: &'static str,
    mut after: A,
) -> Result<T, A::Error> {
    if before.is_empty() {
        return T::deserialize(MapAccessDeserializer::new(after));
    }
    let mut properties = before;
    while let Some(Text(name)) = after.next_key()? {
        if name == tag {
            after.next_value::<IgnoredAny>()?;
        } else {
            properties.push((name, after.next_value()?));
        }
    }
    T::deserialize(BufferedValue::Object(properties)).map_err(A::Error::custom)
}

/// Keeps an object of unknown kind.
///
/// Keeps only the first tag, because another could become its tag when it is encoded. Of other duplicate properties, the last
/// counts.
pub(crate) fn keep_unknown<'de, A: MapAccess<'de>>(
    tag: &'static str,
    kind: Cow<'de, str>,
    before: Properties<'de>,
    mut after: A,
) -> Result<OpenValue, A::Error> {
    let mut object = Map::new();
    for (name, value) in before {
        object.insert(name.into_owned(), value.into_value());
    }
    object.insert(tag.to_owned(), kind.into());
    while let Some(name) = after.next_key::<String>()? {
        if name == tag {
            after.next_value::<IgnoredAny>()?;
        } else {
            object.insert(name, after.next_value()?);
        }
    }
    Ok(Value::from(object).into())
}

/// Reads a list to its end and returns an error, so that the error has the position of the list and not of an item.
pub(crate) fn refuse_list<'de, T, A: SeqAccess<'de>>(mut list: A) -> Result<T, A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Err(A::Error::custom("expected an object"))
}

/// Formats an object of unknown kind: its kind, and the names of its properties.
pub(crate) fn fmt_unknown(value: &OpenValue, tag: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let kind = kind_of_unknown(value, tag);
    f.debug_tuple("Unknown").field(&kind).field(value).finish()
}

/// Returns the tag of an object of unknown kind. It is empty only if a program made the object without one.
pub(crate) fn kind_of_unknown<'a>(value: &'a OpenValue, tag: &str) -> &'a str {
    value.as_value().get(tag).and_then(Value::as_str).unwrap_or_default()
}

/// Defines an enum of the known objects of a union.
///
/// An object of another kind is kept, and encodes to the same JSON. An object of a known kind that cannot be read is an error.
macro_rules! tagged_union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident tagged by $tag:tt {
            $($variant:ident($payload:ty) = $value:tt),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`")]
                $variant($payload),
            )+
            /// An object of a kind that this version of the crate does not know. `kind()` returns its kind.
            Unknown(crate::values::unknown::Unknown<crate::values::open_value::OpenValue>),
        }

        impl $name {
            /// Returns the kind of the object, by its name in the API.
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $value,)+
                    Self::Unknown(value) => crate::values::tagged_union::kind_of_unknown(&value.0, $tag),
                }
            }
        }

        impl crate::runtime::request::argument::Argument for $name {}

        $(
            impl ::std::convert::From<$payload> for $name {
                fn from(value: $payload) -> Self {
                    Self::$variant(value)
                }
            }
        )+

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                struct Object;

                impl<'de> ::serde::de::Visitor<'de> for Object {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    /// serde's default error would quote the text.
                    fn visit_str<E: ::serde::de::Error>(self, _: &str) -> ::std::result::Result<$name, E> {
                        Err(E::custom("expected an object"))
                    }

                    fn visit_seq<A: ::serde::de::SeqAccess<'de>>(
                        self,
                        list: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        crate::values::tagged_union::refuse_list(list)
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut object: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        let (kind, before) = crate::values::tagged_union::read_tag(&mut object, $tag)?;
                        match kind.as_ref() {
                            $(
                                $value => {
                                    crate::values::tagged_union::decode_variant(before, $tag, object).map($name::$variant)
                                }
                            )+
                            _ => crate::values::tagged_union::keep_unknown($tag, kind, before, object)
                                .map(|object| $name::Unknown(crate::values::unknown::Unknown(object))),
                        }
                    }
                }

                deserializer.deserialize_any(Object)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                #[derive(::serde::Serialize)]
                #[serde(tag = $tag)]
                enum Tagged<'a> {
                    $(
                        #[serde(rename = $value)]
                        $variant(&'a $payload),
                    )+
                }
                match self {
                    $(
                        Self::$variant(value) => Tagged::$variant(value).serialize(serializer),
                    )+
                    Self::Unknown(value) => value.0.serialize(serializer),
                }
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(
                        Self::$variant(value) => f.debug_tuple(stringify!($variant)).field(value).finish(),
                    )+
                    Self::Unknown(value) => crate::values::tagged_union::fmt_unknown(&value.0, $tag, f),
                }
            }
        }
    };
}
pub(crate) use tagged_union;

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use crate::generated::types::{LoginDisplay, LoginSession, LoginStep};

    fn value_of(text: &str) -> Value {
        let step: LoginStep = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let value = serde_json::to_value(&step).unwrap();
        // Decoding from a `Value` gives the same.
        let from_value: LoginStep = serde_json::from_value(serde_json::from_str(text).unwrap()).unwrap();
        assert_eq!(serde_json::to_value(&from_value).unwrap(), value, "{text}");
        value
    }

    /// Returns the object of these properties with its tag in each place, written in several ways.
    fn in_each_place(tags: &[&str], properties: &[&str]) -> Vec<String> {
        let places = (0..=properties.len()).flat_map(|place| tags.iter().map(move |tag| (place, *tag)));
        let object = |(place, tag)| {
            let mut properties = properties.to_vec();
            properties.insert(place, tag);
            format!("{{{}}}", properties.join(","))
        };
        places.map(object).collect()
    }

    #[test]
    fn a_known_object_decodes_the_same_wherever_its_tag_stands() {
        let displays = in_each_place(
            &[r#""type":"qr""#, r#""t\u0079pe":"\u0071r""#],
            &[
                r#""data":"2@\u00fc\n\"\ud83e\udd8a""#,
                r#""more":{"type":[1,null,{"a":1.50}]}"#,
            ],
        );
        for display in displays {
            let steps = in_each_place(
                &[r#""type":"display_and_wait""#, r#""type":"display\u005fand_wait""#],
                &[
                    r#""stepID":"s""#,
                    &format!(r#""display":{display}"#),
                    r#""more":[true,-7]"#,
                ],
            );
            for step in steps {
                let display =
                    json!({"type": "qr", "data": "2@\u{fc}\n\"\u{1f98a}", "more": {"type": [1, null, {"a": 1.5}]}});
                let expected =
                    json!({"type": "display_and_wait", "stepID": "s", "display": display, "more": [true, -7]});
                assert_eq!(value_of(&step), expected, "{step}");
            }
        }
    }

    #[test]
    fn an_unknown_object_is_kept_wherever_its_tag_stands() {
        let properties = [
            r#""fields":{"type":"qr","y":[1,{"a":null},"\u00fc\n"]}"#,
            r#""max":18446744073709551615"#,
            r#""one":1.0"#,
            r#""text":"\"\u001f""#,
        ];
        let whole = r#"{"fields":{"type":"qr","y":[1,{"a":null},"ü\n"]},"max":18446744073709551615,"one":1.0,"text":"\"\u001f","type":"new"}"#;
        for step in in_each_place(&[r#""type":"new""#, r#""t\u0079pe":"n\u0065w""#], &properties) {
            let decoded: LoginStep = serde_json::from_str(&step).unwrap();
            assert_eq!(decoded.kind(), "new");
            // The properties are sorted by their names, so that the encoded text has the same order.
            let value: Value = serde_json::from_str(whole).unwrap();
            assert_eq!(value_of(&step), value, "{step}");
            if step == whole {
                assert_eq!(serde_json::to_string(&decoded).unwrap(), whole);
            }
        }
        assert_eq!(
            serde_json::to_string(&serde_json::from_str::<LoginStep>(whole).unwrap()).unwrap(),
            whole
        );
    }

    #[test]
    fn of_several_tags_the_first_counts() {
        for step in [
            r#"{"type":"new","type":7,"stepID":"s"}"#,
            r#"{"stepID":"s","type":"new","type":"complete"}"#,
            r#"{"stepID":"s","type":"new","x":1,"type":1e999,"x":2}"#,
        ] {
            let decoded: LoginStep = serde_json::from_str(step).unwrap();
            assert_eq!(decoded.kind(), "new", "{step}");
            let mut value = serde_json::to_value(&decoded).unwrap();
            assert_eq!(
                value.as_object_mut().unwrap().remove("x"),
                step.contains('x').then(|| json!(2)),
                "{step}"
            );
            assert_eq!(value, json!({"type": "new", "stepID": "s"}), "{step}");
        }
        for display in [
            r#"{"type":"code","type":"qr","data":"1"}"#,
            r#"{"data":"1","type":"code","type":"qr"}"#,
            r#"{"type":"code","data":"1","type":{}}"#,
        ] {
            let display: LoginDisplay = serde_json::from_str(display).unwrap();
            assert_eq!(
                serde_json::to_value(&display).unwrap(),
                json!({"type": "code", "data": "1"})
            );
        }
    }

    #[test]
    fn a_known_object_has_no_field_twice() {
        for step in [
            r#"{"type":"complete","stepID":"s","stepID":"s"}"#,
            r#"{"stepID":"s","type":"complete","stepID":"s"}"#,
            r#"{"stepID":"s","stepID":"s","type":"complete"}"#,
        ] {
            let error = serde_json::from_str::<LoginStep>(step).unwrap_err();
            assert!(
                error.to_string().starts_with("duplicate field `stepID`"),
                "{error}: {step}"
            );
        }
    }

    #[test]
    fn an_object_is_read_within_untagged_and_flattened_ones() {
        #[derive(Deserialize)]
        struct Flattened {
            name: String,
            #[serde(flatten)]
            step: LoginStep,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Own {
            Session(LoginSession),
            Step(Flattened),
        }
        for step in in_each_place(
            &[r#""type":"complete""#, r#""type":"new""#],
            &[r#""stepID":"s""#, r#""x":"\n""#],
        ) {
            let own = format!(r#"{{"name":"n",{}"#, step.trim_start_matches('{'));
            let Ok(Own::Step(Flattened { name, step: read })) = serde_json::from_str(&own) else {
                panic!("{own}");
            };
            assert_eq!(
                (name.as_str(), serde_json::to_value(&read).unwrap()),
                ("n", value_of(&step)),
                "{own}"
            );
            let session = format!(r#"{{"bridgeID":"b","loginSessionID":"l","status":"x","currentStep":{step}}}"#);
            let Ok(Own::Session(LoginSession {
                current_step: Some(read),
                ..
            })) = serde_json::from_str(&session)
            else {
                panic!("{session}");
            };
            assert_eq!(serde_json::to_value(&read).unwrap(), value_of(&step), "{session}");
        }
    }
}
