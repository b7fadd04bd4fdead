//! `cargo xtask lint`: what is wrong with the document, all at once.

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
use crate::document::load;
use crate::document::load::Document;
use crate::document::problem::Problem;
use crate::lint::check::lint_all;
use crate::lint::rule::Rule;
use crate::workspace::paths;

/// What to check, or the wish to know the rules.
pub enum Lint {
    /// Checks a document.
    Check(PathBuf),
    /// Prints the rules.
    Rules,
}

impl Lint {
    /// Reads what comes after the verb.
    pub fn parse(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut verb = Self::Check(paths::workspace_path("openapi/beeper-desktop.yaml"));
        while let Some(argument) = parser.next()? {
            verb = match argument {
                Long("spec") => Self::Check(PathBuf::from(parser.value()?)),
                Long("rules") => Self::Rules,
                argument => return Err(argument.unexpected()),
            };
        }
        Ok(verb)
    }
}

impl Verb for Lint {
    fn run(&self) -> u8 {
        let path = match self {
            Self::Check(path) => path,
            Self::Rules => {
                print_rules("Without these, nothing is generated:", Rule::GENERATOR);
                say("");
                print_rules("House rules:", Rule::STYLE);
                return FINE;
            }
        };
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
