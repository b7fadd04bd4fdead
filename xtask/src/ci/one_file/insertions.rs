//! Insertions of lines into the text of a document.

use crate::document::load::Document;

/// What the names of additions begin with where they are written down, in lower case and as a type.
const PLACEHOLDER_PREFIX: [&str; 2] = ["trial", "Trial"];

/// What they begin with in a document. Names of an API do not stand in this program.
const NAME_PREFIXES: [[&str; 2]; 2] = [["probe", "Probe"], ["sketch", "Sketch"]];

/// The text of a document, and what is to be inserted.
pub struct Text<'a> {
    lines: Vec<&'a str>,
    /// What the names of additions begin with, in lower case and as a type.
    word: [&'static str; 2],
    document: &'a Document,
    /// What comes before which line, counted from 0.
    inserted: Vec<(usize, String)>,
}

impl<'a> Text<'a> {
    /// The text of this document.
    pub fn of(text: &'a str, document: &'a Document) -> Self {
        Self {
            lines: text.lines().collect(),
            // Its own copy has them already: there, the names of the first are taken.
            word: match NAME_PREFIXES[0].iter().any(|word| text.contains(word)) {
                false => NAME_PREFIXES[0],
                true => NAME_PREFIXES[1],
            },
            document,
            inserted: Vec::new(),
        }
    }

    /// Inserts lines before those of what is under a JSON pointer, as deep as it. Nothing if it does not begin its line.
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

    /// Whether something can be inserted before what is under a JSON pointer.
    pub fn has(&self, pointer: &str) -> bool {
        self.place(pointer).is_some()
    }

    /// The line of a place that begins its line, and what stands before it.
    fn place(&self, pointer: &str) -> Option<(usize, &'a str)> {
        let index = self.document.positions.get(pointer)?.line.checked_sub(1)?;
        let line = self.lines.get(index)?;
        let trimmed = line.trim_start();
        let key = pointer.rsplit('/').next()?.replace("~1", "/").replace("~0", "~");
        let is_item = key.parse::<usize>().is_ok() && trimmed.starts_with("- ");
        let is_member = trimmed.starts_with(&format!("{key}:")) || trimmed.starts_with(&format!("'{key}':"));
        (is_item || is_member).then(|| (index, &line[..line.len() - trimmed.len()]))
    }

    /// The text with all that was inserted.
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
