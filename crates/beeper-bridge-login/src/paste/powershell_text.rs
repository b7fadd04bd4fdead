//! Reads strings in PowerShell's quotes.

use super::problem::{Problem, Reason};

/// Reads the quoted string at the beginning of a text, and returns it with its end.
pub(super) fn read_quoted(text: &str) -> Result<(String, usize), Problem> {
    let is_literal = text.starts_with(['\'', '‘', '’']);
    // PowerShell treats these quotes as the same.
    let closing: &[char] = if is_literal {
        &['\'', '‘', '’']
    } else {
        &['"', '“', '”']
    };
    let mut out = String::new();
    let mut at = text.chars().next().map_or(0, char::len_utf8);
    while let Some(character) = text[at..].chars().next() {
        let next = at + character.len_utf8();
        let rest = &text[next..];
        at = match character {
            _ if closing.contains(&character) => match rest.chars().next() {
                Some(doubled) if closing.contains(&doubled) => {
                    out.push(doubled);
                    next + doubled.len_utf8()
                }
                _ => return Ok((out, next)),
            },
            '`' if !is_literal => match rest.chars().next() {
                Some(escaped) => {
                    out.extend(unescaped(escaped));
                    next + escaped.len_utf8()
                }
                None => return Err(Reason::UnclosedQuote.at(0)),
            },
            '$' if !is_literal && rest.starts_with("([char]") => {
                let end = rest.find(')').ok_or(Reason::UnclosedBracket.at(at))?;
                out.push(character_of(&rest["([char]".len()..end]).ok_or(Reason::Variable.at(at))?);
                next + end + 1
            }
            '$' if !is_literal
                && rest.starts_with(|it: char| it.is_ascii_alphabetic() || matches!(it, '_' | '{' | '(')) =>
            {
                return Err(Reason::Variable.at(at));
            }
            _ => {
                out.push(character);
                next
            }
        };
    }
    Err(Reason::UnclosedQuote.at(0))
}

fn unescaped(escaped: char) -> Option<char> {
    Some(match escaped {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        '\n' => return None,
        other => other,
    })
}

/// Reads `[char]8364` and `[char]0x20ac`, as which browsers write characters that are not ASCII.
fn character_of(number: &str) -> Option<char> {
    let number = number.trim();
    let code = match number.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use super::{Reason, read_quoted};

    #[test]
    fn quotes_are_those_of_powershell() {
        for (text, expected) in [
            ("\"a`\"b`$c``d`n\" x", "a\"b$c`d\n"),
            ("\"a\"\"b\"", "a\"b"),
            ("'it''s $x'", "it's $x"),
            ("\"$([char]8364)$([char]0x20AC) $ 1\"", "€€ $ 1"),
        ] {
            assert_eq!(read_quoted(text).unwrap().0, expected, "{text}");
        }
        for (text, reason) in [
            ("\"a", Reason::UnclosedQuote),
            ("\"$token\"", Reason::Variable),
            ("\"$(whoami)\"", Reason::Variable),
        ] {
            assert_eq!(
                read_quoted(text).map_err(|problem| problem.reason),
                Err(reason),
                "{text}"
            );
        }
    }
}
