//! Decodes without a schema, and converts serde's errors to ones that name the place and quote nothing.

use serde::de::{DeserializeOwned, IgnoredAny};

use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::error_path;

/// Decodes a body that has no schema. If that fails, the body is read again to find the place.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let decoded = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        // The broken text may be in a part that the type ignores.
        Err(_) => serde_json::from_slice(body),
    };
    decoded.map_err(|error| explain(&error, body))
}

/// Converts an error of serde. The body is read again only to find the place.
fn explain(error: &serde_json::Error, body: &[u8]) -> DecodeError {
    if std::str::from_utf8(body).is_err() || serde_json::from_slice::<IgnoredAny>(body).is_err() {
        return DecodeError::NotJson;
    }
    let (path, reason) = (error_path::of(error, body), reason(error));
    DecodeError::Misfit { path, reason }
}

/// Returns the part of an error's message that contains nothing of the document.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = without_position(&message);
    let ours = ["missing field `", "duplicate field `", "expected ", "a `"];
    if ours.iter().any(|start| message.starts_with(start)) {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if message == "recursion limit exceeded" => "nested too deeply".to_owned(),
        None => "not as documented".to_owned(),
    }
}

fn without_position(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(message, _)| message)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::generated::types::{Account, BridgeList, LoginStep};

    fn misfit_of<T: DeserializeOwned>(body: &str) -> String {
        match decode::<T>(body.as_bytes()) {
            Ok(_) => panic!("the body decodes"),
            Err(DecodeError::NotJson) => "not JSON".to_owned(),
            Err(DecodeError::Misfit { path, reason }) => format!("{path}: {reason}"),
        }
    }

    #[test]
    fn says_where_and_what_was_expected() {
        assert_eq!(misfit_of::<Account>("{}"), ".: missing field `accountID`");
        assert_eq!(misfit_of::<Account>("null"), ".: expected an object");
        assert_eq!(
            misfit_of::<Account>(r#"{"accountID": 1}"#),
            "accountID: expected a string"
        );
        assert_eq!(
            misfit_of::<BridgeList>(r#"{"items": [{"accounts": [{}]}]}"#),
            "items[0].accounts[0]: missing field `accountID`"
        );
        #[derive(Deserialize)]
        struct Own {
            #[serde(rename = "step")]
            _step: LoginStep,
        }
        // What comes before the tag has no place any more when it is decoded.
        for (step, expected) in [
            (
                r#"{"type":"user_input","stepID":"s","fields":{"PLANTED, expected PLANTED":1}}"#,
                "step.fields: expected a sequence",
            ),
            (
                r#"{"stepID":"s","fields":{"PLANTED, expected PLANTED":1},"type":"user_input"}"#,
                "step: expected a sequence",
            ),
            (
                r#"{"fields":{"PLANTED, expected PLANTED":1},"type":"user_input","stepID":"s","x":[{}]}"#,
                "step: expected a sequence",
            ),
            (
                r#"{"stepID":"s","stepID":"s","type":"complete","x":[{}]}"#,
                "step: duplicate field `stepID`",
            ),
            (
                r#"{"fields":[],"type":"user_input","stepID":[]}"#,
                "step: expected a string",
            ),
            (r#"{"stepID":"s","type":7,"fields":[]}"#, "step.type: expected a string"),
            (r#"{"stepID":"s","fields":[]}"#, "step: missing field `type`"),
        ] {
            assert_eq!(misfit_of::<Own>(&format!(r#"{{"step":{step}}}"#)), expected, "{step}");
        }
    }

    #[test]
    fn broken_text_is_no_error_in_a_part_that_the_type_ignores() {
        #[derive(Deserialize)]
        struct Own {
            id: String,
        }
        let decoded = decode::<Own>(b"{\"x\":\"\xff\",\"id\":\"a\"}");
        assert_eq!(decoded.map(|own| own.id), Ok("a".to_owned()));
        let decoded = decode::<Own>(b"{\"x\":\"\xff\"}");
        assert_eq!(decoded.map(|own| own.id), Err(DecodeError::NotJson));
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
}
