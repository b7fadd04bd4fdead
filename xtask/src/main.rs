//! Development tasks of the workspace: `cargo xtask <verb>`.
//!
//! The pipeline of `codegen`, from left to right and down:
//!
//! ```text
//! openapi/beeper-desktop.yaml          openapi/codegen.toml
//!        | document/{yaml,grammar,load}       | document/codegen_toml
//!        v                                    v
//!     Document  --------------------------  Settings
//!        |                                    |
//!        |  lint/       refuses what the generator would get wrong, by rule and line
//!        |  model/      decides what the client has: requests, members, types of the runtime
//!        v                                    v
//!  codegen/pipeline
//!        |  lower       turns the document into one that progenitor gets right   -> Lowered
//!        |  generate    runs progenitor on it                               -> syn::File
//!        |  append      adds request types, macro calls and decoder tables  -> the client's module
//!        |  outputs     writes the mock's and the tests' tables, the samples and the README's table
//!        v  write       writes each file that changed, or reports how it differs (`--check`)
//! crates/*/src/generated.rs, tests/generated.rs, tests/samples.json, openapi/README.md
//! ```
//!
//! Each stage is a function from value to value. The other verbs use the same modules:
//!
//! * `lint`: `document` and `model`; prints everything that the rules find.
//! * `diff`: two documents, each lowered only as far as types need; reports what changes for programs.
//! * `drift`: our document and a server's, compared by the JSON that each describes.
//! * `ci`: the parts that have to pass, and the verbs that only CI runs (`additive`, `one-file`, `package`, `schemathesis`).
//! * `bench`: measures, and prints each figure beside its goal; draws the ratios.
//! * `picture`: runs the example `terminal`, and draws what its terminal showed.
//!
//! `document` contains nothing about Rust or the client; `model` contains nothing about generated code. `workspace` has paths,
//! processes and copies of folders, `cli` the exit statuses and how verbs print. No files import each other in a circle.

mod bench;
mod ci;
mod cli;
mod codegen;
mod diff;
mod document;
mod drift;
mod lint;
mod model;
mod picture;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bench::Bench;
use crate::ci::Ci;
use crate::ci::additive::Additive;
use crate::ci::one_file::OneFile;
use crate::ci::package::Package;
use crate::ci::schemathesis::Schemathesis;
use crate::cli::Verb;
use crate::codegen::Codegen;
use crate::diff::Diff;
use crate::drift::Drift;
use crate::lint::Lint;
use crate::picture::Picture;

/// Development tasks of the workspace
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, after_help = EXIT_STATUS)]
struct CommandLine {
    #[command(subcommand)]
    verb: Verbs,
}

const EXIT_STATUS: &str = "\
Exit status: 0 success; 1 stale files, findings, differences, a failed part or a missed goal; 2 wrong input or usage";

#[derive(Subcommand)]
enum Verbs {
    /// Write the client and all other files that are generated from the OpenAPI document
    Codegen(Codegen),
    /// Check the OpenAPI document and its codegen.toml, including their style
    Lint(Lint),
    /// Report what the OpenAPI document changes for users of the client since a git revision
    Diff(Diff),
    /// Compare the OpenAPI document with the server's own
    Drift(Drift),
    /// Run all checks that have to pass before a change lands
    Ci(Ci),
    /// Check that additions of every kind to the OpenAPI document break no program
    Additive(Additive),
    /// Check that additions of every kind need an edit of the OpenAPI document only
    OneFile(OneFile),
    /// Pack the crates that are published, and build each from its package
    Package(Package),
    /// Run schemathesis against the mock, with requests that the OpenAPI document allows and others
    Schemathesis(Schemathesis),
    /// Measure calls, decoding, live events, logins and builds, and print each figure beside its goal
    Bench(Bench),
    /// Draw the README's picture of a login in a terminal, from a run with the mock
    Picture(Picture),
}

impl Verbs {
    fn as_verb(&self) -> &dyn Verb {
        match self {
            Self::Codegen(verb) => verb,
            Self::Lint(verb) => verb,
            Self::Diff(verb) => verb,
            Self::Drift(verb) => verb,
            Self::Ci(verb) => verb,
            Self::Additive(verb) => verb,
            Self::OneFile(verb) => verb,
            Self::Package(verb) => verb,
            Self::Schemathesis(verb) => verb,
            Self::Bench(verb) => verb,
            Self::Picture(verb) => verb,
        }
    }
}

fn main() -> ExitCode {
    ExitCode::from(CommandLine::parse().verb.as_verb().run())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the error for a command line, without the pointer to `--help` at its end.
    fn error_of(words: &str) -> String {
        let words = ["xtask"].into_iter().chain(words.split_whitespace());
        let Err(error) = CommandLine::try_parse_from(words) else {
            panic!("the command line is accepted");
        };
        assert_eq!(error.exit_code(), 2);
        error.to_string()
    }

    #[test]
    fn usage_errors_are_short_and_suggest_a_word() {
        for (words, error, tip) in [
            (
                "codgen",
                "unrecognized subcommand 'codgen'",
                "a similar subcommand exists: 'codegen'",
            ),
            (
                "codegen --chek",
                "unexpected argument '--chek' found",
                "a similar argument exists: '--check'",
            ),
            (
                "ci tests",
                "invalid value 'tests' for '[PART]...'",
                "a similar value exists: 'test'",
            ),
            (
                "diff --format markdwn",
                "invalid value 'markdwn' for '--format <FORMAT>'",
                "a similar value exists: 'markdown'",
            ),
        ] {
            let text = error_of(words);
            assert!(text.starts_with(&format!("error: {error}\n")), "{text}");
            assert!(text.contains(&format!("tip: {tip}\n")), "{text}");
            assert!(text.ends_with("try '--help'.\n") && text.lines().count() <= 8, "{text}");
        }
    }

    #[test]
    fn a_wrong_command_line_says_what_is_wrong_with_it() {
        for (words, error) in [
            ("frobnicate", "unrecognized subcommand 'frobnicate'"),
            ("--check", "unexpected argument '--check' found"),
            ("codegen lint", "unexpected argument 'lint' found"),
            (
                "codegen --spec",
                "a value is required for '--spec <FILE>' but none was supplied",
            ),
            (
                "codegen --spec a --spec b",
                "the argument '--spec <FILE>' cannot be used multiple times",
            ),
            ("diff HEAD main", "unexpected argument 'main' found"),
            ("diff --format html", "invalid value 'html' for '--format <FORMAT>'"),
            ("drift one two", "unexpected argument 'two' found"),
            ("lint --check", "unexpected argument '--check' found"),
            (
                "lint --rules --spec x",
                "the argument '--rules' cannot be used with '--spec <FILE>'",
            ),
            ("package client", "unexpected argument 'client' found"),
            ("schemathesis now", "unexpected argument 'now' found"),
            (
                "schemathesis --seed x",
                "invalid value 'x' for '--seed <NUMBER>': invalid digit found in string",
            ),
            (
                "ci --list test",
                "the argument '--list' cannot be used with '[PART]...'",
            ),
        ] {
            let text = error_of(words);
            assert!(text.starts_with(&format!("error: {error}\n")), "{text}");
            assert!(text.lines().count() <= 8, "{text}");
        }
    }

    #[test]
    fn each_verb_has_a_help_of_its_own() {
        for (words, holds, lacks) in [
            ("codegen --help", "--check", "--rules"),
            ("help lint", "--rules", "--check"),
            ("drift -h", "--send-token", "--rules"),
            ("--help", "Exit status: 0 success", "--check"),
        ] {
            let help = printed(words);
            assert!(help.contains(holds) && !help.contains(lacks), "{help}");
            let widest = help.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(120), "{help}");
        }
        assert_eq!(
            printed("--version"),
            concat!("cargo xtask ", env!("CARGO_PKG_VERSION"), "\n")
        );
    }

    /// Returns what a command line prints, if it makes no verb run.
    fn printed(words: &str) -> String {
        let words = ["xtask"].into_iter().chain(words.split_whitespace());
        match CommandLine::try_parse_from(words) {
            Err(printed) if printed.exit_code() == 0 => printed.to_string(),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("the command line makes a verb run"),
        }
    }

    #[test]
    fn the_verbs_and_their_options_are_well_formed() {
        <CommandLine as clap::CommandFactory>::command().debug_assert();
    }
}
