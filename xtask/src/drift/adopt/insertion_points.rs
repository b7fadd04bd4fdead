//! Finds the lines of our document at which something new is inserted.

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::drift::source::Source;

/// The lines of our document.
pub struct DocumentLines<'a> {
    source: &'a Source,
    lines: Vec<&'a str>,
}

/// The line that an insertion precedes, and its indentation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InsertionPoint {
    /// The number of the line.
    pub line: usize,
    /// The number of spaces.
    pub indentation: usize,
}

impl<'a> DocumentLines<'a> {
    /// Takes the document with its text.
    pub fn new(source: &'a Source, text: &'a str) -> Self {
        Self {
            source,
            lines: text.lines().collect(),
        }
    }

    /// Returns the line at which a place starts.
    pub fn line(&self, pointer: &str) -> Option<usize> {
        self.source.location(pointer).position.map(|at| at.line)
    }

    /// Returns the text of a line.
    pub fn text(&self, line: usize) -> &'a str {
        self.lines.get(line - 1).copied().unwrap_or_default()
    }

    /// Returns the indentation of a line: the spaces before its key, or before the dash of its item.
    fn indentation(&self, line: usize) -> usize {
        let text = self.text(line);
        text.len() - text.trim_start_matches(' ').len()
    }

    /// Returns the last line of what starts at a line, without empty lines and comments after it.
    fn last_line(&self, start: usize) -> usize {
        let outside = self.indentation(start);
        let is_item = self.text(start).trim_start().starts_with("- ");
        let mut last = start;
        for line in start + 1..=self.lines.len() {
            let text = self.text(line).trim();
            let indentation = self.indentation(line);
            // The items of a list may be below their key without indentation.
            let is_own_item = !is_item && indentation == outside && text.starts_with("- ");
            if text.is_empty() || text.starts_with('#') && indentation <= outside {
                continue;
            }
            if indentation <= outside && !is_own_item {
                break;
            }
            last = line;
        }
        last
    }

    /// Returns the line after a place.
    pub fn after(&self, pointer: &str) -> Option<InsertionPoint> {
        let start = self.line(pointer)?;
        Some(InsertionPoint {
            line: self.last_line(start) + 1,
            indentation: self.indentation(start),
        })
    }

    /// Returns the members or items of a place, in the order of the file, if each starts on a separate line.
    pub fn below(&self, pointer: &str) -> Option<Vec<(String, usize)>> {
        let outer = self.line(pointer)?;
        let children: Vec<(String, String)> = match self.source.at(pointer)? {
            Value::Object(_) => self
                .source
                .below(pointer)
                .map(|(key, place)| (key.to_owned(), place))
                .collect(),
            Value::Array(_) => self
                .source
                .items(pointer)
                .map(|place| (self.key_of_item(&place).to_owned(), place))
                .collect(),
            _ => return None,
        };
        let mut found = Vec::new();
        for (key, place) in children {
            let position = self.source.location(&place).position?;
            let before: String = self.text(position.line).chars().take(position.column - 1).collect();
            if position.line <= outer || !before.trim_start_matches([' ', '-']).is_empty() {
                return None;
            }
            found.push((key, position.line));
        }
        found.sort_by_key(|(_, line)| *line);
        let lines_differ = found.windows(2).all(|pair| pair[0].1 < pair[1].1);
        (!found.is_empty() && lines_differ).then_some(found)
    }

    /// Returns the name by which an item is sorted: null is last among values.
    fn key_of_item(&self, place: &str) -> &'static str {
        match self.source.at(place) {
            Some(Value::Null) => "null",
            _ => "",
        }
    }

    /// Returns the position of a new key in a mapping: in alphabetical order if the existing keys are, and at the end otherwise.
    pub fn among(&self, pointer: &str, name: &str) -> Option<InsertionPoint> {
        self.sorted(self.below(pointer)?, name)
    }

    /// Does the same for lines with the names by which they are sorted.
    pub fn sorted(&self, entries: Vec<(String, usize)>, name: &str) -> Option<InsertionPoint> {
        let (_, first) = entries.first()?;
        let indentation = self.indentation(*first);
        let is_sorted = |key: fn(&str) -> String| entries.windows(2).all(|pair| key(&pair[0].0) <= key(&pair[1].0));
        let keys: [fn(&str) -> String; 2] = [str::to_owned, str::to_lowercase];
        let next = keys.into_iter().find(|key| is_sorted(*key)).and_then(|key| {
            let mut later = entries.iter();
            later.find(|(entry, _)| key(entry) > key(name))
        });
        let line = match next {
            Some((_, line)) => *line,
            None => self.last_line(entries.last()?.1) + 1,
        };
        Some(InsertionPoint { line, indentation })
    }

    /// Returns the position of a key that precedes some others, as `requestBody` precedes `responses`.
    pub fn before(&self, pointer: &str, others: &[&str]) -> Option<InsertionPoint> {
        let entries = self.below(pointer)?;
        let indentation = self.indentation(entries.first()?.1);
        let other = entries.iter().find(|(key, _)| others.contains(&key.as_str()));
        let line = match other {
            Some((_, line)) => *line,
            None => self.last_line(entries.last()?.1) + 1,
        };
        Some(InsertionPoint { line, indentation })
    }

    /// Returns the line of a list in brackets that is on one line.
    pub fn in_brackets(&self, pointer: &str) -> Option<InsertionPoint> {
        let line = self.line(pointer)?;
        let text = self.text(line).trim_end();
        let list = text.split_once(": ")?.1;
        (list.starts_with('[') && list.ends_with(']')).then(|| InsertionPoint {
            line,
            indentation: self.indentation(line),
        })
    }

    /// Returns `true` if empty lines separate the members of a place, as between paths.
    pub fn is_spaced(&self, pointer: &str) -> bool {
        let Some(entries) = self.below(pointer) else {
            return false;
        };
        entries.iter().skip(1).any(|(_, line)| {
            let mut above = (1..*line).rev().map(|line| self.text(line).trim());
            above.find(|text| !text.starts_with('#')).is_some_and(str::is_empty)
        })
    }

    /// Returns the places of all components of a kind.
    pub fn components(&self, kind: &str) -> Vec<(String, String)> {
        let pointer = child("/components", kind);
        let mut found: Vec<_> = self
            .source
            .below(&pointer)
            .map(|(name, place)| (name.to_owned(), place))
            .collect();
        found.sort_by_key(|(_, place)| self.line(place));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
openapi: 3.0.3
paths:
  /a:
    get:
      tags: [x]

  # Others.
  /b:
    parameters:
    - name: q
      in: query
    - name: r
components:
  schemas:
    B:
      required: [b]
      properties:
        b: {type: string}

        # A comment.
        d:
          type: string
    A: {properties: {a: {}}}
";

    #[test]
    fn places_are_found_by_their_lines() {
        let source = Source::read("a.yaml", TEXT.as_bytes()).unwrap();
        let page = DocumentLines::new(&source, TEXT);
        let spot = |line, indentation| Some(InsertionPoint { line, indentation });
        assert_eq!(page.after("/paths/~1a"), spot(6, 2));
        assert_eq!(page.after("/paths/~1b/parameters"), spot(13, 4));
        assert_eq!(page.after("/paths/~1b/parameters/0"), spot(12, 4));
        let properties = "/components/schemas/B/properties";
        assert_eq!(page.among(properties, "a"), spot(18, 8));
        assert_eq!(page.among(properties, "c"), spot(21, 8));
        assert_eq!(page.among(properties, "e"), spot(23, 8));
        assert_eq!(page.among("/components/schemas", "C"), spot(24, 4));
        assert_eq!(page.before("/components/schemas/B", &["properties"]), spot(17, 6));
        assert_eq!(page.before("/components/schemas/B", &["example"]), spot(23, 6));
        assert_eq!(page.in_brackets("/components/schemas/B/required"), spot(16, 6));
        assert_eq!(page.in_brackets(properties), None);
        assert_eq!(page.among("/components/schemas/A/properties", "b"), None);
        assert!(page.is_spaced("/paths") && !page.is_spaced("/components/schemas"));
    }
}
