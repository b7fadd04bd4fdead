//! Tests of files that cannot be read or written, and of mistakes in their YAML.

use crate::support::{BASE, codegen_bytes, codegen_to};

#[test]
fn spec_missing() {
    codegen_to("nowhere.yaml", "generated.rs").assert_refused(
        "error: cannot read the document: No such file or directory (os error 2)
           --> nowhere.yaml
           help: check the path and the file's permissions",
    );
}

#[test]
fn spec_is_a_directory() {
    codegen_to(".", "generated.rs").assert_refused(
        "error: the document is a directory
           --> .
           help: name the YAML file in it",
    );
}

#[test]
fn not_utf8() {
    let (before, after) = BASE.split_once("ooms\n").unwrap();
    let bytes = [before.as_bytes(), b"\xff", after.as_bytes()].concat();
    codegen_bytes(&bytes).assert_refused(
        "error: the byte FF is not UTF-8
           --> api.yaml:3:11
           help: save the file as UTF-8",
    );
    let bytes = [before.as_bytes(), b"\x92", after.as_bytes()].concat();
    codegen_bytes(&bytes).assert_refused(
        "error: the byte 92 is not UTF-8; in Windows-1252 it is `’`
           --> api.yaml:3:11
           help: save the file as UTF-8; if it is Windows-1252, open it as that first",
    );
    let bytes: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(BASE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    codegen_bytes(&bytes).assert_refused(
        "error: this is UTF-16 text, not UTF-8
           --> api.yaml
           help: save the file as UTF-8",
    );
}

/// A table in `xtask/src/document/yaml/mistakes` has the kinds of mistakes.
#[test]
fn all_mistakes_are_reported_at_once() {
    let spec = crate::support::Spec::base()
        .edit("summary: Lists the rooms.", "summary: Lists: the rooms.")
        .edit(
            "$ref: '#/components/schemas/RoomStatus'",
            "$ref: #/components/schemas/RoomStatus",
        )
        .edit("summary: Changes a room.", "summary: 'What can't stay'")
        .edit("put:", "put: {}\nput:");
    codegen_bytes(spec.text.as_bytes()).assert_failed(
        "error: this text contains a colon and has no quotes
           --> api.yaml:9:21
           help: put the text in quotes, or below its key after `|-`

         error: `#` begins a comment, so `$ref` has no value
           --> api.yaml:15:19
           help: put the value in quotes: `$ref: '#/components/schemas/RoomStatus'`

         error: the key `put` occurs twice; the first is on line 30
           --> api.yaml:31:5 (at /paths/~1rooms~1{roomID}/put)
           help: remove one of the two, or rename it

         error: the text continues after the quote `'` that ends it
           --> api.yaml:33:25
           help: in single quotes, write `''` for an apostrophe; or use double quotes

         codegen: 4 problems; nothing was written
",
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
        "error: the output is a directory
           --> .
           help: give `--output` a file in a folder that exists and can be written to",
    );
}

#[test]
fn output_with_the_name_of_a_directory() {
    codegen_to("api.yaml", "new/").assert_refused(
        "error: the output's path can only be that of a directory
           --> new/
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
    "error: this is OpenAPI 3.1.0, which xtask cannot read
       --> api.yaml:1:1 (at /openapi)
       help: convert the document to OpenAPI 3.0.3"
    swagger_2
    "swagger: '2.0'\nhost: example.org\npaths: {}\n"
    "error: this is Swagger 2.0, which xtask cannot read
       --> api.yaml:1:1 (at /swagger)
       help: convert the document to OpenAPI 3.0.3"
}

bad_specs! {
    broken_yaml
    { "summary: Lists the rooms." => "summary: Lists: the rooms." }
    "error: this text contains a colon and has no quotes
       --> api.yaml:9:21
       help: put the text in quotes, or below its key after `|-`"
    unclosed_bracket
    { "required: [message]" => "required: [message" }
    "error: the bracket `[` is not closed
       --> api.yaml:68:17
       help: write `]` at its end, or put the text in quotes"
    tab_for_indentation
    { "  title: Rooms" => "\ttitle: Rooms" }
    "error: a tab in the indentation
       --> api.yaml:3:1
       help: indent with spaces, two for each level"
    duplicate_key
    { "put:" => "put: {}\nput:" }
    "error: the key `put` occurs twice; the first is on line 30
       --> api.yaml:31:5 (at /paths/~1rooms~1{roomID}/put)
       help: remove one of the two, or rename it"
    anchor
    { "title: Rooms" => "title: &name Rooms" }
    "error: a YAML anchor (`&name`) is not allowed in this document
       --> api.yaml:3:10
       help: remove it, and use a `$ref` instead; put a text that begins with `&` in quotes"
    merge_key
    { "title: Rooms" => "<<: {}\ntitle: Rooms" }
    "error: a YAML merge key (`<<`) is not allowed in this document
       --> api.yaml:3:3
       help: write the merged keys out"
    tag
    { "version: 1.0.0" => "version: !!str 1.0.0" }
    "error: a YAML tag (`!name`) is not allowed in this document
       --> api.yaml:4:12
       help: remove it; put a text that begins with `!` in quotes"
    second_document
    { "components:" => "---\ncomponents:" }
    "error: a second YAML document (`---`) is not allowed in this document
       --> api.yaml:48:1
       help: keep one document in the file"
}
