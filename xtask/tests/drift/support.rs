//! Two documents to compare, and the command that compares them.

use std::fs;
use std::path::Path;
use std::process::Command;

pub const OURS: &str = include_str!("ours.yaml");
pub const THEIRS: &str = include_str!("theirs.yaml");

/// The result of the command.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Asserts the whole report.
    #[track_caller]
    pub fn assert_found(&self, report: &str) {
        assert_eq!(self.stderr, "");
        assert!(
            self.stdout == report,
            "\n--- got ---\n{}\n--- wanted ---\n{report}",
            self.stdout
        );
        let is_fine = report.starts_with("drift: 0 differences");
        assert_eq!(self.code, Some(if is_fine { 0 } else { 1 }));
    }

    /// Asserts this problem, and no other output.
    ///
    /// The lines after the first may be indented.
    #[track_caller]
    pub fn assert_refused(&self, problem: &str) {
        let lines: Vec<_> = problem.lines().map(str::trim).collect();
        let expected = format!("{}\n\ndrift: 1 problem; nothing was compared\n", lines.join("\n  "));
        assert!(
            self.stderr == expected,
            "\n--- got ---\n{}\n--- wanted ---\n{expected}",
            self.stderr
        );
        assert_eq!((self.code, self.stdout.as_str()), (Some(2), ""));
    }
}

/// Returns the command with our small document, a list of allowed differences, and a clean environment.
pub fn drift(folder: &Path, allowed: &str) -> Command {
    drift_of(folder, "ours.yaml", allowed)
}

/// Does the same with another document of ours, which is a file in the folder.
pub fn drift_of(folder: &Path, spec: &str, allowed: &str) -> Command {
    fs::write(folder.join("allowed.txt"), allowed).unwrap();
    drift_with(folder, spec, "allowed.txt")
}

/// Does the same with a list that is a file in the folder, too.
pub fn drift_with(folder: &Path, spec: &str, list: &str) -> Command {
    fs::write(folder.join("ours.yaml"), OURS).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .args(["drift", "--spec", spec, "--allowed", list])
        .current_dir(folder)
        .env_remove("BEEPER_BASE_URL")
        .env_remove("BEEPER_ACCESS_TOKEN");
    command
}

pub fn outcome(command: &mut Command) -> Outcome {
    let done = command.output().unwrap();
    Outcome {
        code: done.status.code(),
        stdout: String::from_utf8(done.stdout).unwrap(),
        stderr: String::from_utf8(done.stderr).unwrap(),
    }
}

/// Compares with a file of this name and contents.
pub fn compare(name: &str, theirs: impl AsRef<[u8]>, allowed: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), theirs).unwrap();
    outcome(drift(folder.path(), allowed).arg(name))
}

pub fn json_of(yaml: &str) -> serde_json::Value {
    serde_yaml::from_str(yaml).unwrap()
}

/// Pastes the printed blocks one after the other, as a person would.
pub fn pasted(document: &str, printed: &str) -> String {
    let mut lines: Vec<String> = document.lines().map(str::to_owned).collect();
    let mut printed = printed.lines().peekable();
    while let Some(head) = printed.next() {
        let Some(head) = head.strip_prefix("spec.yaml:") else {
            continue;
        };
        let (line, what) = head.split_once(": ").unwrap();
        let mut block = Vec::new();
        let is_end = |line: &str| {
            ["spec.yaml:", "by hand: ", "drift: "]
                .iter()
                .any(|end| line.starts_with(end))
        };
        while let Some(line) = printed.next_if(|line| !is_end(line)) {
            block.push(line);
        }
        assert_eq!(block.pop(), Some(""), "{what}");
        let block: Vec<_> = block
            .into_iter()
            .skip_while(|line| line.starts_with("# "))
            .map(str::to_owned)
            .collect();
        let index = line.parse::<usize>().unwrap() - 1;
        let replaced = if what.starts_with("replace by ") { 1 } else { 0 };
        lines.splice(index..index + replaced, block);
    }
    lines.join("\n") + "\n"
}
