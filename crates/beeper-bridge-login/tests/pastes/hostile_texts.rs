//! Tests long texts that are expensive for parsers that look ahead, backtrack or recurse.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use beeper_bridge_login::paste::parse;

/// The size of a large archive of requests, limited to what an unoptimized test can handle.
const VERY_LONG: usize = 1 << 17;

/// A length that reveals quadratic time, for texts that would take too long at the other length.
const LONG: usize = 1 << 16;

/// Far more than a linear parser takes, even without optimization and on a busy machine, and far less than a quadratic one
/// takes.
const AT_MOST: Duration = Duration::from_secs(20);

fn repeated(unit: &str, length: usize) -> String {
    unit.repeat(length / unit.len())
}

/// Parses each text in a thread with the default stack size.
fn assert_all_end(texts: impl IntoIterator<Item = (String, String)>) {
    for (name, text) in texts {
        let (ended, end) = mpsc::channel();
        let parsing = thread::spawn(move || {
            let printed = match parse(&text) {
                Ok(browser) => format!("{browser:?}"),
                Err(error) => error.to_string(),
            };
            let _ = ended.send(printed.len());
        });
        let length = match end.recv_timeout(AT_MOST) {
            Ok(length) => length,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name:?} takes longer than {AT_MOST:?}"),
            Err(mpsc::RecvTimeoutError::Disconnected) => panic!("{name:?} panics"),
        };
        assert!(length < 1000, "{name:?} prints {length} characters");
        assert!(parsing.join().is_ok());
    }
}

#[test]
fn very_long_repetitions_are_parsed_in_linear_time() {
    let units = [
        "(", "{", "\"", "'", "\\", "a=", "a=b; ", "{\"a\":", "\n", "curl ", "\t", ";", " ", "a: b\n",
    ];
    assert_all_end(units.map(|unit| (unit.to_owned(), repeated(unit, VERY_LONG))));
}

#[test]
fn long_repetitions_are_parsed_in_linear_time() {
    let units = [
        "[",
        "`",
        "^",
        "$",
        "%",
        "a=b\n",
        "[{\"a\":[",
        "\r\n",
        " \n",
        "curl 'x' ;\n",
        "a\tb\n",
        "a\t",
        "a:\n",
        "x",
        ":",
        ",",
        "=",
        "> ",
        "- ",
        "> - ",
        "```\n",
        "“",
        "\u{feff}",
        "é",
        "$(",
        "${a",
        "$'",
        "^\"",
        "@{",
        "fetch(",
        "fetch({},",
        "-H 'a: b' ",
        "\\\n",
        "^\n",
        "`\n",
        "#",
        "//",
        "/*",
        "<a>",
        "&",
        "\\u00",
        "x\n\n",
        "Here: ",
        "cookie:",
        "set-cookie: a=b\n",
        "GET / HTTP/1.1\n",
        "$session.",
        "document.cookie=",
        "\"a\",",
        "{}",
        "[]",
        "\u{200b}",
        "a.",
        "...",
        "…",
        "*",
        "a=b&",
    ];
    assert_all_end(units.map(|unit| (unit.to_owned(), repeated(unit, LONG))));
}

#[test]
fn long_repetitions_behind_a_good_beginning_are_parsed_in_linear_time() {
    let beginnings = [
        "curl 'https://www.example.com/' -b 'a=b",
        "curl https://www.example.com/ -b \"a=",
        "{\"a\": \"",
        "[{\"name\": \"a\", \"value\": \"",
        "fetch(\"https://www.example.com/\", {\"headers\": {",
        "Cookie: a=b",
        "accept: */*\ncookie:\n",
        "document.cookie = \"",
        "$session.Cookies.Add((",
        "Name\tValue\n",
        "# Netscape HTTP Cookie File\n",
        "'{\"a\":\"",
        "\"{\\\"a\\\":",
        "Here it is:\n",
    ];
    let units = [
        "(", "\\", "\"", "a=", "\n", "\t", "; a=b", "\\\"", "{", " ", "\n> ", "x: y\n",
    ];
    let pairs = beginnings
        .iter()
        .flat_map(|beginning| units.map(|unit| (*beginning, unit)));
    assert_all_end(pairs.map(|(beginning, unit)| {
        (
            format!("{beginning}{unit}"),
            format!("{beginning}{}", repeated(unit, LONG / 2)),
        )
    }));
}
