//! Tests of documents that `drift` cannot compare, and of the reports on them.

use crate::support::{THEIRS, compare, drift, drift_of, drift_with, outcome};

const START: &str = r#"{"openapi": "3.1.0", "paths": "#;

/// Returns a document in which `GET /v1/shelves` responds with this schema, and which has these components.
fn answering(schema: &str, components: &str) -> String {
    format!(
        r#"{START}{{"/v1/shelves": {{"get": {{"responses": {{"200": {{"content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}}}}, "components": {{"schemas": {{{components}}}}}}}"#
    )
}

/// Defines a test for each document: `name (file, contents) "report"`.
macro_rules! bad_documents {
    ($($name:ident ($file:literal, $contents:expr) $report:literal)*) => {$(
        #[test]
        fn $name() {
            compare($file, $contents, "").assert_refused($report);
        }
    )*};
}

bad_documents! {
    an_older_version ("theirs.json", r#"{"swagger": "2.0", "paths": {}}"#)
    "error: this is Swagger `2.0`, which cannot be compared
       --> theirs.json (at /swagger)
       help: convert it to OpenAPI 3.0 or 3.1"
    a_newer_version ("theirs.yaml", "openapi: 4.0.0\npaths: {}\n")
    "error: this is OpenAPI `4.0.0`, which cannot be compared
       --> theirs.yaml:1:1 (at /openapi)
       help: convert it to OpenAPI 3.0 or 3.1"
    something_else ("theirs.json", r#"{"code": "M_NOT_FOUND", "message": "No such path"}"#)
    "error: this is not an OpenAPI document: it has no `openapi` key
       --> theirs.json
       help: convert it to OpenAPI 3.0 or 3.1"
    no_paths ("theirs.json", r#"{"openapi": "3.1.0", "webhooks": {}}"#)
    "error: the document has no `paths`
       --> theirs.json
       help: name a document that describes an API"
    a_list ("theirs.json", "[]")
    "error: this is not an OpenAPI document: it has no `openapi` key
       --> theirs.json
       help: convert it to OpenAPI 3.0 or 3.1"
    a_web_page ("theirs.html", "\n<!doctype html>\n<title>Welcome</title>\n")
    "error: this is a web page, not an OpenAPI document
       --> theirs.html
       help: name the URL or the file of the document itself"
    nothing ("theirs.json", "")
    "error: the file is empty
       --> theirs.json
       help: start with `openapi: 3.0.3`, and `info` and `paths` beside it"
    cut_short ("theirs.json", "{\"openapi\": \"3.1.0\",\n \"paths\": {\"/v1")
    "error: this is not JSON: EOF while parsing a string
       --> theirs.json:2:15
       help: download the document again; it may be truncated"
    broken_yaml ("theirs.yaml", "openapi: 3.1.0\npaths: [\n")
    "error: the bracket `[` is not closed
       --> theirs.yaml:2:8
       help: write `]` at its end, or put the text in quotes"
    not_text ("theirs.json", b"{\"openapi\": \"\xff\"}")
    "error: the byte FF is not UTF-8
       --> theirs.json:1:14
       help: save the file as UTF-8"
    deep_json ("theirs.json", format!("{START}{}", r#"{"a":"#.repeat(100_000)))
    "error: this is not JSON: recursion limit exceeded
       --> theirs.json:1:661
       help: download the document again; it may be truncated"
    deep_yaml ("theirs.yaml", format!("openapi: 3.1.0\npaths: {}", "[".repeat(100_000)))
    "error: the document is nested more than 40 levels deep
       --> theirs.yaml:2:263
       help: write the inner parts as components, and refer to them"
    aliases_of_aliases ("theirs.yaml", "openapi: 3.1.0\na: &a [1, 2]\nb: &b [*a, *a]\npaths: {}\n")
    "error: a YAML anchor (`&name`) is not allowed in this document
       --> theirs.yaml:2:4
       help: remove it, and use a `$ref` instead; put a text that begins with `&` in quotes"
    a_reference_to_nothing ("theirs.json", answering(r##"{"$ref": "#/components/schemas/B"}"##, ""))
    "error: the `$ref` to `#/components/schemas/B` leads nowhere
       --> theirs.json (at /paths/~1v1~1shelves/get/responses/200/content/application~1json/schema/$ref)
       help: correct the document"
    a_reference_out_of_the_document ("theirs.json", answering(r##"{"$ref": "https://example.org/b.json"}"##, ""))
    "error: the `$ref` to `https://example.org/b.json` leads out of the document
       --> theirs.json (at /paths/~1v1~1shelves/get/responses/200/content/application~1json/schema/$ref)
       help: resolve the reference, so that everything is in one document"
    references_in_a_circle (
        "theirs.json",
        answering(
            r##"{"$ref": "#/components/schemas/A"}"##,
            r##""A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}"##,
        )
    )
    "error: the `$ref`s from here lead in a circle
       --> theirs.json (at /components/schemas/A)
       help: correct the document"
    a_path_in_a_circle ("theirs.json", r##"{"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}"##)
    "error: the `$ref`s from here lead in a circle
       --> theirs.json (at /paths/~1a)
       help: correct the document"
    controls_in_foreign_text ("theirs.json", r#"{"openapi": "\u001b[31m\n", "paths": {}}"#)
    "error: this is OpenAPI `\\u{1b}[31m\\n`, which cannot be compared
       --> theirs.json (at /openapi)
       help: convert it to OpenAPI 3.0 or 3.1"
}

#[test]
fn control_characters_in_findings_are_escaped() {
    let theirs = format!(r#"{START}{{"/\u001b[31m\n": {{"get": {{}}}}}}}}"#);
    let found = compare("theirs.json", theirs, "");
    assert!(
        found
            .stdout
            .starts_with("the document lacks: operation `GET /\\u{1b}[31m\\n`\n"),
        "{}",
        found.stdout
    );
    assert!(!found.stdout.contains('\u{1b}'));
}

/// Our book contains a book; theirs contains another kind of book, which contains yet another.
#[test]
fn a_long_chain_of_schemas_is_compared() {
    let link = |n: usize| {
        let next = format!(r##"{{"$ref": "#/components/schemas/L{}"}}"##, n + 1);
        format!(r#""L{n}": {{"type": "object", "properties": {{"sequel": {next}}}}}"#)
    };
    let links: Vec<_> = (0..2_000).map(link).collect();
    let components = format!(r#"{}, "L2000": {{"type": "object"}}"#, links.join(", "));
    let schema = r##"{"$ref": "#/components/schemas/L0"}"##;
    let theirs = answering(schema, &components).replace("/v1/shelves", "/v1/books/{id}");
    let found = compare("theirs.json", theirs, "");
    assert!(
        found.stdout.contains("the server lacks: field `Book.title`\n  ours:   ours.yaml:298:9\n  theirs: /components/schemas/L0 and 2000 more\n"),
        "{}{}",
        found.stdout,
        found.stderr
    );
}

#[test]
fn a_file_over_the_size_limit_is_refused() {
    compare("theirs.yaml", " ".repeat(16 * 1024 * 1024 + 1), "").assert_refused(
        "error: the document is larger than 16 MiB
           --> theirs.yaml
           help: name the file of an OpenAPI document",
    );
}

#[test]
fn the_file_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    outcome(drift(folder.path(), "").arg("nowhere.json")).assert_refused(
        "error: this file does not exist
           --> nowhere.json
           help: check the path; a URL starts with `http://`",
    );
}

#[test]
fn a_missing_list_of_allowed_differences_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    outcome(drift_with(folder.path(), "ours.yaml", "nowhere.txt").arg("theirs.yaml")).assert_refused(
        "error: cannot read the list of allowed differences: No such file or directory (os error 2)
           --> nowhere.txt
           help: check the path and the file's permissions",
    );
}

#[test]
fn a_mistake_in_the_committed_document_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("theirs.yaml"), THEIRS).unwrap();
    std::fs::write(folder.path().join("wrong.yaml"), "openapi: 3.1.0\n").unwrap();
    outcome(drift_of(folder.path(), "wrong.yaml", "").arg("theirs.yaml")).assert_refused(
        "error: this is OpenAPI 3.1.0, which xtask cannot read
           --> wrong.yaml:1:1 (at /openapi)
           help: convert the document to OpenAPI 3.0.3",
    );
}
