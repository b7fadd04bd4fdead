//! Escapes text for shells and languages, as tools do.

use std::fmt::Write as _;

use super::super::marked_text::MarkedText;
use super::choices::Choices;

fn between(quotes: (&str, &str), text: &MarkedText) -> MarkedText {
    let mut quoted = MarkedText::new();
    quoted.push(quotes.0).append(text).push(quotes.1);
    quoted
}

/// Quotes for bash, as browsers or people do.
pub fn bash(text: &MarkedText, choices: &mut Choices<'_>) -> MarkedText {
    let form = choices.one_of(&["browser", "closing", "double"]);
    match form {
        "double" => {
            let escaped = text.map(|_, character, out| {
                if "\"\\$`".contains(character) {
                    out.push('\\');
                }
                out.push(character);
            });
            between(("\"", "\""), &escaped)
        }
        "closing" => between(("'", "'"), &text.replace('\'', "'\\''")),
        _ if text.text.contains(['!', '\'']) => {
            let escaped = text.map(|_, character, out| match character {
                '\\' => out.push_str("\\\\"),
                '\'' => out.push_str("\\'"),
                '!' => out.push_str("\\u0021"),
                _ => out.push(character),
            });
            between(("$'", "'"), &escaped)
        }
        _ => between(("'", "'"), text),
    }
}

/// Quotes for Windows' `cmd` as Chrome does: first for the program, then with `^` for `cmd` itself.
pub fn cmd(text: &MarkedText) -> MarkedText {
    let escaped = text.map(|rest, character, out| {
        let mut caret = |character: char| {
            if !(character.is_ascii_alphanumeric() || " _-:=+~'/.,?;()*`".contains(character)) {
                out.push('^');
            }
            out.push(character);
        };
        if "\"\\".contains(character) {
            caret('\\');
        }
        caret(character);
        let is_before_a_name = rest[1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
        if character == '%' && is_before_a_name {
            out.push('^');
        }
    });
    between(("^\"", "^\""), &escaped)
}

/// Puts the text in double quotes for PowerShell.
pub fn powershell(text: &MarkedText) -> MarkedText {
    let escaped = text.map(|_, character, out| {
        if "`$\"".contains(character) {
            out.push('`');
        }
        out.push(character);
    });
    between(("\"", "\""), &escaped)
}

/// Puts the text in single quotes for PowerShell.
pub fn powershell_single(text: &MarkedText) -> MarkedText {
    between(("'", "'"), &text.replace('\'', "''"))
}

/// Writes the text as a JSON string.
pub fn json(text: &MarkedText) -> MarkedText {
    let escaped = text.map(|_, character, out| match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\0'..'\u{20}' => {
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        }
        _ => out.push(character),
    });
    between(("\"", "\""), &escaped)
}

pub fn json_string(text: &str) -> String {
    let mut plain = MarkedText::new();
    plain.push(text);
    json(&plain).text
}

/// Writes the text as Chrome's console prints a string: in the first kind of quotes that the text does not contain.
pub fn console(text: &MarkedText) -> MarkedText {
    let quotes = ['\'', '"', '`'].into_iter();
    let quote = quotes.clone().find(|quote| !text.text.contains(*quote)).unwrap_or('\'');
    let escaped = text.map(|_, character, out| match character {
        '\n' => out.push_str("\\n"),
        '\\' => out.push_str("\\\\"),
        _ => {
            if character == quote {
                out.push('\\');
            }
            out.push(character);
        }
    });
    let quote = String::from(quote);
    between((&quote, &quote), &escaped)
}
