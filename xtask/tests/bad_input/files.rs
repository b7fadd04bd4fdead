//! The file itself, and its YAML.

use crate::support::{BASE, codegen_bytes, codegen_to};

#[test]
fn spec_missing() {
    codegen_to("nowhere.yaml", "generated.rs").assert_refused(
        "error: cannot read the spec: No such file or directory (os error 2)
           --> nowhere.yaml
           help: check the path and the file's permissions",
    );
}

#[test]
fn spec_is_a_directory() {
    codegen_to(".", "generated.rs").assert_refused(
        "error: the spec is a directory
           --> .
           help: name the YAML file in it",
    );
}

#[test]
fn not_utf8() {
    let (before, after) = BASE.split_once("ooms\n").unwrap();
    let bytes = [before.as_bytes(), b"\xff", after.as_bytes()].concat();
    codegen_bytes(&bytes).assert_refused(
        "error: this is not UTF-8 text
           --> api.yaml:3:11
           help: save the file as UTF-8",
    );
}

#[test]
fn output_in_a_missing_directory() {
    codegen_to("api.yaml", "nowhere/generated.rs").assert_refused(
        "error: cannot write the output: No such file or directory (os error 2)
           --> nowhere/generated.rs
           help: give `--output` a file in a folder that exists and can be written to",
    );
}

#[test]
fn output_is_a_directory() {
    codegen_to("api.yaml", ".").assert_refused(
        "error: cannot write the output: Is a directory (os error 21)
           --> .
           help: give `--output` a file in a folder that exists and can be written to",
    );
}

bad_documents! {
    empty_file
    ""
    "error: the file is empty
       --> api.yaml
       help: start with `openapi: 3.0.3`, and `info` and `paths` beside it"
    only_comments
    "# nothing yet\n"
    "error: the file is empty
       --> api.yaml
       help: start with `openapi: 3.0.3`, and `info` and `paths` beside it"
    a_list
    "- openapi: 3.0.3\n"
    "error: the document is a list, not a mapping
       --> api.yaml:1:1
       help: start with `openapi: 3.0.3`, and `info` and `paths` beside it"
    a_scalar
    "openapi 3.0.3\n"
    "error: the document is text, not a mapping
       --> api.yaml:1:1
       help: start with `openapi: 3.0.3`, and `info` and `paths` beside it"
    openapi_3_1
    "openapi: 3.1.0\ninfo:\n  title: Rooms\n  version: 1.0.0\nwebhooks: {}\n"
    "error: this is OpenAPI 3.1.0, which cannot be read
       --> api.yaml:1:1 (at /openapi)
       help: convert the document to OpenAPI 3.0.3"
    swagger_2
    "swagger: '2.0'\nhost: example.org\npaths: {}\n"
    "error: this is Swagger 2.0, which cannot be read
       --> api.yaml:1:1 (at /swagger)
       help: convert the document to OpenAPI 3.0.3"
}

bad_specs! {
    broken_yaml
    { "summary: Lists the rooms." => "summary: Lists: the rooms." }
    "error: this is not YAML: mapping values are not allowed in this context
       --> api.yaml:9:21
       help: look at the indentation, quotes and brackets here and on the lines before"
    unclosed_bracket
    { "required: [message]" => "required: [message" }
    "error: this is not YAML: illegal placement of ':' indicator
       --> api.yaml:69:17
       help: look at the indentation, quotes and brackets here and on the lines before"
    tab_for_indentation
    { "  title: Rooms" => "\ttitle: Rooms" }
    "error: this is not YAML: tabs disallowed within this context (block indentation)
       --> api.yaml:3:2
       help: look at the indentation, quotes and brackets here and on the lines before"
    duplicate_key
    { "put:" => "put: {}\nput:" }
    "error: the key `put` is there twice; the first is on line 30
       --> api.yaml:31:5 (at /paths/~1rooms~1{roomID}/put)
       help: take one of the two away, or rename it"
    anchor
    { "title: Rooms" => "title: &name Rooms" }
    "error: a YAML anchor (`&name`) is not allowed in this document
       --> api.yaml:3:10
       help: take it away; to share something, use a `$ref`"
    merge_key
    { "title: Rooms" => "<<: {}\ntitle: Rooms" }
    "error: a YAML merge key (`<<`) is not allowed in this document
       --> api.yaml:3:3
       help: write the merged keys out"
    tag
    { "version: 1.0.0" => "version: !!str 1.0.0" }
    "error: a YAML tag (`!name`) is not allowed in this document
       --> api.yaml:4:12
       help: take it away; to make something text, put it in quotes"
    second_document
    { "components:" => "---\ncomponents:" }
    "error: a second YAML document (`---`) is not allowed in this document
       --> api.yaml:48:1
       help: keep one document in the file"
}
