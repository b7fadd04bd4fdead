//! What the body of an answer that failed says, whatever it is labelled as and however odd it is.
//!
//! Which call failed, and why, must not hang on a member that nobody needs: each is read for itself.

use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::types::ErrorBody;

/// What Matrix servers, and the bridges behind the API, answer where they have no such endpoint or method.
const UNRECOGNIZED: &str = "M_UNRECOGNIZED";

/// What a body looks like. Its bytes decide, because servers label JSON as text, and pages as nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BodyForm {
    /// It was not read, or not to its end.
    #[default]
    Unread,
    Empty,
    Json,
    /// HTML.
    Page,
    Other,
}

impl BodyForm {
    pub(super) fn of(body: &[u8]) -> Self {
        let body = body.trim_ascii();
        let begins = |with: &str| {
            let start = body.get(..with.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
        };
        match body.first() {
            None => Self::Empty,
            Some(b'<') if begins("<!doctype html") || begins("<html") => Self::Page,
            Some(_) if serde_json::from_str::<&RawValue>(&String::from_utf8_lossy(body)).is_ok() => Self::Json,
            Some(_) => Self::Other,
        }
    }
}

/// The body of a refusal.
pub(super) struct RefusalBody {
    pub(super) form: BodyForm,
    /// What it says in the API's form, or in that of the bridges behind it.
    pub(super) said: Option<ErrorBody>,
    /// Whether somebody else wrote it, or it says itself that there is no such endpoint.
    pub(super) is_of_no_operation: bool,
}

impl RefusalBody {
    pub(super) fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let members = serde_json::from_str::<Members<'_>>(&text).map_or(Vec::new(), |members| members.0);
        let member = |name: &'static str| members.iter().filter(move |it| it.0 == name).map(|it| it.1);
        let texts = |names: [&'static str; 2]| names.into_iter().flat_map(member).filter_map(text_in);
        let numbers = |names: [&'static str; 2]| names.into_iter().flat_map(member).filter_map(number_in);
        let (code, message) = (["code", "errcode"], ["message", "error"]);
        let text_of_code = texts(code).next();
        let is_of_no_operation = text_of_code.as_deref().is_none_or(|code| code == UNRECOGNIZED);
        let message = texts(message).chain(numbers(message)).next().unwrap_or_default();
        let code = text_of_code.or_else(|| numbers(code).next());
        Self {
            form: BodyForm::of(body),
            said: code.and_then(|code| error_body(&members, code, message)),
            is_of_no_operation,
        }
    }
}

/// The body with this code and message, and what else can be read of it.
fn error_body(members: &[(String, &RawValue)], code: String, message: String) -> Option<ErrorBody> {
    let mut body = Map::new();
    for (name, value) in members {
        if let Ok(value) = serde_json::from_str::<Value>(value.get()) {
            body.entry(name).or_insert(value);
        }
    }
    body.insert("code".to_owned(), code.into());
    body.insert("message".to_owned(), message.into());
    let only_needed = || {
        let needed = ["code", "message", "details"];
        let members = body.iter().filter(|it| needed.contains(&it.0.as_str()));
        members.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    decoded(body.clone()).or_else(|| decoded(only_needed()))
}

fn decoded<T: DeserializeOwned>(body: Map<String, Value>) -> Option<T> {
    T::deserialize(Value::Object(body)).ok()
}

fn text_in(value: &RawValue) -> Option<String> {
    let text: Lossy = serde_json::from_str(value.get()).ok()?;
    Some(text.0)
}

fn number_in(value: &RawValue) -> Option<String> {
    let number = value.get();
    number
        .starts_with(|c: char| c == '-' || c.is_ascii_digit())
        .then(|| number.to_owned())
}

/// The members of an object, unread.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<Lossy, &'de RawValue>()? {
                    members.push((name.0, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// A text in which U+FFFD stands for halves of surrogate pairs, as some servers send them.
struct Lossy(String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Lossy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Lossy, E> {
                let mut text = String::with_capacity(bytes.len());
                for chunk in bytes.utf8_chunks() {
                    text.push_str(chunk.valid());
                    // A half comes in three bytes, none of which is UTF-8, and this is the first.
                    if chunk.invalid().first() == Some(&0xED) {
                        text.push(char::REPLACEMENT_CHARACTER);
                    }
                }
                Ok(Lossy(text))
            }
        }

        // As bytes, because serde_json refuses halves in what is to be a text.
        deserializer.deserialize_bytes(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Option<(String, String)>, bool) {
        let body = RefusalBody::read(body.as_bytes());
        let said = body.said.map(|said| (said.code, said.message.as_str().to_owned()));
        (said, body.is_of_no_operation)
    }

    #[test]
    fn what_can_be_read_is_read_and_only_a_code_that_is_a_text_is_the_apis() {
        let deep = format!(
            r#"{{"code":"DEEP","details":{}1{}}}"#,
            "[".repeat(5000),
            "]".repeat(5000)
        );
        for (body, code, message, is_of_no_operation) in [
            (r#"{"code":"X","message":"No"}"#, "X", "No", false),
            (r#"{"errcode":"M_X","error":"No"}"#, "M_X", "No", false),
            (r#"{"code":"X"}"#, "X", "", false),
            (r#"{"code":"","message":"No"}"#, "", "No", false),
            (r#"{"code":"X","message":7,"details":null}"#, "X", "7", false),
            (
                r#"{"code":"X","message":["No"],"error":"Still no"}"#,
                "X",
                "Still no",
                false,
            ),
            (r#"{"code":404,"message":"No","details":1e999}"#, "404", "No", true),
            (r#"{"code":404,"errcode":"M_X","message":"No"}"#, "M_X", "No", false),
            (r#"{"code":null,"errcode":"M_X","message":null}"#, "M_X", "", false),
            (
                r#"{"code":"A","code":"B","message":"1","message":"2"}"#,
                "A",
                "1",
                false,
            ),
            (
                r#"{"code":"X","message":"cut \ud83d","\udc00":"\ud83d"}"#,
                "X",
                "cut \u{fffd}",
                false,
            ),
            (
                r#"{"errcode":"M_UNRECOGNIZED","error":"No"}"#,
                "M_UNRECOGNIZED",
                "No",
                true,
            ),
            (&deep, "DEEP", "", false),
        ] {
            let expected = (Some((code.to_owned(), message.to_owned())), is_of_no_operation);
            assert_eq!(read(body), expected, "{body}");
        }
        for body in [
            "",
            "null",
            "[]",
            r#""X""#,
            r#"{"message":"No"}"#,
            r#"{"code":{}}"#,
            r#"{"code":"X""#,
            "404",
        ] {
            assert_eq!(read(body), (None, true), "{body}");
        }
        let broken = RefusalBody::read(b"{\"code\":\"X\",\"message\":\"\xff\"}");
        assert_eq!(broken.said.unwrap().message.as_str(), "\u{fffd}");
    }

    #[test]
    fn details_are_kept_beside_what_is_odd() {
        let body = RefusalBody::read(br#"{"code":"X","message":7,"details":{"issues":[1]}}"#);
        let details = body.said.unwrap().details.unwrap();
        assert_eq!(details.as_value()["issues"][0], 1);
    }

    #[test]
    fn a_body_is_what_its_bytes_are() {
        for (body, form) in [
            ("", BodyForm::Empty),
            (" \r\n", BodyForm::Empty),
            ("404 page not found", BodyForm::Other),
            ("{", BodyForm::Other),
            ("<error/>", BodyForm::Other),
            ("\n<!DOCTYPE HTML><p>", BodyForm::Page),
            ("<html>", BodyForm::Page),
            ("{\"text\":\"\\ud83d\"} ", BodyForm::Json),
            ("7", BodyForm::Json),
        ] {
            assert_eq!(BodyForm::of(body.as_bytes()), form, "{body:?}");
        }
    }
}
