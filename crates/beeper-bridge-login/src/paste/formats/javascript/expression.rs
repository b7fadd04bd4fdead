//! Reads the target of a statement: the names before `=` and `(`.

use crate::paste::literal;
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::blank_len;

/// The target of an assignment or call.
pub(super) enum Target<'a> {
    /// `document.cookie`.
    Cookie,
    /// `localStorage`, or `sessionStorage`.
    Storage,
    /// One entry of a storage, by its name.
    Entry(String),
    SetItem,
    GetItem,
    Fetch,
    /// `new Headers`.
    Headers,
    Variable(&'a str),
}

/// The beginning of a statement, up to the assigned value or the arguments.
pub(super) struct Expression<'a> {
    pub(super) target: Target<'a>,
    pub(super) len: usize,
    pub(super) is_assigned: bool,
}

pub(super) fn identifier_len(text: &str) -> usize {
    let starts = text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_' || it == '$');
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '$';
    if starts {
        text.find(|it| !is_part(it)).unwrap_or(text.len())
    } else {
        0
    }
}

/// Reads the beginning of a statement. `None` if its kind is unknown.
pub(super) fn read_expression(text: &str) -> Result<Option<Expression<'_>>, Problem> {
    let mut at = 0;
    for global in ["window.", "self.", "globalThis."] {
        at += if text[at..].starts_with(global) {
            global.len()
        } else {
            0
        };
    }
    let rest = &text[at..];
    let known = [
        ("document.cookie", Target::Cookie),
        ("localStorage", Target::Storage),
        ("sessionStorage", Target::Storage),
        ("fetch", Target::Fetch),
        ("new Headers", Target::Headers),
    ];
    let found = known
        .into_iter()
        .find(|(name, _)| rest.starts_with(name) && identifier_len(&rest[name.len()..]) == 0);
    let (mut target, mut len) = match found {
        Some((name, target)) => (target, at + name.len()),
        None => {
            let len = identifier_len(rest);
            if len == 0 {
                return Ok(None);
            }
            (Target::Variable(&rest[..len]), at + len)
        }
    };
    if matches!(target, Target::Storage) {
        (target, len) = read_entry(text, len)?;
    }
    let rest = &text[len..];
    let blank = rest.len() - rest.trim_start_matches(' ').len();
    let after = &rest[blank..];
    // Without a space, this may also be a cookie.
    let is_assigned = after.starts_with('=')
        && !after.starts_with("==")
        && (blank > 0 || !matches!(target, Target::Variable(_)))
        && (!matches!(target, Target::Variable(_)) || is_literal(&after[1..]));
    if is_assigned {
        return Ok(Some(Expression {
            target,
            len: len + blank + 1,
            is_assigned,
        }));
    }
    let is_statement = match target {
        Target::Variable(_) => false,
        Target::Fetch | Target::Headers | Target::SetItem => rest.starts_with('('),
        Target::Cookie | Target::Storage | Target::Entry(_) | Target::GetItem => {
            rest.starts_with('(') || after.is_empty() || after.starts_with(['\n', '\r', ';'])
        }
    };
    Ok(is_statement.then_some(Expression {
        target,
        len,
        is_assigned,
    }))
}

/// Returns `true` if the assigned text is a value, and not a request that returns one.
fn is_literal(text: &str) -> bool {
    let text = &text[blank_len(text)..];
    text.starts_with(['"', '\'', '`', '{', '[', '“', '‘'])
        || ["await ", "fetch(", "new "].iter().any(|it| text.starts_with(it))
}

/// Reads what follows `localStorage`, and returns it with its end.
fn read_entry(text: &str, at: usize) -> Result<(Target<'_>, usize), Problem> {
    let rest = &text[at..];
    if let Some(name) = rest.strip_prefix('.') {
        let len = identifier_len(name);
        let target = match &name[..len] {
            "" => return Ok((Target::Storage, at)),
            "setItem" => Target::SetItem,
            "getItem" => Target::GetItem,
            name => Target::Entry(name.to_owned()),
        };
        return Ok((target, at + 1 + len));
    }
    if !rest.starts_with('[') {
        return Ok((Target::Storage, at));
    }
    let (node, len) = literal::read(rest).map_err(|problem| problem.shifted(at))?;
    let name = node
        .items()
        .and_then(|items| items.first())
        .and_then(|name| name.as_text());
    let name = name.ok_or(Reason::Variable.at(at))?;
    Ok((Target::Entry(name.to_owned()), at + len))
}

/// Returns `true` if a line only names what to print: names, dots, and brackets around them.
pub(super) fn is_echo(line: &str) -> bool {
    let line = line.trim().trim_end_matches(';');
    let starts = [
        "JSON.stringify(",
        "copy(",
        "console.log(",
        "Object.entries(",
        "Object.fromEntries(",
        "document.cookie",
    ]
    .iter()
    .any(|it| line.starts_with(it));
    let is_known = |word: &str| {
        matches!(
            word,
            "JSON"
                | "stringify"
                | "copy"
                | "console"
                | "log"
                | "Object"
                | "entries"
                | "fromEntries"
                | "document"
                | "cookie"
                | "localStorage"
                | "sessionStorage"
                | "window"
                | "null"
                | "2"
                | "4"
                | ""
        )
    };
    starts && line.split(['.', '(', ')', ',', ' ']).all(is_known)
}
