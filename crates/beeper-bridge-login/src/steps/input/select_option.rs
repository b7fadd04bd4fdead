//! The options of a field that offers a choice.

use std::fmt;

use serde_json::Value;

use crate::rendering::text::{Lines, printable};

const LABEL_LIMIT: usize = 200;

/// An option of a field that offers a choice.
///
/// ```
/// use beeper_bridge_login::input::Field;
///
/// fn menu(field: &Field) -> String {
///     let lines = field.options().iter().enumerate();
///     lines.map(|(at, option)| format!("{}) {}\n", at + 1, option.label())).collect()
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SelectOption {
    value: String,
    label: String,
}

impl SelectOption {
    /// Returns the value that is sent when the user chooses this option.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Returns the option's name for people, in one printable line.
    pub fn label(&self) -> &str {
        &self.label
    }

    fn read(entry: &Value) -> Option<Self> {
        let property = |names: [&str; 2]| names.iter().find_map(|name| entry.get(name).and_then(text));
        let label = property(["label", "name"]);
        let value = text(entry)
            .or_else(|| property(["value", "id"]))
            .or_else(|| label.clone())?;
        let label = [label.as_ref(), Some(&value)]
            .into_iter()
            .flatten()
            .map(|label| printable(label, Lines::Flatten, LABEL_LIMIT))
            .find(|label| !label.is_empty());
        Some(Self {
            label: label.unwrap_or_default(),
            value,
        })
    }
}

impl fmt::Debug for SelectOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SelectOption(..)")
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A field's options, some of which this crate may not have understood.
#[derive(Clone, Default)]
pub(super) struct Options {
    pub(super) known: Vec<SelectOption>,
    understood_all: bool,
}

impl Options {
    pub(super) fn read(options: &Value) -> Self {
        let Some(entries) = options.as_array() else {
            return Self::default();
        };
        let known: Vec<_> = entries.iter().filter_map(SelectOption::read).collect();
        Self {
            understood_all: known.len() == entries.len(),
            known,
        }
    }

    /// Returns `true` if the crate understood all options, so that no other value is valid.
    pub(super) fn are_all_known(&self) -> bool {
        self.understood_all && !self.known.is_empty()
    }

    /// Returns the option with this value or label.
    pub(super) fn choose(&self, typed: &str) -> Option<&SelectOption> {
        let trimmed = typed.trim();
        let label = printable(typed, Lines::Flatten, LABEL_LIMIT);
        let by_value = |value: &str| self.known.iter().find(|option| option.value == value);
        by_value(typed)
            .or_else(|| by_value(trimmed))
            .or_else(|| self.only(|option| option.label == label))
            .or_else(|| self.only(|option| option.label.to_lowercase() == label.to_lowercase()))
    }

    fn only(&self, is_meant: impl Fn(&SelectOption) -> bool) -> Option<&SelectOption> {
        let mut meant = self.known.iter().filter(|option| is_meant(option));
        let first = meant.next()?;
        meant.all(|other| other.value == first.value).then_some(first)
    }
}
