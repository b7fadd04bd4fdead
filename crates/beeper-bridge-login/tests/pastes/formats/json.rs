//! JSON of browsers, extensions and automation tools.

use super::super::marked_text::MarkedText;
use super::super::planted::{Kind, Planted};
use super::choices::Choices;
use super::cookie_pairs::pairs;
use super::quoting::{self, json_string};

/// Returns `"name":"value","name":"value"`.
pub fn members(planted: &[Planted]) -> MarkedText {
    listed(planted, |text, value| {
        let start = text.text.len();
        text.push(&json_string(&value.name)).push(":");
        text.push(&json_string(&value.value)).mark_since(start, value);
    })
}

/// Returns the JSON compact, or with line breaks and indentation.
pub fn laid_out(compact: &MarkedText, choices: &mut Choices<'_>) -> MarkedText {
    let indent = match choices.one_of(&["compact", "two", "four", "tab"]) {
        "two" => "  ",
        "four" => "    ",
        "tab" => "\t",
        _ => return compact.clone(),
    };
    let (mut depth, mut is_in_string, mut is_escaped) = (0_usize, false, false);
    compact.map(|rest, character, out| {
        let break_line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.push_str(&indent.repeat(depth));
        };
        if is_in_string {
            is_in_string = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
            out.push(character);
            return;
        }
        match character {
            '{' | '[' => {
                out.push(character);
                depth += 1;
                if !rest[1..].starts_with(['}', ']']) {
                    break_line(out, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                if !out.ends_with(['{', '[']) {
                    break_line(out, depth);
                }
                out.push(character);
            }
            ',' => {
                out.push(character);
                break_line(out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                is_in_string = character == '"';
                out.push(character);
            }
        }
    })
}

fn listed(planted: &[Planted], mut item: impl FnMut(&mut MarkedText, &Planted)) -> MarkedText {
    let mut text = MarkedText::new();
    for (at, value) in planted.iter().enumerate() {
        text.push(if at == 0 { "" } else { "," });
        item(&mut text, value);
    }
    text
}

fn of_kind(planted: &[Planted], kind: Kind) -> Vec<Planted> {
    planted.iter().filter(|value| value.kind == kind).cloned().collect()
}

/// Returns `{before"name":…,"value":…after}` for each value.
fn objects(planted: &[Planted], (name, value): (&str, &str), before: &str, after: &str) -> MarkedText {
    listed(planted, |text, planted| {
        text.push("{").push(before);
        let start = text.text.len();
        text.push(name).push(":").push(&json_string(&planted.name)).push(",");
        text.push(value).push(":").push(&json_string(&planted.value));
        text.mark_since(start, planted).push(after).push("}");
    })
}

const NAME_AND_VALUE: (&str, &str) = ("\"name\"", "\"value\"");

fn enclosed(before: &str, inner: &MarkedText, after: &str) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(before).append(inner).push(after);
    text
}

pub fn extension(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let (before, after) = *choices.one_of(&[
        &(
            "\"domain\":\".example.com\",\"expirationDate\":1830000000.123,\"hostOnly\":false,\"httpOnly\":true,",
            ",\"path\":\"/\",\"sameSite\":\"no_restriction\",\"secure\":true,\"session\":false,\"storeId\":\"0\",\"id\":1",
        ),
        &(
            "",
            ",\"domain\":\"www.example.com\",\"hostOnly\":true,\"path\":\"/\",\"secure\":true,\"httpOnly\":false,\
             \"sameSite\":null,\"session\":true,\"firstPartyDomain\":\"\",\"partitionKey\":null,\"storeId\":null",
        ),
    ]);
    let list = objects(planted, NAME_AND_VALUE, before, after);
    laid_out(&enclosed("[", &list, "]"), choices)
}

pub fn cookie_quick_manager(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let list = objects(
        planted,
        ("\"Name raw\"", "\"Content raw\""),
        "\"Host raw\":\"https://.example.com/\",\"Path raw\":\"/\",",
        ",\"Expires\":\"At the end of the session\",\"Expires raw\":\"0\",\"Send for\":\"Any type of connection\",\
         \"Send for raw\":\"false\",\"HTTP only raw\":\"true\",\"SameSite raw\":\"lax\",\
         \"This domain only\":\"Valid for subdomains\",\"This domain only raw\":\"false\",\
         \"Store raw\":\"firefox-default\",\"First Party Domain\":\"\"",
    );
    laid_out(&enclosed("[", &list, "]"), choices)
}

pub fn automation_tool(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let list = objects(
        planted,
        NAME_AND_VALUE,
        "",
        ",\"domain\":\".example.com\",\"path\":\"/\",\"expires\":1830000000.7,\"size\":22,\"httpOnly\":true,\"secure\":true,\
         \"session\":false,\"sameSite\":\"Lax\",\"priority\":\"Medium\",\"sourceScheme\":\"Secure\",\"sourcePort\":443",
    );
    let (before, after) = *choices.one_of(&[&("[", "]"), &("{\"cookies\":[", "]}")]);
    laid_out(&enclosed(before, &list, after), choices)
}

pub fn storage_state(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let cookies = objects(
        &of_kind(planted, Kind::Cookie),
        NAME_AND_VALUE,
        "",
        ",\"domain\":\".example.com\",\"path\":\"/\",\"expires\":-1,\"httpOnly\":true,\"secure\":true,\"sameSite\":\"Lax\"",
    );
    let stored = objects(&of_kind(planted, Kind::LocalStorage), NAME_AND_VALUE, "", "");
    let mut state = enclosed("{\"cookies\":[", &cookies, "],\"origins\":[");
    if !stored.text.is_empty() {
        state.push("{\"origin\":\"https://www.example.com\",\"localStorage\":[");
        state.append(&stored).push("]}");
    }
    state.push("]}");
    laid_out(&state, choices)
}

pub fn firefox_cookies(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let inner = match choices.one_of(&["request", "response"]) {
        "request" => enclosed("{\"Request Cookies\":{", &members(planted), "}}"),
        _ => {
            let cookies = listed(planted, |text, cookie| {
                let start = text.text.len();
                text.push(&json_string(&cookie.name))
                    .push(":{\"path\":\"/\",\"value\":");
                text.push(&json_string(&cookie.value))
                    .mark_since(start, cookie)
                    .push("}");
            });
            enclosed("{\"Response Cookies\":{", &cookies, "}}")
        }
    };
    laid_out(&inner, choices)
}

/// Returns all headers as `[{"name": …, "value": …}]`, with the cookies in one header.
fn header_list(planted: &[Planted]) -> MarkedText {
    let mut list = MarkedText::new();
    list.push("[{\"name\":\"Accept\",\"value\":\"*/*\"}");
    let cookies = pairs(planted);
    if !cookies.text.is_empty() {
        list.push(",{\"name\":\"Cookie\",\"value\":")
            .append(&quoting::json(&cookies))
            .push("}");
    }
    let headers = objects(&of_kind(planted, Kind::Header), NAME_AND_VALUE, "", "");
    list.push(if headers.text.is_empty() { "" } else { "," });
    list.append(&headers).push("]");
    list
}

pub fn firefox_headers(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let (before, after) = *choices.one_of(&[
        &("{\"headers\":", "}"),
        &("{\"Request Headers (512 B)\":{\"headers\":", "}}"),
    ]);
    laid_out(&enclosed(before, &header_list(planted), after), choices)
}

pub fn har(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut planted = planted.to_owned();
    if of_kind(&planted, Kind::Cookie).is_empty() {
        // An archive without any cookies counts as exported without sensitive data.
        planted.push(Planted::new(Kind::Cookie, "lang", "en"));
    }
    let listed = objects(
        &of_kind(&planted, Kind::Cookie),
        NAME_AND_VALUE,
        "",
        ",\"path\":\"/\",\"domain\":\".example.com\",\"httpOnly\":true",
    );
    let (headers, listed) = match choices.one_of(&["headers", "both", "list"]) {
        "headers" => (header_list(&planted), MarkedText::new()),
        "both" => (header_list(&planted), listed),
        _ => (header_list(&of_kind(&planted, Kind::Header)), listed),
    };
    let mut text = MarkedText::new();
    text.push(
        "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"WebInspector\",\"version\":\"537.36\"},\"pages\":[],\"entries\":[\
         {\"startedDateTime\":\"2026-11-29T08:00:00.000Z\",\"time\":12.5,\"request\":{\"method\":\"GET\",\
         \"url\":\"https://www.example.com/inbox?a=b\",\"httpVersion\":\"http/2.0\",\"headers\":",
    );
    text.append(&headers)
        .push(",\"queryString\":[{\"name\":\"a\",\"value\":\"b\"}],\"cookies\":[");
    text.append(&listed);
    text.push(
        "],\"headersSize\":-1,\"bodySize\":0},\"response\":{\"status\":200,\"statusText\":\"\",\"httpVersion\":\"http/2.0\",\
         \"headers\":[{\"name\":\"server\",\"value\":\"nginx\"}],\"cookies\":[],\"content\":{\"size\":2,\
         \"mimeType\":\"text/html\",\"text\":\"ok\"},\"redirectURL\":\"\"},\"cache\":{},\"timings\":{\"send\":0.1}}]}}",
    );
    laid_out(&text, choices)
}

pub fn object(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    laid_out(&enclosed("{", &members(planted), "}"), choices)
}

/// Returns a console's output for `JSON.stringify(localStorage)`.
pub fn stringified(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let object = enclosed("{", &members(planted), "}");
    let mut text = MarkedText::new();
    text.push(choices.one_of(&[
        "",
        "JSON.stringify(localStorage)\n",
        "> JSON.stringify(localStorage)\n< ",
    ]));
    let printed = match choices.one_of(&["chrome", "firefox", "copied"]) {
        "chrome" => quoting::console(&object),
        "firefox" => quoting::json(&object),
        _ => object,
    };
    text.append(&printed);
    text
}
