//! Tests of YAML that is refused in every file, and of the reports.

use super::*;

fn parse_error(text: &str) -> String {
    let problems = read("a.yaml", text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = &problems[0];
    format!("{} @ {}", problem.message, problem.location)
}

#[test]
fn duplicates_name_both_lines() {
    assert_eq!(
        parse_error("a:\n  - b: 1\n    c: 2\n    b: 3\n"),
        "the key `b` occurs twice; the first is on line 2 @ a.yaml:4:5 (at /a/0/b)"
    );
    assert_eq!(read("a.yaml", "a: 1\na: 2\na: 3\n").unwrap_err().len(), 2);
}

#[test]
fn unsupported_yaml_syntax_is_refused() {
    assert_eq!(
        parse_error("a: &x 1\n"),
        "a YAML anchor (`&name`) is not allowed in this document @ a.yaml:1:4"
    );
    assert_eq!(
        parse_error("a: !!str 1\n"),
        "a YAML tag (`!name`) is not allowed in this document @ a.yaml:1:4"
    );
    assert_eq!(
        parse_error("a:\n  <<: {}\n"),
        "a YAML merge key (`<<`) is not allowed in this document @ a.yaml:2:3"
    );
    assert_eq!(
        parse_error("? [a]\n: b\n"),
        "a mapping or a list as a key is not allowed in this document @ a.yaml:1:3"
    );
    assert_eq!(
        parse_error("a: 1\n---\nb: 2\n"),
        "a second YAML document (`---`) is not allowed in this document @ a.yaml:2:1"
    );
    assert_eq!(read("a.yaml", "a: [&x 1, *x]\n").unwrap_err().len(), 1);
    let problems = read_strictly("a.yaml", "a: [&x 1, *x]\n").unwrap_err();
    assert_eq!(problems.len(), 2);
    assert!(problems[1].message.starts_with("a YAML alias (`*name`) is not allowed"));
}

#[test]
fn broken_and_empty_files_are_named() {
    assert_eq!(
        parse_error("a: [1\nb: 2\n"),
        "the bracket `[` is not closed @ a.yaml:1:4"
    );
    assert_eq!(
        parse_error("a: [{]}\n"),
        "the file is not valid YAML from here on @ a.yaml:1:6"
    );
    for empty in ["", "\n\n", "# nothing\n"] {
        assert_eq!(parse_error(empty), "the file is empty @ a.yaml");
    }
}

#[test]
fn depth_is_bounded() {
    assert!(read("a.yaml", &"[".repeat(MAX_DEPTH)).is_err());
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read("a.yaml", &nested(MAX_DEPTH)).is_ok());
    assert!(parse_error(&nested(100)).starts_with("the document is nested more than 40 levels deep"));
    assert!(read("a.yaml", &nested(100_000)).is_err());
    let block = (0..300).fold(String::new(), |text, level| format!("{text}{}a:\n", " ".repeat(level)));
    assert!(parse_error(&block).starts_with("the document is nested more than 40 levels deep"));
}
