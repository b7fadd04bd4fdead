//! Tests of descriptions as Markdown: the errors that are found, and the escapes of the rest.

use super::{as_documentation, markdown_errors};
use crate::document::markdown::escaped_texts::ESCAPED;

/// Texts with an error, each with the position and the message.
const REFUSED: &[(&str, usize, &str)] = &[
    ("One:\n\n```\na", 6, "this block of code is not closed"),
    ("~~~\na\n```", 0, "this block of code is not closed"),
    ("````\na\n```", 0, "this block of code is not closed"),
    ("* one\n\n  ```\n  a\n\nb", 9, "this block of code is not closed"),
    ("one `two", 4, "this backtick has no partner"),
    ("one `two` three`", 15, "this backtick has no partner"),
    ("``one", 0, "this backtick has no partner"),
    (
        "One:\n\n    two",
        10,
        "this paragraph is indented by four spaces, which makes it code",
    ),
    (
        "[one](two)",
        0,
        "this link leads to `two`, which is not an absolute URL",
    ),
    (
        "See [one](#two).",
        4,
        "this link leads to `#two`, which is not an absolute URL",
    ),
    (
        "[one](/v1/two)",
        0,
        "this link leads to `/v1/two`, which is not an absolute URL",
    ),
    (
        "[one](crate::two)",
        0,
        "this link leads to `crate::two`, which is not an absolute URL",
    ),
    (
        "[one][a]\n\n[a]: b",
        0,
        "this link leads to `b`, which is not an absolute URL",
    ),
];

#[test]
fn plain_text_is_escaped_and_markdown_is_kept() {
    let mut wrong = String::new();
    for (text, expected) in ESCAPED {
        let found = as_documentation(text);
        if found != *expected || as_documentation(&found) != found || !markdown_errors(text).is_empty() {
            wrong.push_str(&format!("{text:?}\n{found:?}\n{:?}\n", markdown_errors(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn loose_ends_are_found_where_they_are() {
    for (text, at, message) in REFUSED {
        let found = markdown_errors(text);
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
        assert_eq!((found[0].at, found[0].message.as_str()), (*at, *message), "{text:?}");
    }
    for fine in [
        "```\na\n```",
        "```text\na\n\nb\n````",
        "> ```\n> a\n> ```",
        "a \\` b",
        "``a ` b``",
        "`a`",
    ] {
        assert_eq!(markdown_errors(fine), [], "{fine:?}");
    }
}
