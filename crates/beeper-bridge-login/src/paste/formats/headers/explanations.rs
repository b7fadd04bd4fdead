//! Skips the explanations that browsers show below a header or title. No browser sends them.

use crate::paste::problem::{Problem, Reason};
use crate::paste::text::{is_blank, line_at, trim};

/// Returns the end of an explanation, if a line begins one.
///
/// `next` is the start of the next line, and `header` the name of the previous header.
pub(super) fn explanation_end(text: &str, line: &str, next: usize, header: &str) -> Result<Option<usize>, Problem> {
    let Some(following) = line_at(text, next) else {
        return Ok(None);
    };
    // Safari shows which script made the request.
    if line == "Initiator:" && is_script_position(trim(following.text)) {
        return Ok(Some(following.next));
    }
    // Chrome shows the decoded header that it sends to Google's sites.
    let is_decoded = line == "Decoded:" && header.eq_ignore_ascii_case("x-client-data");
    if !is_decoded || trim(following.text) != "message ClientVariations {" {
        return Ok(None);
    }
    let mut at = following.next;
    while let Some(line) = line_at(text, at) {
        match trim(line.text) {
            "}" => return Ok(Some(line.next)),
            text if text.starts_with("//") || text.starts_with("repeated int32 ") => at = line.next,
            _ => break,
        }
    }
    Err(Reason::EndsInMiddle.at(at))
}

/// Matches `app.js:1:42`.
fn is_script_position(text: &str) -> bool {
    let mut parts = text.rsplitn(3, ':');
    let is_number =
        |part: Option<&str>| part.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
    is_number(parts.next()) && is_number(parts.next()) && parts.next().is_some_and(|it| !it.contains(is_blank))
}
