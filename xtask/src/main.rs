//! Chores of the workspace: `cargo xtask <verb>`.

mod append;
mod codegen;
mod generate;
mod grammar;
mod kinds;
mod lint;
mod load;
mod lower;
mod names;
mod problem;
#[cfg(test)]
mod sample;
mod write;
mod yaml;

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use codegen::Codegen;
use lexopt::prelude::*;

const USAGE: &str = "\
Usage: cargo xtask <verb>

Verbs:
  codegen            Generate the client crate from the OpenAPI document
    --check            Write nothing; fail when the client is not what the document says
    --spec <file>      Read another document
    --output <file>    Write, or check, another file

Exit status: 0 fine, 1 the check found a difference, 2 bad input or usage
";

const FINE: u8 = 0;
const STALE: u8 = 1;
const BAD_INPUT: u8 = 2;

enum Verb {
    Help,
    Codegen(Codegen),
}

fn main() -> ExitCode {
    let code = match parse_arguments(std::env::args_os().skip(1)) {
        Ok(Verb::Help) => {
            say(USAGE.trim_end());
            FINE
        }
        Ok(Verb::Codegen(codegen)) => run_codegen(&codegen),
        Err(error) => {
            eprintln!("error: {error}\n\n{USAGE}");
            BAD_INPUT
        }
    };
    ExitCode::from(code)
}

fn parse_arguments(arguments: impl IntoIterator<Item = OsString>) -> Result<Verb, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut codegen = None;
    while let Some(argument) = parser.next()? {
        match (argument, &mut codegen) {
            (Short('h') | Long("help"), _) => return Ok(Verb::Help),
            (Value(verb), None) if verb == "codegen" => codegen = Some(Codegen::of_this_workspace()),
            (Long("check"), Some(codegen)) => codegen.check = true,
            (Long("spec"), Some(codegen)) => codegen.spec = PathBuf::from(parser.value()?),
            (Long("output"), Some(codegen)) => codegen.output = PathBuf::from(parser.value()?),
            (Value(verb), None) => {
                let verb = verb.to_string_lossy();
                return Err(format!("there is no verb `{verb}`; did you mean `codegen`?").into());
            }
            (Long(option @ ("check" | "spec" | "output")), None) => {
                return Err(format!("`--{option}` comes after the verb: cargo xtask codegen --{option}").into());
            }
            (argument, _) => return Err(argument.unexpected()),
        }
    }
    codegen.map(Verb::Codegen).ok_or_else(|| "a verb is missing".into())
}

/// Prints a line. Whoever closed the other end has read enough.
fn say(text: impl Display) {
    let _ = writeln!(io::stdout(), "{text}");
}

fn run_codegen(codegen: &Codegen) -> u8 {
    match codegen.run() {
        Ok(report) => {
            say(&report);
            if report.is_stale() { STALE } else { FINE }
        }
        Err(problems) => {
            for problem in &problems {
                eprintln!("{problem}\n");
            }
            let plural = if problems.len() == 1 { "" } else { "s" };
            eprintln!("codegen: {} problem{plural}, nothing written", problems.len());
            BAD_INPUT
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Verb, String> {
        parse_arguments(arguments.iter().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_wrong_command_line_says_what_is_wrong_with_it() {
        for (arguments, message) in [
            (&[][..], "a verb is missing"),
            (&["codgen"], "there is no verb `codgen`; did you mean `codegen`?"),
            (
                &["--check"],
                "`--check` comes after the verb: cargo xtask codegen --check",
            ),
            (&["codegen", "--chek"], "invalid option '--chek'"),
            (&["codegen", "--spec"], "missing argument for option '--spec'"),
        ] {
            assert_eq!(parse(arguments).err().as_deref(), Some(message), "{arguments:?}");
        }
    }
}
