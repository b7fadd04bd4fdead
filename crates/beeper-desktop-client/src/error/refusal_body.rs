//! Reads the code and the message from the bodies of refusals, in each form that servers use.
//!
//! Each member is read on its own, so that a malformed one does not hide why the call failed.

use std::fmt;

use bytes::Bytes;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::generated::types::ErrorBody;
use crate::runtime::decode::repair::repair;
use crate::runtime::decode::schema::Kind;

/// The code with which Matrix servers, and the bridges behind the API, report an unknown endpoint or method.
const UNRECOGNIZED: &str = "M_UNRECOGNIZED";

/// The form of a body, by its bytes. Servers label JSON as text, and pages not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BodyForm {
    /// The client did not read the body, or not to its end.
    #[default]
    Unread,
    Empty,
    Json,
    /// An HTML page.
    Page,
    Other,
}

impl BodyForm {
    pub(super) fn of(body: &[u8], is_json: bool) -> Self {
        let body = body.trim_ascii();
        let begins = |with: &str| {
            let start = body.get(..with.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
        };
        match body.first() {
            None => Self::Empty,
            Some(b'<') if begins("<!doctype html") || begins("<html") => Self::Page,
            Some(_) if is_json => Self::Json,
            Some(_) => Self::Other,
        }
    }
}

/// The body of a refusal.
pub(super) struct RefusalBody {
    pub(super) form: BodyForm,
    /// The code and the message, in the API's form or in that of the bridges.
    pub(super) api_error: Option<ErrorBody>,
    /// Whether another program wrote the body, or it says that the endpoint does not exist.
    pub(super) means_no_operation: bool,
}

impl RefusalBody {
    pub(super) fn read(body: &Bytes) -> Self {
        // Repairs invalid text, and replaces numbers that no value can represent with null.
        let repaired = repair(body, Kind::Any).ok();
        let members = repaired
            .as_ref()
            .and_then(|it| serde_json::from_slice::<Members>(&it.text).ok());
        let members = members.map_or(Vec::new(), |members| members.0);
        let member = |name: &'static str| members.iter().filter(move |it| it.0 == name).map(|it| &it.1);
        let texts = |names: [&'static str; 2]| names.into_iter().flat_map(member).filter_map(text_in);
        let numbers = |names: [&'static str; 2]| names.into_iter().flat_map(member).filter_map(number_in);
        let (code, message) = (["code", "errcode"], ["message", "error"]);
        let text_of_code = texts(code).next();
        let means_no_operation = text_of_code.as_deref().is_none_or(|code| code == UNRECOGNIZED);
        let message = texts(message).chain(numbers(message)).next().unwrap_or_default();
        let code = text_of_code.or_else(|| numbers(code).next());
        Self {
            form: BodyForm::of(body, repaired.is_some()),
            api_error: code.and_then(|code| error_body(members, code, message)),
            means_no_operation,
        }
    }
}

/// Makes an error body of this code and message, and of the other members that can be read.
fn error_body(members: Vec<(String, Value)>, code: String, message: String) -> Option<ErrorBody> {
    let mut body = Map::new();
    for (name, value) in members {
        body.entry(name).or_insert(value);
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

fn text_in(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn number_in(value: &Value) -> Option<String> {
    value.as_number().map(ToString::to_string)
}

/// The members of an object, including repeated ones.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Option<(String, String)>, bool) {
        let body = RefusalBody::read(&Bytes::copy_from_slice(body.as_bytes()));
        let said = body.api_error.map(|said| (said.code, said.message.as_str().to_owned()));
        (said, body.means_no_operation)
    }

    #[test]
    fn odd_refusals_are_read_and_only_a_code_that_is_a_text_is_the_apis() {
        let deep = format!(
            r#"{{"code":"DEEP","details":{}1{}}}"#,
            "[".repeat(5000),
            "]".repeat(5000)
        );
        for (body, code, message, means_no_operation) in [
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
            let expected = (Some((code.to_owned(), message.to_owned())), means_no_operation);
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
        let broken = RefusalBody::read(&Bytes::from_static(b"{\"code\":\"X\",\"message\":\"\xff\"}"));
        assert_eq!(broken.api_error.unwrap().message.as_str(), "\u{fffd}");
    }

    #[test]
    fn details_are_kept_beside_what_is_odd() {
        let body = RefusalBody::read(&Bytes::from_static(
            br#"{"code":"X","message":7,"details":{"issues":[1],"text":"\ud83d"}}"#,
        ));
        let details = body.api_error.unwrap().details.unwrap();
        assert_eq!(details.as_value()["issues"][0], 1);
    }

    #[test]
    fn the_form_of_a_body_is_detected_from_its_bytes() {
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
            let read = RefusalBody::read(&Bytes::from_static(body.as_bytes()));
            assert_eq!(read.form, form, "{body:?}");
        }
    }
}
