//! Splits a block of headers into names and values, in all the layouts in which they are copied.

use std::borrow::Cow;

use super::explanations::explanation_end;
use super::names::{
    general, is_known, is_provisional_notice, is_request_line, is_section, is_status_line, is_token,
    section_is_response,
};
use crate::paste::cookie_text::{is_cookie_pair, is_title};
use crate::paste::problem::{Problem, Reason};
use crate::paste::prose::is_prose;
use crate::paste::text::{is_blank, line_at, trim, visible};
use crate::paste::wrapping::{WRAPPED_LEN, join_cookies, join_value};

/// A header and its position.
pub(super) struct Header<'a> {
    pub(super) name: &'a str,
    pub(super) lines: Vec<Cow<'a, str>>,
    /// The length of the text before the value in its line.
    prefix: usize,
    pub(super) at: usize,
    pub(super) is_response: bool,
}

impl Header<'_> {
    /// Returns the value, whose lines are joined.
    pub(super) fn value(&self) -> Result<String, Problem> {
        let lines: Vec<&str> = self
            .lines
            .iter()
            .map(AsRef::as_ref)
            .filter(|line| !trim(line).is_empty())
            .collect();
        let joined = match lines.as_slice() {
            [] => Ok(String::new()),
            [line] => Ok(trim(line).to_owned()),
            lines if self.is_cookie() => join_cookies(lines, self.prefix),
            lines => join_value(lines, self.prefix),
        };
        joined.map_err(|reason| reason.at(self.at))
    }

    pub(super) fn is_cookie(&self) -> bool {
        is_cookie_title(self.name)
    }
}

/// Returns `true` if people use this name for the cookies of a request.
fn is_cookie_title(name: &str) -> bool {
    is_title(name) && !name.eq_ignore_ascii_case("set-cookie")
}

/// A block of headers.
#[derive(Default)]
pub(super) struct HeaderBlock<'a> {
    pub(super) headers: Vec<Header<'a>>,
    pub(super) request_line: Option<&'a str>,
    /// The end of the block.
    pub(super) len: usize,
    /// Whether an empty line ends the block, after which a body may follow.
    pub(super) ends_with_blank: bool,
}

/// The layout of names and values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Unknown,
    OneLine,
    /// `name:`, and the value in the next line.
    TwoLines,
    /// `name`, and the value in the next line.
    BareTwoLines,
}

pub(super) fn read_block(text: &str) -> Result<HeaderBlock<'_>, Problem> {
    let mut reader = Reader {
        text,
        at: 0,
        style: Style::Unknown,
        is_response: false,
        is_compact: false,
        indent: usize::MAX,
        block: HeaderBlock::default(),
    };
    while reader.line()? {}
    reader.block.len = reader.at;
    Ok(reader.block)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    style: Style,
    is_response: bool,
    /// Whether the colons have no space after them.
    is_compact: bool,
    indent: usize,
    block: HeaderBlock<'a>,
}

enum LineKind<'a> {
    Header {
        name: &'a str,
        value: &'a str,
    },
    /// A name whose value is in the next line.
    Name(&'a str),
    Other,
}

impl<'a> Reader<'a> {
    /// Reads a line, and also the next one if that contains the value. Returns whether the block continues.
    fn line(&mut self) -> Result<bool, Problem> {
        let Some(line) = line_at(self.text, self.at) else {
            return Ok(false);
        };
        let text = trim(line.text);
        if text.is_empty() {
            self.block.ends_with_blank = true;
            return Ok(false);
        }
        if is_provisional_notice(text) {
            return Err(Reason::ProvisionalHeaders.at(self.at));
        }
        if let Some(end) = explanation_end(self.text, text, line.next, self.last_name())? {
            self.at = end;
            return Ok(true);
        }
        let has_start = self.block.request_line.is_some() || !self.block.headers.is_empty();
        if is_status_line(text) || is_request_line(text) {
            // This line begins another message.
            if !self.block.headers.is_empty() {
                return Ok(false);
            }
            self.is_response = is_status_line(text);
            if !self.is_response {
                self.block.request_line = Some(text);
            }
            self.at = line.next;
            return Ok(true);
        }
        if is_section(text) && !(self.style == Style::BareTwoLines && is_known(text)) {
            if let Some(is_response) = section_is_response(text) {
                if has_start && is_response != self.is_response && !self.block.headers.is_empty() {
                    return Ok(false);
                }
                self.is_response = is_response;
            }
            self.at = line.next;
            return Ok(true);
        }
        let indent = line.text.len() - line.text.trim_start_matches(is_blank).len();
        self.indent = self.indent.min(indent);
        let is_folded = indent > self.indent && !self.block.headers.is_empty() && self.style == Style::OneLine;
        match self.kind(text) {
            // `Here it is:`, in one word.
            LineKind::Header { name, value: "" } if !has_start && !is_known(name) && self.is_at_gap(line.next) => {
                Ok(false)
            }
            LineKind::Header { name, value } if !is_folded || is_known(name) => {
                self.is_compact |=
                    !value.is_empty() && !text[name.len()..].trim_start_matches(is_blank)[1..].starts_with(is_blank);
                self.add_header(name, value, text.len() - value.len(), line.next)?;
                Ok(true)
            }
            LineKind::Name(name) => {
                self.style = Style::BareTwoLines;
                let value = line_at(self.text, line.next).filter(|next| !trim(next.text).is_empty());
                let value = value.ok_or(Reason::MissingHeaderValue.at(self.at))?;
                let value_text = trim(value.text);
                if is_misplaced(name, value_text) {
                    return Err(Reason::MissingHeaderValue.at(self.at));
                }
                self.push(name, value_text, 0);
                self.at = value.next;
                Ok(true)
            }
            _ => self.continuation(line.text, line.next, is_folded),
        }
    }

    fn last_name(&self) -> &str {
        self.block.headers.last().map_or("", |header| header.name)
    }

    fn kind(&self, line: &'a str) -> LineKind<'a> {
        let is_pseudo = line.starts_with(':');
        let colon = line[usize::from(is_pseudo)..]
            .find(':')
            .map(|at| at + usize::from(is_pseudo));
        if let Some(colon) = colon {
            let (name, rest) = (line[..colon].trim_end_matches(is_blank), &line[colon + 1..]);
            if general(name).is_some() {
                return LineKind::Header {
                    name,
                    value: trim(rest),
                };
            }
            let is_spaced = rest.is_empty() || rest.starts_with(is_blank);
            // Values contain colons too, so a wrapped value must not count as the next header.
            let is_quoted = rest.len() > 1 && rest.starts_with('"') && rest.ends_with('"');
            let is_compact = self.is_compact && !rest.starts_with("//");
            let is_name =
                is_token(name) && (is_known(name) || is_cookie_title(name) || is_spaced || is_compact || is_quoted);
            if is_name && (!is_pseudo || is_known(name)) {
                return LineKind::Header {
                    name,
                    value: trim(rest),
                };
            }
        }
        let can_be_bare = match self.style {
            Style::Unknown => is_known(line) || general(line).is_some(),
            Style::BareTwoLines => {
                is_known(line) || general(line).is_some() || (is_token(line) && !self.last_is_long() && !is_prose(line))
            }
            Style::OneLine | Style::TwoLines => false,
        };
        if can_be_bare {
            LineKind::Name(line)
        } else {
            LineKind::Other
        }
    }

    fn add_header(&mut self, name: &'a str, value: &'a str, prefix: usize, next: usize) -> Result<(), Problem> {
        if !value.is_empty() {
            if self.style == Style::Unknown {
                self.style = Style::OneLine;
            }
            self.push(name, value, prefix);
            self.at = next;
            return Ok(());
        }
        let following = line_at(self.text, next).map(|line| (trim(line.text), line.next));
        let following = following.filter(|(text, _)| !text.is_empty());
        let is_cookie_alone = self.block.headers.is_empty() && is_cookie_title(name);
        match following {
            Some((value, after)) if self.is_value_of(value) => {
                self.style = Style::TwoLines;
                self.push(name, value, 0);
                self.at = after;
            }
            // The value is empty or was cut off.
            None if !is_cookie_alone && !name.to_ascii_lowercase().starts_with("sec-") => {
                return Err(Reason::MissingHeaderValue.at(self.at));
            }
            _ => {
                self.push(name, "", 0);
                self.at = next;
            }
        }
        Ok(())
    }

    /// Returns `true` if the text at this position is not a single value.
    ///
    /// A name before it is then the title of something else.
    fn is_at_gap(&self, at: usize) -> bool {
        let next = line_at(self.text, at).map_or("", |line| trim(line.text));
        next.is_empty() || next.contains(is_blank) || next.starts_with(['{', '['])
    }

    /// Returns `true` if a line is the value of the name in the previous line.
    fn is_value_of(&self, line: &'a str) -> bool {
        let has_name_alone = matches!(self.kind(line), LineKind::Header { name, value: "" } if is_known(name));
        match self.style {
            Style::OneLine | Style::BareTwoLines => false,
            Style::TwoLines => !has_name_alone && !is_section(line),
            Style::Unknown => {
                matches!(self.kind(line), LineKind::Other | LineKind::Name(_)) && !is_section(line) && !is_prose(line)
            }
        }
    }

    /// Handles a line that is not a header: a part of the last value, or the end of the block.
    fn continuation(&mut self, line: &'a str, next: usize, is_folded: bool) -> Result<bool, Problem> {
        let text = trim(line);
        let Some(last) = self.block.headers.last_mut() else {
            return Ok(false);
        };
        let is_cookie = last.is_cookie();
        let previous = last.lines.last().map_or("", |line| trim(line));
        let is_long = previous.chars().count() + last.name.len() >= WRAPPED_LEN;
        let starts_other = is_prose(text)
            || text.starts_with(['{', '[', '"', '\'', '`', '“', '‘', '#', '<', '|'])
            || text.contains('\t')
            || text.contains(": ")
            || ["- ", "* ", "• "].iter().any(|bullet| text.starts_with(bullet));
        let is_unfinished = is_cookie
            && (previous.ends_with([';', '='])
                || is_cookie_pair(text)
                || !previous.rsplit(';').next().unwrap_or(previous).contains('='));
        let goes_on = is_folded || ((is_long || is_unfinished) && !starts_other && !self.starts_command(text));
        if !goes_on {
            return Ok(false);
        }
        let Some(last) = self.block.headers.last_mut() else {
            return Ok(false);
        };
        last.lines.push(visible(line));
        self.at = next;
        Ok(true)
    }

    fn starts_command(&self, text: &str) -> bool {
        let word = text
            .split(|it: char| is_blank(it) || it == '(' || it == '.')
            .next()
            .unwrap_or(text);
        matches!(
            word.trim_start_matches(['$', '%', '>']),
            "" | "curl"
                | "wget"
                | "http"
                | "https"
                | "fetch"
                | "await"
                | "const"
                | "let"
                | "var"
                | "document"
                | "localStorage"
                | "session"
        )
    }

    fn last_is_long(&self) -> bool {
        let last = self.block.headers.last().and_then(|header| header.lines.last());
        last.is_some_and(|line| line.chars().count() >= WRAPPED_LEN)
    }

    fn push(&mut self, name: &'a str, value: &'a str, prefix: usize) {
        let is_response = self.is_response || name.eq_ignore_ascii_case(":status");
        self.is_response = is_response;
        self.block.headers.push(Header {
            name,
            lines: vec![visible(value)],
            prefix,
            at: self.at,
            is_response,
        });
    }
}

/// Returns `true` if a value is itself a name, because the real value is missing.
fn is_misplaced(name: &str, value: &str) -> bool {
    let lists_names = [
        "connection",
        "vary",
        "allow",
        "trailer",
        "upgrade",
        "via",
        "te",
        "pragma",
    ];
    let lower = name.to_ascii_lowercase();
    (is_known(value) || is_section(value))
        && !lists_names.contains(&lower.as_str())
        && !lower.starts_with("access-control-")
}
