//! Cookies as `name=value; name=value`.

use super::super::marked_text::MarkedText;
use super::super::planted::{Kind, Planted};
use super::choices::Choices;
use super::quoting;

pub fn pairs(planted: &[Planted]) -> MarkedText {
    let mut text = MarkedText::new();
    for cookie in planted.iter().filter(|value| value.kind == Kind::Cookie) {
        if !text.text.is_empty() {
            text.push("; ");
        }
        text.push_pair(cookie, "=");
    }
    text
}

pub fn cookie_header(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(choices.one_of(&["Cookie: ", "cookie:", "", "Cookie:\n", "cookie\n"]));
    text.append(&pairs(planted));
    text.push(choices.one_of(&["", ";", "\n"]));
    text
}

/// Returns the result of `document.cookie`, or an assignment to it.
pub fn document_cookie(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(choices.one_of(&["", "document.cookie = ", "document.cookie\n", "> document.cookie\n< "]));
    let quoted = match choices.one_of(&["chrome", "firefox"]) {
        "chrome" => quoting::console(&pairs(planted)),
        _ => quoting::json(&pairs(planted)),
    };
    text.append(&quoted);
    text
}
