//! Lines to paste into our document, and the line before which they belong.

use std::collections::BTreeMap;
use std::fmt;

use crate::drift::adopt::insertion_points::InsertionPoint;

/// Lines to paste into our document.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The line that they precede or replace.
    pub line: usize,
    /// Whether they replace the line.
    pub replaces: bool,
    /// What they are, in a few words.
    pub what: String,
    /// Notes for the reader: one line each.
    pub notes: Vec<String>,
    /// The lines, with their indentation.
    pub lines: Vec<String>,
}

impl Edit {
    /// Returns lines that are inserted at a position.
    pub fn at(spot: InsertionPoint, what: impl Into<String>, lines: Vec<String>) -> Self {
        Self {
            line: spot.line,
            replaces: false,
            what: what.into(),
            notes: Vec::new(),
            lines: super::yaml_text::indented(lines, spot.indentation).collect(),
        }
    }

    /// Returns lines that replace the line at a position.
    pub fn instead_of(spot: InsertionPoint, what: impl Into<String>, lines: Vec<String>) -> Self {
        Self {
            replaces: true,
            ..Self::at(spot, what, lines)
        }
    }
}

/// Writes the instruction, the notes as comments, and the lines.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.replaces { "replace by" } else { "insert" };
        write!(f, "{}: {verb} {}", self.line, self.what)?;
        for note in &self.notes {
            write!(f, "\n# {note}")?;
        }
        for line in &self.lines {
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}

/// Sorts edits from the last line to the first, so that each line number is still right when its edit is made.
///
/// Edits before the same line keep the order that they have in the document.
pub fn bottom_up(edits: Vec<Edit>) -> Vec<Edit> {
    let mut by_line: BTreeMap<(usize, bool), Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        by_line.entry((edit.line, edit.replaces)).or_default().push(edit);
    }
    by_line
        .into_values()
        .rev()
        .flat_map(|edits| edits.into_iter().rev())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(line: usize, what: &str) -> Edit {
        Edit::at(
            InsertionPoint { line, indentation: 2 },
            what,
            vec!["a:".to_owned(), String::new()],
        )
    }

    #[test]
    fn edits_are_sorted_bottom_up() {
        let mut instead = edit(3, "instead");
        instead.replaces = true;
        let edits = bottom_up(vec![
            edit(3, "one"),
            edit(9, "last"),
            instead,
            edit(3, "two"),
            edit(1, "first"),
        ]);
        let order: Vec<_> = edits.iter().map(|edit| edit.what.as_str()).collect();
        assert_eq!(order, ["last", "instead", "two", "one", "first"]);
    }

    #[test]
    fn notes_are_comments() {
        let mut edit = edit(7, "field `A.a`");
        edit.notes.push("theirs: b.yaml:1:1".to_owned());
        assert_eq!(edit.to_string(), "7: insert field `A.a`\n# theirs: b.yaml:1:1\n  a:\n");
    }
}
