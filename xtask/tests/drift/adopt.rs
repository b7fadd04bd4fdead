//! Tests of `drift --adopt`: its output is pasted into the document, and then nothing is missing any more.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Outcome, drift, drift_of, outcome, pasted};
use crate::vendor_additions::{add_nulls, add_operations, add_to_answers, add_to_requests};
use crate::vendor_document::vendor;

const SPEC: &str = include_str!("../../../openapi/beeper-desktop.yaml");
const SETTINGS: &str = include_str!("../../../openapi/codegen.toml");
const ALLOWED: &str = include_str!("../../../openapi/drift-allowed.txt");

/// The report when all differences are allowed ones.
const NOTHING_LEFT: &str = "drift: 0 differences from theirs.json, 30 allowed\n";

/// Runs the command in a folder with our document and theirs.
fn run(folder: &Path, ours: &str, theirs: &Value, arguments: &[&str]) -> Outcome {
    fs::write(folder.join("spec.yaml"), ours).unwrap();
    fs::write(folder.join("codegen.toml"), SETTINGS).unwrap();
    fs::write(folder.join("theirs.json"), theirs.to_string()).unwrap();
    let mut command = drift_of(folder, "spec.yaml", ALLOWED);
    command.arg("theirs.json").args(arguments);
    outcome(&mut command)
}

fn xtask(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    outcome(command.args(arguments).current_dir(folder))
}

/// Replaces the placeholders, as a maintainer does.
fn described(document: &str) -> String {
    document.replace("TODO", "How many there are of it")
}

/// Prints, pastes and describes the additions, and asserts that no difference is left.
///
/// Returns the output, and the document.
pub fn adopted(add: impl FnOnce(&mut Value)) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let theirs = vendor(SPEC, ALLOWED, add);
    let printed = run(folder.path(), SPEC, &theirs, &["--adopt"]);
    assert_eq!(
        (printed.code, printed.stderr.as_str()),
        (Some(1), ""),
        "{}",
        printed.stdout
    );
    assert!(!printed.stdout.contains("by hand: "), "{}", printed.stdout);
    assert!(!printed.stdout.contains("Vendor prose"));
    let raw = pasted(SPEC, &printed.stdout);
    let document = described(&raw);
    let mut allowed = ALLOWED.to_owned();
    for line in printed
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("# differs: "))
    {
        allowed.push_str(&format!("differs: {line}\n"));
    }
    fs::write(folder.path().join("spec.yaml"), &document).unwrap();
    let left = outcome(drift_of(folder.path(), "spec.yaml", &allowed).arg("theirs.json"));
    let is_nothing = left.stdout.starts_with("drift: 0 differences from theirs.json, ");
    assert!(
        is_nothing && left.code == Some(0),
        "{}{}{}",
        left.stdout,
        left.stderr,
        printed.stdout
    );
    let lint = xtask(folder.path(), &["lint", "--spec", "spec.yaml"]);
    assert_eq!((lint.code, lint.stderr.as_str()), (Some(0), ""), "{}", printed.stdout);
    let codegen = xtask(
        folder.path(),
        &["codegen", "--spec", "spec.yaml", "--output", "generated.rs"],
    );
    assert_eq!(
        (codegen.code, codegen.stderr.as_str()),
        (Some(0), ""),
        "{}",
        printed.stdout
    );
    // The document can be tried as printed, but the placeholders cannot be committed.
    fs::write(folder.path().join("spec.yaml"), &raw).unwrap();
    let codegen = xtask(
        folder.path(),
        &["codegen", "--spec", "spec.yaml", "--output", "generated.rs"],
    );
    assert_eq!((codegen.code, codegen.stderr.as_str()), (Some(0), ""));
    let lint = xtask(folder.path(), &["lint", "--spec", "spec.yaml"]);
    assert_eq!(lint.code, Some(1));
    assert!(lint.stderr.contains("error[todo]: "), "{}", lint.stderr);
    (printed.stdout, document)
}

#[test]
fn an_equivalent_document_has_nothing_to_adopt() {
    let folder = tempfile::tempdir().unwrap();
    let theirs = vendor(SPEC, ALLOWED, |_| {});
    let text = theirs.to_string();
    for habit in [
        r#""type":["string","null"]"#,
        r#""nullable":true"#,
        r#""exclusiveMinimum":true"#,
        r#""const":"#,
        r#""title":"#,
    ] {
        assert!(text.contains(habit), "{habit}");
    }
    assert!(!text.contains("$ref"));
    let plain = run(folder.path(), SPEC, &theirs, &[]);
    assert_eq!((plain.code, plain.stdout.as_str()), (Some(0), NOTHING_LEFT));
}

#[test]
fn undescribed_routes_are_reported_unless_the_list_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let theirs = vendor(SPEC, ALLOWED, |_| {});
    run(folder.path(), SPEC, &theirs, &[]);
    let allowed = ALLOWED.replace("not described: /_matrix/\n", "");
    let found = outcome(drift_of(folder.path(), "spec.yaml", &allowed).arg("theirs.json"));
    let missed: Vec<_> = found
        .stdout
        .lines()
        .filter(|line| line.starts_with("the document lacks: "))
        .collect();
    assert_eq!(
        missed,
        [
            "the document lacks: operation `GET /_matrix/client/v3/sync`",
            "the document lacks: operation `PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}`",
        ]
    );
    let wrong = outcome(drift(folder.path(), "# A comment.\nnot described: _matrix\n").arg("theirs.json"));
    wrong.assert_refused(
        "error: `not described:` needs the beginning of a path
           --> allowed.txt:2:1
           help: write it as in `not described: /_matrix/`",
    );
}

#[test]
fn additions_to_responses_are_adopted() {
    let (printed, document) = adopted(add_to_answers);
    for written in [
        // In alphabetical order, with our names, and without null.
        "        owner:\n          description: TODO. Absent when TODO.\n          allOf:\n            - $ref: '#/components/schemas/User'\n",
        "          items:\n            $ref: '#/components/schemas/ChatID'\n",
        "            - $ref: '#/components/schemas/Secret'\n",
        "            - $ref: '#/components/schemas/OpenValue'\n",
        "          type: string\n          format: uri\n          minLength: 1\n",
        "        - dark\n        - light\n        - 'no'\n",
        "    TopicID:\n      type: string\n      minLength: 1\n",
        "        - title: Near\n          type: integer\n          enum: [1]\n",
        "          place: '#/components/schemas/PlacePayload'\n          card: '#/components/schemas/CardPayload'\n",
        "        - title: InWords\n          type: string\n",
        "          minimum: 1\n",
    ] {
        assert!(printed.contains(written), "{written}{printed}");
    }
    // Their document has it inline twice, and ours gets one component.
    assert_eq!(document.matches("    Poll:\n").count(), 1);
    assert!(!printed.contains("9007199254740991"));
}

#[test]
fn additions_to_requests_are_adopted() {
    let (printed, document) = adopted(add_to_requests);
    for written in [
        "replace by `required` of `NewAttachment`, with preview\n      required: [preview, uploadID]\n",
        "insert `required` of `StartChatUser`, with nickname\n      required: [nickname]\n",
        "        nickname:\n          type: string\n          nullable: true\n          description: TODO\n",
        "        mutedUntil:\n          title: UpdateChatRequestMutedUntil\n          type: string\n          nullable: true\n          format: date-time\n          minLength: 1\n          description: TODO\n",
        "        - $ref: '#/components/parameters/Cursor'\n",
        "          type: array\n          minItems: 2\n          maxItems: 5\n",
        "          type: string\n          # theirs has `maxLength: 80`, which only a component can have\n",
    ] {
        assert!(printed.contains(written), "{written}{printed}");
    }
    let headed = "      parameters:\n        - name: X-Trace\n          in: header\n";
    assert!(document.contains(headed), "{printed}");
}

#[test]
fn missing_operations_are_adopted() {
    let (printed, _) = adopted(add_operations);
    for written in [
        "\n  /v1/chats/{chatID}/polls/{pollID}:\n    parameters:\n      - $ref: '#/components/parameters/ChatID'\n      - $ref: '#/components/parameters/PollID'\n    get:\n      tags: [chats]\n      operationId: getPoll\n      summary: TODO\n",
        "    delete:\n      tags: [chats]\n      operationId: deletePoll\n      summary: TODO\n      deprecated: true\n",
        "      operationId: listPolls\n",
        "              $ref: '#/components/schemas/CreatePollRequest'\n",
        "                $ref: '#/components/schemas/PollPage'\n",
        "    PollID:\n      type: string\n      minLength: 1\n      description: TODO\n",
        "  - name: presence\n    description: TODO\n",
        "      security: []\n",
    ] {
        assert!(printed.contains(written), "{written}{printed}");
    }
}

#[test]
fn all_additions_at_once_are_adopted() {
    adopted(|root| {
        add_to_answers(root);
        add_to_requests(root);
        add_operations(root);
        add_nulls(root);
    });
}
