//! The formats of the parts of a paste. Each reads the beginning of a text.

mod commands;
mod cookie_pairs;
mod cookies_txt;
mod headers;
mod javascript;
mod json;
mod powershell;
mod table;

use super::findings::Findings;
use super::problem::Problem;

/// Reads a part of this format at the beginning of a text, and returns its end.
///
/// `None` if the text has another format; the findings are then unchanged.
type Read = fn(&str, &mut Findings) -> Result<Option<usize>, Problem>;

/// The formats, those first that are the easiest to recognize.
const FORMATS: [(&str, Read); 11] = [
    ("JSON", json::read),
    ("cURL command", commands::curl::read),
    ("wget command", commands::wget::read),
    ("HTTPie command", commands::httpie::read),
    ("PowerShell", powershell::read),
    ("JavaScript", javascript::read),
    ("cookies.txt", cookies_txt::read),
    ("table", table::read),
    ("headers", headers::read),
    ("cookies", cookie_pairs::read),
    ("link", read_link),
];

/// Reads a part of any format at the beginning of a text, and returns its end. `None` if the format is unknown.
pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    for (format, read) in FORMATS {
        let len = read(text, findings).map_err(|problem| problem.of(format))?;
        if len.is_some_and(|len| len > 0) {
            return Ok(len);
        }
    }
    Ok(None)
}

/// Reads a quoted name and its value, copied without the object around them.
pub(super) fn read_member(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    json::read_member(text, findings).map_err(|problem| problem.of("JSON"))
}

// A page's address contains a value only after a `?` or `#`.
fn read_link(text: &str, _: &mut Findings) -> Result<Option<usize>, Problem> {
    let len = text.find(char::is_whitespace).unwrap_or(text.len());
    let link = &text[..len];
    let is_link = link.starts_with("https://") || link.starts_with("http://");
    Ok((is_link && !link.contains(['?', '#', '@', ';', '=', '"', '\'', '…'])).then_some(len))
}
