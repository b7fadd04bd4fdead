//! `cargo xtask lint`: reports everything that is wrong with the document and its settings.

pub mod check;
#[cfg(test)]
mod committed_document_tests;
pub mod context;
pub mod rule;
pub mod rules;

use std::path::PathBuf;

use lexopt::prelude::*;

use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load::{self, Document};
use crate::document::problem::Problem;
use crate::lint::check::lint_all;
use crate::lint::rule::Rule;
use crate::workspace::paths;

/// What to check.
pub struct Lint {
    /// The OpenAPI document. The settings lie beside it.
    spec: PathBuf,
    /// Print the rules instead of checking.
    rules: bool,
}

impl Lint {
    /// Reads what comes after the verb.
    pub fn parse(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut lint = Self {
            spec: paths::workspace_path("openapi/beeper-desktop.yaml"),
            rules: false,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("spec") => lint.spec = PathBuf::from(parser.value()?),
                Long("rules") => lint.rules = true,
                argument => return Err(argument.unexpected()),
            }
        }
        Ok(lint)
    }
}

impl Verb for Lint {
    fn run(&self) -> u8 {
        if self.rules {
            print_rules("Without these, nothing is generated:", Rule::GENERATOR);
            say("");
            print_rules("House rules:", Rule::STYLE);
            return FINE;
        }
        let path = &self.spec;
        let file = paths::display(path);
        let bytes = load::read(path, &file).map_err(|problem| vec![problem]);
        let document = bytes.and_then(|bytes| load::parse(&file, &bytes));
        match document.and_then(|document| Ok((document, Settings::beside(path)?))) {
            Ok((document, settings)) => report(&document, lint_all(&document, &settings)),
            Err(problems) => {
                say_problems("lint", &problems, ", not checked any further");
                BAD_INPUT
            }
        }
    }
}

fn report(document: &Document, result: Result<(), Vec<Problem>>) -> u8 {
    match result {
        Ok(()) => {
            let rules = Rule::GENERATOR.len() + Rule::STYLE.len();
            say(format_args!("lint: {} keeps to all {rules} rules", document.file));
            FINE
        }
        Err(problems) => {
            say_problems("lint", &problems, "");
            FAILED
        }
    }
}

fn print_rules(title: &str, rules: &[Rule]) {
    say(title);
    for rule in rules {
        say(format_args!("  {:<24}  {}", rule.name(), rule.says()));
    }
}
