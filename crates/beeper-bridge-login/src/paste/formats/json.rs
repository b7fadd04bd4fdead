//! Reads JSON, and similar output of consoles and programs.

mod cookie_list;
mod har;
mod named_values;
pub(super) mod node;

use crate::paste::findings::Findings;
use crate::paste::literal;
use crate::paste::literal::text::read_text;
use crate::paste::problem::Problem;

pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    // A console prints `Storage {…}`, and `(2) […]` before a list.
    let start = text.char_indices().take(24).find(|(_, it)| matches!(it, '{' | '['));
    let label = start.map(|(at, _)| at).filter(|&at| {
        let label = text[..at].trim_end_matches(' ');
        label.is_empty()
            || label.starts_with('(')
                && label.ends_with(')')
                && label[1..label.len() - 1].bytes().all(|it| it.is_ascii_digit())
            || label.starts_with(|it: char| it.is_ascii_uppercase())
                && label.len() <= 20
                && label.bytes().all(|it| it.is_ascii_alphanumeric())
    });
    let Some(start) = label else {
        return Ok(None);
    };
    let (node, len) = literal::read(&text[start..]).map_err(|problem| problem.shifted(start))?;
    node::read(&node, findings).map_err(|problem| problem.shifted(start))?;
    Ok(Some(start + len))
}

/// Reads a member that was copied without the object around it: `"name": "value",`.
pub(super) fn read_member(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let Ok((name, len)) = read_text(text) else {
        return Ok(None);
    };
    let rest = text[len..].trim_start_matches(' ');
    let Some(value) = rest.strip_prefix(':') else {
        return Ok(None);
    };
    let start = text.len() - value.len();
    let (node, len) = literal::read(value).map_err(|problem| problem.shifted(start))?;
    node::read_member(&name, &node, None, findings).map_err(|problem| problem.shifted(start))?;
    Ok(Some(start + len))
}
