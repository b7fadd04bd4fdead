//! Commands that send a request.

use super::super::marked_text::MarkedText;
use super::super::planted::{Kind, Planted};
use super::choices::Choices;
use super::cookie_pairs::pairs;
use super::quoting;

const URL: &str = "https://www.example.com/inbox?a=b";

fn plain(text: &str) -> MarkedText {
    let mut plain = MarkedText::new();
    plain.push(text);
    plain
}

/// Returns a header as `name: value`.
fn line(header: &Planted, separator: &str) -> MarkedText {
    let mut line = MarkedText::new();
    line.push_pair(header, separator);
    line
}

/// Returns the header with all cookies.
fn cookie_line(planted: &[Planted], name: &str) -> Option<MarkedText> {
    let pairs = pairs(planted);
    let mut line = plain(name);
    line.append(&pairs);
    (!pairs.text.is_empty()).then_some(line)
}

fn curl(
    program: &str,
    planted: &[Planted],
    between: &str,
    choices: &mut Choices<'_>,
    mut quote: impl FnMut(&MarkedText, &mut Choices<'_>) -> MarkedText,
) -> MarkedText {
    let mut text = plain(program);
    text.push(" ").append(&quote(&plain(URL), choices));
    text.push(between)
        .push("-H ")
        .append(&quote(&plain("accept: */*"), choices));
    let in_header = choices.yes();
    let cookies = match in_header {
        true => cookie_line(planted, "cookie: "),
        false => cookie_line(planted, ""),
    };
    if let Some(cookies) = cookies {
        let option = match in_header {
            true => choices.one_of(&["-H ", "--header "]),
            false => choices.one_of(&["-b ", "--cookie ", "--cookie="]),
        };
        text.push(between).push(option).append(&quote(&cookies, choices));
    }
    for header in planted.iter().filter(|value| value.kind == Kind::Header) {
        let option = choices.one_of(&["-H ", "--header ", "--header="]);
        text.push(between)
            .push(option)
            .append(&quote(&line(header, ": "), choices));
    }
    text.push(choices.one_of(&["", " --compressed", " -X POST --data-raw x", " ;"]));
    text
}

pub fn curl_for_bash(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let between = choices.one_of(&[" \\\n  ", " "]);
    curl("curl", planted, between, choices, quoting::bash)
}

pub fn curl_for_cmd(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let between = choices.one_of(&[" ^\r\n  ", " ^\n  "]);
    let mut text = plain("");
    // The text after the options is for other shells.
    text.append(&curl("curl", planted, between, &mut Choices::new(&[]), |text, _| {
        quoting::cmd(text)
    }));
    text
}

pub fn curl_for_powershell(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let between = choices.one_of(&[" `\n  ", " "]);
    curl("curl.exe", planted, between, &mut Choices::new(&[]), |text, _| {
        quoting::powershell_single(text)
    })
}

pub fn wget(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = plain("wget");
    let between = choices.one_of(&[" ", " \\\n  "]);
    let option = choices.one_of(&["--header=", "--header "]);
    let headers = planted.iter().filter(|value| value.kind == Kind::Header);
    let lines = headers.map(|header| line(header, ": "));
    for line in lines.chain(cookie_line(planted, "Cookie: ")) {
        text.push(between).push(option).append(&quoting::bash(&line, choices));
    }
    text.push(between).append(&quoting::bash(&plain(URL), choices));
    text
}

pub fn httpie(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = plain(choices.one_of(&["http GET ", "http ", "https "]));
    text.push("https://www.example.com/inbox");
    let between = choices.one_of(&[" ", " \\\n  "]);
    let headers = planted.iter().filter(|value| value.kind == Kind::Header);
    let lines = headers.map(|header| line(header, ":"));
    for line in lines.chain(cookie_line(planted, "Cookie:")) {
        text.push(between).append(&quoting::bash(&line, choices));
    }
    text
}
