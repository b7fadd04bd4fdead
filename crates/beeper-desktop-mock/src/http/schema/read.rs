//! Reads values from texts in an address, a header or a form.

use serde_json::Value;

use crate::http::schema::numbers;
use crate::http::schema::types::Schema;

impl Schema {
    /// Returns the value that a text in an address, a header or a form means, or a string if the text does not fit the schema.
    pub(crate) fn read(&self, text: &str) -> Value {
        let read = match self {
            // Clients write null in this way.
            Self::Nullable(_) if text == "null" => Some(Value::Null),
            Self::Nullable(schema) => return schema.read(text),
            Self::Boolean(_) => text.parse().ok().map(Value::Bool),
            Self::Integer(_) => numbers::whole(text).map(Value::Number),
            Self::Number(_) => numbers::any(text).map(Value::Number),
            Self::All([schema]) => return schema.read(text),
            _ => None,
        };
        read.unwrap_or_else(|| Value::String(text.to_owned()))
    }
}
