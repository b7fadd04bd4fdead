//! Runs the real command on bad documents: each report has to state what is wrong, where, and what to do about it.
//!
//! A case is an edit of a small valid document, [`BASE`], and the whole report. The house rules have a separate document, in
//! `style`; the settings of the generator are written out in `codegen_toml`.

#![allow(clippy::unwrap_used)]

/// Defines a test for each edit: `name { "from" => "to", ... } "report"`.
macro_rules! bad_specs {
    ($($name:ident { $($from:literal => $to:literal),+ $(,)? } $report:literal)*) => {$(
        #[test]
        fn $name() {
            let spec = crate::support::Spec::base()$(.edit($from, $to))+;
            crate::support::codegen(&spec.text).assert_refused($report);
        }
    )*};
}

/// Does the same for documents that are written out.
macro_rules! bad_documents {
    ($($name:ident $text:literal $report:literal)*) => {$(
        #[test]
        fn $name() {
            crate::support::codegen($text).assert_refused($report);
        }
    )*};
}

mod codegen_toml;
mod examples;
mod files;
mod grammar;
mod markdown;
mod operations;
mod pagination;
mod schemas;
#[cfg(unix)]
mod special_files;
mod special_schemas;
mod style;
mod support;
mod unions;

use support::{BASE, Spec, codegen, rules};

/// The names of all rules. They do not change, since people search for them and write them down.
const RULES: [&str; 55] = [
    "all-of",
    "argument-once",
    "body-or-answer",
    "clearable",
    "component-description",
    "default",
    "endless",
    "error-is-json",
    "example",
    "extends-object",
    "finite-value",
    "id-shape",
    "known-status",
    "markdown",
    "named-body",
    "named-integers",
    "named-open-value",
    "named-schema",
    "nullable-use",
    "one-body",
    "one-outcome",
    "one-type",
    "open-object",
    "parameter-description",
    "path-parameter-is-id",
    "path-parameter-required",
    "path-parameters",
    "path-template",
    "plain-parameter",
    "property-description",
    "required-property",
    "reserved-name",
    "setting-name",
    "setting-target",
    "success-response",
    "union-discriminator",
    "union-mapping",
    "union-tag",
    "union-variant",
    "unique-name",
    "variant-description",
    "variant-kind",
    "variant-number",
    "variant-title",
    "variant-use",
    "description",
    "never-empty",
    "number-unit",
    "operation-id",
    "operation-source",
    "operation-summary",
    "operation-tag",
    "setting-effect",
    "todo",
    "unused-component",
];

#[test]
fn the_base_is_fine() {
    codegen(BASE).assert_fine();
}

#[test]
fn all_problems_of_a_stage_are_reported_in_file_order() {
    let spec = Spec::base()
        .edit("- taken", "- Free")
        .edit("operationId: putRoom", "operationId: listRooms")
        .edit("required: [message]", "required: [massage]");
    codegen(&spec.text).assert_failed(
        "error[unique-name]: the operationId `listRooms` occurs twice
           --> api.yaml:31:7 (at /paths/~1rooms~1{roomID}/put/operationId)
           help: rename it, or remove one of the two

         error[required-property]: `massage` is required, but is not a property
           --> api.yaml:68:18 (at /components/schemas/ErrorBody/required/0)
           help: did you mean `message`?

         error[unique-name]: `free` and `Free` both become the variant `Free`
           --> api.yaml:88:11 (at /components/schemas/RoomStatus/enum/1)
           help: rename one of the two

         codegen: 3 problems; nothing was written
",
    );
}

/// A case whose report has a rule's name covers the rule.
#[test]
fn every_rule_has_a_case() {
    let cases = [
        include_str!("examples.rs"),
        include_str!("style.rs"),
        include_str!("markdown.rs"),
        include_str!("operations.rs"),
        include_str!("schemas.rs"),
        include_str!("codegen_toml.rs"),
        include_str!("unions.rs"),
        include_str!("special_schemas.rs"),
    ];
    let names = rules()
        .lines()
        .filter_map(|line| Some(line.strip_prefix("  ")?.split(' ').next()?.to_owned()))
        .collect::<Vec<_>>();
    assert_eq!(names, RULES);
    for name in names {
        let report = format!("\"error[{name}]: ");
        assert!(cases.iter().any(|case| case.contains(&report)), "no case for {name}");
    }
}

#[test]
fn a_schema_may_refer_to_itself() {
    let spec = Spec::base().edit("secret:\n", "behind:\n  $ref: '#/components/schemas/Door'\nsecret:\n");
    codegen(&spec.text).assert_fine();
}
