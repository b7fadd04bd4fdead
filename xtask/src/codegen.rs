//! `cargo xtask codegen`: the stages in their order.

use std::fmt;
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::append::Appended;
use crate::load::Document;
use crate::lower::{LeftOut, Lowered};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::write::Outcome;
use crate::{BAD_INPUT, FAILED, FINE, Verb, append, generate, lint, load, lower, say, say_problems, write};

/// What to generate from, and where to.
pub struct Codegen {
    /// The OpenAPI document. The settings lie beside it.
    pub spec: PathBuf,
    /// The generated module.
    pub output: PathBuf,
    /// Compare instead of writing.
    pub check: bool,
}

/// What a run did.
pub struct Report {
    /// How many operations have a generated method.
    operations: usize,
    types: usize,
    left_out: Vec<LeftOut>,
    output: String,
    outcome: Outcome,
}

impl Codegen {
    /// Reads this workspace's document and writes its client crate.
    pub fn of_this_workspace() -> Self {
        Self {
            spec: write::workspace_path("openapi/beeper-desktop.yaml"),
            output: write::workspace_path("crates/beeper-desktop-client/src/generated.rs"),
            check: false,
        }
    }

    /// Reads what comes after the verb.
    pub fn parse(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut codegen = Self::of_this_workspace();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("check") => codegen.check = true,
                Long("spec") => codegen.spec = PathBuf::from(parser.value()?),
                Long("output") => codegen.output = PathBuf::from(parser.value()?),
                argument => return Err(argument.unexpected()),
            }
        }
        Ok(codegen)
    }

    /// Runs all stages. Nothing is written unless every one of them succeeds.
    fn generate(&self) -> Result<Report, Vec<Problem>> {
        let spec = write::shown(&self.spec);
        let bytes = load::read(&self.spec, &spec).map_err(|problem| vec![problem])?;
        let settings = Settings::beside(&self.spec)?;
        let Generated { lowered, appended, .. } = client_of(&spec, &bytes, &settings)?;
        let outcome = write::settle(&self.output, &appended.text, self.check).map_err(|problem| vec![problem])?;
        Ok(Report {
            operations: lowered.openapi.operations().count(),
            types: appended.types,
            left_out: lowered.left_out,
            output: write::shown(&self.output),
            outcome,
        })
    }
}

/// A document, and the client that was generated from it.
pub struct Generated {
    /// The document.
    pub document: Document,
    /// What the generator was given.
    pub lowered: Lowered,
    /// The client's module.
    pub appended: Appended,
}

/// Generates the client of a document, in memory. `spec` is the document's name, for the first line and for problems.
pub fn client_of(spec: &str, bytes: &[u8], settings: &Settings) -> Result<Generated, Vec<Problem>> {
    let document = load::parse(spec, bytes)?;
    lint::lint(&document, settings)?;
    let lowered = lower::lower(&document.openapi, settings);
    let generated = generate::generate(&lowered, spec).map_err(|problem| vec![problem])?;
    let appended = append::append(generated, &document.openapi, settings, &lowered, spec);
    let appended = appended.map_err(|problem| vec![problem])?;
    Ok(Generated {
        document,
        lowered,
        appended,
    })
}

impl Verb for Codegen {
    fn run(&self) -> u8 {
        match self.generate() {
            Ok(report) => {
                say(&report);
                if report.is_stale() { FAILED } else { FINE }
            }
            Err(problems) => {
                say_problems("codegen", &problems, ", nothing written");
                BAD_INPUT
            }
        }
    }
}

impl Report {
    /// Whether a check found the output to be out of date.
    pub fn is_stale(&self) -> bool {
        matches!(self.outcome, Outcome::Stale { .. })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match &self.outcome {
            Outcome::Unchanged => "unchanged",
            Outcome::Changed => "changed",
            Outcome::Stale { .. } => "stale",
        };
        write!(
            f,
            "codegen: {} operations, {} types, {} {outcome}",
            self.operations, self.types, self.output
        )?;
        if self.left_out.is_empty() {
            write!(f, "\noperations left out: none")?;
        }
        for LeftOut { operation_id, reason } in &self.left_out {
            write!(f, "\noperation left out: {operation_id} ({reason})")?;
        }
        if let Outcome::Stale { first_difference } = &self.outcome {
            write!(f, "\n\n{first_difference}\nrepair it with: cargo xtask codegen")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_client_is_what_the_document_says() {
        let codegen = Codegen {
            check: true,
            ..Codegen::of_this_workspace()
        };
        match codegen.generate() {
            Ok(report) => assert!(!report.is_stale(), "{report}"),
            Err(problems) => panic!("{}", problems[0]),
        }
    }
}
