//! Chores of the workspace: `cargo xtask <verb>`.
//!
//! The pipeline of `codegen`, from left to right and down:
//!
//! ```text
//! openapi/beeper-desktop.yaml          openapi/codegen.toml
//!        | document/{yaml,grammar,load}       | document/codegen_toml
//!        v                                    v
//!     Document  --------------------------  Settings
//!        |                                    |
//!        |  lint/       refuses what would be generated wrong, by rule and line
//!        |  model/      says what the client has: requests, members, types of the runtime
//!        v                                    v
//!  codegen/pipeline
//!        |  lower       makes the document one that progenitor gets right   -> Lowered
//!        |  generate    runs progenitor on it                               -> syn::File
//!        |  append      adds request types, macro calls and decoder tables  -> the client's module
//!        |  outputs     makes the mock's and the tests' tables, the samples and the README's table
//!        v  write       writes each file that changed, or says how it differs (`--check`)
//! crates/*/src/generated.rs, tests/generated.rs, tests/samples.json, openapi/README.md
//! ```
//!
//! Each stage is a function from value to value. The verbs stand on the same ground:
//!
//! * `lint`: `document` and `model`; prints all that the rules find.
//! * `diff`: two documents, each lowered as far as types go; says what changes for programs.
//! * `drift`: our document and a server's, as schemas of what goes over the wire.
//! * `ci`: the parts that have to pass, and the verbs that only CI runs (`additive`, `one-file`, `package`, `schemathesis`).
//! * `bench`: measures, beside the goals.
//!
//! `document` knows neither Rust nor the client; `model` knows no generated code. `workspace` has paths, processes and copies
//! of folders, `cli` the exit statuses and how verbs print. No files import each other in a circle.

mod bench;
mod ci;
mod cli;
mod codegen;
mod diff;
mod document;
mod drift;
mod lint;
mod model;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use lexopt::Parser;
use lexopt::prelude::*;

use crate::bench::Bench;
use crate::ci::Ci;
use crate::ci::additive::Additive;
use crate::ci::one_file::OneFile;
use crate::ci::package::Package;
use crate::ci::schemathesis::Schemathesis;
use crate::cli::{BAD_INPUT, FINE, Verb, say};
use crate::codegen::Codegen;
use crate::diff::Diff;
use crate::document::problem;
use crate::drift::Drift;
use crate::lint::Lint;

const USAGE: &str = "\
Usage: cargo xtask <verb>

Verbs:
  codegen            Write what comes of the OpenAPI document: the client, and what repeats
                     the document in the mock, the tests and openapi/README.md
    --check            Write nothing; fail when a file is not what the document says
    --spec <file>      Read another document
    --output <file>    Write, or check, the client alone, in another file
  lint               Check the OpenAPI document and its codegen.toml, against the house rules too
    --spec <file>      Read another document
    --rules            Print the rules instead
  diff [BASE]        Say what the OpenAPI document changes since a git revision, HEAD unless
                     given, for users of the client: breaking, compatible, documentation
    --format <format>  Print `text`, or `markdown` for the changelog
    --spec <file>      Compare another document with that of the revision
  drift [URL|FILE]   Compare the OpenAPI document with the server's own: that of the
                     server at BEEPER_BASE_URL or http://127.0.0.1:23373, of the
                     server at a URL without a path, or the document itself
    --spec <file>      Compare another document
    --allowed <file>   Read another list of what may differ
    --send-token       Send BEEPER_ACCESS_TOKEN to other computers too
    --adopt            Print what the server has and the document lacks as YAML to paste
  ci [part ...]      Run what has to pass before a change lands, or the parts that are named
    --list             Print the parts instead
  additive           Add something of every kind to the OpenAPI document, and see that a
                     program which uses all of the client does not notice
  one-file           Add something of every kind to the OpenAPI document of a copy of the
                     workspace, and see that codegen does the rest
    --show             Print what would be added instead
  package            Pack the crates that are published, and build each from what was packed
  schemathesis       Have schemathesis, which is no part of this, send the mock what the OpenAPI
                     document allows and what it does not
    --seed <number>    Send other requests
    --max-time <secs>  Go on for so long with each dialect
  bench              Measure what calls, logins, builds and codegen cost, beside the goals

Exit status: 0 fine, 1 stale, findings, differences, a part that failed or a goal missed, 2 bad input or usage
";

const VERBS: [&str; 10] = [
    "additive",
    "bench",
    "ci",
    "codegen",
    "diff",
    "drift",
    "lint",
    "one-file",
    "package",
    "schemathesis",
];

struct Help;

impl Verb for Help {
    fn run(&self) -> u8 {
        say(USAGE.trim_end());
        FINE
    }
}

fn main() -> ExitCode {
    let code = match parse_arguments(std::env::args_os().skip(1)) {
        Ok(verb) => verb.run(),
        Err(error) => {
            eprintln!("error: {error}\n\n{USAGE}");
            BAD_INPUT
        }
    };
    ExitCode::from(code)
}

fn parse_arguments(arguments: impl IntoIterator<Item = OsString>) -> Result<Box<dyn Verb>, lexopt::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.iter().any(|it| it == "--help" || it == "-h") {
        return Ok(Box::new(Help));
    }
    let mut parser = Parser::from_args(arguments);
    match parser.next()? {
        Some(Value(verb)) => match verb.to_str() {
            Some("additive") => Ok(Box::new(Additive::parse(&mut parser)?)),
            Some("bench") => Ok(Box::new(Bench::parse(&mut parser)?)),
            Some("ci") => Ok(Box::new(Ci::parse(&mut parser)?)),
            Some("codegen") => Ok(Box::new(Codegen::parse(&mut parser)?)),
            Some("diff") => Ok(Box::new(Diff::parse(&mut parser)?)),
            Some("drift") => Ok(Box::new(Drift::parse(&mut parser)?)),
            Some("lint") => Ok(Box::new(Lint::parse(&mut parser)?)),
            Some("one-file") => Ok(Box::new(OneFile::parse(&mut parser)?)),
            Some("package") => Ok(Box::new(Package::parse(&mut parser)?)),
            Some("schemathesis") => Ok(Box::new(Schemathesis::parse(&mut parser)?)),
            _ => Err(no_verb(&verb.to_string_lossy())),
        },
        Some(Long(option)) => Err(format!("`--{option}` comes after the verb: cargo xtask <verb> --{option}").into()),
        Some(argument) => Err(argument.unexpected()),
        None => Err("a verb is missing".into()),
    }
}

fn no_verb(word: &str) -> lexopt::Error {
    let help = match problem::closest(word, VERBS) {
        Some(verb) => format!("did you mean `{verb}`?"),
        None => format!("the verbs are {}", problem::listed(VERBS)),
    };
    format!("there is no verb {}; {help}", problem::quoted(word)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Box<dyn Verb>, String> {
        parse_arguments(arguments.iter().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_wrong_command_line_says_what_is_wrong_with_it() {
        for (arguments, message) in [
            (&[][..], "a verb is missing"),
            (&["codgen"], "there is no verb `codgen`; did you mean `codegen`?"),
            (
                &["--check"],
                "`--check` comes after the verb: cargo xtask <verb> --check",
            ),
            (
                &["frobnicate"],
                "there is no verb `frobnicate`; the verbs are `additive`, `bench`, `ci`, `codegen`, `diff`, `drift`, `lint`, `one-file`, `package`, `schemathesis`",
            ),
            (&["codegen", "--chek"], "invalid option '--chek'"),
            (&["codegen", "lint"], "unexpected argument \"lint\""),
            (&["diff", "HEAD", "main"], "unexpected argument \"main\""),
            (&["diff", "--format", "html"], "`--format` takes `text` or `markdown`"),
            (&["drift", "one", "two"], "unexpected argument \"two\""),
            (&["lint", "--check"], "invalid option '--check'"),
            (&["package", "client"], "unexpected argument \"client\""),
            (&["schemathesis", "now"], "unexpected argument \"now\""),
            (
                &["schemathesis", "--seed", "x"],
                "cannot parse argument \"x\": invalid digit found in string",
            ),
            (&["ci", "tests"], "there is no part `tests`; did you mean `test`?"),
            (&["codegen", "--spec"], "missing argument for option '--spec'"),
        ] {
            assert_eq!(parse(arguments).err().as_deref(), Some(message), "{arguments:?}");
        }
    }
}
