//! The types of the values under the keys of OpenAPI objects.

use crate::document::problem::{listed, quoted};

/// The type of a value.
pub enum ValueType {
    Text,
    /// Text in Markdown, which becomes documentation.
    Prose,
    Flag,
    /// A whole number that is not negative.
    Count,
    Number,
    Anything,
    /// A value that conforms to a schema.
    Example,
    /// One of these words.
    Word(&'static [&'static str]),
    List(&'static ValueType),
    Map(KeyKind, &'static ValueType),
    ObjectKeys(&'static ObjectKeys),
    Schema,
    FlagOrSchema,
}

/// The kind of a map's keys.
#[derive(Clone, Copy)]
pub enum KeyKind {
    Free,
    /// Names of components.
    Names,
    /// Paths, which start with a slash.
    Paths,
    /// HTTP status codes.
    Statuses,
    /// Media types; the generator supports only these.
    MediaTypes(&'static [&'static str]),
}

pub struct ObjectKeys {
    /// The object in a sentence: `an operation`.
    pub what: &'static str,
    pub keys: &'static [(&'static str, ValueType)],
    pub needs: &'static [&'static str],
    /// The kind of component that a `$ref` in its place refers to.
    pub component: Option<&'static str>,
}

impl KeyKind {
    /// Returns what is wrong with a key, and what to do about it.
    pub fn unexpected_key_error(self, key: &str) -> Option<(String, String)> {
        let (fits, what, help) = match self {
            KeyKind::Free => (true, "", String::new()),
            KeyKind::Names => (
                is_name(key),
                "the name of a component",
                "use letters, digits, `.`, `-` and `_`".to_owned(),
            ),
            KeyKind::Paths => (key.starts_with('/'), "a path", "start it with `/`".to_owned()),
            KeyKind::Statuses => (
                is_status(key),
                "a status",
                "write a status such as '200', a range such as 4XX, or `default`".to_owned(),
            ),
            KeyKind::MediaTypes(known) => (
                known.contains(&key),
                "a body that can be generated",
                format!("use {}", listed(known.iter().copied())),
            ),
        };
        (!fits).then(|| (format!("{} is not {what}", quoted(key)), help))
    }
}

pub fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
}

pub fn is_status(key: &str) -> bool {
    let code = key.parse::<u16>().is_ok_and(|code| (100..600).contains(&code));
    code || matches!(key, "default" | "1XX" | "2XX" | "3XX" | "4XX" | "5XX")
}
