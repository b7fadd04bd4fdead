//! Runs the rules: those of the generator, and the house rules.

use crate::document::codegen_toml::settings::Settings;
use crate::document::load::Document;
use crate::document::problem::Problem;
use crate::lint::context::Linter;
use crate::lint::rules::codegen_toml::redundant_lines;
use crate::lint::rules::operations::{arguments, bodies, parameters, paths};
use crate::lint::rules::schemas::{components, nullable, recursion, unions};
use crate::lint::rules::{codegen_toml, examples, markdown, rust_names, samples, style, todo_texts};

/// Checks a document and its settings against the rules that the generator needs.
pub fn lint(document: &Document, settings: &Settings) -> Result<(), Vec<Problem>> {
    let mut lint = Linter::of(document, settings);
    check_for_generator(&mut lint);
    lint.into_result()
}

/// Checks both against the house rules as well.
///
/// Those are about style, and the generator does not need them, so that a change can be tried before its descriptions are
/// written.
pub fn lint_all(document: &Document, settings: &Settings) -> Result<(), Vec<Problem>> {
    let mut lint = Linter::of(document, settings);
    check_for_generator(&mut lint);
    style::check(&mut lint);
    todo_texts::check(&mut lint);
    redundant_lines::check(&mut lint);
    lint.into_result()
}

fn check_for_generator(lint: &mut Linter<'_>) {
    paths::check(lint);
    parameters::check(lint);
    bodies::check(lint);
    components::check(lint);
    nullable::check(lint);
    recursion::check(lint);
    unions::check(lint);
    rust_names::check(lint);
    arguments::check(lint);
    codegen_toml::check(lint);
    examples::check(lint);
    markdown::check(lint);
    if lint.problems.is_empty() {
        samples::check(lint);
    }
}

#[cfg(test)]
mod tests {
    use super::lint;
    use crate::document::codegen_toml::settings::Settings;
    use crate::document::load::parse;

    const BASE: &str = include_str!("../../tests/bad_input/base.yaml");

    fn assert_fine(from: &str, to: &str) {
        assert!(BASE.contains(from));
        let document = parse("a.yaml", BASE.replacen(from, to, 1).as_bytes());
        let problems = document
            .and_then(|document| lint(&document, &Settings::default()))
            .err()
            .unwrap_or_default();
        assert!(problems.is_empty(), "{}", problems[0]);
    }

    #[test]
    fn bodies_that_are_not_json_have_their_places() {
        let schema = "              $ref: '#/components/schemas/RoomChange'\n";
        let file = "              type: object\n              properties: {file: {type: string, format: binary}}\n";
        let put = format!("          application/json:\n            schema:\n{schema}");
        assert_fine(
            &put,
            &format!("          multipart/form-data:\n            schema:\n{file}"),
        );
        let list = "            application/json:\n              schema:\n                type: array\n                items:\n                  $ref: '#/components/schemas/Room'\n";
        let bytes = "            application/octet-stream:\n              schema: {type: string, format: binary}\n";
        assert_fine(list, bytes);
    }

    #[test]
    fn two_responses_of_one_kind_may_share_a_body() {
        let error = "        '404':\n          $ref: '#/components/responses/Error'\n        default:\n";
        assert_fine("        default:\n", error);
    }

    #[test]
    fn failures_may_have_bodies_of_their_own() {
        assert_fine(
            "        default:\n",
            "        '404':\n          description: No room.\n        default:\n",
        );
        let busy = "        '409':\n          description: It is taken.\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Visit'\n        default:\n";
        assert_fine("        default:\n", busy);
    }

    #[test]
    fn another_success_may_have_the_same_body() {
        let created = "        '201':\n          description: A new room.\n          content:\n            application/json:\n              example: {id: a, seats: 1}\n              schema:\n                $ref: '#/components/schemas/Room'\n        '200':\n          description: The room.\n";
        assert_fine("        '200':\n          description: The room.\n", created);
    }

    #[test]
    fn a_body_need_not_be_required() {
        assert_fine("requestBody:\n        required: true\n", "requestBody:\n");
    }

    #[test]
    fn cursors_may_be_plain_or_never_empty_strings() {
        for rule in ["", "      minLength: 1\n"] {
            let cursor =
                format!("    PageCursor:\n      type: string\n{rule}      description: A place.\n    Nothing:\n");
            assert_fine("    Nothing:\n", &cursor);
        }
    }

    #[test]
    fn parameters_may_be_repeated_by_name_in_different_operations() {
        let other = "    head:\n      operationId: countRooms\n      summary: Counts the rooms.\n      parameters:\n        - {name: status, in: query, description: A., schema: {type: string}}\n      responses: {2XX: {description: As many.}}\n  /rooms/{roomID}:\n";
        assert_fine("  /rooms/{roomID}:\n", other);
    }

    #[test]
    fn keys_may_be_path_parameters() {
        assert_fine(
            "        $ref: '#/components/schemas/RoomID'\n  responses",
            "        $ref: '#/components/schemas/VisitKey'\n  responses",
        );
    }

    #[test]
    fn nullable_stands_beside_a_type() {
        let seats = "        seats:\n          type: integer\n          minimum: 0\n          description: How many people are to fit in.\n";
        for property in [
            "{type: string, nullable: true, description: A.}",
            "{type: array, nullable: true, description: A., items: {type: string}}",
            "{title: Note, type: object, nullable: true, description: A., properties: {a: {type: string, description: A.}}}",
            "{title: Note, type: string, nullable: true, description: A., enum: [a, null]}",
        ] {
            assert_fine(seats, &format!("        note: {property}\n{seats}"));
        }
        let status = "          schema:\n            $ref: '#/components/schemas/RoomStatus'\n";
        assert_fine(status, "          schema: {type: boolean, nullable: true}\n");
    }

    #[test]
    fn schemas_may_be_recursive_in_any_way() {
        let seats = "        seats:\n          type: integer\n";
        for own in [
            "{$ref: '#/components/schemas/Room'}",
            "{description: A., type: array, items: {$ref: '#/components/schemas/Room'}}",
            "{description: A., type: object, additionalProperties: {type: array, items: {$ref: '#/components/schemas/Room'}}}",
        ] {
            assert_fine(seats, &format!("        rooms: {own}\n{seats}"));
        }
    }

    #[test]
    fn deep_schemas_are_linted_quickly() {
        let deep = format!("{}type: string{}", "type: array, items: {".repeat(30), "}".repeat(30));
        assert_fine(
            "          type: integer\n          minimum: 0\n          description: How many people fit in.\n",
            &format!("          {{description: A., {deep}}}\n"),
        );
    }
}
