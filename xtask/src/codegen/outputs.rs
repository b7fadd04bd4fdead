//! The files that are generated from a document.

pub mod json;
pub mod mock_operations;
pub mod mock_requests;
pub mod readme;
pub mod samples;
pub mod test_calls;
pub mod test_tables;

use std::fs;
use std::path::PathBuf;

use proc_macro2::{LexError, TokenStream};

use crate::codegen::outputs::samples::Samples;
use crate::codegen::pipeline::Generated;
use crate::codegen::write::generated_notice;
use crate::document::codegen_toml::settings::Settings;
use crate::document::problem::Problem;
use crate::workspace::paths::workspace_path;

/// The client's module.
const CLIENT: &str = "crates/beeper-desktop-client/src/generated.rs";
/// The samples for the tests.
const SAMPLES: &str = "tests/samples.json";
/// The mock's module.
const MOCK: &str = "crates/beeper-desktop-mock/src/generated.rs";

/// A generated file with its contents.
pub struct Output {
    /// The path.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

impl Output {
    /// Returns the client's module for another path.
    pub fn client_at(path: PathBuf, generated: &Generated) -> Self {
        Self {
            path,
            text: generated.appended.text.clone(),
        }
    }
}

/// The tables for the tests.
const TESTS: &str = "tests/generated.rs";
/// The page about the document.
const README: &str = "openapi/README.md";

/// Returns all files, and writes none, so that either all of them are written or none is.
pub fn all(generated: &Generated, settings: &Settings) -> Result<Vec<Output>, Problem> {
    let spec = &generated.document.file;
    let (openapi, requests) = (&generated.document.openapi, &generated.lowered.requests);
    let samples = Samples::of(&generated.document, &generated.lowered);
    let mut mock = mock_operations::module(openapi, requests, &samples);
    mock.extend(mock_requests::module(&generated.document, requests)?);
    let tests = test_tables::module(&generated.document, &generated.lowered, settings);
    let tests = tests
        .parse()
        .map_err(|error: LexError| not_rust(spec, &error.to_string()))?;
    Ok(vec![
        Output::client_at(workspace_path(CLIENT), generated),
        Output {
            path: workspace_path(MOCK),
            text: rust(spec, mock)?,
        },
        Output {
            text: readme::page(
                README,
                &read(README)?,
                &generated.document.openapi,
                &generated.lowered.requests,
            )?,
            path: workspace_path(README),
        },
        Output {
            path: workspace_path(SAMPLES),
            text: samples.file(spec)?,
        },
        Output {
            path: workspace_path(TESTS),
            text: rust(spec, tests)?,
        },
    ])
}

/// Returns the text of a Rust file.
fn rust(spec: &str, code: TokenStream) -> Result<String, Problem> {
    let file = syn::parse2(code).map_err(|error| not_rust(spec, &error.to_string()))?;
    Ok(format!(
        "// {}\n\n{}",
        generated_notice(spec),
        prettyplease::unparse(&file)
    ))
}

fn not_rust(spec: &str, error: &str) -> Problem {
    let help = "correct the code in `xtask/src/codegen/outputs` that writes the file";
    Problem::new(spec, format!("a generated file is not valid Rust: {error}"), help)
}

/// Reads a file of the workspace, with line feeds as line ends on every system.
fn read(file: &str) -> Result<String, Problem> {
    let text = fs::read_to_string(workspace_path(file)).map_err(|error| {
        let message = format!("cannot read the file, whose table codegen writes: {error}");
        Problem::new(file, message, "restore the file from the repository")
    })?;
    Ok(text.replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests;
