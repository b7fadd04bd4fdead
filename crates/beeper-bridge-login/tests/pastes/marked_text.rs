//! A text that tracks the positions of its values through escaping, wrapping and cutting.

use std::ops::Range;

use super::planted::Planted;

/// The range of a value in a text, from the start of its name to the end of its value.
#[derive(Clone, Debug)]
pub struct Mark {
    pub planted: Planted,
    pub at: Range<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct MarkedText {
    pub text: String,
    pub marks: Vec<Mark>,
}

impl MarkedText {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub fn append(&mut self, other: &Self) -> &mut Self {
        let by = self.text.len();
        self.text.push_str(&other.text);
        let marks = other.marks.iter().cloned();
        self.marks.extend(marks.map(|mark| Mark {
            at: mark.at.start + by..mark.at.end + by,
            ..mark
        }));
        self
    }

    /// Marks the text written since `start` as this value.
    pub fn mark_since(&mut self, start: usize, planted: &Planted) -> &mut Self {
        self.marks.push(Mark {
            planted: planted.clone(),
            at: start..self.text.len(),
        });
        self
    }

    /// Writes the name, a separator and the value.
    pub fn push_pair(&mut self, planted: &Planted, separator: &str) -> &mut Self {
        let start = self.text.len();
        self.push(&planted.name).push(separator).push(&planted.value);
        self.mark_since(start, planted)
    }

    /// Replaces each character with the output of `replace`, which receives the rest of the text from that character on.
    pub fn map(&self, mut replace: impl FnMut(&str, char, &mut String)) -> Self {
        let mut text = String::with_capacity(self.text.len() * 2);
        let mut moved_to = vec![0; self.text.len() + 1];
        for (at, character) in self.text.char_indices() {
            moved_to[at] = text.len();
            replace(&self.text[at..], character, &mut text);
        }
        moved_to[self.text.len()] = text.len();
        let marks = self.marks.iter().cloned().map(|mark| Mark {
            at: moved_to[mark.at.start]..moved_to[mark.at.end],
            ..mark
        });
        Self {
            marks: marks.collect(),
            text,
        }
    }

    pub fn replace(&self, from: char, to: &str) -> Self {
        self.map(|_, character, text| match character == from {
            true => text.push_str(to),
            false => text.push(character),
        })
    }

    pub fn planted(&self) -> Vec<Planted> {
        self.marks.iter().map(|mark| mark.planted.clone()).collect()
    }

    /// Returns the values that have no part in this range of the text.
    pub fn planted_outside(&self, range: &Range<usize>) -> Vec<Planted> {
        let outside = self
            .marks
            .iter()
            .filter(|mark| mark.at.end <= range.start || range.end <= mark.at.start);
        outside.map(|mark| mark.planted.clone()).collect()
    }
}
