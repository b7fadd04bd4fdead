//! Finds common mistakes in handwritten YAML, line by line.
//!
//! A parser reports the position at which it failed, which is often behind the mistake, in terms of its grammar. This code reads
//! the lines as a person does. It supports less of YAML than the parser, and is used only after the parser has failed, except for
//! mistakes that the parser accepts with another meaning than the one intended.

mod indentation;
pub mod levels;
pub mod line;
pub mod scan;
mod values;

use crate::document::yaml::mistakes::levels::Levels;
use crate::document::yaml::mistakes::line::{Line, Mistake, shortened, unusual_space};
use crate::document::yaml::mistakes::scan::Scan;

/// Returns every mistake of a text, in its order.
pub fn find(text: &str) -> Vec<Mistake> {
    let mut scan = Scan {
        lines: text.split('\n').map(|line| line.trim_end_matches('\r')).collect(),
        levels: Levels::default(),
        has_lost_levels: false,
        mistakes: Vec::new(),
    };
    let mut index = 0;
    while index < scan.lines.len() {
        index = scan.line(index);
    }
    scan.mistakes
}

/// Returns the text with all mistakes corrected, or `None` if the correction of one is unknown.
pub fn correct(text: &str, mistakes: &[Mistake]) -> Option<String> {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for mistake in mistakes {
        let line = lines.get_mut(mistake.at.line - 1)?;
        line.clone_from(mistake.corrected.as_ref()?);
    }
    Some(lines.join("\n"))
}

impl<'a> Scan<'a> {
    /// Checks a line and the lines that belong to it, and returns the index of the next one.
    fn line(&mut self, index: usize) -> usize {
        let text = self.lines[index];
        let content = text.trim_start();
        if content.is_empty() || content.starts_with('#') {
            return index + 1;
        }
        if text.starts_with("---") || text.starts_with("...") || text.starts_with('%') {
            self.levels = Levels::default();
            return index + 1;
        }
        let indentation = &text[..text.len() - content.len()];
        if let Some(byte) = indentation.find(|c| c != ' ') {
            self.unusual_indentation(index, text, byte);
            return index + 1;
        }
        let mut line = Line {
            index,
            text,
            start: indentation.len(),
            is_item: false,
        };
        while let Some(rest) = line.content().strip_prefix('-') {
            if !rest.is_empty() && !rest.starts_with(' ') {
                break;
            }
            self.item(&line);
            line.is_item = true;
            line.start = text.len() - rest.trim_start_matches(' ').len();
            if line.content().is_empty() || line.content().starts_with('#') {
                return index + 1;
            }
        }
        match key_of(line.content()) {
            Some(key) => self.entry(&line, key),
            None => self.line_without_key(&line),
        }
    }

    fn unusual_indentation(&mut self, index: usize, text: &str, byte: usize) {
        let line = Line {
            index,
            text,
            start: byte,
            is_item: false,
        };
        let mistake = match text[byte..].starts_with('\t') {
            // The width of a tab is unknown.
            true => line.mistake(
                byte,
                ("a tab in the indentation", "indent with spaces, two for each level"),
                None,
            ),
            false => {
                let report = (unusual_space(text[byte..].chars().next()), "indent with plain spaces");
                let rest: String = text[byte..]
                    .chars()
                    .map(|c| if c.is_whitespace() { ' ' } else { c })
                    .collect();
                line.mistake(byte, report, Some((byte, rest))).silent()
            }
        };
        self.has_lost_levels |= mistake.corrected.is_none();
        self.mistakes.push(mistake);
    }

    /// Checks a line with a key.
    fn entry(&mut self, line: &Line<'a>, key: Key<'a>) -> usize {
        let name = key.name.to_owned();
        self.place_entry(line, &name);
        let after_colon = line.start + key.end;
        if let Some(first) = line.content().chars().next().filter(|first| "*&!@`%".contains(*first)) {
            let report = (
                format!("this key begins with `{first}`"),
                format!("put it in quotes: `'{}':`", key.name),
            );
            let rest = format!("'{}':{}", key.name, &line.text[after_colon..]);
            self.mistakes
                .push(line.mistake(line.start, report, Some((line.start, rest))));
            return line.index + 1;
        }
        let rest = &line.text[after_colon..];
        let value = rest.trim_start();
        let gap = &rest[..rest.len() - value.len()];
        if let Some(byte) = gap
            .find(|c| c != ' ')
            .filter(|_| !value.is_empty() && !value.starts_with('#'))
        {
            let odd = gap[byte..].chars().next();
            let what = if odd == Some('\t') {
                "a tab".to_owned()
            } else {
                unusual_space(odd)
            };
            let report = (format!("{what} after `:`"), "write a space");
            let corrected = Some((after_colon, format!(" {value}")));
            self.mistakes.push(line.mistake(after_colon + byte, report, corrected));
            self.levels.set_has_value(true);
            return line.index + 1;
        }
        let start = line.text.len() - value.len();
        self.value(line, start, Some(&name))
    }

    /// Checks a line without a key: an item of a list, a part of a text, or a mistake.
    fn line_without_key(&mut self, line: &Line<'a>) -> usize {
        if line.is_item {
            return self.value(line, line.start, None);
        }
        let content = line.content();
        // JSON has no mistakes of this kind.
        if self.levels.indentation().is_none() && content.starts_with(['{', '[']) {
            return self.lines.len();
        }
        // The builder of the tree refuses such a key by name.
        if content.starts_with("? ") {
            return line.index + 1;
        }
        // The end of a list or a mapping in brackets, or of a value that was not recognized.
        if content.starts_with(['{', '[', ']', '}', '"', '\'', '|', '>']) {
            return match self.levels.continues(line.start) {
                true => self.value(line, line.start, None),
                false => line.index + 1,
            };
        }
        let missing_space = content
            .char_indices()
            .find(|(byte, c)| *c == ':' && is_key(&content[..*byte]))
            .map(|(byte, _)| byte + 1)
            .filter(|byte| !content[*byte..].starts_with("//"));
        let is_under_key = self.levels.is_open(line.start);
        if let Some(byte) =
            missing_space.filter(|_| is_under_key && !self.levels.is_prose() || !self.levels.continues(line.start))
        {
            let key = &content[..byte];
            let rest = content[byte..].trim_start();
            let odd = content[byte..].chars().next().filter(|c| c.is_whitespace());
            let (message, help) = match odd {
                Some(_) => (format!("{} after `:`", unusual_space(odd)), "write a space".to_owned()),
                None => (
                    format!("the space after `{key}` is missing"),
                    format!("write `{key} {}`", shortened(rest)),
                ),
            };
            let mut mistake = line.mistake(
                line.start + byte,
                (message, help),
                Some((line.start + byte, format!(" {rest}"))),
            );
            mistake.is_silent = is_under_key;
            self.mistakes.push(mistake);
            if is_under_key {
                self.place_entry(line, key.trim_end_matches(':'));
            }
            self.levels.set_has_value(true);
            return line.index + 1;
        }
        if let Some(rest) = content
            .strip_prefix('-')
            .filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || "'\"{[$".contains(c)))
            && (is_under_key && !self.levels.is_prose() || self.levels.is_list(line.start))
        {
            let report = (
                "the space after `-` is missing",
                format!("write `- {}`", shortened(rest)),
            );
            let mut mistake = line.mistake(line.start + 1, report, Some((line.start + 1, format!(" {rest}"))));
            mistake.is_silent = true;
            self.mistakes.push(mistake);
            self.item(line);
            return line.index + 1;
        }
        if self.levels.continues(line.start) {
            return line.index + 1;
        }
        let report = (
            "this line is not `key: value`",
            "write a key and `: ` before it; put a text of several lines below its key, indented, after `|-`",
        );
        // The correction turns it into a comment, so that the check can continue.
        self.mistakes
            .push(line.mistake(line.start, report, Some((line.start, format!("# {content}")))));
        line.index + 1
    }
}

/// A key at the start of a line.
struct Key<'a> {
    name: &'a str,
    /// The position after the colon.
    end: usize,
}

/// Returns the key at the start of a content: the text before the first colon that ends a key.
fn key_of(content: &str) -> Option<Key<'_>> {
    let quote = content.chars().next().filter(|c| "'\"".contains(*c));
    let from = match quote {
        Some(quote) => content[1..].find(quote)? + 2,
        None if content.starts_with(['{', '[', '|', '>', '#']) => return None,
        None => 0,
    };
    let mut colons = content[from..].match_indices(':').map(|(byte, _)| from + byte);
    let colon = colons.find(|byte| {
        let after = content[byte + 1..].chars().next();
        after.is_none_or(|c| c == ' ' || c == '\t')
    })?;
    let name = match quote {
        // Only the colon may follow a quoted key.
        Some(_) if !content[from..colon].trim().is_empty() => return None,
        Some(_) => &content[1..from - 1],
        None => content[..colon].trim_end(),
    };
    // With a space before it, `#` begins a comment.
    (quote.is_some() || !name.contains(" #")).then_some(Key { name, end: colon + 1 })
}

/// Returns `true` if a word looks like a key of the document.
fn is_key(word: &str) -> bool {
    let word = word.strip_prefix('$').unwrap_or(word);
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

#[cfg(test)]
mod tests;
