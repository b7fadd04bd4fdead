//! Tests of common mistakes in YAML: each is found, and reported with its correction.

#[cfg(test)]
mod lines;

use super::{correct, find};
use crate::document::yaml::mistakes::tests::lines::LINES;

/// Valid YAML in any style has no mistakes.
#[test]
fn documents_without_mistakes_have_none() {
    for text in [
        include_str!("../../../../../openapi/beeper-desktop.yaml"),
        include_str!("../../../../tests/bad_input/base.yaml"),
        include_str!("../../../../tests/bad_input/style.yaml"),
        include_str!("../../../../tests/diff/base.yaml"),
        include_str!("../../../../tests/drift/ours.yaml"),
        include_str!("../../../../tests/drift/theirs.yaml"),
    ] {
        let mistakes = find(text);
        assert!(mistakes.is_empty(), "{:?}", mistakes[0]);
        assert_eq!(correct(text, &mistakes).as_deref(), Some(text));
    }
}

/// A text around a line with a mistake, which replaces `@@`, on the third line.
const IN_A_VALUE: &str = "a:\n  b: one\n  @@\n  c: two\n";

/// Returns the report on a document: a line for each mistake, with line, column, message and help.
fn messages(text: &str) -> Vec<String> {
    let problems = crate::document::yaml::parse::read_strictly("a.yaml", text)
        .err()
        .unwrap_or_default();
    let messages = problems.iter().map(|problem| {
        let at = problem.location.position.unwrap();
        format!("{}:{} {}; {}", at.line, at.column, problem.message, problem.help)
    });
    messages.collect()
}

#[test]
fn mistakes_are_named_with_how_to_mend_them() {
    let mut wrong = String::new();
    for (line, expected) in LINES {
        let text = IN_A_VALUE.replace("@@", line);
        // A list item is in the place of the mapping.
        let text = match line.starts_with("- ") {
            true => format!("a:\n  - one\n  {line}\n"),
            false => text,
        };
        let found = messages(&text);
        if found != *expected {
            wrong.push_str(&format!("{line:?}\n{}\n", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Documents with mistakes of the indentation.
const INDENTATIONS: &[(&str, &[&str])] = &[
    (
        "a:\n\tb: 1\n",
        &["2:1 a tab in the indentation; indent with spaces, two for each level"],
    ),
    (
        "a:\n  b: 1\n  \tc: 1\n",
        &["3:3 a tab in the indentation; indent with spaces, two for each level"],
    ),
    (
        "a:\n\tb:\n\t\tc: 1\n\td: 1\n",
        &[
            "2:1 a tab in the indentation; indent with spaces, two for each level",
            "3:1 a tab in the indentation; indent with spaces, two for each level",
            "4:1 a tab in the indentation; indent with spaces, two for each level",
        ],
    ),
    (
        "a:\n  b: 1\n\u{a0} c: 1\n",
        &["3:1 a no-break space (U+00A0); indent with plain spaces"],
    ),
    (
        "a:\n    b: 1\n  c: 1\n",
        &["3:3 the indentation of 2 spaces matches no line above; indent it by 4 spaces, like its neighbours"],
    ),
    (
        "a:\n  b:\n    - 1\n   - 2\n",
        &["4:4 the indentation of 3 spaces matches no line above; indent it by 4 spaces, like its neighbours"],
    ),
    (
        "a: 1\n b: 2\n",
        &[
            "2:2 `b` is indented further than `a`, which has a value already; do not indent it; put a text of several lines below its key, after `|-`",
        ],
    ),
    (
        "  a: 1\nb: 2\n",
        &["2:1 the indentation of 0 spaces matches no line above; indent it by 2 spaces, like its neighbours"],
    ),
    (
        "a: 1\n---\nb: 2\n",
        &["2:1 a second YAML document (`---`) is not allowed in this document; keep one document in the file"],
    ),
    (
        "a: 1\n...\nb: 2\n",
        &["3:1 a second YAML document (`---`) is not allowed in this document; keep one document in the file"],
    ),
    ("%YAML 1.2\n---\na: 1\n", &[]),
    ("{\n  \"a\": 1,\n    \"b\": [\n1\n]\n}\n", &[]),
];

#[test]
fn wrong_indentation_is_named_with_the_right_one() {
    let mut wrong = String::new();
    for (text, expected) in INDENTATIONS {
        let found = messages(text);
        if found != *expected {
            wrong.push_str(&format!("{text:?}\n{}\n", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The parser alone reads documents that others wrote.
#[test]
fn odd_but_valid_yaml_can_be_read() {
    for (line, expected) in LINES {
        let text = IN_A_VALUE.replace("@@", line);
        let silent = [
            "title: #",
            "summary: Lists #",
            "$ref: #",
            "d: “all”",
            "d: ‘all’",
            "d: 2026",
            "d: 12:30",
            "on: ",
        ];
        if silent.iter().any(|start| line.starts_with(start)) {
            assert!(
                !expected.is_empty() && crate::document::yaml::parse::read("a.yaml", &text).is_ok(),
                "{line}"
            );
        }
    }
}
