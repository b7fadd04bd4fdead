//! `cargo xtask picture`: logs in on the mock with the example `terminal`, and draws the terminal as SVG.

mod drawing;
mod terminal_run;

use clap::Args;

use crate::cli::{BAD_INPUT, FINE, Verb, say, say_problems};
use crate::document::problem::Problem;
use crate::workspace::folder_copy::write_if_changed;
use crate::workspace::{paths, process};

/// Draws the picture of a login for the README of the login crate.
#[derive(Args)]
pub struct Picture;

/// The path of the picture.
const FILE: &str = "crates/beeper-bridge-login/login.svg";

impl Verb for Picture {
    fn run(&self) -> u8 {
        match draw() {
            Ok(()) => {
                say(format_args!("drawn: {FILE}"));
                FINE
            }
            Err(problem) => {
                say_problems("picture", &[problem], "");
                BAD_INPUT
            }
        }
    }
}

fn draw() -> Result<(), Problem> {
    let lines = terminal_run::record()?;
    let svg = drawing::svg(&lines).map_err(|error| process::problem(FILE, format!("it cannot be drawn: {error}")))?;
    write_if_changed(&paths::workspace_path(FILE), &svg)
}
