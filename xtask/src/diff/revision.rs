//! Reads a file of a git revision.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};

use crate::document::problem::{Problem, quoted};

/// Reads a file below a folder, in a revision of git.
pub fn read(folder: &Path, revision: &str, file: &str) -> Result<Vec<u8>, Problem> {
    let found = read_if_there(folder, revision, file)?;
    found.ok_or_else(|| {
        Problem::new(
            &format!("{revision}:{file}"),
            format!("the revision {} has no {file}", quoted(revision)),
            format!("name a later revision; `git log --oneline -- {file}` lists those that changed the file"),
        )
    })
}

/// Reads a file that not every revision has.
pub fn read_if_there(folder: &Path, revision: &str, file: &str) -> Result<Option<Vec<u8>>, Problem> {
    let name = format!("{revision}:{file}");
    let commit = format!("{revision}^{{commit}}");
    let found = git(
        folder,
        &name,
        &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit],
    )?;
    if !found.status.success() {
        return Err(match found.stderr.is_empty() {
            true => Problem::new(
                &name,
                format!("the repository has no revision {}", quoted(revision)),
                "name a commit, a branch or a tag; `git log --oneline` lists commits",
            ),
            false => git_problem(&name, &found),
        });
    }
    let hash = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    let shown = git(folder, &name, &["show", &format!("{hash}:./{file}")])?;
    Ok(shown.status.success().then_some(shown.stdout))
}

fn git(folder: &Path, name: &str, arguments: &[&str]) -> Result<Output, Problem> {
    let run = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("LC_ALL", "C")
        .output();
    run.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Problem::new(name, "`git` is not installed", "install git, and put it into PATH"),
        _ => Problem::new(
            name,
            format!("cannot run `git`: {error}"),
            "check the installation of git",
        ),
    })
}

fn git_problem(name: &str, output: &Output) -> Problem {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or_default();
    let message = format!("git reports: {}", line.trim_start_matches("fatal: "));
    Problem::new(name, message, "run this in a clone of the repository")
}
