//! `cargo xtask codegen`: runs the pipeline, and writes or checks the generated files.

#[cfg(test)]
mod accepted_documents_tests;
pub mod append;
#[cfg(test)]
mod documentation_tests;
pub mod generate;
pub mod lower;
#[cfg(test)]
mod no_api_names_tests;
mod outputs;
pub mod pipeline;
pub mod rust_literals;
pub mod write;

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::codegen::lower::operations::LeftOut;
use crate::codegen::outputs::Output;
use crate::codegen::pipeline::client_of;
use crate::codegen::write::Outcome;
use crate::document::codegen_toml;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::problem::Problem;
use crate::workspace::paths;

/// Arguments of `cargo xtask codegen`.
#[derive(Args)]
pub struct Codegen {
    /// Read this document instead of openapi/beeper-desktop.yaml, and the codegen.toml beside it
    #[arg(long, value_name = "FILE", default_value_os_t = paths::committed_document(), hide_default_value = true)]
    pub spec: PathBuf,
    /// Write or check only the client, in this file
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write nothing, and fail if a file is out of date
    #[arg(long)]
    pub check: bool,
}

/// The result of a run.
pub struct Report {
    /// The number of operations with a generated method.
    operations: usize,
    types: usize,
    left_out: Vec<LeftOut>,
    files: Vec<(String, Outcome)>,
    /// The command that writes the files that a check found to be stale.
    repair: String,
}

impl Codegen {
    /// Runs all stages. Writes nothing unless every stage succeeds.
    fn generate(&self) -> Result<Report, Vec<Problem>> {
        let spec = paths::display(&self.spec);
        let bytes = load::read(&self.spec, &spec).map_err(|problem| vec![problem])?;
        let settings = Settings::beside(&self.spec)?;
        let generated = client_of(&spec, &bytes, &settings)?;
        if let Some(path) = &self.output {
            self.check_output(path).map_err(|problem| vec![problem])?;
        }
        let outputs = match &self.output {
            Some(path) => vec![Output::client_at(path.clone(), &generated)],
            None => outputs::all(&generated, &settings).map_err(|problem| vec![problem])?,
        };
        // Everything that can fail happens before the first file is replaced.
        let prepare =
            |Output { path, text }: &Output| Ok((paths::display(path), write::prepare(path, text, self.check)?));
        let prepared: Result<Vec<_>, Problem> = outputs.iter().map(prepare).collect();
        let prepared = prepared.map_err(|problem| vec![problem])?.into_iter();
        let files = prepared.map(|(file, prepared)| Ok((file.clone(), prepared.finish(&file)?)));
        let files: Result<Vec<_>, Problem> = files.collect();
        Ok(Report {
            operations: generated.lowered.openapi.operations().count(),
            types: generated.appended.types,
            left_out: generated.lowered.left_out,
            files: files.map_err(|problem| vec![problem])?,
            repair: self.repair(),
        })
    }

    /// Refuses to overwrite the files that the client is generated from.
    fn check_output(&self, path: &Path) -> Result<(), Problem> {
        let settings = self.spec.with_file_name(codegen_toml::FILE);
        for (input, what) in [
            (&self.spec, "the document"),
            (&settings, "the settings file of the document"),
        ] {
            if is_same_file(path, input) {
                let message = format!("the output is {what}, which codegen reads");
                return Err(Problem::new(
                    &paths::display(path),
                    message,
                    "give `--output` another path",
                ));
            }
        }
        Ok(())
    }

    /// Returns the command that writes the files that this run writes or checks.
    fn repair(&self) -> String {
        let mut command = "cargo xtask codegen".to_owned();
        let spec = Some(&self.spec).filter(|spec| **spec != paths::committed_document());
        for (option, path) in [("--spec", spec), ("--output", self.output.as_ref())] {
            if let Some(path) = path {
                let path = path.display().to_string();
                let quote = if path.contains(' ') { "\"" } else { "" };
                command += &format!(" {option} {quote}{path}{quote}");
            }
        }
        command
    }
}

/// Returns `true` if two paths lead to the same file.
fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

impl Verb for Codegen {
    fn run(&self) -> u8 {
        match self.generate() {
            Ok(report) => {
                say(&report);
                if report.is_stale() { FAILED } else { FINE }
            }
            Err(problems) => {
                say_problems("codegen", &problems, "; nothing was written");
                BAD_INPUT
            }
        }
    }
}

impl Report {
    /// Returns `true` if a check found a file to be out of date.
    pub fn is_stale(&self) -> bool {
        self.files
            .iter()
            .any(|(_, outcome)| matches!(outcome, Outcome::Stale { .. }))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.files.len();
        let plural = if count == 1 { "" } else { "s" };
        let touched: Vec<_> = self
            .files
            .iter()
            .filter_map(|(file, outcome)| Some((file, outcome.word()?)))
            .collect();
        write!(f, "codegen: {} operations, {} types, ", self.operations, self.types)?;
        match touched.first() {
            Some((_, word)) => write!(f, "{} of {count} file{plural} {word}", touched.len())?,
            None => write!(f, "{count} file{plural} unchanged")?,
        }
        for (file, word) in touched {
            write!(f, "\n{word}: {file}")?;
        }
        if self.left_out.is_empty() {
            write!(f, "\noperations left out: none")?;
        }
        for LeftOut { operation_id, reason } in &self.left_out {
            write!(f, "\noperation left out: {operation_id} ({reason})")?;
        }
        let mut differences = self.files.iter().filter_map(|(_, outcome)| match outcome {
            Outcome::Stale { first_difference } => Some(first_difference),
            _ => None,
        });
        if let Some(first_difference) = differences.next() {
            write!(f, "\n\n{first_difference}\nupdate it with: {}", self.repair)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_files_are_what_the_document_says() {
        let codegen = Codegen {
            spec: paths::committed_document(),
            output: None,
            check: true,
        };
        match codegen.generate() {
            Ok(report) => assert!(!report.is_stale(), "{report}"),
            Err(problems) => panic!("{}", problems[0]),
        }
    }

    #[test]
    fn the_repair_command_has_the_options_that_were_given() {
        let repair = |spec: PathBuf, output: Option<&str>| {
            let output = output.map(PathBuf::from);
            let check = true;
            Codegen { spec, output, check }.repair()
        };
        let committed = paths::committed_document();
        assert_eq!(repair(committed.clone(), None), "cargo xtask codegen");
        assert_eq!(repair(committed, Some("a.rs")), "cargo xtask codegen --output a.rs");
        assert_eq!(
            repair("my api.yaml".into(), Some("a.rs")),
            "cargo xtask codegen --spec \"my api.yaml\" --output a.rs"
        );
    }
}
