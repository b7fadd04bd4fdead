//! Splits command lines as Windows' `cmd`, and the programs that it starts, do.

use super::token::{ShellToken, TokenBuilder, next_escaped};
use crate::paste::error::PasteError;

pub(super) fn split(text: &str) -> Result<Vec<ShellToken>, PasteError> {
    split_arguments(&without_carets(text))
}

/// Removes carets as `cmd` does: they escape what follows, unless within quotes that are not escaped themselves.
fn without_carets(text: &str) -> String {
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    let mut in_quotes = false;
    while let Some(character) = rest.next() {
        match character {
            '"' => {
                in_quotes = !in_quotes;
                out.push('"');
            }
            '^' if !in_quotes => {
                // An escaped line's end continues the line; browsers write a second one where one is meant.
                let escaped = match next_escaped(&mut rest) {
                    Some('\n') => next_escaped(&mut rest),
                    escaped => escaped,
                };
                out.extend(escaped);
            }
            _ => out.push(character),
        }
    }
    out
}

/// Splits a line as programs for Windows do, which know double quotes only. A backslash before another one is taken for
/// an escape everywhere, not only before quotes, because that is how browsers write it.
fn split_arguments(text: &str) -> Result<Vec<ShellToken>, PasteError> {
    let mut rest = text.chars().peekable();
    let mut tokens = TokenBuilder::default();
    let mut in_quotes = false;
    while let Some(character) = rest.next() {
        match character {
            '\\' => match rest.next_if(|it| matches!(it, '"' | '\\')) {
                Some(escaped) => tokens.push(escaped),
                None => tokens.push('\\'),
            },
            '"' if in_quotes && rest.next_if_eq(&'"').is_some() => tokens.push('"'),
            '"' => {
                in_quotes = !in_quotes;
                tokens.open_quote();
            }
            _ if character.is_whitespace() && !in_quotes => tokens.end_word(),
            _ => tokens.push(character),
        }
    }
    if in_quotes {
        return Err(PasteError::UnclosedQuote);
    }
    Ok(tokens.finish())
}
