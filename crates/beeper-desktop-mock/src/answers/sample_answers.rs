//! Sample answers from the API's description, for operations that the mock does not simulate.

use serde_json::{Map, Value};

use crate::generated::Operation;
use crate::generated::{Documented, ROWS, SAMPLES};
use crate::http::reply::Reply;

/// The header that marks an answer that does not come from the state.
const HEADER: (&str, &str) = ("x-mock-answer", "documented");

/// Returns a valid answer of an operation, always the same, with all optional members.
pub(crate) fn answer(operation: Operation) -> Reply {
    let row = &ROWS[operation as usize];
    let reply = match row.answer {
        Documented::Json(sample) => Reply::json(row.status, expand(sample)),
        Documented::File => {
            Reply::bytes(row.status, "A file of the mock.\n").header("content-type", "application/octet-stream")
        }
        Documented::Nothing => Reply::empty(row.status),
    };
    reply.header(HEADER.0, HEADER.1)
}

/// Expands the references in a sample.
///
/// Invalid JSON and unknown references become `null`; a test ensures that no sample has any.
fn expand(sample: &str) -> Value {
    resolve(serde_json::from_str(sample).unwrap_or_default())
}

fn resolve(sample: Value) -> Value {
    match sample {
        Value::Object(members) => match referred_to(&members) {
            Some(sample) => expand(sample),
            None => members
                .into_iter()
                .map(|(name, value)| (name, resolve(value)))
                .collect(),
        },
        Value::Array(items) => items.into_iter().map(resolve).collect(),
        other => other,
    }
}

/// Returns the sample that an object refers to, or `None` if the object is not a reference.
fn referred_to(members: &Map<String, Value>) -> Option<&'static str> {
    let (name, value) = members.iter().next().filter(|_| members.len() == 1)?;
    if !name.starts_with('$') {
        return None;
    }
    let reference = format!("{{\"{name}\":{value}}}");
    SAMPLES
        .iter()
        .find(|(known, _)| *known == reference)
        .map(|(_, sample)| *sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_has_a_sample_answer_marked_as_such() {
        for &operation in Operation::ALL {
            let reply = answer(operation);
            let head = String::from_utf8(reply.head()).unwrap();
            assert!(head.starts_with("HTTP/1.1 2"), "{operation}: {head}");
            assert!(
                head.contains("\r\nx-mock-answer: documented\r\n"),
                "{operation}: {head}"
            );
            let has_body = !matches!(ROWS[operation as usize].answer, Documented::Nothing);
            assert_eq!(!reply.body().is_empty(), has_body, "{operation}");
        }
    }

    #[test]
    fn every_sample_answer_resolves_its_references() {
        for row in ROWS {
            let Documented::Json(sample) = row.answer else { continue };
            let answer = expand(sample).to_string();
            assert!(
                answer.len() > 2 && !answer.contains("\"$"),
                "{}: {answer}",
                row.operation_id
            );
        }
        for (reference, sample) in SAMPLES {
            assert!(serde_json::from_str::<Value>(sample).is_ok(), "{reference}");
        }
    }
}
