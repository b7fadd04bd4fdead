//! JSON values of undocumented types.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::runtime::decode::schema;
use crate::runtime::decode::schema::Answer;

/// A JSON value of an undocumented type, as the server sent it.
///
/// Chat networks may put anything into such a value, including secrets. So its `Debug` is only an outline: the names of members
/// and the kinds of values.
///
/// ```
/// use beeper_desktop_client::OpenValue;
/// use serde_json::json;
///
/// let value = OpenValue::from(json!({"options": ["a", "b"], "pattern": "^[0-9]+$"}));
/// assert_eq!(format!("{value:?}"), r#"{"options": [2 values], "pattern": a string}"#);
/// assert_eq!(value.as_value()["pattern"], "^[0-9]+$");
/// ```
#[derive(Clone, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct OpenValue(Value);

impl OpenValue {
    /// Returns the value. It may contain secrets: do not print it.
    pub fn as_value(&self) -> &Value {
        &self.0
    }

    /// Converts this into the value. It may contain secrets: do not print it.
    pub fn into_value(self) -> Value {
        self.0
    }
}

impl From<Value> for OpenValue {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl Answer for OpenValue {
    fn schema() -> schema::Kind {
        schema::Kind::Any
    }
}

impl fmt::Debug for OpenValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Object(object) => f
                .debug_map()
                .entries(object.iter().map(|(name, value)| (name, Kind(value))))
                .finish(),
            value => Kind(value).fmt(f),
        }
    }
}

struct Kind<'a>(&'a Value);

impl fmt::Debug for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("null"),
            Value::Bool(_) => f.write_str("a boolean"),
            Value::Number(_) => f.write_str("a number"),
            Value::String(_) => f.write_str("a string"),
            Value::Array(values) => write!(f, "[{} values]", values.len()),
            Value::Object(object) => write!(f, "{{{} properties}}", object.len()),
        }
    }
}
