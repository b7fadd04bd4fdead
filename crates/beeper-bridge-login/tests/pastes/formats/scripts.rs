//! Requests in JavaScript and PowerShell.

use super::super::marked_text::MarkedText;
use super::super::planted::{Kind, Planted};
use super::choices::Choices;
use super::cookie_pairs::pairs;
use super::json::{laid_out, members};
use super::quoting;

/// Returns a `fetch` call with the headers that scripts in a browser may set.
pub fn fetch(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    call_of_fetch(planted, None, choices)
}

/// Returns a `fetch` call as browsers copy it for Node.js, with the cookies in a header.
pub fn fetch_for_node(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let pairs = pairs(planted);
    let cookies = (!pairs.text.is_empty()).then_some(pairs);
    call_of_fetch(planted, cookies.as_ref(), choices)
}

fn call_of_fetch(planted: &[Planted], cookies: Option<&MarkedText>, choices: &mut Choices<'_>) -> MarkedText {
    let mut options = MarkedText::new();
    options.push("{\"headers\":{\"accept\":\"*/*\",");
    let headers: Vec<_> = planted
        .iter()
        .filter(|value| value.kind == Kind::Header)
        .cloned()
        .collect();
    options.append(&members(&headers));
    if let Some(cookies) = cookies {
        options.push(if headers.is_empty() { "" } else { "," });
        options.push("\"cookie\":").append(&quoting::json(cookies));
    }
    options.push("},\"referrer\":\"https://www.example.com/\",\"body\":null,\"method\":\"GET\",\"mode\":\"cors\"}");
    let mut text = MarkedText::new();
    text.push(choices.one_of(&["", "await "]));
    text.push("fetch(\"https://www.example.com/inbox\", ");
    text.append(&laid_out(&options, choices));
    text.push(choices.one_of(&[");", ")", "); ;"]));
    text
}

pub fn powershell(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push("$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n");
    text.push("$session.UserAgent = \"Mozilla/5.0 (Windows NT 10.0; Win64; x64)\"\n");
    let quoted = |value: &str| {
        let mut plain = MarkedText::new();
        plain.push(value);
        quoting::powershell(&plain).text
    };
    for cookie in planted.iter().filter(|value| value.kind == Kind::Cookie) {
        text.push("$session.Cookies.Add((New-Object System.Net.Cookie(");
        let start = text.text.len();
        text.push(&quoted(&cookie.name)).push(", ").push(&quoted(&cookie.value));
        text.mark_since(start, cookie);
        text.push(choices.one_of(&[", \"/\", \".example.com\")))\n", ", \"/\", \"www.example.com\")))\n"]));
    }
    text.push("Invoke-WebRequest -UseBasicParsing -Uri \"https://www.example.com/inbox\" `\n-WebSession $session");
    text.push(" `\n-Headers @{\n\"accept\"=\"*/*\"\n");
    for header in planted.iter().filter(|value| value.kind == Kind::Header) {
        text.push("  ");
        let start = text.text.len();
        text.push(&quoted(&header.name)).push("=").push(&quoted(&header.value));
        text.mark_since(start, header).push("\n");
    }
    text.push(choices.one_of(&["}", "};"]));
    text
}
