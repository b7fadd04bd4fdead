//! Headers and requests as network tabs show them.

use super::super::marked_text::MarkedText;
use super::super::planted::{Kind, Planted};
use super::choices::Choices;
use super::cookie_pairs::pairs;

/// Returns the headers of a request, one per line.
pub fn block(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(choices.one_of(&["", "Request Headers\n", "Request Headers\n\n"]));
    let separator = choices.one_of(&[": ", ":", ":\n"]);
    let is_http_2 = choices.yes();
    if is_http_2 {
        for line in [
            ":authority?www.example.com",
            ":method?GET",
            ":path?/inbox?a=b",
            ":scheme?https",
        ] {
            text.push(&line.replacen('?', separator, 1)).push("\n");
        }
    }
    lines(&mut text, planted, separator, is_http_2, choices);
    text
}

/// Returns a request with its request line.
pub fn raw_request(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(choices.one_of(&["GET /inbox?a=b HTTP/1.1\n", "POST https://www.example.com/ HTTP/2\n"]));
    text.push("Host: www.example.com\n");
    lines(&mut text, planted, ": ", false, choices);
    text.push(choices.one_of(&["", "\n"]));
    text
}

/// Returns the headers of a response that sets cookies.
pub fn response(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(choices.one_of(&["Response Headers\n", "", "HTTP/1.1 200 OK\n"]));
    text.push("content-type: text/html; charset=utf-8\n");
    for cookie in planted {
        text.push(choices.one_of(&["set-cookie: ", "Set-Cookie: "]));
        text.push_pair(cookie, "=");
        text.push(choices.one_of(&[
            "; Path=/; Secure; HttpOnly; SameSite=Lax\n",
            "; path=/\n",
            "; Domain=.example.com; Max-Age=31449600; Path=/\n",
        ]));
    }
    text.push("server: nginx\n");
    text
}

fn lines(text: &mut MarkedText, planted: &[Planted], separator: &str, is_lower_case: bool, choices: &mut Choices<'_>) {
    let cased = |name: &str| match is_lower_case {
        true => name.to_owned(),
        false => title_case(name),
    };
    let other = |text: &mut MarkedText, name: &str, value: &str| {
        text.push(&cased(name)).push(separator).push(value).push("\n");
    };
    other(text, "accept", "*/*");
    other(text, "accept-language", "en-US,en;q=0.9");
    let cookies = pairs(planted);
    let cookies_first = choices.yes();
    let push_cookies = |text: &mut MarkedText| {
        if !cookies.text.is_empty() {
            text.push(&cased("cookie")).push(separator).append(&cookies).push("\n");
        }
    };
    if cookies_first {
        push_cookies(text);
    }
    for header in planted.iter().filter(|value| value.kind == Kind::Header) {
        let start = text.text.len();
        text.push(&cased(&header.name)).push(separator).push(&header.value);
        text.mark_since(start, header).push("\n");
    }
    other(text, "referer", "https://www.example.com/");
    if !cookies_first {
        push_cookies(text);
    }
    other(text, "user-agent", "Mozilla/5.0 (X11; Linux x86_64)");
}

fn title_case(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        format!("{}{rest}", first.to_ascii_uppercase())
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}
