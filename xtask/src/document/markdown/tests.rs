//! Tests of descriptions as Markdown: which errors are found, and how the rest is escaped.

use super::{as_documentation, markdown_errors};
use crate::document::markdown::escaped_texts::ESCAPED;

/// Texts with a loose end, with what is said about it and where it is.
const REFUSED: &[(&str, usize, &str)] = &[
    ("One:\n\n```\na", 6, "a block of code that is not closed"),
    ("~~~\na\n```", 0, "a block of code that is not closed"),
    ("````\na\n```", 0, "a block of code that is not closed"),
    ("* one\n\n  ```\n  a\n\nb", 9, "a block of code that is not closed"),
    ("one `two", 4, "a backtick that has no partner"),
    ("one `two` three`", 15, "a backtick that has no partner"),
    ("``one", 0, "a backtick that has no partner"),
    (
        "One:\n\n    two",
        10,
        "a paragraph that is indented by four spaces, which makes it code",
    ),
    ("[one](two)", 0, "a link to `two`, which is no address with a scheme"),
    (
        "See [one](#two).",
        4,
        "a link to `#two`, which is no address with a scheme",
    ),
    (
        "[one](/v1/two)",
        0,
        "a link to `/v1/two`, which is no address with a scheme",
    ),
    (
        "[one](crate::two)",
        0,
        "a link to `crate::two`, which is no address with a scheme",
    ),
    (
        "[one][a]\n\n[a]: b",
        0,
        "a link to `b`, which is no address with a scheme",
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
