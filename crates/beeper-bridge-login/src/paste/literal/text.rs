//! Reads quoted strings with JavaScript's escapes.

use crate::paste::problem::{Problem, Reason};
use crate::paste::text::is_line_end;

/// Returns the characters that close a quote. Chats replace straight quotes with others, at either end.
pub(in crate::paste) fn closing_quote(opening: char) -> Option<&'static [char]> {
    match opening {
        '"' => Some(&['"']),
        '\'' => Some(&['\'']),
        '`' => Some(&['`']),
        '“' | '”' | '„' => Some(&['”', '“']),
        '«' | '»' => Some(&['»', '«']),
        '‘' | '’' | '‚' => Some(&['’', '‘']),
        _ => None,
    }
}

/// Reads the quoted string at the beginning of a text, and returns it with its end.
pub(in crate::paste) fn read_text(text: &str) -> Result<(String, usize), Problem> {
    let quote = text.chars().next();
    let Some(closing) = quote.and_then(closing_quote) else {
        return Err(Reason::LiteralSyntax.at(0));
    };
    let is_template = quote == Some('`');
    let mut out = String::new();
    let mut units = Utf16::default();
    let mut at = quote.map_or(0, char::len_utf8);
    while let Some(character) = text[at..].chars().next() {
        let next = at + character.len_utf8();
        if closing.contains(&character) {
            units.end(&mut out);
            return Ok((out, next));
        }
        match character {
            '\\' => {
                let (escape, len) = read_escape(&text[next..]).ok_or(Reason::LiteralSyntax.at(at))?;
                match escape {
                    Escape::Unit(unit) => units.push(unit, &mut out),
                    Escape::Char(character) => {
                        units.end(&mut out);
                        out.push(character);
                    }
                    Escape::Nothing => {}
                }
                at = next + len;
                continue;
            }
            '$' if is_template && text[next..].starts_with('{') => return Err(Reason::Variable.at(at)),
            '\n' | '\r' if !is_template => return Err(Reason::UnclosedQuote.at(0)),
            _ => {
                units.end(&mut out);
                out.push(character);
            }
        }
        at = next;
    }
    Err(Reason::UnclosedQuote.at(0))
}

enum Escape {
    Unit(u32),
    Char(char),
    Nothing,
}

fn read_escape(rest: &str) -> Option<(Escape, usize)> {
    let hex = |digits: &str| {
        u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| digits.bytes().all(|it| it.is_ascii_hexdigit()))
    };
    let escaped = rest.chars().next()?;
    let simple = |character| Some((Escape::Char(character), escaped.len_utf8()));
    // A terminal may have broken the line within an escape.
    let is_broken = is_line_end(escaped)
        && rest
            .trim_start_matches(is_line_end)
            .starts_with(['\\', '"', '\'', '/', 'n', 'r', 't', 'b', 'f', 'v', '0', 'x', 'u']);
    match escaped {
        _ if is_broken => None,
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'b' => simple('\u{8}'),
        'f' => simple('\u{c}'),
        'v' => simple('\u{b}'),
        '0' => simple('\0'),
        'x' => Some((Escape::Unit(hex(rest.get(1..3)?)?), 3)),
        'u' if rest.starts_with("u{") => {
            let digits = rest.get(2..rest.find('}')?)?;
            let character = char::from_u32(hex(digits.get(..digits.len().min(8))?)?)?;
            Some((Escape::Char(character), digits.len() + 3))
        }
        'u' => Some((Escape::Unit(hex(rest.get(1..5)?)?), 5)),
        '\r' if rest.starts_with("\r\n") => Some((Escape::Nothing, 2)),
        _ if is_line_end(escaped) => Some((Escape::Nothing, escaped.len_utf8())),
        // Any other character stands for itself. No tool writes an escaped letter here.
        _ if escaped.is_alphanumeric() => None,
        _ => simple(escaped),
    }
}

/// Joins the two escapes that some characters need. Half of such a pair is not a character.
#[derive(Default)]
struct Utf16 {
    high: Option<u32>,
}

impl Utf16 {
    fn push(&mut self, unit: u32, out: &mut String) {
        if let (Some(high), 0xdc00..=0xdfff) = (self.high, unit) {
            self.high = None;
            let combined = 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
            out.push(char::from_u32(combined).unwrap_or(char::REPLACEMENT_CHARACTER));
            return;
        }
        self.end(out);
        if matches!(unit, 0xd800..=0xdbff) {
            self.high = Some(unit);
        } else {
            out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    fn end(&mut self, out: &mut String) {
        if self.high.take().is_some() {
            out.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reason, read_text};

    #[test]
    fn escapes_are_those_of_javascript() {
        for (text, expected) in [
            (r#""a\"\\\/\n\t" rest"#, "a\"\\/\n\t"),
            (
                r"'it\'s \x41\u0042\u{43}\
D'",
                "it's ABCD",
            ),
            (r#""\ud83d\ude00 \ud83d \ude00""#, "😀 \u{fffd} \u{fffd}"),
            ("“a”", "a"),
            ("`a\nb`", "a\nb"),
        ] {
            let (read, len) = read_text(text).unwrap();
            assert_eq!(read, expected, "{text}");
            assert!(text.trim_end_matches(" rest").len() == len);
        }
    }

    #[test]
    fn broken_texts_are_refused() {
        for (text, reason) in [
            ("\"abc", Reason::UnclosedQuote),
            ("\"a\nb\"", Reason::UnclosedQuote),
            ("`a${b}`", Reason::Variable),
            (r#""\uq""#, Reason::LiteralSyntax),
            (r#""\q""#, Reason::LiteralSyntax),
            ("\"a\\\n\\ b\"", Reason::LiteralSyntax),
            ("\"a\\\r\nu00e9\"", Reason::LiteralSyntax),
        ] {
            assert_eq!(read_text(text).map_err(|problem| problem.reason), Err(reason), "{text}");
        }
    }
}
