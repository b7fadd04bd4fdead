//! A request whose route and token are settled, and how to read what it carries.

use axum::body::Bytes;
use axum::http::HeaderMap;
use serde_json::{Map, Value};

use crate::Operation;
use crate::decode::pairs;
use crate::reply::Failure;
use crate::time::Time;

pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    pub(crate) path_params: &'a [(String, String)],
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

impl Call<'_> {
    pub(crate) fn param(&self, name: &str) -> Result<&str, Failure> {
        self.path_params
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .ok_or(Failure::bad_param("A path parameter is not valid UTF-8"))
    }

    pub(crate) fn query(&self) -> Result<Query, Failure> {
        let pairs = pairs(self.query.unwrap_or_default());
        pairs
            .map(Query)
            .ok_or(Failure::bad_param("The query is not valid UTF-8"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn json_object(&self) -> Result<Map<String, Value>, Failure> {
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Failure::bad_json("The body must be a JSON object")),
            Err(_) => Err(Failure::new(400, "M_NOT_JSON", "The body must be a JSON object")),
        }
    }

    /// A body in which nothing is required: some clients send none.
    pub(crate) fn optional_json_object(&self) -> Result<Map<String, Value>, Failure> {
        match self.body.is_empty() {
            true => Ok(Map::new()),
            false => self.json_object(),
        }
    }
}

/// A decoded query. A name it does not know is nobody's business; of a name sent twice, the last counts.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    #[cfg(test)]
    pub(crate) fn parse(query: &str) -> Self {
        Self(pairs(query).unwrap())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        values.next_back().map(|(_, value)| value.as_str())
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<&str, Failure> {
        let value = self.text(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| Failure::bad_query(name, "must be given"))
    }

    /// A name that may come several times; `None` where it does not come at all.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        let values: Vec<_> = values.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then_some(values)
    }

    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, Failure> {
        match self.text(name) {
            // How clients write null.
            None | Some("" | "null") => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Failure::bad_query(name, "must be `true` or `false`")),
        }
    }

    pub(crate) fn integer(&self, name: &'static str) -> Result<Option<i64>, Failure> {
        match self.text(name) {
            None | Some("" | "null") => Ok(None),
            Some(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Failure::bad_query(name, "must be a whole number")),
            },
        }
    }

    pub(crate) fn choice(&self, name: &'static str, choices: &[&'static str]) -> Result<Option<&'static str>, Failure> {
        self.text(name).map(|text| chosen(text, name, choices)).transpose()
    }

    pub(crate) fn choices(
        &self,
        name: &'static str,
        choices: &[&'static str],
    ) -> Result<Option<Vec<&'static str>>, Failure> {
        let values = self.list(name);
        values
            .map(|values| values.into_iter().map(|value| chosen(value, name, choices)).collect())
            .transpose()
    }

    pub(crate) fn time(&self, name: &'static str) -> Result<Option<Time>, Failure> {
        match self.text(name) {
            None => Ok(None),
            Some(text) => match Time::parse(text) {
                Some(time) => Ok(Some(time)),
                None => Err(Failure::bad_query(name, "must be a date and time with its offset")),
            },
        }
    }
}

fn chosen(value: &str, name: &'static str, choices: &[&'static str]) -> Result<&'static str, Failure> {
    let choice = choices.iter().find(|choice| **choice == value);
    choice
        .copied()
        .ok_or_else(|| Failure::bad_query(name, "must be one of the values it is described with"))
}

/// Reading the properties of a JSON body.
pub(crate) trait Fields {
    fn required_text(&self, name: &'static str) -> Result<&str, Failure>;
    /// Where there may be no text, there may not be an empty one either, nor null.
    fn optional_text(&self, name: &'static str) -> Result<Option<&str>, Failure>;
    /// A text that may be empty.
    fn any_text(&self, name: &'static str) -> Result<Option<&str>, Failure>;
    fn optional_flag(&self, name: &'static str) -> Result<Option<bool>, Failure>;
    fn optional_object(&self, name: &'static str) -> Result<Option<&Map<String, Value>>, Failure>;
    fn optional_choice(&self, name: &'static str, choices: &[&'static str]) -> Result<Option<&'static str>, Failure>;
}

impl Fields for Map<String, Value> {
    fn required_text(&self, name: &'static str) -> Result<&str, Failure> {
        let text = self.optional_text(name)?;
        text.ok_or_else(|| Failure::bad_field(name, "must be a non-empty string"))
    }

    fn optional_text(&self, name: &'static str) -> Result<Option<&str>, Failure> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(Failure::bad_field(name, "must be a non-empty string")),
        }
    }

    fn any_text(&self, name: &'static str) -> Result<Option<&str>, Failure> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Failure::bad_field(name, "must be a string")),
        }
    }

    fn optional_flag(&self, name: &'static str) -> Result<Option<bool>, Failure> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(Failure::bad_field(name, "must be `true` or `false`")),
        }
    }

    fn optional_object(&self, name: &'static str) -> Result<Option<&Map<String, Value>>, Failure> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(Failure::bad_field(name, "must be an object")),
        }
    }

    fn optional_choice(&self, name: &'static str, choices: &[&'static str]) -> Result<Option<&'static str>, Failure> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let choice = choices.iter().find(|choice| value == **choice).copied();
        match choice {
            Some(choice) => Ok(Some(choice)),
            None => Err(Failure::bad_field(
                name,
                "must be one of the values it is described with",
            )),
        }
    }
}
