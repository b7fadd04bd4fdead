//! Text that chats, editors and people add around a paste.

use crate::support::{assert_found, both_cookies, cookies_and_header};

const HEADERS: &str =
    "accept: */*\ncookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nx-token: Bearer-aW5kZXg6MTIz";
const CURL: &str = "curl 'https://www.example.com/' \\\n  -H 'x-token: Bearer-aW5kZXg6MTIz' \\\n  \
                    -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'";
const JSON: &str = "{\n  \"sessionid\": \"kZ7Qw%2F9xTt3\",\n  \"csrftoken\": \"Vb4nHs8Kd2pR6\",\n  \
                    \"x-token\": \"Bearer-aW5kZXg6MTIz\"\n}";
const FETCH: &str = "fetch(\"https://www.example.com/\", {\n  \"headers\": {\n    \"x-token\": \"Bearer-aW5kZXg6MTIz\",\n    \
                     \"cookie\": \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"\n  }\n});";
const PASTES: [&str; 4] = [HEADERS, CURL, JSON, FETCH];

fn decorated(decorate: impl Fn(&str) -> String) -> Vec<String> {
    PASTES.into_iter().map(decorate).collect()
}

fn with_each_line(text: &str, prefix: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| format!("{prefix}{line}")).collect();
    lines.join("\n")
}

#[test]
fn fences_around_a_paste_do_not_matter() {
    for language in ["", "bash", "json", "http", "text"] {
        assert_found(
            &decorated(|text| format!("```{language}\n{text}\n```")),
            &cookies_and_header(),
        );
    }
    assert_found(&decorated(|text| format!("~~~\n{text}\n~~~\n")), &cookies_and_header());
    assert_found(
        &[
            "`sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6`",
            "```sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6```",
        ],
        &both_cookies(),
    );
}

#[test]
fn quoting_and_indentation_do_not_matter() {
    for prefix in ["> ", ">", "    ", "\t", "  "] {
        assert_found(&decorated(|text| with_each_line(text, prefix)), &cookies_and_header());
    }
}

#[test]
fn bullets_before_each_line_do_not_matter() {
    for bullet in ["- ", "* ", "• "] {
        assert_found(&[with_each_line(HEADERS, bullet)], &cookies_and_header());
    }
    assert_found(
        &[
            "- sessionid=kZ7Qw%2F9xTt3\n- csrftoken=Vb4nHs8Kd2pR6",
            "1. sessionid=kZ7Qw%2F9xTt3\n2. csrftoken=Vb4nHs8Kd2pR6",
        ],
        &both_cookies(),
    );
}

#[test]
fn words_before_and_after_a_paste_do_not_matter() {
    for (before, after) in [
        ("Here it is:\n", ""),
        ("Here it is:\n\n", "\n\nthanks!"),
        ("Hi, I copied this from the network tab.\n\n", "\n"),
        ("", "\n\nIs that what you need?"),
    ] {
        assert_found(
            &decorated(|text| format!("{before}{text}{after}")),
            &cookies_and_header(),
        );
        assert_found(
            &decorated(|text| format!("{before}```\n{text}\n```{after}")),
            &cookies_and_header(),
        );
    }
}

#[test]
fn line_breaks_of_windows_do_not_matter() {
    assert_found(&decorated(|text| text.replace('\n', "\r\n")), &cookies_and_header());
}

#[test]
fn characters_that_nobody_sees_do_not_matter() {
    for (before, after) in [
        ("\u{feff}", ""),
        ("\u{200b}", "\u{200b}"),
        ("\u{2060}\n", "\u{a0}\n"),
        ("\n\n \t\n", "\n\n  \n"),
        ("\u{200e}", "\u{200f}"),
    ] {
        assert_found(
            &decorated(|text| format!("{before}{text}{after}")),
            &cookies_and_header(),
        );
    }
    assert_found(
        &["Cookie:\u{a0}sessionid=kZ7Qw%2F9xTt3;\u{a0}csrftoken=Vb4nHs8Kd2pR6"],
        &both_cookies(),
    );
}

#[test]
fn typographic_quotes_do_not_matter() {
    assert_found(
        &[
            "“Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6”",
            "‘sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6’",
            "„sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6“",
            "«sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6»",
            "“Accept:*/*\nCookie:sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6”",
            "{“sessionid”: “kZ7Qw%2F9xTt3”, “csrftoken”: “Vb4nHs8Kd2pR6”}",
            "curl ‘https://www.example.com/’ -b ‘sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6’",
            "curl “https://www.example.com/” -H “cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6”",
        ],
        &both_cookies(),
    );
}

#[test]
fn decorations_may_be_combined() {
    let quoted = with_each_line(&format!("Here you go:\n\n```bash\n{CURL}\n```\n\nthanks"), "> ");
    assert_found(
        &[
            quoted.clone(),
            quoted.replace('\n', "\r\n"),
            format!("\u{feff}{quoted}\n"),
        ],
        &cookies_and_header(),
    );
}
