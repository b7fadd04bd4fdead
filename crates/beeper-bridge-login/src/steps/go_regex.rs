//! Compiles regular expressions that were written for Go's regex engine.

use regex::{Regex, RegexBuilder};

const MAX_PATTERN_LENGTH: usize = 8 * 1024;
/// The size limit of a compiled pattern. The patterns of bridges need a few kilobytes.
const MAX_COMPILED_SIZE: usize = 1024 * 1024;

/// Compiles a pattern. `None` if its syntax is not supported or it is too large; the value may still be valid.
pub(crate) fn compile(pattern: &str) -> Option<Regex> {
    if pattern.len() > MAX_PATTERN_LENGTH {
        return None;
    }
    RegexBuilder::new(&translate(pattern)?)
        .size_limit(MAX_COMPILED_SIZE)
        .dfa_size_limit(MAX_COMPILED_SIZE)
        .build()
        .ok()
}

/// Translates a pattern from Go's syntax, the language of bridges, to the syntax of `regex`. JavaScript's is mostly the same.
///
/// In Go, `\d`, `\w`, `\s` and `\b` concern ASCII, and within brackets, `[`, `&&` and `~~` are literal. Returns `None` for rare
/// syntax without a simple translation.
fn translate(text: &str) -> Option<String> {
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    let mut in_class = false;
    while let Some(character) = rest.next() {
        match (in_class, character) {
            (_, '\\') => match rest.next()? {
                'd' => out.push_str("[0-9]"),
                'D' => out.push_str("[^0-9]"),
                'w' => out.push_str("[0-9A-Za-z_]"),
                'W' => out.push_str("[^0-9A-Za-z_]"),
                's' => out.push_str(r"[\t\n\f\r ]"),
                'S' => out.push_str(r"[^\t\n\f\r ]"),
                'b' if !in_class => out.push_str(r"(?-u:\b)"),
                // In Go, this can match within a character that is not ASCII; `regex` refuses such a pattern.
                'B' => return None,
                other => out.extend(['\\', other]),
            },
            (false, '[') => {
                in_class = true;
                out.push('[');
                out.extend(rest.next_if_eq(&'^'));
                if rest.next_if_eq(&']').is_some() {
                    out.push_str(r"\]");
                }
            }
            (true, ']') => {
                in_class = false;
                out.push(']');
            }
            // A class such as `[:alpha:]`.
            (true, '[') if rest.peek() == Some(&':') => return None,
            (true, '[' | '&' | '~') => out.extend(['\\', character]),
            (true, '-') if rest.peek() == Some(&'-') => return None,
            _ => out.push(character),
        }
    }
    Some(out)
}
