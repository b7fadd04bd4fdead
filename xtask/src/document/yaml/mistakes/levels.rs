//! The mappings and lists that are open at a line, by their indentation.

use crate::document::yaml::mistakes::line::PROSE_KEYS;

/// The mappings and lists that are open, the innermost last.
#[derive(Default)]
pub struct Levels(pub Vec<Level>);

pub struct Level {
    pub indentation: usize,
    pub is_list: bool,
    /// The last key.
    pub key: String,
    /// Whether the last key has its value on the same line.
    pub has_value: bool,
}

impl Levels {
    /// Sets whether the last key has a value on its line.
    pub fn set_has_value(&mut self, has_value: bool) {
        if let Some(level) = self.0.last_mut() {
            level.has_value = has_value;
        }
    }

    /// Returns the indentation of the innermost level.
    pub fn indentation(&self) -> Option<usize> {
        self.0.last().map(|level| level.indentation)
    }

    /// Returns `true` if a line may continue the text of the last key.
    pub fn continues(&self, indentation: usize) -> bool {
        self.0.last().is_some_and(|level| indentation > level.indentation)
    }

    /// Returns `true` if a line may start the value of the last key.
    pub fn is_open(&self, indentation: usize) -> bool {
        let level = self.0.last();
        level.is_some_and(|level| indentation > level.indentation && !level.has_value && !level.is_list)
    }

    /// Returns `true` if the last key's value is text for people.
    pub fn is_prose(&self) -> bool {
        self.0
            .last()
            .is_some_and(|level| PROSE_KEYS.contains(&level.key.as_str()))
    }

    /// Returns `true` if an item of an open list has this indentation.
    pub fn is_list(&self, indentation: usize) -> bool {
        let mut levels = self.0.iter().rev();
        let open = levels.find(|level| level.indentation <= indentation);
        open.is_some_and(|level| level.is_list && level.indentation == indentation)
    }

    /// Closes deeper levels.
    ///
    /// Returns the indentation of the outermost level that was closed.
    pub fn close(&mut self, indentation: usize) -> Option<usize> {
        let mut closed = None;
        while self.0.last().is_some_and(|level| level.indentation > indentation) {
            closed = self.0.pop().map(|level| level.indentation);
        }
        closed
    }

    pub fn open(&mut self, indentation: usize, is_list: bool, key: &str) {
        self.0.push(Level {
            indentation,
            is_list,
            key: key.to_owned(),
            has_value: is_list,
        });
    }
}
