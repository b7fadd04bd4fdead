//! Scans statements of PowerShell.

use crate::paste::powershell_text::read_quoted;
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::{blank_len, is_blank, is_line_end, line_at, starts_with_ignoring_case};

/// An assigned value or an argument.
pub(super) enum Value<'a> {
    Text(String),
    /// `@{…}`: the names, the values, and the values' positions.
    Table(Vec<(String, String, usize)>),
    Variable(&'a str),
    /// A new, empty object.
    Object,
    /// A computed value in parentheses.
    Computed,
    Other,
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn skip(&mut self, expected: &str) -> bool {
        let is_next = self.rest().starts_with(expected);
        self.at += if is_next { expected.len() } else { 0 };
        is_next
    }

    pub(super) fn skip_ignoring_case(&mut self, expected: &str) -> bool {
        let is_next = starts_with_ignoring_case(self.rest(), expected);
        self.at += if is_next { expected.len() } else { 0 };
        is_next
    }

    /// Returns a name, or an empty string if there is none.
    pub(super) fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let len = rest
            .find(|it: char| !(it.is_ascii_alphanumeric() || it == '_'))
            .unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    /// Skips white space and line continuations.
    pub(super) fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(|it| is_blank(it) && !is_line_end(it)).len();
            let continued = self
                .rest()
                .strip_prefix('`')
                .map(|rest| rest.len() - rest.trim_start_matches(|it| is_blank(it) && !is_line_end(it)).len());
            let Some(blank) = continued.filter(|&blank| self.rest()[1 + blank..].starts_with(is_line_end)) else {
                return;
            };
            self.at += 1 + blank;
            self.at += line_at(self.text, self.at).map_or(0, |line| line.next - self.at);
        }
    }

    pub(super) fn skip_blank_lines(&mut self) {
        self.at += blank_len(self.rest());
        while self.rest().starts_with(';') {
            self.at += 1 + blank_len(&self.rest()[1..]);
        }
    }

    /// Returns `true` at the end of the statement.
    pub(super) fn is_at_end(&self) -> bool {
        let rest = self.rest();
        rest.is_empty() || rest.starts_with(is_line_end) || rest.starts_with([';', '|', ')'])
    }

    /// Rejects any text after a statement in its line.
    pub(super) fn end_statement(&mut self) -> Result<(), Problem> {
        self.skip_blank();
        if self.is_at_end() && !self.rest().starts_with(['|', ')']) {
            return Ok(());
        }
        Err(Reason::UnknownStatement.at(self.at))
    }

    /// Reads a quoted string. `None` if there is none.
    pub(super) fn text(&mut self) -> Result<Option<String>, Problem> {
        if !self.rest().starts_with(['"', '\'', '‘', '’', '“', '”']) {
            return Ok(None);
        }
        let (text, len) = read_quoted(self.rest()).map_err(|problem| problem.shifted(self.at))?;
        self.at += len;
        Ok(Some(text))
    }

    /// Reads quoted strings in parentheses, with their positions.
    pub(super) fn arguments(&mut self) -> Result<Vec<(String, usize)>, Problem> {
        let start = self.at;
        if !self.skip("(") {
            return Err(Reason::UnknownStatement.at(start));
        }
        let mut arguments = Vec::new();
        loop {
            self.skip_blank();
            let at = self.at;
            match self.text()? {
                Some(text) => arguments.push((text, at)),
                None if self.rest().is_empty() => return Err(Reason::UnclosedBracket.at(start)),
                None => return Err(Reason::Variable.at(at)),
            }
            self.skip_blank();
            if self.skip(")") {
                return Ok(arguments);
            }
            if !self.skip(",") {
                let is_cut = self.rest().is_empty();
                return Err(if is_cut {
                    Reason::UnclosedBracket
                } else {
                    Reason::UnknownStatement
                }
                .at(self.at));
            }
        }
    }

    pub(super) fn value(&mut self) -> Result<Value<'a>, Problem> {
        if let Some(text) = self.text()? {
            return Ok(Value::Text(text));
        }
        for ordered in ["[ordered]", "[hashtable]"] {
            self.skip_ignoring_case(ordered);
        }
        if self.rest().starts_with("@{") {
            return self.table().map(Value::Table);
        }
        if self.skip("$") {
            return Ok(Value::Variable(self.word()));
        }
        if self.skip_ignoring_case("New-Object ") || self.rest().starts_with('[') {
            let line = line_at(self.rest(), 0).map_or("", |line| line.text);
            let line = line.split(';').next().unwrap_or(line);
            if line.contains(['"', '\'']) {
                return Err(Reason::UnknownStatement.at(self.at));
            }
            self.at += line.trim_end().len();
            return Ok(Value::Object);
        }
        if self.rest().starts_with('(') {
            self.parentheses()?;
            return Ok(Value::Computed);
        }
        Ok(Value::Other)
    }

    fn table(&mut self) -> Result<Vec<(String, String, usize)>, Problem> {
        let start = self.at;
        self.skip("@{");
        let mut entries = Vec::new();
        loop {
            self.skip_blank_lines();
            if self.skip("}") {
                return Ok(entries);
            }
            if self.rest().is_empty() {
                return Err(Reason::UnclosedBracket.at(start));
            }
            let key = match self.text()? {
                Some(key) => key,
                None => self.word().to_owned(),
            };
            self.skip_blank();
            if key.is_empty() || !self.skip("=") {
                return Err(if self.rest().is_empty() {
                    Reason::UnclosedBracket
                } else {
                    Reason::UnknownStatement
                }
                .at(self.at));
            }
            self.skip_blank();
            let at = self.at;
            let value = self.text()?.ok_or(Reason::Variable.at(at))?;
            self.skip_blank();
            let ends =
                self.rest().is_empty() || self.rest().starts_with(is_line_end) || self.rest().starts_with([';', '}']);
            if !ends && !self.rest().starts_with(['"', '\'']) {
                return Err(Reason::Variable.at(self.at));
            }
            entries.push((key, value, at));
        }
    }

    /// Skips a computed value, including the quoted strings in it.
    fn parentheses(&mut self) -> Result<(), Problem> {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            if self.text()?.is_some() {
                continue;
            }
            let Some(character) = self.rest().chars().next() else {
                return Err(Reason::UnclosedBracket.at(start));
            };
            self.at += character.len_utf8();
            match character {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}
