//! `cargo xtask one-file`: checks that a change of the API needs an edit of only one file.
//!
//! The check copies the workspace, makes an addition of each kind in the copy's document and in no other file, and lets codegen
//! write the rest. After that, all checks have to pass in the copy. All additions are made at once; if that fails, each kind is
//! tried alone.

mod additions;
pub mod insertions;

use std::fmt;
use std::io;
use std::path::Path;

use similar::TextDiff;

use clap::Args;

use crate::ci::committed_api::{CommittedApi, SPEC};
use crate::ci::component_uses::ComponentUses;
use crate::ci::one_file::additions::{ADDITIONS, Addition, Place};
use crate::ci::one_file::insertions::Text;
use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::problem::Problem;
use crate::workspace::folder_copy::{mirror, write_if_changed};
use crate::workspace::{paths, process};

/// The folder of the copy.
const COPY: &str = "target/one-file";

/// Folders that are not copied: build output and the repository.
const NOT_COPIED: &[&str] = &["target", ".git"];

/// The parts of CI that have to pass in the copy.
const PARTS: &[&str] = &["format", "lint", "codegen", "clippy", "doc", "test"];

/// Arguments of `cargo xtask one-file`.
#[derive(Args)]
pub struct OneFile {
    /// Print what would be added, and run nothing
    #[arg(long)]
    show: bool,
}

impl Verb for OneFile {
    fn run(&self) -> u8 {
        let report = OneFileCheck::read().and_then(|check| match self.show {
            true => check.shown().map(|()| FINE),
            false => check.run().map_err(|problem| vec![problem]).map(|failures| {
                say(&failures);
                if failures.0.is_empty() { FINE } else { FAILED }
            }),
        });
        report.unwrap_or_else(|problems| {
            say_problems("one-file", &problems, "");
            BAD_INPUT
        })
    }
}

/// The document, and what may be added to its components.
struct OneFileCheck {
    text: String,
    settings: Settings,
    uses: ComponentUses,
}

/// The additions with which a check fails, each with the reason.
struct Failures(Vec<(&'static str, String)>);

impl OneFileCheck {
    fn read() -> Result<Self, Vec<Problem>> {
        let api = CommittedApi::read()?;
        let text = load::decode(SPEC, &api.bytes).map_err(|problem| vec![problem])?;
        Ok(Self {
            text: text.replace("\r\n", "\n"),
            settings: api.settings,
            uses: api.uses,
        })
    }

    /// Returns the document with some additions.
    fn with(&self, additions: &[Addition]) -> Result<String, Vec<Problem>> {
        let document = load::parse(SPEC, self.text.as_bytes())?;
        let mut text = Text::of(&self.text, &document);
        let place = Place {
            document: &document,
            settings: &self.settings,
            uses: &self.uses,
        };
        for addition in additions {
            (addition.add)(&mut text, &place);
        }
        Ok(text.edited())
    }

    /// Prints what each addition changes in the document.
    fn shown(&self) -> Result<(), Vec<Problem>> {
        for addition in ADDITIONS {
            let edited = self.with(&[*addition])?;
            let diff = TextDiff::from_lines(&self.text, &edited);
            say(format_args!(
                "# {}\n{}",
                addition.name,
                diff.unified_diff().context_radius(2).header(SPEC, SPEC)
            ));
        }
        Ok(())
    }

    fn run(&self) -> Result<Failures, Problem> {
        let copy = paths::workspace_path(COPY);
        mirror(&paths::workspace_path(""), &copy, NOT_COPIED)?;
        let Err(together) = self.try_all(&copy, ADDITIONS)? else {
            return Ok(Failures(Vec::new()));
        };
        let mut failures = Vec::new();
        for addition in ADDITIONS {
            say(format_args!("one-file: trying {} alone", addition.name));
            // Restores the files that codegen wrote for other additions.
            mirror(&paths::workspace_path(""), &copy, NOT_COPIED)?;
            if let Err(reason) = self.try_all(&copy, &[*addition])? {
                failures.push((addition.name, reason));
            }
        }
        if failures.is_empty() {
            failures.push(("all kinds together, although each kind alone is fine", together));
        }
        Ok(Failures(failures))
    }

    /// Makes additions in the copy's document, and runs the checks. A check that fails is an inner error.
    fn try_all(&self, copy: &Path, additions: &[Addition]) -> Result<Result<(), String>, Problem> {
        let edited = match self.with(additions) {
            Ok(edited) => edited,
            Err(problems) => return Ok(Err(problems.first().map(ToString::to_string).unwrap_or_default())),
        };
        write_if_changed(&copy.join(SPEC), &edited)?;
        for words in [&["codegen"][..], &[&["ci"], PARTS].concat()] {
            if let Err(reason) = xtask(copy, words)? {
                return Ok(Err(reason));
            }
        }
        Ok(Ok(()))
    }
}

/// Runs a verb in the copy, with a separate target folder: programs of the same name would overwrite each other.
fn xtask(copy: &Path, words: &[&str]) -> Result<Result<(), String>, Problem> {
    let mut call = process::call(&[&["xtask"], words].concat());
    call.current_dir(copy).env("CARGO_TARGET_DIR", copy.join("target"));
    // Nobody debugs this build, and each run compiles it only once.
    call.envs([("CARGO_PROFILE_DEV_DEBUG", "false"), ("CARGO_INCREMENTAL", "0")]);
    let (status, end) = process::run_shown(call, &mut io::stderr())
        .map_err(|error| process::problem("cargo", format!("the program cannot be started: {error}")))?;
    Ok(match status.success() {
        true => Ok(()),
        false => Err(format!(
            "`cargo xtask {}` in {COPY} ended with {status}:\n{end}",
            words.join(" ")
        )),
    })
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, reason) in &self.0 {
            writeln!(f, "one-file: {name}: {reason}")?;
        }
        let kinds = ADDITIONS.len();
        match self.0.len() {
            0 => write!(
                f,
                "one-file: {kinds} kinds of additions need an edit of one file only, and all checks pass"
            ),
            1 => write!(f, "one-file: 1 failure with {kinds} kinds of additions"),
            count => write!(f, "one-file: {count} failures with {kinds} kinds of additions"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::check::lint_all;

    fn problems(check: &OneFileCheck, additions: &[Addition]) -> Vec<String> {
        let edited = check.with(additions).unwrap();
        let document = load::parse(SPEC, edited.as_bytes());
        let linted = document.and_then(|document| lint_all(&document, &check.settings));
        linted
            .err()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn each_addition_adds_lines_and_keeps_to_all_rules() {
        let check = OneFileCheck::read().unwrap();
        let together = problems(&check, ADDITIONS);
        for addition in ADDITIONS {
            // Only if a rule is broken, the kinds are checked one by one, which takes seconds.
            if !together.is_empty() {
                assert_eq!(
                    problems(&check, &[*addition]),
                    Vec::<String>::new(),
                    "{}",
                    addition.name
                );
            }
            let edited = check.with(&[*addition]).unwrap();
            let diff = TextDiff::from_lines(&check.text, &edited);
            let tags: Vec<_> = diff.iter_all_changes().map(|change| change.tag()).collect();
            assert!(!tags.contains(&similar::ChangeTag::Delete), "{}", addition.name);
            assert!(tags.contains(&similar::ChangeTag::Insert), "{}", addition.name);
        }
        assert_eq!(together, Vec::<String>::new());
    }

    #[test]
    fn a_report_says_what_is_not_green() {
        let failures = Failures(vec![(
            "an operation",
            "the command ended with exit status: 1".to_owned(),
        )]);
        assert_eq!(
            failures.to_string(),
            format!(
                "one-file: an operation: the command ended with exit status: 1\none-file: 1 failure with {} kinds of additions",
                ADDITIONS.len()
            )
        );
    }
}
