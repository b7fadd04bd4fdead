//! `cargo xtask drift`: compares our document with the server's own.
//!
//! Only what is sent over the wire counts. Operations match by method and path, fields and parameters by their wire names. The
//! names of components and of path parameters have no meaning, and neither does whether a schema is a component or inline. These
//! are no differences either:
//!
//! * descriptions, summaries, titles, examples, defaults, tags, operation IDs, extensions, `externalDocs`;
//! * bounds, patterns and formats, except for `date-time`, which is a point in time: our `password` and `server-text` are for the
//!   generator, and bounds are for people;
//! * servers, except for a path that precedes all others, and security, which does not affect the values;
//! * whether an object is closed: the client accepts additional members;
//! * the other properties of a value that may be anything, as in `anyOf` with a schema that allows any value;
//! * known values beside any text (`anyOf` of an enum and `type: string`): all our enums are open;
//! * the values of a boolean, as in `enum: [true]`;
//! * `integer` where we have `number` in a response, and the reverse in a request: every value fits;
//! * absence and null in responses: the client reads both alike. In a request body they differ;
//! * null in a parameter, since it is not sent;
//! * an optional body, since we always send ours;
//! * the status of an error: the errors of theirs have to match ours, whatever their status is;
//! * a path parameter that their document does not describe;
//! * response headers, and the media types of bytes that are not JSON.
//!
//! Intended differences are in a list, `openapi/drift-allowed.txt`, in the words of the report. The list also names paths of
//! theirs that our document does not cover.

mod adopt;
mod allowed_differences;
pub mod compare_operations;
pub mod compare_schemas;
pub mod direction;
mod endpoints;
mod fetch;
mod finding;
pub mod object_variants;
mod source;
pub mod wire_schema;

use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::problem::{Problem, one_line};
use crate::drift::adopt::Adoption;
use crate::drift::adopt::writer::ByHand;
use crate::drift::allowed_differences::{Allowed, Stale};
use crate::drift::fetch::Fetch;
use crate::drift::finding::Finding;
use crate::drift::source::Source;
use crate::workspace::paths;

/// The address of Beeper Desktop by default.
const DEFAULT_URL: &str = "http://127.0.0.1:23373";

/// Arguments of `cargo xtask drift`.
#[derive(Args)]
pub struct Drift {
    /// Compare with this server, given as a URL without a path, with the document at this URL, or with a file
    ///
    /// By default, the server at BEEPER_BASE_URL or http://127.0.0.1:23373 is asked.
    #[arg(value_name = "URL|FILE")]
    theirs: Option<String>,
    /// Compare this document instead of openapi/beeper-desktop.yaml
    #[arg(long, value_name = "FILE", default_value_os_t = paths::committed_document(), hide_default_value = true)]
    spec: PathBuf,
    /// Read the allowed differences from this list instead of openapi/drift-allowed.txt
    #[arg(
        long,
        value_name = "FILE",
        default_value_os_t = paths::workspace_path("openapi/drift-allowed.txt"),
        hide_default_value = true
    )]
    allowed: PathBuf,
    /// Send BEEPER_ACCESS_TOKEN to other computers too
    #[arg(long)]
    send_token: bool,
    /// Print what the document lacks as YAML lines to paste
    #[arg(long)]
    adopt: bool,
}

/// The result of a run.
struct Report {
    theirs: String,
    findings: Vec<Finding>,
    /// How to add what we lack, if the run was asked for that.
    adoption: Option<Adoption>,
    allowed: usize,
    stale: Vec<Stale>,
}

impl Drift {
    fn compare(&self) -> Result<Report, Vec<Problem>> {
        let allowed = self.read_allowed().map_err(|problem| vec![problem])?;
        let spec = paths::display(&self.spec);
        let bytes = load::read(&self.spec, &spec).map_err(|problem| vec![problem])?;
        // The grammar's problems explain a mistake better than the code below.
        load::parse(&spec, &bytes)?;
        let ours = Source::read(&spec, &bytes)?;
        let (name, their_bytes) = self.read_theirs().map_err(|problem| vec![problem])?;
        let theirs = Source::read(&name, &their_bytes)?;
        let mut findings = compare_operations::compare(&ours, &theirs).map_err(|problem| vec![problem])?;
        let all = findings.len();
        let known: HashSet<String> = findings.iter().map(|finding| finding.text.clone()).collect();
        let stale = allowed.take_from(&mut findings);
        let adoption = match self.adopt {
            true => {
                let text = load::decode(&spec, &bytes).map_err(|problem| vec![problem])?;
                let settings = Settings::beside(&self.spec)?;
                let verbs = settings.verbs().map(str::to_owned).collect();
                let adoption = adopt::adopt([&ours, &theirs], text, &findings, known, verbs);
                Some(adoption.map_err(|problem| vec![problem])?)
            }
            false => None,
        };
        Ok(Report {
            theirs: name,
            allowed: all - findings.len(),
            findings,
            adoption,
            stale,
        })
    }

    fn read_theirs(&self) -> Result<(String, Vec<u8>), Problem> {
        let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let fetch = Fetch::new(variable("BEEPER_ACCESS_TOKEN"), self.send_token);
        match &self.theirs {
            Some(url) if url.contains("://") => fetch.document(url),
            Some(file) if !Path::new(file).exists() => {
                let help = "check the path; a URL starts with `http://`";
                Err(Problem::new(file, "this file does not exist", help))
            }
            Some(file) => Ok((file.clone(), load::read(Path::new(file), file)?)),
            None => fetch.document_of(&variable("BEEPER_BASE_URL").unwrap_or(DEFAULT_URL.to_owned())),
        }
    }

    fn read_allowed(&self) -> Result<Allowed, Problem> {
        let file = paths::display(&self.allowed);
        let bytes = load::read_beside(&self.allowed, &file, "the list of allowed differences")?;
        Allowed::read(&file, load::decode(&file, &bytes)?)
    }

    /// Prints the lines to paste, and the differences that need work by hand.
    fn print_adoption(&self, report: &Report, adoption: &Adoption) {
        let spec = paths::display(&self.spec);
        for edit in &adoption.edits {
            say(format_args!("{}:{edit}\n", one_line(&spec)));
        }
        for ByHand { what, theirs, reason } in &adoption.by_hand {
            let theirs = if theirs.is_empty() {
                ""
            } else {
                &format!("\n  theirs: {theirs}")
            };
            say(format_args!("by hand: {what}{theirs}\n  reason: {reason}\n"));
        }
        let by_hand = adoption.by_hand.len();
        let order = match adoption.edits.is_empty() {
            true => "",
            false => {
                "; paste them in this order, from the end of the document to its start, so that the line numbers stay right"
            }
        };
        say(format_args!(
            "drift: {} to paste for {}, {by_hand} by hand, from {}{order}",
            counted(adoption.edits.len(), "block"),
            counted(adoption.adopted, "difference"),
            one_line(&report.theirs),
        ));
        let others = report.findings.iter().filter(|finding| finding.gap.is_none()).count();
        if others > 0 {
            let others = counted(others, "other difference");
            say(format_args!(
                "drift: {others} cannot be pasted; `drift` without `--adopt` shows them"
            ));
        }
        if !report.stale.is_empty() {
            let unused = unused_lines(&report.stale, "");
            say(format_args!("drift: {unused}; `drift` without `--adopt` shows them"));
        }
    }

    fn print(&self, report: &Report) {
        for finding in &report.findings {
            say(format_args!("{finding}\n"));
        }
        let list = paths::display(&self.allowed);
        for Stale { text, line } in &report.stale {
            say(format_args!(
                "allowed, but no difference: {text}\n  list:   {list}:{line}:1\n"
            ));
        }
        say(format_args!(
            "drift: {} from {}, {} allowed{}",
            counted(report.findings.len(), "difference"),
            one_line(&report.theirs),
            report.allowed,
            unused_lines(&report.stale, "; "),
        ));
    }
}

impl Verb for Drift {
    fn run(&self) -> u8 {
        match self.compare() {
            Ok(report) => {
                if let Some(adoption) = &report.adoption {
                    self.print_adoption(&report, adoption);
                    let is_fine = adoption.edits.is_empty() && adoption.by_hand.is_empty();
                    return if is_fine { FINE } else { FAILED };
                }
                self.print(&report);
                let is_fine = report.findings.is_empty() && report.stale.is_empty();
                if is_fine { FINE } else { FAILED }
            }
            Err(problems) => {
                say_problems("drift", &problems, "; nothing was compared");
                BAD_INPUT
            }
        }
    }
}

/// Returns how many lines of the list match no difference, after a separator; empty if there are none.
fn unused_lines(stale: &[Stale], separator: &str) -> String {
    match stale.len() {
        0 => String::new(),
        1 => format!("{separator}1 allowed line matches none"),
        several => format!("{separator}{several} allowed lines match none"),
    }
}

/// Returns a number with its noun.
fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
