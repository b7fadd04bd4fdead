//! From bytes to values, with errors that say where but never quote.
//!
//! What serde says of a wrong value quotes it, and the value may be a password. So only those parts of its messages
//! are passed on that cannot come from the document: paths, names of fields, and what was expected.

mod path;

use serde::de::{DeserializeOwned, IgnoredAny};

/// Why a body could not be decoded.
#[derive(Debug, PartialEq)]
pub(crate) enum Undecodable {
    /// It is not JSON at all.
    NotJson,
    /// It is JSON of another shape.
    Misfit {
        /// Where, as in `accounts[3].bridge.type`; `.` is the whole of it.
        path: String,
        /// What was expected there.
        reason: String,
    },
}

/// Decodes a body. Only on failure is it read again to learn where it does not fit.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Undecodable> {
    serde_json::from_slice(body).map_err(|error| explain(&error, body))
}

fn explain(error: &serde_json::Error, body: &[u8]) -> Undecodable {
    if std::str::from_utf8(body).is_err() || serde_json::from_slice::<IgnoredAny>(body).is_err() {
        return Undecodable::NotJson;
    }
    let outer = path::of(error, body);
    let message = error.to_string();
    let inner = message.strip_prefix(MISFIT).and_then(|rest| rest.split_once("`: "));
    let (path, reason) = match inner {
        Some((inner, reason)) => (path::join(&outer, inner), without_position(reason).to_owned()),
        None => (outer, reason(error)),
    };
    Undecodable::Misfit { path, reason }
}

const MISFIT: &str = "does not fit at `";

/// The error of a value that is decoded apart from what surrounds it; carries the path within it to [`decode`].
pub(crate) fn misfit<E: serde::de::Error>(path: &str, reason: &str) -> E {
    let (path, reason) = match reason.strip_prefix(MISFIT).and_then(|rest| rest.split_once("`: ")) {
        Some((inner, reason)) => (path::join(path, inner), reason),
        None => (path.to_owned(), reason),
    };
    E::custom(format_args!("{MISFIT}{path}`: {reason}"))
}

/// What can be repeated of an error's message.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = without_position(&message);
    let ours = ["missing field `", "duplicate field `", "expected ", "a `", MISFIT];
    if ours.iter().any(|start| message.starts_with(start)) {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if message == "recursion limit exceeded" => "nested too deeply".to_owned(),
        None => "not what is documented".to_owned(),
    }
}

fn without_position(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(message, _)| message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Account, BridgeList, LoginSession, ProvisioningCapabilities};

    fn misfit_of<T: DeserializeOwned>(body: &str) -> String {
        match decode::<T>(body.as_bytes()) {
            Ok(_) => panic!("it does fit"),
            Err(Undecodable::NotJson) => "not JSON".to_owned(),
            Err(Undecodable::Misfit { path, reason }) => format!("{path}: {reason}"),
        }
    }

    #[test]
    fn says_where_and_what_was_expected() {
        assert_eq!(misfit_of::<Account>("{}"), ".: missing field `accountID`");
        assert_eq!(misfit_of::<Account>("null"), ".: expected struct Account");
        assert_eq!(
            misfit_of::<Account>(r#"{"accountID": 1}"#),
            "accountID: expected a string"
        );
        assert_eq!(
            misfit_of::<Account>(r#"{"accountID": ""}"#),
            "accountID: a `AccountId` is never empty"
        );
        assert_eq!(
            misfit_of::<BridgeList>(r#"{"items": [{"accounts": [{}]}]}"#),
            "items[0].accounts[0]: missing field `accountID`"
        );
    }

    #[test]
    fn what_is_there_twice_is_not_quoted_where_the_tag_comes_last() {
        let twice = r#"{"stepID":"t","fields":"hunter, expected PLANTED at line 3","fields":[],"type":"user_input"}"#;
        let body = format!(r#"{{"bridgeID":"b","loginSessionID":"s","status":"x","currentStep":{twice}}}"#);
        assert_eq!(
            misfit_of::<LoginSession>(&body),
            "currentStep.fields: expected a sequence"
        );
        let display = r#"{"stepID":"t","display":{"data":"a","data":"b","type":"qr"},"type":"display_and_wait"}"#;
        let body = format!(r#"{{"bridgeID":"b","loginSessionID":"s","status":"x","currentStep":{display}}}"#);
        assert_eq!(
            misfit_of::<LoginSession>(&body),
            "currentStep.display: duplicate field `data`"
        );
    }

    #[test]
    fn the_tag_of_a_union_may_stand_anywhere() {
        let session = |step: &str| {
            let step = step.replace("TAG", r#""type":"display_and_wait""#);
            format!(r#"{{"bridgeID":"b","loginSessionID":"s","status":"x","currentStep":{{{step}}}}}"#)
        };
        for (rest, misfit) in [
            (
                r#""stepID":"t","display":{"type":"nothing","more":[{}]},"more":{"x":[1]}"#,
                None,
            ),
            (r#""stepID":"t","display":{"more":1,"type":"nothing"}"#, None),
            (
                r#""stepID":"t","display":{"type":"emoji","imageURL":"https://x.example/","data":"e"}"#,
                None,
            ),
            (
                r#""stepID":"t","display":{"imageURL":"https://x.example/","data":"e","type":"emoji"}"#,
                None,
            ),
            (r#""stepID":"t","display":{"type":"hologram","data":"e"}"#, None),
            (r#""stepID":"t""#, Some("currentStep: missing field `display`")),
            (
                r#""stepID":"t","stepID":"u","display":{"type":"nothing"}"#,
                Some("currentStep: duplicate field `stepID`"),
            ),
            // Of two that do not fit, the one that comes first.
            (
                r#""stepID":7,"display":{}"#,
                Some("currentStep.stepID: expected a string"),
            ),
            (
                r#""stepID":7,"display":{"type":"nothing"}"#,
                Some("currentStep.stepID: expected a string"),
            ),
            (
                r#""stepID":"t","display":{"type":"qr"}"#,
                Some("currentStep.display: missing field `data`"),
            ),
            (
                r#""stepID":"t","display":{"type":"qr","data":[]}"#,
                Some("currentStep.display.data: expected a string"),
            ),
            (
                r#""stepID":"t","display":{"data":[],"type":"qr"}"#,
                Some("currentStep.display.data: expected a string"),
            ),
        ] {
            let (first, last) = (session(&format!("TAG,{rest}")), session(&format!("{rest},TAG")));
            match misfit {
                Some(misfit) => {
                    assert_eq!(misfit_of::<LoginSession>(&first), misfit, "{first}");
                    assert_eq!(misfit_of::<LoginSession>(&last), misfit, "{last}");
                }
                None => {
                    let [first, last] = [first, last].map(|body| decode::<LoginSession>(body.as_bytes()).unwrap());
                    let [first, last] = [first, last].map(|session| serde_json::to_value(session).unwrap());
                    assert_eq!(first, last);
                }
            }
        }
    }

    #[test]
    fn says_where_inside_of_nested_unions() {
        let session =
            |step: &str| format!(r#"{{"bridgeID":"b","loginSessionID":"s","status":"x","currentStep":{step}}}"#);
        for (step, expected) in [
            (r#"{}"#, "currentStep: missing field `type`"),
            (r#"[]"#, "currentStep: expected an object"),
            (r#"{"type": 7}"#, "currentStep.type: expected a string"),
            (r#"{"type": 1.5}"#, "currentStep.type: expected a string"),
            (r#"{"type": [{}], "x": 1}"#, "currentStep.type: expected a string"),
            (r#"{"type": {"a": [1]}, "x": 1}"#, "currentStep.type: expected a string"),
            (
                r#"{"type": "cookies", "fields": []}"#,
                "currentStep: missing field `stepID`",
            ),
            (
                r#"{"type": "user_input", "stepID": "s", "fields": [{"id": 7}]}"#,
                "currentStep.fields[0].id: expected a string",
            ),
            (
                r#"{"type": "display_and_wait", "stepID": "s", "display": {"type": "qr", "data": ["SECRET"]}}"#,
                "currentStep.display.data: expected a string",
            ),
        ] {
            assert_eq!(misfit_of::<LoginSession>(&session(step)), expected);
        }
    }

    #[test]
    fn never_quotes_the_value() {
        let planted = "PLANTED, expected PLANTED at line PLANTED";
        for body in [
            format!(r#"{{"accountID": "a", "bridge": "{planted}"}}"#),
            format!(r#""{planted}""#),
            format!(r#"{{"accountID": "a", "status": ["{planted}"]}}"#),
        ] {
            let message = misfit_of::<Account>(&body);
            assert!(!message.contains("PLANTED"), "{message}");
        }
    }

    #[test]
    fn keys_of_the_document_that_are_no_names_stay_out_of_the_path() {
        for (key, expected) in [
            ("group", "group_creation.group: missing field `type_description`"),
            (
                "PLANTED\\nforged: line",
                "group_creation.?: missing field `type_description`",
            ),
            ("PLANTED PLANTED", "group_creation.?: missing field `type_description`"),
            ("`: PLANTED", "group_creation.?: missing field `type_description`"),
            ("", "group_creation.?: missing field `type_description`"),
        ] {
            let body = format!(r#"{{"group_creation": {{"{key}": {{}}}}}}"#);
            assert_eq!(misfit_of::<ProvisioningCapabilities>(&body), expected);
        }
        let session = r#"{"bridgeID":"b","loginSessionID":"s","status":"x","currentStep":{"type":"complete","login":{"PLANTED\n":1,"user":7}}}"#;
        let message = misfit_of::<LoginSession>(session);
        assert!(message.starts_with("currentStep.login.user: expected"), "{message}");
    }

    #[test]
    fn nesting_that_would_exhaust_the_stack_is_refused() {
        let deep = format!(
            r#"{{"capabilities": {}}}"#,
            r#"{"a":"#.repeat(10_000) + "1" + &"}".repeat(10_000)
        );
        assert_eq!(
            misfit_of::<Account>(&deep).split(": ").last(),
            Some("nested too deeply")
        );
    }

    #[test]
    fn what_is_not_json_is_said_to_be_so() {
        for body in ["", "<html>", "{", "{\"a\": NaN}", "\u{feff}{}"] {
            assert_eq!(misfit_of::<Account>(body), "not JSON", "{body:?}");
        }
        assert_eq!(decode::<Account>(b"\"\xff\"").unwrap_err(), Undecodable::NotJson);
    }
}
