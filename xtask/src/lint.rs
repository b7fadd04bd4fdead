//! `cargo xtask lint`: reports everything that is wrong with the document and its settings.

pub mod check;
#[cfg(test)]
mod committed_document_tests;
pub mod context;
pub mod rule_names;
pub mod rules;

use std::path::PathBuf;

use clap::Args;

use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load::{self, Document};
use crate::document::problem::Problem;
use crate::lint::check::lint_all;
use crate::lint::rule_names::Rule;
use crate::workspace::paths;

/// Arguments of `cargo xtask lint`.
#[derive(Args)]
pub struct Lint {
    /// Check this document instead of openapi/beeper-desktop.yaml, and the codegen.toml beside it
    #[arg(long, value_name = "FILE", default_value_os_t = paths::committed_document(), hide_default_value = true)]
    spec: PathBuf,
    /// Print the rules, and check nothing
    #[arg(long, conflicts_with = "spec")]
    rules: bool,
}

impl Verb for Lint {
    fn run(&self) -> u8 {
        if self.rules {
            print_rules(
                "Rules of the generator (without these, codegen writes nothing):",
                Rule::GENERATOR,
            );
            say("");
            print_rules("House rules (style; codegen does not ask for these):", Rule::STYLE);
            return FINE;
        }
        let path = &self.spec;
        let file = paths::display(path);
        let bytes = load::read(path, &file).map_err(|problem| vec![problem]);
        let document = bytes.and_then(|bytes| load::parse(&file, &bytes));
        match document.and_then(|document| Ok((document, Settings::beside(path)?))) {
            Ok((document, settings)) => report(&document, lint_all(&document, &settings)),
            Err(problems) => {
                say_problems("lint", &problems, "; nothing else was checked");
                BAD_INPUT
            }
        }
    }
}

fn report(document: &Document, result: Result<(), Vec<Problem>>) -> u8 {
    match result {
        Ok(()) => {
            let rules = Rule::GENERATOR.len() + Rule::STYLE.len();
            say(format_args!("lint: {} passes all {rules} rules", document.file));
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
