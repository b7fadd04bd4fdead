//! Inserts lines into the text of a document.

use crate::document::load::Document;

/// The prefixes of names that additions use in this program, in lower case and as a type.
const PLACEHOLDER_PREFIX: [&str; 2] = ["trial", "Trial"];

/// The prefixes that replace them in a document. The first pair is used unless the document has it already.
const NAME_PREFIXES: [[&str; 2]; 2] = [["probe", "Probe"], ["sketch", "Sketch"]];

/// The text of a document, and the lines to insert.
pub struct Text<'a> {
    lines: Vec<&'a str>,
    /// The prefixes for this document, in lower case and as a type.
    word: [&'static str; 2],
    document: &'a Document,
    /// The lines to insert, each with the index of the line that they precede, counted from 0.
    inserted: Vec<(usize, String)>,
}

impl<'a> Text<'a> {
    /// Takes the text of a document.
    pub fn of(text: &'a str, document: &'a Document) -> Self {
        Self {
            lines: text.lines().collect(),
            // When this check runs inside a copy, the document has names with the first prefix already.
            word: match NAME_PREFIXES[0].iter().any(|word| text.contains(word)) {
                false => NAME_PREFIXES[0],
                true => NAME_PREFIXES[1],
            },
            document,
            inserted: Vec::new(),
        }
    }

    /// Inserts lines before the value at a JSON pointer, with its indentation.
    ///
    /// Does nothing if other text precedes the value's key in its line.
    pub fn insert_before(&mut self, pointer: &str, lines: &str) {
        let Some((index, indent)) = self.place(pointer) else {
            return;
        };
        let lines = lines
            .replace(PLACEHOLDER_PREFIX[0], self.word[0])
            .replace(PLACEHOLDER_PREFIX[1], self.word[1]);
        let lines: String = lines
            .trim_end()
            .lines()
            .map(|line| format!("{indent}{line}\n"))
            .collect();
        self.inserted.push((index, lines));
    }

    /// Returns `true` if lines can be inserted before the value at a JSON pointer.
    pub fn has(&self, pointer: &str) -> bool {
        self.place(pointer).is_some()
    }

    /// Returns the index and the indentation of the line that begins with the value's key.
    fn place(&self, pointer: &str) -> Option<(usize, &'a str)> {
        let index = self.document.positions.get(pointer)?.line.checked_sub(1)?;
        let line = self.lines.get(index)?;
        let trimmed = line.trim_start();
        let key = pointer.rsplit('/').next()?.replace("~1", "/").replace("~0", "~");
        let is_item = key.parse::<usize>().is_ok() && trimmed.starts_with("- ");
        let is_member = trimmed.starts_with(&format!("{key}:")) || trimmed.starts_with(&format!("'{key}':"));
        (is_item || is_member).then(|| (index, &line[..line.len() - trimmed.len()]))
    }

    /// Returns the text with all insertions.
    pub fn edited(&self) -> String {
        let mut edited = String::new();
        for (index, line) in self.lines.iter().enumerate() {
            let before = self.inserted.iter().filter(|(at, _)| *at == index);
            before.for_each(|(_, lines)| edited.push_str(lines));
            edited.push_str(line);
            edited.push('\n');
        }
        edited
    }
}
