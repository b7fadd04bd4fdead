//! `cargo xtask additive`: checks that additions to the document break no program.
//!
//! The check writes a program that uses the whole client, and compiles it twice: against the client as it is, and against the
//! client of a document to which one of each kind of addition was made. Both programs have to send the same requests. All
//! additions are tried at once, so that a run usually needs two compilations; if that fails, each kind is tried alone.

mod additions;
pub mod breaking_changes;
pub mod build;
mod document_edit;
mod program;
pub mod program_output;
pub mod report;
pub mod semver_checks;

use clap::Args;

use crate::ci::additive::additions::{ADDITIONS, Addition};
use crate::ci::additive::breaking_changes::BREAKING;
use crate::ci::additive::build::ClientVersion;
use crate::ci::additive::document_edit::Edit;
use crate::ci::additive::report::{ALL_ADDITIONS, Break, Reason, Report};
use crate::ci::committed_api::{CommittedApi, SPEC};
use crate::ci::component_uses::ComponentUses;
use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::codegen::pipeline::{Generated, client_of};
use crate::diff;
use crate::document::codegen_toml::settings::Settings;
use crate::document::problem::Problem;

/// Arguments of `cargo xtask additive`.
#[derive(Args)]
pub struct Additive {
    /// Make changes that do break programs instead, and check that each is found
    #[arg(long)]
    breaking: bool,
}

impl Verb for Additive {
    fn run(&self) -> u8 {
        if self.breaking {
            return find_breaking();
        }
        let report = Documents::read().and_then(|documents| documents.check().map_err(|problem| vec![problem]));
        match report {
            Ok(report) => {
                say(&report);
                if report.breaks.is_empty() { FINE } else { FAILED }
            }
            Err(problems) => {
                say_problems("additive", &problems, "");
                BAD_INPUT
            }
        }
    }
}

/// Checks that the changes that do break programs are found.
fn find_breaking() -> u8 {
    match Documents::read().and_then(|documents| documents.missed().map_err(|problem| vec![problem])) {
        Ok(missed) if missed.is_empty() => {
            say(format_args!(
                "additive: found all {} changes that break programs",
                BREAKING.len()
            ));
            FINE
        }
        Ok(missed) => {
            missed.iter().for_each(|name| {
                say(format_args!(
                    "additive: {name}: the check does not find that this breaks programs"
                ))
            });
            FAILED
        }
        Err(problems) => {
            say_problems("additive", &problems, "");
            BAD_INPUT
        }
    }
}

/// The document as it is, and what is derived from it.
struct Documents {
    text: Edit,
    settings: Settings,
    client: Generated,
    uses: ComponentUses,
}

impl Documents {
    fn read() -> Result<Self, Vec<Problem>> {
        let api = CommittedApi::read()?;
        Ok(Self {
            text: Edit::of(SPEC, &api.bytes).map_err(|problem| vec![problem])?,
            settings: api.settings,
            client: api.client,
            uses: api.uses,
        })
    }

    /// Returns the document with some additions.
    fn text_with(&self, additions: &[Addition]) -> String {
        let mut text = self.text.clone();
        additions
            .iter()
            .for_each(|addition| (addition.add)(&mut text, &self.uses));
        text.text()
    }

    /// Generates the client of the document with some additions.
    fn with(&self, additions: &[Addition]) -> Result<Generated, Vec<Problem>> {
        let text = self.text_with(additions);
        client_of("the document with additions", text.as_bytes(), &self.settings)
    }

    /// Returns the changes that `diff` calls breaking when some additions are made.
    fn called_breaking(&self, additions: &[Addition]) -> Result<Vec<String>, Vec<Problem>> {
        let (before, after) = (self.text.text(), self.text_with(additions));
        diff::breaking(before.as_bytes(), after.as_bytes(), &self.settings)
    }

    fn check(&self) -> Result<Report, Problem> {
        build::make(
            &program::write(&self.client, &self.settings)?,
            &self.client.appended.text,
        )?;
        let (fine, mut breaks) = self.without_refused();
        breaks.extend(self.wrongly_called(&fine));
        let before = match self.try_all(&fine)? {
            Ok(before) => before,
            Err(()) => {
                build::build(&[ClientVersion::Before])?.map_err(not_ours)?;
                let before = build::run(ClientVersion::Before)?.map_err(not_ours)?;
                let found = self.one_by_one(&fine, &before)?;
                breaks.extend(found);
                before
            }
        };
        let requests = program_output::requests_in(&before);
        let mut semver = semver_checks::SemverResult::Skipped;
        if breaks.is_empty() {
            semver = semver_checks::check()?;
            if let semver_checks::SemverResult::Breaking(output) = &semver {
                breaks.push(ALL_ADDITIONS.breaks(Reason::Semver(output.clone())));
            }
        }
        Ok(Report {
            requests,
            breaks,
            semver,
        })
    }

    /// Returns the additions from which one client can be generated, and those from which none can be generated.
    fn without_refused(&self) -> (Vec<Addition>, Vec<Break>) {
        if self.with(ADDITIONS).is_ok() {
            return (ADDITIONS.to_vec(), Vec::new());
        }
        let (mut fine, mut breaks) = (Vec::new(), Vec::new());
        for addition in ADDITIONS {
            match self.with(&[*addition]) {
                Ok(_) => fine.push(*addition),
                Err(problems) => breaks.push(addition.breaks(Reason::Refused(problems))),
            }
        }
        if let Err(problems) = self.with(&fine) {
            breaks.push(ALL_ADDITIONS.breaks(Reason::Refused(problems)));
        }
        (fine, breaks)
    }

    /// Returns the additions that `diff` calls breaking.
    fn wrongly_called(&self, additions: &[Addition]) -> Vec<Break> {
        if self.called_breaking(additions).is_ok_and(|lines| lines.is_empty()) {
            return Vec::new();
        }
        let called = additions.iter().filter_map(|addition| {
            let reason = match self.called_breaking(&[*addition]) {
                Ok(lines) if lines.is_empty() => return None,
                Ok(lines) => Reason::CalledBreaking(lines),
                Err(problems) => Reason::Refused(problems),
            };
            Some(addition.breaks(reason))
        });
        called.collect()
    }

    /// Tries all additions at once. Returns what the program sends without additions, or `Err(())` as an inner result if anything
    /// differs.
    fn try_all(&self, additions: &[Addition]) -> Result<Result<String, ()>, Problem> {
        let Ok(client) = self.with(additions) else {
            return Ok(Err(()));
        };
        build::put_client(ClientVersion::After, &client.appended.text)?;
        if build::build(&ClientVersion::BOTH)?.is_err() {
            return Ok(Err(()));
        }
        let before = build::run(ClientVersion::Before)?.map_err(not_ours)?;
        Ok(match build::run(ClientVersion::After)? {
            Ok(after) if program_output::first_difference(&before, &after).is_none() => Ok(before),
            _ => Err(()),
        })
    }

    /// Returns the changes that break programs and were not found.
    fn missed(&self) -> Result<Vec<&'static str>, Problem> {
        build::make(
            &program::write(&self.client, &self.settings)?,
            &self.client.appended.text,
        )?;
        build::build(&[ClientVersion::Before])?.map_err(not_ours)?;
        let before = build::run(ClientVersion::Before)?.map_err(not_ours)?;
        let mut missed = Vec::new();
        for change in BREAKING {
            match self.try_some(&[*change], &before)? {
                // If no client can be generated, the program was never compiled, so it found nothing.
                None | Some(Reason::Refused(_)) => missed.push(change.name),
                Some(_) => {}
            }
        }
        Ok(missed)
    }

    fn one_by_one(&self, additions: &[Addition], before: &str) -> Result<Vec<Break>, Problem> {
        let mut breaks = Vec::new();
        for addition in additions {
            say(format_args!("additive: trying {} alone", addition.name));
            if let Some(reason) = self.try_some(&[*addition], before)? {
                breaks.push(addition.breaks(reason));
            }
        }
        if breaks.is_empty()
            && let Some(reason) = self.try_some(additions, before)?
        {
            breaks.push(ALL_ADDITIONS.breaks(reason));
        }
        Ok(breaks)
    }

    fn try_some(&self, additions: &[Addition], before: &str) -> Result<Option<Reason>, Problem> {
        let client = match self.with(additions) {
            Ok(client) => client,
            Err(problems) => return Ok(Some(Reason::Refused(problems))),
        };
        build::put_client(ClientVersion::After, &client.appended.text)?;
        if let Err(output) = build::build(&[ClientVersion::After])? {
            return Ok(Some(Reason::NotCompiled(output)));
        }
        Ok(match build::run(ClientVersion::After)? {
            Ok(after) => program_output::first_difference(before, &after).map(Reason::Differs),
            Err(output) => Some(Reason::NotRun(output)),
        })
    }
}

/// Returns the problem of a program that fails although nothing was added: no addition is the cause.
fn not_ours(output: String) -> Problem {
    eprintln!("{output}\n");
    let message = "the program fails with the client as it is, without any addition";
    let help = "correct `xtask/src/ci/additive/program`, which writes it, or its other part, `xtask/additive_program`";
    Problem::new("target/additive/before", message, help)
}

impl Addition {
    fn breaks(&self, reason: Reason) -> Break {
        Break {
            what: self.name,
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::load;
    use crate::lint::check::lint_all;

    #[test]
    fn each_kind_changes_the_document_and_keeps_to_its_rules() {
        let documents = Documents::read().unwrap();
        let with = |additions: &[Addition]| documents.text_with(additions);
        let kept = |text: String| {
            let document = load::parse("a.yaml", text.as_bytes())?;
            lint_all(&document, &documents.settings)
        };
        let untouched = documents.text.text();
        for addition in ADDITIONS {
            assert_ne!(with(&[*addition]), untouched, "{}", addition.name);
        }
        // Only if a rule is broken, the kinds are checked one by one, which takes seconds.
        if let Err(together) = kept(with(ADDITIONS)) {
            for addition in ADDITIONS {
                if let Err(problems) = kept(with(&[*addition])) {
                    panic!("{}: {}", addition.name, problems[0]);
                }
            }
            panic!("all kinds together: {}", together[0]);
        }
    }

    #[test]
    fn all_kinds_can_be_made_at_once() {
        let documents = Documents::read().unwrap();
        let client = documents
            .with(ADDITIONS)
            .unwrap_or_else(|problems| panic!("{}", problems[0]));
        let code = client.appended.text;
        for expected in [
            "fn update_added(",
            "pub struct AddedPart {",
            "AddedLater = \"added_later\",",
            "AddedLater = 7777,",
        ] {
            assert!(code.contains(expected), "{expected}");
        }
    }

    #[test]
    fn no_kind_is_called_breaking_by_diff() {
        let documents = Documents::read().unwrap();
        let called = documents.wrongly_called(ADDITIONS);
        assert!(called.is_empty(), "{}", called[0]);
    }

    #[test]
    fn a_report_says_which_kind_breaks_what() {
        let breaks = vec![
            ADDITIONS[0].breaks(Reason::NotCompiled(
                "error[E0061]: this method takes 2 arguments".to_owned(),
            )),
            ALL_ADDITIONS.breaks(Reason::Differs("get_room\n-- before --\na\n-- after --\nb".to_owned())),
        ];
        let semver = semver_checks::SemverResult::Skipped;
        let report = Report {
            requests: 7,
            breaks,
            semver,
        };
        assert_eq!(
            report.to_string(),
            "additive: an optional query parameter: the program no longer compiles\n\
             error[E0061]: this method takes 2 arguments\n\n\
             additive: all kinds together, although each kind alone is fine: the program sends other requests\n\
             get_room\n-- before --\na\n-- after --\nb\n\n\
             additive: 2 failures with 22 kinds of additions"
        );
        let report = Report {
            requests: 7,
            breaks: Vec::new(),
            semver: semver_checks::SemverResult::Compatible,
        };
        assert_eq!(
            report.to_string(),
            "additive: 22 kinds of additions break nothing; all 7 requests are the same; cargo-semver-checks finds nothing either"
        );
    }
}
