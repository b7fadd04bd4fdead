//! Problems with the input: what is wrong, where, and what to do about it.

use std::fmt;

/// A problem with the input: what is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule that is broken, if the problem is one that lint found.
    pub rule: Option<&'static str>,
    /// What is wrong: one line, in lower case, without a full stop.
    pub message: String,
    /// The place of the problem.
    pub location: Location,
    /// What to do about it: one line, in lower case, without a full stop.
    pub help: String,
}

/// A place in a file, as far as it is known.
///
/// Boxed texts keep it small, since every error contains one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The file, as the command line names it.
    pub file: Box<str>,
    /// The line and the column.
    pub position: Option<Position>,
    /// A JSON pointer into the document.
    pub pointer: Option<Box<str>>,
}

impl Problem {
    /// Returns a problem with a file as a whole.
    pub fn new(file: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            rule: None,
            message: message.into(),
            location: Location {
                file: file.into(),
                ..Location::default()
            },
            help: help.into(),
        }
    }

    /// Adds the name of the rule.
    pub fn against(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Adds the line and the column.
    pub fn at(mut self, position: Position) -> Self {
        self.location.position = Some(position);
        self
    }

    /// Adds the place in the document's structure, unless it is the whole document.
    pub fn within(mut self, pointer: &str) -> Self {
        self.location.pointer = (!pointer.is_empty()).then(|| pointer.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Some(rule) => write!(f, "error[{rule}]: ")?,
            None => f.write_str("error: ")?,
        }
        writeln!(f, "{}", one_line(&self.message))?;
        writeln!(f, "  --> {}", self.location)?;
        write!(f, "  help: {}", one_line(&self.help))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.file))?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        match &self.pointer {
            Some(pointer) => write!(f, " (at {})", one_line(pointer)),
            None => Ok(()),
        }
    }
}

/// Sorts problems by file and by position, so that a reader can work downwards.
pub fn in_file_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    let place = |problem: &Problem| (problem.location.file.clone(), problem.location.position);
    problems.sort_by_key(place);
    problems
}

/// Returns a word of the document in backquotes, shortened if it is long.
pub fn quoted(word: &str) -> String {
    const MAX_CHARACTERS: usize = 60;
    match word.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("`{}...`", &word[..end]),
        None => format!("`{word}`"),
    }
}

/// Lists the alternatives of an object that needs at least one of several members, for a sentence.
pub fn listed_alternatives(ways: &[Vec<String>]) -> String {
    let all = |names: &Vec<String>| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" and ");
    ways.iter().map(all).collect::<Vec<_>>().join(" or ")
}

/// Lists several words in backquotes, as in `a`, `b`, `c`.
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Returns the candidate that the word was probably meant to be.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const MIN_SIMILARITY: f64 = 0.7;
    let length = word.chars().count();
    let distance = |candidate: &str| {
        let other = candidate.chars().count();
        let is_similar = |distance: usize| 1.0 - distance as f64 / length.max(other).max(1) as f64 >= MIN_SIMILARITY;
        // Each character that one word has more is a difference already; that saves most of the slow comparisons.
        let distance = is_similar(length.abs_diff(other)).then(|| strsim::damerau_levenshtein(word, candidate))?;
        is_similar(distance).then_some(distance)
    };
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(candidate)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Escapes line breaks and other control characters, which would break the layout of a report.
pub fn one_line(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let escaped = c.is_control().then(|| c.escape_default());
            let plain = (!c.is_control()).then_some(c);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

/// A line and a column, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Position {
    /// Returns the position of a text's end.
    pub fn after(text: &str) -> Self {
        let line_start = text.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: text.matches('\n').count() + 1,
            column: text[line_start..].chars().count() + 1,
        }
    }
}

/// Returns a name in backquotes without shortening it, because allowed differences are matched by the whole text.
pub fn quoted_in_full(name: &str) -> String {
    format!("`{name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_shown_in_three_lines() {
        let problem = Problem::new("api.yaml", "unknown key `naem`", "did you mean `name`?")
            .at(Position { line: 12, column: 5 })
            .within("/paths/~1v1~1bridges/get");
        assert_eq!(
            problem.to_string(),
            "error: unknown key `naem`\n  --> api.yaml:12:5 (at /paths/~1v1~1bridges/get)\n  help: did you mean `name`?"
        );
    }

    #[test]
    fn the_rule_can_be_searched_for() {
        let problem = Problem::new("api.yaml", "a", "b").against("c-d");
        assert_eq!(problem.to_string(), "error[c-d]: a\n  --> api.yaml\n  help: b");
    }

    #[test]
    fn unknown_positions_are_left_out() {
        let problem = Problem::new("api.yaml", "a", "b").within("");
        assert_eq!(problem.to_string(), "error: a\n  --> api.yaml\n  help: b");
    }

    #[test]
    fn foreign_text_stays_on_its_line() {
        let problem = Problem::new("api.yaml", quoted("two\nlines"), "é");
        assert_eq!(problem.to_string(), "error: `two\\nlines`\n  --> api.yaml\n  help: é");
        assert_eq!(quoted(&"é".repeat(61)), format!("`{}...`", "é".repeat(60)));
    }

    #[test]
    fn suggestions_are_near_misses_only() {
        assert_eq!(closest("requried", ["required", "title"]), Some("required"));
        assert_eq!(closest("colour", ["required", "title"]), None);
    }
}
