//! Writes YAML in the layout of our document.

/// The placeholder for a description that somebody has to write.
pub const TODO: &str = "TODO";

/// The greatest width of a list in brackets.
const WIDTH: usize = 120;

/// Indents lines.
pub fn indented(lines: impl IntoIterator<Item = String>, by: usize) -> impl Iterator<Item = String> {
    let indent = move |line: String| match line.is_empty() {
        true => line,
        false => format!("{}{line}", " ".repeat(by)),
    };
    lines.into_iter().map(indent)
}

/// Returns a `$ref` to a component of some kind.
pub fn reference(kind: &str, name: &str) -> String {
    format!("$ref: '#/components/{kind}/{name}'")
}

/// Returns a `$ref` to a schema.
pub fn schema_reference(name: &str) -> String {
    reference("schemas", name)
}

/// Returns a text as a key or a value, in quotes only if YAML would read it as something else.
pub fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        return serde_json::Value::from(text).to_string();
    }
    match is_plain(text) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "''")),
    }
}

/// Returns a value of an enum that is given as JSON.
pub fn value(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(serde_json::Value::String(text)) => quoted(&text),
        _ => json.to_owned(),
    }
}

/// Returns `true` if a text needs no quotes. Words that some readers of YAML take for booleans or null do.
fn is_plain(text: &str) -> bool {
    const RESERVED_WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let starts_like_a_word = text.starts_with(|c: char| c.is_ascii_alphabetic() || "_$".contains(c));
    starts_like_a_word
        && !RESERVED_WORDS.contains(&text.to_lowercase().as_str())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_$.-/".contains(c))
}

/// Returns a list under a key: in brackets if it fits on one line, or else with one item per line.
pub fn list(key: &str, items: &[String], indentation: usize) -> Vec<String> {
    let line = format!("{key}: [{}]", items.join(", "));
    if indentation + line.chars().count() <= WIDTH {
        return vec![line];
    }
    let mut lines = vec![format!("{key}:")];
    lines.extend(items.iter().map(|item| format!("  - {item}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ambiguous_strings_are_quoted() {
        for (text, written) in [
            ("user_input", "user_input"),
            ("", "''"),
            ("No", "'No'"),
            ("1.5", "'1.5'"),
            ("it's", "'it''s'"),
            ("a: b", "'a: b'"),
            ("- a", "'- a'"),
            ("two\nlines", "\"two\\nlines\""),
        ] {
            assert_eq!(quoted(text), written);
            let read: serde_yaml::Value = serde_yaml::from_str(written).unwrap();
            assert_eq!(read, serde_yaml::Value::from(text));
        }
        assert_eq!((value("\"a\"").as_str(), value("-2").as_str()), ("a", "-2"));
    }

    #[test]
    fn long_lists_take_a_line_for_each_item() {
        assert_eq!(
            list("required", &["a".to_owned(), "b".to_owned()], 6),
            ["required: [a, b]"]
        );
        let lines = list("required", &vec!["a".repeat(30); 4], 6);
        assert_eq!((lines.len(), lines[0].as_str()), (5, "required:"));
        assert!(lines[1].starts_with("  - a"));
    }
}
