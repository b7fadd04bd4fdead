//! Tests of `codegen --check`, and of the output of a run, with the real command.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

const BASE: &str = include_str!("bad_input/base.yaml");

struct Run {
    code: Option<i32>,
    stdout: String,
}

fn codegen(folder: &Path, spec: &str, arguments: &[&str]) -> Run {
    fs::write(folder.join("api.yaml"), spec).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--spec", "api.yaml", "--output", "generated.rs"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
    Run {
        code: done.status.code(),
        stdout: String::from_utf8(done.stdout).unwrap(),
    }
}

#[test]
fn a_run_prints_a_summary_line() {
    let folder = tempfile::tempdir().unwrap();
    let first = codegen(folder.path(), BASE, &[]);
    let expected = |files| format!("codegen: 2 operations, 15 types, {files}\noperations left out: none\n");
    let changed = expected("1 of 1 file changed\nchanged: generated.rs");
    assert_eq!((first.code, first.stdout), (Some(0), changed));
    let second = codegen(folder.path(), BASE, &[]);
    assert_eq!((second.code, second.stdout), (Some(0), expected("1 file unchanged")));
    let check = codegen(folder.path(), BASE, &["--check"]);
    assert_eq!((check.code, check.stdout), (Some(0), expected("1 file unchanged")));
}

#[test]
fn left_out_operations_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let json =
        "          application/json:\n            schema:\n              $ref: '#/components/schemas/RoomChange'\n";
    let file = "          multipart/form-data:\n            schema:\n              type: object\n              properties: {file: {type: string, format: binary}}\n";
    assert!(BASE.contains(json));
    let run = codegen(folder.path(), &BASE.replacen(json, file, 1), &[]);
    let expected = "codegen: 1 operations, 15 types, 1 of 1 file changed\nchanged: generated.rs\noperation left out: putRoom (multipart body)\n";
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), expected));
}

#[test]
fn a_stale_file_is_shown_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("generated.rs");
    codegen(folder.path(), BASE, &[]);
    let stale = fs::read_to_string(&output)
        .unwrap()
        .replace("Taken = \"taken\",", "Token = \"taken\",");
    fs::write(&output, &stale).unwrap();
    let written = fs::metadata(&output).unwrap().modified().unwrap();

    let run = codegen(folder.path(), BASE, &["--check"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout.contains("1 of 1 file stale\nstale: generated.rs\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("-            Token = \"taken\",\n+            Taken = \"taken\",\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .ends_with("update it with: cargo xtask codegen --spec api.yaml --output generated.rs\n"),
        "{}",
        run.stdout
    );
    assert_eq!(fs::read_to_string(&output).unwrap(), stale);
    assert_eq!(fs::metadata(&output).unwrap().modified().unwrap(), written);
}
