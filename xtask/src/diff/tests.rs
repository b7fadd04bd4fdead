//! Tests of each kind of change: an edit of a small document, and the whole report on it.

/// Defines one test for each change: `name { "from" => "to", ... } [report] back [report on the opposite change]`. `from { .. }
/// to` edits the document before that, and `with "before" => "after"` sets the settings.
macro_rules! changes {
    ($(
        $name:ident
        $(with $old:literal => $new:literal)?
        $(from { $($before:expr => $base:expr),+ $(,)? })?
        $(to)?
        $({ $($from:expr => $to:expr),+ $(,)? })?
        [$($forth:literal),* $(,)?]
        back [$($back:literal),* $(,)?]
    )*) => {$(
        #[test]
        fn $name() {
            let settings: &[[&str; 2]] = &[$([$old, $new])?];
            let base = BASE.to_owned();
            $(let base = edited(&base, &[$((&$before, &$base)),+]);)?
            let new = base.clone();
            $(let new = edited(&new, &[$((&$from, &$to)),+]);)?
            assert_changes(settings.first().copied().unwrap_or_default(), [&base, &new], &[$($forth),*], &[$($back),*]);
        }
    )*};
}

mod answers;
mod arguments;
mod bodies;
mod document;
mod operations;
mod settings;
mod surface;
mod values;

use std::sync::OnceLock;

use super::*;
use crate::codegen::{append, generate};

const BASE: &str = include_str!("../../tests/diff/base.yaml");

const QUERY: &str = "        - name: status\n          in: query\n          description: Only rooms like this.\n          schema:\n            $ref: '#/components/schemas/RoomStatus'\n";
const BODY: &str = "      requestBody:\n        required: true\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/RoomChange'\n";
const MULTIPART: &str = "      requestBody:\n        required: true\n        content:\n          multipart/form-data:\n            schema:\n              type: object\n              properties: {file: {type: string, format: binary}}\n";
const LIST: &str = "              schema:\n                type: array\n                items:\n                  $ref: '#/components/schemas/Room'\n";
const SEATS: &str =
    "        seats:\n          type: integer\n          minimum: 0\n          description: How many people fit in.\n";
const PUT: &str = "    put:\n      operationId: putRoom\n";
const MESSAGE: &str = "        message:\n          type: string\n          description: What went wrong.\n";
const DELETE: &str = "    delete:\n      operationId: removeRoom\n      summary: Removes a room.\n      responses:\n        2XX: {description: It is gone.}\n        default: {$ref: '#/components/responses/Error'}\n    put:\n";
const REQUIRED: &str = "          in: query\n          required: true\n          description: A part";
const OPTIONAL: &str = "          in: query\n          description: A part";
const KNOCK: &str = "      summary: Knocks on the door of a room.\n";
const PLACES: &str = "        seats:\n          type: integer\n          minimum: 0\n          description: How many people are to fit in.\n";
const CODE: &str = "        code:\n          $ref: '#/components/schemas/Secret'\n";
const ROOMS: &str = "        rooms:\n          type: array\n          description: The other rooms that it opens. Absent for none.\n          items:\n            $ref: '#/components/schemas/RoomID'\n";
const KEY: &str = "    VisitKey:\n";
const MARK: &str =
    "    Mark: {type: object, description: A., required: [x], properties: {x: {type: integer, description: A.}}}\n";
const WAY: &str = "    Knock:\n      type: object\n      description: A way of knocking.\n      properties: {loud: {type: boolean, description: A.}}\n";
const NOTHING: &str = "    Nothing:\n";

fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the document has no {from:?}");
        text.replacen(from, to, 1)
    })
}

fn snapshot(settings: &str, name: &str, text: &str) -> Snapshot {
    let settings = Settings::parse("codegen.toml", settings);
    match settings.and_then(|settings| Snapshot::read(name, text.as_bytes(), settings)) {
        Ok(snapshot) => snapshot,
        Err(problems) => panic!("{}\n{text}", problems[0]),
    }
}

fn code(snapshot: &Snapshot) -> String {
    let file = generate::generate(&snapshot.lowered, "a.yaml");
    let document = &snapshot.document.openapi;
    let appended =
        file.and_then(|file| append::append(file, document, &snapshot.settings, &snapshot.lowered, "a.yaml"));
    appended.unwrap_or_else(|problem| panic!("{problem}")).text
}

fn with_code(snapshot: Snapshot) -> (Snapshot, String) {
    let code = code(&snapshot);
    (snapshot, code)
}

/// The unchanged document, from which most changes start.
fn base() -> &'static (Snapshot, String) {
    static SIDE: OnceLock<(Snapshot, String)> = OnceLock::new();
    SIDE.get_or_init(|| with_code(snapshot("", "old.yaml", BASE)))
}

fn without_comments(code: &str) -> Vec<&str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("///"))
        .collect()
}

fn described(changes: &[Change]) -> Vec<String> {
    let lines = changes.iter().map(|it| format!("{}: {}", it.class.word(), it.text));
    lines.collect()
}

/// Checks the report from one document to the other, and the report back.
#[track_caller]
fn assert_changes([old_settings, new_settings]: [&str; 2], [old, new]: [&str; 2], forth: &[&str], back: &[&str]) {
    let made;
    let (old, old_code) = match (old_settings, old) {
        ("", BASE) => base(),
        (settings, text) => {
            made = with_code(snapshot(settings, "old.yaml", text));
            &made
        }
    };
    let (new, new_code) = &with_code(snapshot(new_settings, "new.yaml", new));
    let (there, again) = (compare(old, new), compare(new, old));
    assert_eq!(described(&there), forth);
    assert_eq!(described(&again), back);
    // Checks that the report is true: a change is breaking exactly if it removes something from the client that programs can
    // name.
    let (before, after) = (surface::of(old_code), surface::of(new_code));
    for (changes, from, to) in [(there, &before, &after), (again, &after, &before)] {
        let is_only_refused = |change: &Change| change.text.ends_with("needs an access token");
        let mut breaking = changes.iter().filter(|change| change.class == Class::Breaking);
        let breaks = breaking.any(|change| !is_only_refused(change));
        let lost: Vec<_> = from.difference(to).collect();
        assert_eq!(breaks, !lost.is_empty(), "{lost:?}\n{changes:?}");
        assert!(without_comments(old_code) == without_comments(new_code) || !changes.is_empty());
    }
}

#[test]
fn the_name_of_a_type_with_many_uses_changes_once() {
    let renamed = BASE
        .replace("schemas/Room'", "schemas/Chamber'")
        .replace("    Room:\n", "    Chamber:\n");
    assert_changes(
        ["", ""],
        [BASE, &renamed],
        &["breaking: the type `Room` is called `Chamber`"],
        &["breaking: the type `Chamber` is called `Room`"],
    );
}

/// The methods of files are written by hand, so that a change of their operations breaks nothing by itself. The mock's operations
/// are generated.
#[test]
fn operations_without_a_generated_method_break_nothing_but_in_the_mock() {
    let snapshot = |name, text: &str| snapshot("", name, text);
    let old = edited(BASE, &[(BODY, MULTIPART)]);
    let floor = "    put:\n      parameters: [{name: floor, in: query, required: true, description: A., schema: {type: integer}}]\n      operationId: putRoom\n";
    let new = old.replace(PUT, floor);
    let without = old.replace("    put:\n", "    get:\n").replace("putRoom", "getRoom");
    let gone = compare(&snapshot("old.yaml", &old), &snapshot("new.yaml", &without));
    assert_eq!(
        gone[0].to_string(),
        "breaking: `Operation::PutRoom` of the mock is gone\n  --> old.yaml:30:5"
    );
    let renamed = old.replace("putRoom", "fillRoom");
    let renamed = compare(&snapshot("old.yaml", &old), &snapshot("new.yaml", &renamed));
    assert_eq!(
        renamed[0].to_string(),
        "breaking: `Operation::PutRoom` of the mock is called `Operation::FillRoom`\n  --> new.yaml:30:5"
    );
    let changes = compare(&snapshot("old.yaml", &old), &snapshot("new.yaml", &new));
    assert_eq!(
        changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["compatible: the argument `floor` of `put_room` is new\n  --> new.yaml:31:20"]
    );
}

/// The table of operations also applies to handwritten methods.
#[test]
fn operations_without_a_generated_method_are_refused_like_others() {
    let old = edited(BASE, &[(BODY, MULTIPART)]);
    let new = old.replacen("    put:\n", "    post:\n      security: [{bearer: []}]\n", 1);
    let (old, new) = (snapshot("", "old.yaml", &old), snapshot("", "new.yaml", &new));
    assert_eq!(
        described(&compare(&old, &new)),
        [
            "breaking: the method `put_room` needs an access token",
            "compatible: the method `put_room` sends `POST /rooms/{roomID}`",
            "compatible: the delivery class of `put_room` is `Act`, no longer `Idempotent`",
        ]
    );
}

#[test]
fn changes_have_their_lines() {
    let new = edited(
        BASE,
        &[
            ("        - taken\n", "        - locked\n"),
            ("How many people fit in.", "How many."),
        ],
    );
    let changes = compare(&snapshot("", "old.yaml", BASE), &snapshot("", "new.yaml", &new));
    let changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        changes,
        [
            "breaking: `RoomStatus::Taken` is gone\n  --> old.yaml:155:11",
            "compatible: `RoomStatus::Locked` is new\n  --> new.yaml:155:11",
            "documentation: `Room::seats` is described differently\n  --> new.yaml:179:9",
        ]
    );
}

/// A removed item is reported at the line that it had.
#[test]
fn changes_of_any_of_required_have_their_lines() {
    let required = "      required: [seats]\n";
    let ways = format!("{required}      anyOf:\n        - required: [lock]\n");
    let line = 1 + edited(BASE, &[(required, &ways)])
        .lines()
        .position(|line| line == "      anyOf:")
        .unwrap();
    let (without, with) = (
        snapshot("", "old.yaml", BASE),
        snapshot("", "new.yaml", &edited(BASE, &[(required, &ways)])),
    );
    for (changes, says) in [
        (compare(&without, &with), "needs `lock`"),
        (compare(&with, &without), "no longer needs `lock`"),
    ] {
        let changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
        assert_eq!(
            changes,
            [format!(
                "compatible: the component `RoomChange` {says}\n  --> new.yaml:{line}:7"
            )]
        );
    }
}

/// An operation and an object have one line each, which includes the arguments that are kept already.
#[test]
fn the_line_that_keeps_an_argument_is_named() {
    let helps = |settings: &str, edits: &[(&str, &str)], more: &[(&str, &str)]| {
        let old = edited(BASE, edits);
        let new = edited(&old, more);
        let old = snapshot(settings, "openapi/old.yaml", &old);
        let changes = compare(&old, &snapshot(settings, "openapi/new.yaml", &new));
        changes.into_iter().filter_map(|change| change.help).collect::<Vec<_>>()
    };
    let line = |line: &str| format!("`{line}` under `[arguments]` of openapi/codegen.toml keeps it an argument");
    assert_eq!(
        helps("", &[], &[(REQUIRED, OPTIONAL)]),
        [line("searchVisits = [\"query\"]")]
    );
    let required = [
        ("      required: [code]\n", "      required: [code, rooms]\n"),
        ("      required: [seats]\n", "      required: [lock, seats]\n"),
    ];
    let optional = [(required[0].1, ""), (required[1].1, "")];
    let expected = ["putRoom = [\"lock\", \"seats\"]", "NewLock = [\"code\", \"rooms\"]"].map(line);
    let [request, object] = &expected;
    assert_eq!(
        helps("", &required, &optional),
        [request, request, object, object].map(String::as_str)
    );
    let settings = "[arguments]\nputRoom = ['seats']";
    let lock = [("      required: [seats]\n", "      required: [lock]\n")];
    assert_eq!(
        helps(settings, &lock, &[(lock[0].1, "")]),
        [line("putRoom = [\"seats\", \"lock\"]")]
    );
    let whole = "      summary: Lets somebody in.\n      requestBody:\n";
    let may_lack = format!("{whole}        required: false\n");
    let is_required = format!("{whole}        required: true\n");
    assert!(helps("", &[], &[(&is_required, &may_lack)]).is_empty());
}

#[test]
fn a_change_is_shown_with_what_would_make_it_compatible() {
    let new = edited(BASE, &[(REQUIRED, OPTIONAL)]);
    let changes = compare(&snapshot("", "old.yaml", BASE), &snapshot("", "new.yaml", &new));
    assert_eq!(
        changes[0].to_string(),
        "breaking: `query` of `search_visits` is a setter, no longer an argument\n  --> new.yaml:55:11\n  \
         help: `searchVisits = [\"query\"]` under `[arguments]` of codegen.toml keeps it an argument"
    );
}

#[test]
fn the_changelog_gets_an_entry_by_class() {
    let new = edited(
        BASE,
        &[
            ("        - taken\n", "        - locked\n        - away\n"),
            ("How many people fit in.", "How many."),
        ],
    );
    let changes = compare(&snapshot("", "old.yaml", BASE), &snapshot("", "new.yaml", &new));
    assert_eq!(
        markdown(&changes),
        "### Breaking\n\n* `RoomStatus::Taken` is gone.\n\n\
         ### Compatible\n\n* `RoomStatus::Away` is new.\n* `RoomStatus::Locked` is new.\n\n\
         ### Documentation\n\n* `Room::seats` is described differently.\n"
    );
}
