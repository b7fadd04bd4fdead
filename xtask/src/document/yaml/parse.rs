//! Builds the tree from the events of a YAML parser.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use crate::document::json_pointer::child;
use crate::document::problem::{Position, Problem, in_file_order, quoted};
use crate::document::yaml::mistakes::line::Mistake;
use crate::document::yaml::tree::{Entry, Node, Scalar, Value};
use crate::document::yaml::{invisible_characters, mistakes};

/// Deeper than any readable document, and shallow enough for recursive code.
const MAX_DEPTH: usize = 40;

/// Reads the text of a document that somebody else wrote.
pub fn read(file: &str, text: &str) -> Result<Node, Vec<Problem>> {
    read_as(file, text, false)
}

/// Reads the text of one of our documents.
///
/// It also refuses text that people or other readers of YAML misread.
pub fn read_strictly(file: &str, text: &str) -> Result<Node, Vec<Problem>> {
    read_as(file, text, true)
}

fn read_as(file: &str, text: &str, is_strict: bool) -> Result<Node, Vec<Problem>> {
    let mut problems = match is_strict {
        true => invisible_characters::find(file, text),
        false => Vec::new(),
    };
    let mistakes = mistakes::find(text);
    let as_problem =
        |mistake: &Mistake| Problem::new(file, mistake.message.as_str(), mistake.help.as_str()).at(mistake.at);
    let built = build(file, text, is_strict);
    match built.unreadable {
        None => {
            let silent = mistakes.iter().filter(|mistake| is_strict && mistake.is_silent);
            problems.extend(silent.map(as_problem));
            problems.extend(built.problems);
        }
        Some(unreadable) if mistakes.is_empty() => {
            // A forbidden character, which was reported, makes the parser fail as well.
            problems.extend(Some(unreadable).filter(|_| problems.is_empty()));
            problems.extend(built.problems);
        }
        Some(_) => {
            problems.extend(mistakes.iter().map(as_problem));
            // With these corrected, the rest of the file can be checked.
            if let Some(corrected) = mistakes::correct(text, &mistakes) {
                let built = build(file, &corrected, is_strict);
                problems.extend(built.problems);
                problems.extend(built.unreadable.filter(|_| problems.len() == mistakes.len()));
            }
        }
    }
    match built.root {
        Some(root) if problems.is_empty() => Ok(root),
        None if problems.is_empty() => {
            let help = "start with `openapi: 3.0.3`, and `info` and `paths` beside it";
            Err(vec![Problem::new(file, "the file is empty", help)])
        }
        _ => Err(in_file_order(problems)),
    }
}

struct FinishedNode {
    root: Option<Node>,
    problems: Vec<Problem>,
    /// The position at which the parser failed.
    unreadable: Option<Problem>,
}

/// Builds the tree as far as the text can be read.
fn build(file: &str, text: &str, is_strict: bool) -> FinishedNode {
    let mut builder = Builder {
        file,
        text,
        is_strict,
        open: Vec::new(),
        root: None,
        documents: 0,
        problems: Vec::new(),
    };
    let mut unreadable = None;
    for event in Parser::new_from_str(text) {
        let at = match &event {
            Ok((_, span)) => position(&span.start),
            Err(error) => position(error.marker()),
        };
        let step = match event {
            Ok((event, _)) => builder.take(event, at),
            // The parser has a limit as well, which unclosed brackets reach before they become events.
            Err(error) if error.info().contains("recursion limit") => Err(builder.too_deep(at)),
            Err(_) => {
                // The parser's message is about its grammar. Only the position at which it failed is certain.
                let help = "look at the indentation, quotes and brackets here and on the lines before";
                unreadable = Some(Problem::new(file, "the file is not valid YAML from here on", help).at(at));
                break;
            }
        };
        if let Err(problem) = step {
            builder.problems.push(problem);
            break;
        }
    }
    let Builder { root, problems, .. } = builder;
    FinishedNode {
        root,
        problems,
        unreadable,
    }
}

fn position(marker: &Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

struct Builder<'a> {
    file: &'a str,
    text: &'a str,
    is_strict: bool,
    open: Vec<OpenCollection>,
    root: Option<Node>,
    documents: usize,
    problems: Vec<Problem>,
}

/// A collection whose end has not been read.
struct OpenCollection {
    at: Position,
    contents: Contents,
}

enum Contents {
    Mapping {
        entries: Vec<Entry>,
        key: Option<(String, Position)>,
        seen: HashMap<String, Position>,
    },
    Sequence(Vec<Node>),
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, at: Position) -> Result<(), Problem> {
        let known = self.problems.len();
        self.refuse_unsupported_syntax(&event, at);
        // A document of somebody else may have many of these; one report is enough.
        if !self.is_strict && self.problems.len() > known {
            self.problems.truncate(known + 1);
            return self.problems.pop().map_or(Ok(()), Err);
        }
        match event {
            Event::DocumentStart(_) => self.start_document(at),
            Event::Scalar(text, style, ..) => self.scalar(text, style, at),
            Event::MappingStart(..) => self.start(
                at,
                Contents::Mapping {
                    entries: Vec::new(),
                    key: None,
                    seen: HashMap::new(),
                },
            ),
            Event::SequenceStart(..) => self.start(at, Contents::Sequence(Vec::new())),
            Event::MappingEnd | Event::SequenceEnd => {
                self.end();
                Ok(())
            }
            // It was reported already.
            Event::Alias(_) => self.scalar(Cow::Borrowed(""), ScalarStyle::DoubleQuoted, at),
            _ => Ok(()),
        }
    }

    fn refuse_unsupported_syntax(&mut self, event: &Event<'_>, at: Position) {
        let (anchor, tag) = match event {
            Event::Alias(_) => {
                let help = "write the value out, or use a `$ref`; put a text that begins with `*` in quotes";
                return self.problems.push(self.problem(at, "a YAML alias (`*name`)", help));
            }
            Event::Scalar(_, _, anchor, tag) | Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                (*anchor, tag.is_some())
            }
            _ => return,
        };
        if anchor != 0 {
            let help = "remove it, and use a `$ref` instead; put a text that begins with `&` in quotes";
            self.problems.push(self.problem(at, "a YAML anchor (`&name`)", help));
        }
        if tag {
            let help = "remove it; put a text that begins with `!` in quotes";
            self.problems.push(self.problem(at, "a YAML tag (`!name`)", help));
        }
    }

    fn problem(&self, at: Position, what: &str, help: &str) -> Problem {
        Problem::new(self.file, format!("{what} is not allowed in this document"), help).at(at)
    }

    fn start_document(&mut self, at: Position) -> Result<(), Problem> {
        self.documents += 1;
        if self.documents > 1 {
            return Err(self.problem(at, "a second YAML document (`---`)", "keep one document in the file"));
        }
        Ok(())
    }

    fn start(&mut self, at: Position, contents: Contents) -> Result<(), Problem> {
        self.refuse_as_key(at)?;
        if self.open.len() == MAX_DEPTH {
            return Err(self.too_deep(at));
        }
        self.open.push(OpenCollection { at, contents });
        Ok(())
    }

    fn too_deep(&self, at: Position) -> Problem {
        let help = "write the inner parts as components, and refer to them";
        let message = format!("the document is nested more than {MAX_DEPTH} levels deep");
        Problem::new(self.file, message, help).at(at)
    }

    fn refuse_as_key(&self, at: Position) -> Result<(), Problem> {
        match self.open.last() {
            Some(OpenCollection {
                contents: Contents::Mapping { key: None, .. },
                ..
            }) => Err(self.problem(at, "a mapping or a list as a key", "write the key as plain text")),
            _ => Ok(()),
        }
    }

    fn scalar(&mut self, text: Cow<'_, str>, style: ScalarStyle, at: Position) -> Result<(), Problem> {
        let text = text.into_owned();
        let plain = style == ScalarStyle::Plain;
        if self.is_strict {
            self.refuse_odd_text(&text, style, at);
        }
        if let Some(OpenCollection {
            contents: Contents::Mapping { key: None, .. },
            ..
        }) = self.open.last()
        {
            if plain && text == "<<" {
                let problem = self.problem(at, "a YAML merge key (`<<`)", "write the merged keys out");
                self.problems.push(problem);
            }
            self.key(text, at);
        } else {
            self.value(Node {
                value: Value::Scalar(Scalar { text, plain }),
                at,
            });
        }
        Ok(())
    }

    fn refuse_odd_text(&mut self, text: &str, style: ScalarStyle, at: Position) {
        let forbidden = |c| Some((c, invisible_characters::forbidden_character(c)?));
        // Only double quotes have escapes. A character in the file itself was reported already.
        if style == ScalarStyle::DoubleQuoted
            && let Some((c, what)) = text.chars().find_map(forbidden)
            && !self.text.contains(c)
        {
            let problem = Problem::new(
                self.file,
                format!("{what} (U+{:04X})", u32::from(c)),
                "remove its escape from the text",
            );
            self.problems.push(problem.at(at));
        }
        if style == ScalarStyle::Plain
            && let Some(other) = other_reading(text)
        {
            let message = format!(
                "{} without quotes is text here, and {other} to other readers of YAML",
                quoted(text)
            );
            let help = match other {
                "a number" => format!("put it in quotes: `'{text}'`; write a number with digits alone"),
                "a date" => format!("put it in quotes: `'{text}'`"),
                value => format!("put it in quotes: `'{text}'`; for the other, write {value}"),
            };
            let problem = Problem::new(self.file, message, help);
            self.problems.push(problem.at(at));
        }
    }

    fn key(&mut self, text: String, at: Position) {
        let Some(OpenCollection {
            contents: Contents::Mapping { key, seen, .. },
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        *key = Some((text.clone(), at));
        match seen.entry(text) {
            MapEntry::Vacant(vacant) => {
                vacant.insert(at);
            }
            MapEntry::Occupied(first) => {
                let message = format!(
                    "the key {} occurs twice; the first is on line {}",
                    quoted(first.key()),
                    first.get().line
                );
                let problem = Problem::new(self.file, message, "remove one of the two, or rename it");
                self.problems.push(problem.at(at).within(&self.pointer()));
            }
        }
    }

    fn value(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.contents) {
            Some(Contents::Mapping { entries, key, .. }) => {
                if let Some((key, at)) = key.take() {
                    entries.push(Entry { key, at, node });
                }
            }
            Some(Contents::Sequence(items)) => items.push(node),
            None => self.root = Some(node),
        }
    }

    fn end(&mut self) {
        let Some(OpenCollection { at, contents }) = self.open.pop() else {
            return;
        };
        let value = match contents {
            Contents::Mapping { entries, .. } => Value::Mapping(entries),
            Contents::Sequence(items) => Value::Sequence(items),
        };
        self.value(Node { value, at });
    }

    /// Returns the place of the key or item that is being read.
    fn pointer(&self) -> String {
        self.open
            .iter()
            .fold(String::new(), |pointer, open| match &open.contents {
                Contents::Mapping {
                    key: Some((key, _)), ..
                } => child(&pointer, key),
                Contents::Mapping { key: None, .. } => pointer,
                Contents::Sequence(items) => child(&pointer, &items.len().to_string()),
            })
    }
}

/// Returns how readers of YAML 1.1, which are common, read a text without quotes.
fn other_reading(text: &str) -> Option<&'static str> {
    let word = |words: [&str; 2]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let unsigned = text.trim_start_matches(['+', '-']);
    let begins_like_a_number = unsigned.starts_with(|c: char| c.is_ascii_digit());
    if word(["yes", "on"]) {
        Some("`true`")
    } else if word(["no", "off"]) {
        Some("`false`")
    } else if begins_like_a_number {
        other_number_or_date(text)
    } else {
        None
    }
}

/// Returns how readers of YAML 1.1 read a text that begins with a digit.
fn other_number_or_date(text: &str) -> Option<&'static str> {
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
    let in_sixties = |part: &str| digits(part.trim_start_matches(['+', '-']), 2);
    let mut date = text.split(['T', 't', ' ']).next().unwrap_or_default().split('-');
    let mut is_date = |most| date.next().is_some_and(|part| digits(part, most));
    let is_in_sixties = text.contains(':') && text.split(':').all(in_sixties);
    let is_grouped = text.contains('_') && text.bytes().all(|c| c.is_ascii_digit() || b"_.+-".contains(&c));
    let is_binary = text.strip_prefix("0b").is_some_and(|rest| digits(rest, 64));
    if is_in_sixties || is_grouped || is_binary {
        Some("a number")
    } else if is_date(4) && is_date(2) && is_date(2) {
        Some("a date")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
