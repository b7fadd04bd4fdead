//! Finds mistakes in the value after a colon or a dash.

use crate::document::yaml::mistakes::line::{Line, Mistake, PROSE_KEYS, shortened};
use crate::document::yaml::mistakes::scan::Scan;

/// The characters that close each kind of typographic quotes.
const TYPOGRAPHIC: [(char, &[char]); 6] = [
    ('“', &['”', '“']),
    ('”', &['”']),
    ('„', &['“', '”']),
    ('‘', &['’', '‘']),
    ('’', &['’']),
    ('«', &['»']),
];

/// The characters that a backslash may precede in double quotes.
const ESCAPES: &str = "0abtnvfre \"/\\N_LPxuU\t";

impl<'a> Scan<'a> {
    /// Checks a value, which may continue on the next lines, and returns the index of the line after it.
    pub fn value(&mut self, line: &Line<'a>, start: usize, key: Option<&str>) -> usize {
        let value = line.text[start..].trim_end();
        let next = line.index + 1;
        if key.is_some() {
            self.levels.set_has_value(!value.is_empty() && !value.starts_with('#'));
        }
        match value.chars().next() {
            None => next,
            Some('#') => {
                self.comment_for_value(line, start, key);
                next
            }
            Some(quote @ ('\'' | '"')) => self.quoted(line, start, quote),
            Some('{' | '[') => self.brackets(line, start),
            Some('|' | '>') => self.block(line, start),
            Some(first) => {
                let mistake = plain(line, start, (first, value), key);
                self.mistakes.extend(mistake);
                next
            }
        }
    }

    /// Reports `$ref: #/components/x`, which has a comment as its value.
    fn comment_for_value(&mut self, line: &Line<'a>, start: usize, key: Option<&str>) {
        let Some(key) = key else { return };
        let here = self.levels.indentation().unwrap_or_default();
        let mut below = self.lines[line.index + 1..]
            .iter()
            .map(|text| (text, text.trim_start()));
        let below = below.find(|(_, content)| !content.is_empty() && !content.starts_with('#'));
        let has_value = below.is_some_and(|(text, content)| {
            let indentation = text.len() - content.len();
            indentation > here || indentation == here && content.starts_with("- ")
        });
        if !has_value || key == "$ref" {
            let rest = line.text[start..].trim_end();
            let report = (
                format!("`#` begins a comment, so `{key}` has no value"),
                format!("put the value in quotes: `{key}: '{}'`", shortened(rest)),
            );
            let mistake = line.mistake(start, report, Some((start, in_quotes(rest))));
            self.mistakes.push(mistake.silent());
            self.levels.set_has_value(true);
        }
    }

    /// Checks a text in quotes, which may continue on the next lines.
    fn quoted(&mut self, line: &Line<'a>, start: usize, quote: char) -> usize {
        let here = self.levels.indentation();
        if let Some(mistake) = odd_escape(line, start).filter(|_| quote == '"') {
            self.mistakes.push(mistake);
            return line.index + 1;
        }
        if let Some(end) = closing(&line.text[start + 1..], quote) {
            let mistake = after_quote(line, start, start + 1 + end, quote);
            self.mistakes.extend(mistake);
            return line.index + 1;
        }
        for (index, text) in self.lines.iter().enumerate().skip(line.index + 1) {
            let content = text.trim_start();
            if !content.is_empty() && here.is_some_and(|here| text.len() - content.len() <= here) {
                break;
            }
            if closing(text, quote).is_some() {
                return index + 1;
            }
        }
        let report = (
            format!("the quote `{quote}` is not closed"),
            format!("write `{quote}` at the end of the text, or remove it here"),
        );
        let rest = line.text[start + 1..].trim_end();
        self.mistakes
            .push(line.mistake(start, report, Some((start, in_quotes(rest)))));
        line.index + 1
    }

    /// Checks a list or a mapping in brackets, which may continue on the next lines.
    fn brackets(&mut self, line: &Line<'a>, start: usize) -> usize {
        let here = self.levels.indentation();
        let first = &line.text[start..=start];
        let mut open = Vec::new();
        for (index, text) in self.lines.iter().enumerate().skip(line.index) {
            let content = text.trim_start();
            let from = if index == line.index { start } else { 0 };
            let dedents = here.is_some_and(|here| text.len() - content.len() <= here);
            if from == 0 && dedents && !content.is_empty() && !content.starts_with(['}', ']']) {
                break;
            }
            match scan_brackets(&text[from..], &mut open) {
                BracketScan::Closed(end) => {
                    let rest = text[from + end..].trim();
                    if index == line.index && !rest.is_empty() && !rest.starts_with('#') {
                        let report = (format!("this text begins with `{first}`"), "put the text in quotes");
                        let whole = in_quotes(text[start..].trim_end());
                        self.mistakes.push(line.mistake(start, report, Some((start, whole))));
                    }
                    return index + 1;
                }
                BracketScan::Comment(byte) if text[from + byte..].starts_with("#/") => {
                    let rest = &text[from + byte..];
                    let (value, after) = rest.split_at(rest.find(['}', ']', ',']).unwrap_or(rest.len()));
                    let value = value.trim_end();
                    let report = (
                        "`#` begins a comment, and hides the rest of the line",
                        format!("put the value in quotes: `'{value}'`"),
                    );
                    let line = Line { index, text, ..*line };
                    let corrected = Some((from + byte, format!("'{value}'{after}")));
                    self.mistakes.push(line.mistake(from + byte, report, corrected));
                    return index + 1;
                }
                BracketScan::Comment(_) | BracketScan::Open => {}
            }
        }
        let closers: String = open.iter().rev().collect();
        let report = (
            format!("the bracket `{first}` is not closed"),
            format!("write `{closers}` at its end, or put the text in quotes"),
        );
        let corrected = format!("{}{closers}", line.text[start..].trim_end());
        self.mistakes
            .push(line.mistake(start, report, Some((start, corrected))));
        line.index + 1
    }

    /// Checks a text below its key.
    fn block(&mut self, line: &Line<'a>, start: usize) -> usize {
        let header = line.text[start..].trim_end();
        let (mark, after) = header.split_at(1);
        let marks = after.split(' ').next().unwrap_or_default();
        let is_header = marks.len() <= 2 && marks.chars().all(|c| "+-".contains(c) || c.is_ascii_digit());
        let rest = after[marks.len()..].trim_start();
        let here = self.levels.indentation();
        let mut next = line.index + 1;
        while let Some(text) = self.lines.get(next) {
            let content = text.trim_start_matches(' ');
            if !content.trim().is_empty() && here.is_some_and(|here| text.len() - content.len() <= here) {
                break;
            }
            next += 1;
        }
        if !is_header || !rest.is_empty() && !rest.starts_with('#') {
            let report = (
                format!("this text begins with `{mark}`"),
                "put the text in quotes, or all of it on the lines below",
            );
            let has_more = self.lines[line.index + 1..next]
                .iter()
                .any(|text| !text.trim().is_empty());
            let corrected = (!has_more).then(|| (start, in_quotes(header)));
            self.mistakes.push(line.mistake(start, report, corrected));
        }
        next
    }
}

/// Checks a text without quotes.
fn plain(line: &Line<'_>, start: usize, (first, value): (char, &str), key: Option<&str>) -> Option<Mistake> {
    let mistake = |byte: usize, message: String, help: &str, text: &str| {
        line.mistake(byte, (message, help), Some((start, in_quotes(text))))
    };
    let is_alone = value[first.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
    let is_mark = match first {
        '@' | '`' | '%' | '*' | ',' | ']' | '}' => true,
        '&' | '!' => is_alone,
        '-' | '?' => is_alone && key.is_some(),
        _ => false,
    };
    if is_mark {
        let message = format!("this text begins with `{first}`");
        return Some(mistake(start, message, "put the text in quotes", value));
    }
    if let Some((_, ends)) = TYPOGRAPHIC.iter().find(|(open, _)| *open == first) {
        let inner = value.strip_prefix(first).and_then(|rest| rest.strip_suffix(*ends));
        if let Some(inner) = inner.filter(|inner| !inner.contains(*ends) && !inner.contains(first)) {
            let help = format!("write `{}`", in_quotes(&shortened(inner)));
            let message = "these quotes are typographic, and part of the text".to_owned();
            return Some(mistake(start, message, &help, inner).silent());
        }
    }
    let comment = value.find(" #");
    let text = &value[..comment.unwrap_or(value.len())];
    let at_end = text.ends_with(':').then(|| text.len().saturating_sub(1));
    if let Some(colon) = text.find(": ").or_else(|| text.find(":\t")).or(at_end) {
        let help = "put the text in quotes, or below its key after `|-`";
        let message = "this text contains a colon and has no quotes".to_owned();
        return Some(mistake(start + colon, message, help, value));
    }
    let (comment, key) = (comment?, key.filter(|key| PROSE_KEYS.contains(key))?);
    let message = format!("`#` begins a comment here, and ends the text of `{key}`");
    let help = "put the text in quotes; put a comment on a separate line";
    Some(mistake(start + comment + 1, message, help, value).silent())
}

/// Returns the end of a text, ignoring quotes that are doubled or behind a backslash.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((byte, c)) = chars.next() {
        let is_doubled = |next: Option<&(usize, char)>| quote == '\'' && next.is_some_and(|(_, next)| *next == quote);
        if c == '\\' && quote == '"' || c == quote && is_doubled(chars.peek()) {
            chars.next();
        } else if c == quote {
            return Some(byte);
        }
    }
    None
}

fn after_quote(line: &Line<'_>, start: usize, end: usize, quote: char) -> Option<Mistake> {
    let rest = &line.text[end + 1..];
    if rest.trim().is_empty() || rest.starts_with(" #") {
        return None;
    }
    let whole = line.text[start..].trim_end();
    // The text that the quotes were meant to enclose, if the line ends with a quote.
    let inner = whole.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote));
    let help = match (quote, inner) {
        ('\'', Some(_)) => "in single quotes, write `''` for an apostrophe; or use double quotes",
        ('"', Some(_)) => "in double quotes, write `\\\"` for a quotation mark; or use single quotes",
        _ => "put the whole text in quotes of a kind that it does not contain",
    };
    let message = format!("the text continues after the quote `{quote}` that ends it");
    let corrected = in_quotes(inner.unwrap_or(whole));
    Some(line.mistake(end, (message, help), Some((start, corrected))))
}

fn odd_escape(line: &Line<'_>, start: usize) -> Option<Mistake> {
    let mut chars = line.text[start + 1..].char_indices();
    while let Some((byte, c)) = chars.next() {
        if c == '"' {
            return None;
        }
        if c != '\\' {
            continue;
        }
        // A backslash at the end of a line joins it with the next line.
        let (_, escaped) = chars.next()?;
        if !ESCAPES.contains(escaped) {
            let message = format!("`\\{escaped}` is not an escape of a text in double quotes");
            let help = "write `\\\\` for a backslash, or use single quotes";
            let whole = line.text[start + 1..].trim_end();
            let corrected = in_quotes(whole.strip_suffix('"').unwrap_or(whole));
            return Some(line.mistake(start + 1 + byte, (message, help), Some((start, corrected))));
        }
    }
    None
}

enum BracketScan {
    /// All brackets are closed at this position.
    Closed(usize),
    /// A comment starts at this position.
    Comment(usize),
    Open,
}

/// Follows brackets through a line, and ignores those in quotes.
fn scan_brackets(text: &str, open: &mut Vec<char>) -> BracketScan {
    let mut byte = 0;
    let mut before = ' ';
    while let Some(c) = text[byte..].chars().next() {
        match c {
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                open.pop();
                if open.is_empty() {
                    return BracketScan::Closed(byte + 1);
                }
            }
            '#' if before.is_whitespace() => return BracketScan::Comment(byte),
            '\'' | '"' if " ,:[{".contains(before) => match closing(&text[byte + 1..], c) {
                Some(end) => byte += 1 + end,
                None => return BracketScan::Open,
            },
            _ => {}
        }
        before = c;
        byte += c.len_utf8();
    }
    BracketScan::Open
}

/// Returns a text in single quotes, in which only these need an escape.
fn in_quotes(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
