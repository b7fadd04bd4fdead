//! A tree of YAML values whose nodes have positions.
//!
//! It has only what a plain API document needs: mappings with text keys, sequences and scalars. Duplicate keys, anchors, aliases,
//! tags, merge keys and further documents are refused, since readers of YAML do not agree on them.

use std::collections::HashMap;

use crate::document::json_pointer::child;
use crate::document::problem::Position;

/// A value with its position.
#[derive(Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The position at which it starts.
    pub at: Position,
}

/// The value of a node.
#[derive(Debug)]
pub enum Value {
    /// Keys and values, in the order of the file.
    Mapping(Vec<Entry>),
    /// Values in their order.
    Sequence(Vec<Node>),
    /// A single value.
    Scalar(Scalar),
}

/// A key of a mapping with its value.
#[derive(Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The position at which the key starts.
    pub at: Position,
    /// The value.
    pub node: Node,
}

/// The text of a single value; without quotes, it may be something else than text.
#[derive(Debug)]
pub struct Scalar {
    /// The text as YAML reads it.
    pub text: String,
    pub plain: bool,
}

/// The kind of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// Any other number.
    Float,
    /// Everything else, and every value in quotes.
    Text,
}

impl Node {
    /// Returns the entries of a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns the value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entry = self.entries()?.iter().find(|entry| entry.key == key)?;
        Some(&entry.node)
    }

    /// Returns the node at a JSON pointer.
    pub fn find(&self, pointer: &str) -> Option<&Node> {
        let mut steps = pointer.split('/').skip(1);
        steps.try_fold(self, |node, step| match &node.value {
            Value::Mapping(_) => node.get(&step.replace("~1", "/").replace("~0", "~")),
            Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
            Value::Scalar(_) => None,
        })
    }

    /// Returns the text of a single value.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Returns the kind of a single value.
    pub fn kind(&self) -> Option<Kind> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar.kind()),
            _ => None,
        }
    }

    /// Returns the kind of the node in words.
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Mapping(_) => "a mapping",
            Value::Sequence(_) => "a list",
            Value::Scalar(scalar) => match scalar.kind() {
                Kind::Null => "nothing",
                Kind::Bool => "true or false",
                Kind::Integer => "a whole number",
                Kind::Float => "a number",
                Kind::Text => "text",
            },
        }
    }
}

impl Scalar {
    fn kind(&self) -> Kind {
        if !self.plain {
            return Kind::Text;
        }
        match self.text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
            "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
            text if text.parse::<i128>().is_ok() || is_radix(text) => Kind::Integer,
            text if is_float(text) => Kind::Float,
            _ => Kind::Text,
        }
    }
}

fn is_radix(text: &str) -> bool {
    let digits = |prefix, radix| {
        text.strip_prefix(prefix)
            .is_some_and(|rest| u64::from_str_radix(rest, radix).is_ok())
    };
    digits("0x", 16) || digits("0o", 8)
}

/// JSON has no infinity. Rust also reads `inf` and `NaN` as numbers, which are words in YAML.
fn is_float(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['-', '+']);
    let starts = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    starts && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Returns the same tree for typed readers, in which all keys are text.
pub fn untyped(node: &Node) -> serde_yaml::Value {
    use serde_yaml::Value as Untyped;
    match &node.value {
        Value::Mapping(entries) => Untyped::Mapping(
            entries
                .iter()
                .map(|entry| (entry.key.as_str().into(), untyped(&entry.node)))
                .collect(),
        ),
        Value::Sequence(items) => Untyped::Sequence(items.iter().map(untyped).collect()),
        Value::Scalar(Scalar { text, .. }) => match node.kind() {
            Some(Kind::Null) => Untyped::Null,
            Some(Kind::Bool) => Untyped::Bool(text.starts_with(['t', 'T'])),
            Some(Kind::Integer | Kind::Float) => number(text),
            Some(Kind::Text) | None => Untyped::String(text.clone()),
        },
    }
}

/// Returns the value at a JSON pointer in such a tree.
pub fn find_untyped<'a>(root: &'a mut serde_yaml::Value, pointer: &str) -> Option<&'a mut serde_yaml::Value> {
    use serde_yaml::Value as Untyped;
    let mut steps = pointer.split('/').skip(1);
    steps.try_fold(root, |value, step| match value {
        Untyped::Mapping(_) => value.get_mut(step.replace("~1", "/").replace("~0", "~")),
        Untyped::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn number(text: &str) -> serde_yaml::Value {
    let radix = |prefix, radix| u64::from_str_radix(text.strip_prefix(prefix)?, radix).ok();
    let whole = text
        .parse::<u64>()
        .ok()
        .or_else(|| radix("0x", 16))
        .or_else(|| radix("0o", 8));
    match (whole, text.parse::<i64>(), text.parse::<f64>()) {
        (Some(number), ..) => number.into(),
        (None, Ok(number), _) => number.into(),
        (None, Err(_), Ok(number)) => number.into(),
        (None, Err(_), Err(_)) => text.into(),
    }
}

/// Returns the position of each place of the tree: that of its key, or of the item in a list.
pub fn positions(root: &Node) -> HashMap<String, Position> {
    let mut found = HashMap::from([(String::new(), root.at)]);
    collect_positions(root, "", &mut found);
    found
}

fn collect_positions(node: &Node, pointer: &str, found: &mut HashMap<String, Position>) {
    let mut add = |key: &str, at: Position, node: &Node| {
        let pointer = child(pointer, key);
        collect_positions(node, &pointer, found);
        found.insert(pointer, at);
    };
    match &node.value {
        Value::Mapping(entries) => entries.iter().for_each(|entry| add(&entry.key, entry.at, &entry.node)),
        Value::Sequence(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| add(&index.to_string(), item.at, item));
        }
        Value::Scalar(_) => {}
    }
}
