//! Reads literals of JSON, JavaScript and Python.
//!
//! `serde_json` keeps the last of two members with the same name, rounds numbers and supports no other quotes. The crates for
//! JSON5 do the same, and none reads a value that other text follows. This reader keeps the text of each value.

pub(super) mod text;

use super::problem::{Problem, Reason};
use super::text::{is_blank, is_line_end};
use text::{closing_quote, read_text};

/// The maximum depth of nested values. Real exports have a dozen levels at most.
const MAX_DEPTH: usize = 64;

/// A value and its place in the text.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) kind: NodeKind<'a>,
    pub(super) source: &'a str,
    /// The start of the value in the text.
    pub(super) start: usize,
}

#[derive(Debug)]
pub(super) enum NodeKind<'a> {
    Text(String),
    /// A number, `true`, `null`, or a name.
    Word(&'a str),
    /// `{…}`, or a console's `Storage {…}`.
    Object(Vec<(String, Node<'a>)>),
    Array(Vec<Node<'a>>),
    /// `name(…)` or `new Name(…)`.
    Call {
        name: &'a str,
        arguments: Vec<Node<'a>>,
    },
}

impl<'a> Node<'a> {
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn members(&self) -> Option<&[(String, Node<'a>)]> {
        match &self.kind {
            NodeKind::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> Option<&[Node<'a>]> {
        match &self.kind {
            NodeKind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the first member with one of these names, ignoring case.
    pub(super) fn member(&self, names: &[&str]) -> Option<&Node<'a>> {
        let members = self.members()?;
        names
            .iter()
            .find_map(|name| members.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)))
            .map(|(_, node)| node)
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, NodeKind::Word("null" | "undefined" | "None"))
    }

    /// Returns the value as the text of a cookie or an entry: a string, or JSON.
    ///
    /// `None` if it is not a value, such as `null`. An error if it is the name of something else.
    pub(super) fn value(&self) -> Result<Option<&str>, Problem> {
        match &self.kind {
            NodeKind::Text(text) => Ok(Some(text)),
            NodeKind::Word("True") => Ok(Some("true")),
            NodeKind::Word("False") => Ok(Some("false")),
            NodeKind::Word("true" | "false") => Ok(Some(self.source)),
            NodeKind::Word(_) if self.is_null() => Ok(None),
            NodeKind::Word(word) if is_number(word) => Ok(Some(self.source)),
            NodeKind::Word(_) | NodeKind::Call { .. } => Err(Reason::Variable.at(self.start)),
            NodeKind::Object(_) | NodeKind::Array(_) => {
                self.check_nested()?;
                Ok(Some(self.source))
            }
        }
    }

    /// Rejects a value whose text is kept as a whole, if a part of it stands for something absent.
    fn check_nested(&self) -> Result<(), Problem> {
        match &self.kind {
            NodeKind::Object(members) => members.iter().try_for_each(|(_, node)| node.check_nested()),
            NodeKind::Array(items) => items.iter().try_for_each(Self::check_nested),
            _ => self.value().map(|_| ()),
        }
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|it: char| it.is_ascii_digit() || it == '-' || it == '.')
        && word.bytes().any(|it| it.is_ascii_digit())
}

/// Reads the value at the beginning of a text, and returns it with its end.
pub(super) fn read(text: &str) -> Result<(Node<'_>, usize), Problem> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.node(0)?;
    Ok((node, reader.at))
}

/// Reads arguments in parentheses at the beginning of a text, and returns them with their end.
pub(super) fn read_arguments(text: &str) -> Result<(Vec<Node<'_>>, usize), Problem> {
    let mut reader = Reader { text, at: 1 };
    let arguments = reader.list(')', 0)?;
    Ok((arguments, reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, expected: char) -> bool {
        let is_next = self.rest().starts_with(expected);
        if is_next {
            self.at += expected.len_utf8();
        }
        is_next
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) -> Result<(), Problem> {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches(is_blank).len();
            self.at += blank;
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find(is_line_end).unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let end = rest.find("*/").ok_or(Reason::UnclosedBracket.at(self.at))?;
                self.at += end + 2;
            } else if blank == 0 {
                return Ok(());
            }
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node<'a>, Problem> {
        if depth > MAX_DEPTH {
            return Err(Reason::TooDeep.at(self.at));
        }
        self.skip_blank()?;
        let start = self.at;
        let kind = match self.peek() {
            None => return Err(Reason::EndsInMiddle.at(start)),
            Some('{') => self.object(false, depth)?,
            Some('[') => {
                self.at += 1;
                NodeKind::Array(self.list(']', depth)?)
            }
            Some(quote) if closing_quote(quote).is_some() => {
                let (text, len) = read_text(self.rest()).map_err(|problem| problem.shifted(start))?;
                self.at += len;
                NodeKind::Text(text)
            }
            Some('…') => return Err(Reason::Shortened.at(start)),
            Some(_) => self.word(depth)?,
        };
        Ok(Node {
            kind,
            source: self.text.get(start..self.at).unwrap_or_default(),
            start,
        })
    }

    fn list(&mut self, end: char, depth: usize) -> Result<Vec<Node<'a>>, Problem> {
        let start = self.at;
        let mut items = Vec::new();
        loop {
            self.skip_blank()?;
            if self.skip(end) {
                return Ok(items);
            }
            self.refuse_end(start)?;
            self.refuse_omission()?;
            items.push(self.node(depth + 1)?);
            self.separator(end, start)?;
        }
    }

    fn object(&mut self, is_printed: bool, depth: usize) -> Result<NodeKind<'a>, Problem> {
        let start = self.at;
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.skip_blank()?;
            if self.skip('}') {
                return Ok(NodeKind::Object(members));
            }
            self.refuse_end(start)?;
            self.refuse_omission()?;
            let key = self.key(is_printed)?;
            self.skip_blank()?;
            self.refuse_end(start)?;
            if matches!(self.peek(), Some(',' | '}')) {
                // In `{url}`, the value is that of a variable.
                return Err(Reason::Variable.at(self.at));
            }
            if !self.skip(':') {
                return Err(Reason::LiteralSyntax.at(self.at));
            }
            members.push((key, self.node(depth + 1)?));
            self.separator('}', start)?;
        }
    }

    fn separator(&mut self, end: char, start: usize) -> Result<(), Problem> {
        self.skip_blank()?;
        self.refuse_end(start)?;
        if self.skip(',') || self.rest().starts_with(end) {
            return Ok(());
        }
        self.refuse_omission()?;
        let is_computed = self.rest().starts_with(['+', '.', '(', '[', '?', '|', '&']);
        Err(if is_computed {
            Reason::Variable
        } else {
            Reason::LiteralSyntax
        }
        .at(self.at))
    }

    fn refuse_end(&self, start: usize) -> Result<(), Problem> {
        match self.peek() {
            None => Err(Reason::UnclosedBracket.at(start.saturating_sub(1))),
            Some(_) => Ok(()),
        }
    }

    /// Rejects `…`, which consoles print for omitted parts, and `...name`, whose value is elsewhere.
    fn refuse_omission(&self) -> Result<(), Problem> {
        let rest = self.rest();
        if rest.starts_with('…') || rest.starts_with("...") {
            return Err(Reason::Shortened.at(self.at));
        }
        Ok(())
    }

    /// Reads a member's name. Consoles print names without quotes, whatever they contain.
    fn key(&mut self, is_printed: bool) -> Result<String, Problem> {
        let start = self.at;
        if self.peek().is_some_and(|it| closing_quote(it).is_some()) {
            let (key, len) = read_text(self.rest()).map_err(|problem| problem.shifted(start))?;
            self.at += len;
            return Ok(key);
        }
        let rest = self.rest();
        let is_end = |at: usize, it: char| match it {
            ':' => !is_printed || rest[at + 1..].starts_with(is_blank),
            _ => is_blank(it) || "{}[],\"'`".contains(it),
        };
        let len = rest
            .char_indices()
            .find(|&(at, it)| is_end(at, it))
            .map_or(rest.len(), |(at, _)| at);
        if len == 0 {
            return Err(Reason::LiteralSyntax.at(start));
        }
        self.at += len;
        Ok(rest[..len].to_owned())
    }

    /// Reads a number, a name, a call, or the prefix of a printed object.
    fn word(&mut self, depth: usize) -> Result<NodeKind<'a>, Problem> {
        let start = self.at;
        let mut word = self.plain_word();
        if word == "new" {
            self.skip_blank()?;
            word = self.plain_word();
        }
        if word.is_empty() {
            return Err(Reason::LiteralSyntax.at(start));
        }
        if self.skip('(') {
            let arguments = self.list(')', depth)?;
            return Ok(NodeKind::Call { name: word, arguments });
        }
        let rest = self.rest().trim_start_matches(' ');
        if rest.starts_with('{') && word.starts_with(|it: char| it.is_ascii_uppercase()) {
            self.at = self.text.len() - rest.len();
            return self.object(true, depth);
        }
        Ok(NodeKind::Word(word))
    }

    fn plain_word(&mut self) -> &'a str {
        let rest = self.rest();
        let is_part = |it: char| it.is_alphanumeric() || "_$.+-".contains(it);
        let len = rest.find(|it| !is_part(it)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }
}
