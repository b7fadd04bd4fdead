//! Tests of `cargo xtask diff`, with the real command in small repositories.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const BASE: &str = include_str!("diff/base.yaml");
const SPEC: &str = "openapi/beeper-desktop.yaml";

/// Returns a folder that looks like the workspace, without a repository.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("openapi")).unwrap();
    fs::write(folder.path().join(SPEC), BASE).unwrap();
    folder
}

/// Returns such a folder with a repository, whose only commit has the document.
fn repository() -> TempDir {
    let folder = folder();
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path());
    folder
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message", "A commit"]);
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]);
    let done = alone(&mut git, folder).args(arguments).status().unwrap();
    assert!(done.success(), "{arguments:?}");
}

/// Removes the git settings and the repository of the person who runs the tests from a command's environment.
fn alone<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("GIT_WORK_TREE")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    alone(&mut command, folder)
        .env("CARGO_MANIFEST_DIR", folder.join("xtask"))
        .arg("diff")
        .args(arguments);
    command
}

fn diff(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn edit(folder: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(SPEC)).unwrap();
    assert!(text.contains(from));
    fs::write(folder.join(SPEC), text.replacen(from, to, 1)).unwrap();
}

#[track_caller]
fn assert_says(output: &Output, code: i32, report: &str) {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), report);
    assert_eq!(output.status.code(), Some(code));
}

/// Asserts one problem; its lines after the first may be indented.
#[track_caller]
fn assert_refused(output: &Output, problem: &str) {
    let lines: Vec<_> = problem.lines().map(str::trim).collect();
    let expected = format!("{}\n\ndiff: 1 problem; nothing was compared\n", lines.join("\n  "));
    assert_eq!(String::from_utf8_lossy(&output.stderr), expected);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn nothing_has_changed() {
    let folder = repository();
    assert_says(
        &diff(folder.path(), &[]),
        0,
        "diff: 0 breaking, 0 compatible, 0 documentation since HEAD\n",
    );
    assert_says(&diff(folder.path(), &["--format", "markdown"]), 0, "");
}

#[test]
fn changes_since_a_revision_are_printed() {
    let folder = repository();
    edit(folder.path(), "        - taken\n", "        - locked\n");
    commit(folder.path());
    edit(folder.path(), "How many people fit in.", "How many.");
    assert_says(
        &diff(folder.path(), &[]),
        1,
        "documentation: `Room::seats` is described differently\n  --> openapi/beeper-desktop.yaml:179:9\n\n\
         diff: 0 breaking, 0 compatible, 1 documentation since HEAD\n",
    );
    assert_says(
        &diff(folder.path(), &["HEAD~1"]),
        1,
        "breaking: `RoomStatus::Taken` is gone\n  --> HEAD~1:openapi/beeper-desktop.yaml:155:11\n\n\
         compatible: `RoomStatus::Locked` is new\n  --> openapi/beeper-desktop.yaml:155:11\n\n\
         documentation: `Room::seats` is described differently\n  --> openapi/beeper-desktop.yaml:179:9\n\n\
         diff: 1 breaking, 1 compatible, 1 documentation since HEAD~1\n",
    );
    assert_says(
        &diff(folder.path(), &["HEAD~1", "--format", "markdown"]),
        1,
        "### Breaking\n\n* `RoomStatus::Taken` is gone.\n\n\
         ### Compatible\n\n* `RoomStatus::Locked` is new.\n\n\
         ### Documentation\n\n* `Room::seats` is described differently.\n",
    );
}

#[test]
fn each_revision_has_its_settings() {
    let folder = repository();
    let settings = folder.path().join("openapi/codegen.toml");
    fs::write(&settings, "[delivery]\nputRoom = \"act\"\n").unwrap();
    commit(folder.path());
    fs::write(&settings, "[delivery]\nputRoom = \"login\"\n").unwrap();
    for (revision, before) in [("HEAD", "Act"), ("HEAD~1", "Idempotent")] {
        assert_says(
            &diff(folder.path(), &[revision]),
            1,
            &format!(
                "compatible: the delivery class of `put_room` is `Login`, no longer `{before}`\n  --> openapi/beeper-desktop.yaml:30:5\n\n\
                 diff: 0 breaking, 1 compatible, 0 documentation since {revision}\n"
            ),
        );
    }
}

#[test]
fn the_suggested_line_keeps_an_argument() {
    let folder = repository();
    let required = "          required: true\n          description: A part";
    edit(folder.path(), required, "          description: A part");
    assert_says(
        &diff(folder.path(), &[]),
        1,
        "breaking: `query` of `search_visits` is a setter, no longer an argument\n  --> openapi/beeper-desktop.yaml:55:11\n  \
         help: `searchVisits = [\"query\"]` under `[arguments]` of openapi/codegen.toml keeps it an argument\n\n\
         diff: 1 breaking, 0 compatible, 0 documentation since HEAD\n",
    );
    let settings = folder.path().join("openapi/codegen.toml");
    fs::write(settings, "[arguments]\nsearchVisits = [\"query\"]\n").unwrap();
    assert_says(
        &diff(folder.path(), &["--format", "markdown"]),
        1,
        "### Compatible\n\n* `query` of `search_visits` is optional, and stays an argument.\n",
    );
}

#[test]
fn a_revision_with_a_mistake_in_its_settings() {
    let folder = repository();
    let settings = folder.path().join("openapi/codegen.toml");
    fs::write(&settings, "boxed = [\"Rom\"]\n").unwrap();
    commit(folder.path());
    fs::remove_file(settings).unwrap();
    assert_refused(
        &diff(folder.path(), &[]),
        "error[setting-target]: the document has no component `Rom`
           --> HEAD:openapi/codegen.toml:1:10
           help: did you mean `Room`?",
    );
}

#[test]
fn another_document_can_be_compared() {
    let folder = repository();
    let other = BASE.replace("title: Rooms", "title: The rooms");
    fs::write(folder.path().join("other.yaml"), other).unwrap();
    assert_says(
        &diff(folder.path(), &["--spec", "other.yaml"]),
        1,
        "documentation: `info` of the document differs\n  --> other.yaml:2:1\n\n\
         diff: 0 breaking, 0 compatible, 1 documentation since HEAD\n",
    );
}

#[test]
fn a_revision_that_is_none() {
    let folder = repository();
    for (arguments, revision) in [(&["v9"][..], "v9"), (&["--", "-v9"], "-v9")] {
        assert_refused(
            &diff(folder.path(), arguments),
            &format!(
                "error: the repository has no revision `{revision}`
                   --> {revision}:openapi/beeper-desktop.yaml
                   help: name a commit, a branch or a tag; `git log --oneline` lists commits"
            ),
        );
    }
}

#[test]
fn a_revision_without_the_document() {
    let folder = repository();
    git(folder.path(), &["rm", "--quiet", "--cached", SPEC]);
    git(folder.path(), &["commit", "--quiet", "--message", "Without"]);
    assert_refused(
        &diff(folder.path(), &[]),
        "error: the revision `HEAD` has no openapi/beeper-desktop.yaml
           --> HEAD:openapi/beeper-desktop.yaml
           help: name a later revision; `git log --oneline -- openapi/beeper-desktop.yaml` lists those that changed the file",
    );
}

#[test]
fn a_revision_with_a_mistake_in_its_document() {
    let folder = repository();
    edit(folder.path(), "operationId: putRoom", "operationId: listRooms");
    commit(folder.path());
    fs::write(folder.path().join(SPEC), BASE).unwrap();
    assert_refused(
        &diff(folder.path(), &[]),
        "error[unique-name]: the operationId `listRooms` occurs twice
           --> HEAD:openapi/beeper-desktop.yaml:31:7 (at /paths/~1rooms~1{roomID}/put/operationId)
           help: rename it, or remove one of the two",
    );
}

#[test]
fn a_mistake_in_the_document() {
    let folder = repository();
    edit(folder.path(), "required: [message]", "required: [massage]");
    assert_refused(
        &diff(folder.path(), &[]),
        "error[required-property]: `massage` is required, but is not a property
           --> openapi/beeper-desktop.yaml:135:18 (at /components/schemas/ErrorBody/required/0)
           help: did you mean `message`?",
    );
}

#[test]
fn no_document() {
    let folder = repository();
    assert_refused(
        &diff(folder.path(), &["--spec", "nowhere.yaml"]),
        "error: cannot read the document: No such file or directory (os error 2)
           --> nowhere.yaml
           help: check the path and the file's permissions",
    );
}

#[test]
fn no_repository() {
    let folder = folder();
    assert_refused(
        &diff(folder.path(), &[]),
        "error: git reports: not a git repository (or any of the parent directories): .git
           --> HEAD:openapi/beeper-desktop.yaml
           help: run this in a clone of the repository",
    );
}

#[test]
fn no_commit() {
    let folder = folder();
    git(folder.path(), &["init", "--quiet"]);
    assert_refused(
        &diff(folder.path(), &[]),
        "error: the repository has no revision `HEAD`
           --> HEAD:openapi/beeper-desktop.yaml
           help: name a commit, a branch or a tag; `git log --oneline` lists commits",
    );
}

#[test]
fn no_git() {
    let folder = repository();
    assert_refused(
        &command(folder.path(), &[]).env("PATH", "").output().unwrap(),
        "error: `git` is not installed
           --> HEAD:openapi/beeper-desktop.yaml
           help: install git, and put it into PATH",
    );
}
