//! Writes JSON for review: a value that fits is on one line, so that a change is one line.

use serde_json::Value;

/// The width of a line in characters, wherever possible.
const WIDTH: usize = 120;

/// Writes a value, with a line break at its end.
pub fn to_readable_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, 0, &mut text);
    text.push('\n');
    text
}

/// Writes a value. `column` is where the value begins, and `indent` where its line begins.
fn write(value: &Value, indent: usize, column: usize, text: &mut String) {
    let line = on_one_line(value);
    let is_short = column + line.chars().count() < WIDTH;
    match value {
        Value::Array(items) if !is_short => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                start_line(index, indent + 2, text);
                write(item, indent + 2, indent + 2, text);
            }
            end(indent, ']', text);
        }
        Value::Object(members) if !is_short => {
            text.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                start_line(index, indent + 2, text);
                let name = format!("{}: ", Value::from(name.as_str()));
                text.push_str(&name);
                write(value, indent + 2, indent + 2 + name.chars().count(), text);
            }
            end(indent, '}', text);
        }
        _ => text.push_str(&line),
    }
}

fn start_line(index: usize, indent: usize, text: &mut String) {
    text.push_str(if index == 0 { "\n" } else { ",\n" });
    text.push_str(&" ".repeat(indent));
}

fn end(indent: usize, bracket: char, text: &mut String) {
    text.push('\n');
    text.push_str(&" ".repeat(indent));
    text.push(bracket);
}

fn on_one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(on_one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if !members.is_empty() => {
            let members = members
                .iter()
                .map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), on_one_line(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_values_stand_on_one_line_and_json_round_trips() {
        let value = json!({
            "long": { "a": "x".repeat(60), "b": ["y".repeat(60), {}, []] },
            "quoted \"name\"": [1, -2.5, null, true, { "deep": "é" }],
        });
        let text = to_readable_json(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert_eq!(
            text,
            format!(
                "{{\n  \"long\": {{\n    \"a\": \"{}\",\n    \"b\": [\"{}\", {{}}, []]\n  }},\n  \
                 \"quoted \\\"name\\\"\": [1, -2.5, null, true, {{ \"deep\": \"é\" }}]\n}}\n",
                "x".repeat(60),
                "y".repeat(60)
            )
        );
    }
}
