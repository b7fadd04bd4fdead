//! `cargo xtask diff`: what the document changes since a revision, for those who use the generated client.
//!
//! * **Breaking**: a program may no longer compile, or is refused. Something is gone or called differently; a type, an
//!   argument, a setter or a field is another one; an argument is new, stands elsewhere or becomes a setter, or the other way
//!   round; a field of an answer is required where it was optional or the other way round; a token is needed.
//!   What is gone or called differently in the client is so in the mock's `Operation` too.
//! * **Compatible**: every program goes on as before. A method, a setter, a type, a field, a value of an enum, a variant of a
//!   union or a status is new. What the types do not show is told all the same: another address, delivery class, bound or
//!   format, and of which members an object needs at least one. So is what changes in operations without a generated method, but for the token.
//! * **Documentation**: the client's code stays the same, but for its comments.
//!
//! Wire names are what the document says, and the report speaks of what the client has: methods, the requests that they
//! return, types and their fields. `codegen.toml` has a part in that, so it is read for both sides: a name that it gives
//! may change, and an argument that it keeps is one still when the document no longer requires it.

pub mod arguments;
mod change;
pub mod component;
pub mod constraints;
mod fields;
mod operations;
mod renames;
mod revision;
pub mod snapshot;
mod types;
mod variants;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use openapiv3::{Components, OpenAPI};

use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::diff::change::{Change, Changes, Class, markdown};
use crate::diff::renames::Renames;
use crate::diff::snapshot::Snapshot;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::problem::Problem;
use crate::workspace::paths;

const SPEC: &str = "openapi/beeper-desktop.yaml";
const SETTINGS: &str = "openapi/codegen.toml";

/// What to compare, and how to say it.
#[derive(Args)]
pub struct Diff {
    /// The git revision to compare with
    #[arg(value_name = "BASE", default_value = "HEAD")]
    base: String,
    /// Compare this document with the revision's, instead of openapi/beeper-desktop.yaml
    #[arg(long, value_name = "FILE", default_value_os_t = paths::committed_document(), hide_default_value = true)]
    spec: PathBuf,
    /// Print text for the terminal, or Markdown for the changelog
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
}

impl Diff {
    fn changes(&self) -> Result<Vec<Change>, Vec<Problem>> {
        // What was given on the command line is refused whatever the history holds.
        let spec = paths::display(&self.spec);
        let new = load::read(&self.spec, &spec).map_err(|problem| vec![problem])?;
        let folder = paths::workspace_path("");
        let (old_spec, old_file) = (format!("{}:{SPEC}", self.base), format!("{}:{SETTINGS}", self.base));
        let bytes = revision::read(&folder, &self.base, SPEC).map_err(|problem| vec![problem])?;
        let found = revision::read_if_there(&folder, &self.base, SETTINGS).map_err(|problem| vec![problem])?;
        let settings = found.map_or_else(|| Ok(Settings::default()), |bytes| Settings::read(&old_file, &bytes))?;
        let old = Snapshot::read(&old_spec, &bytes, settings)?;
        let new = Snapshot::read(&spec, &new, Settings::beside(&self.spec)?)?;
        Ok(compare(&old, &new))
    }

    fn print(&self, changes: &[Change]) {
        match self.format {
            Format::Markdown => {
                if !changes.is_empty() {
                    say(markdown(changes).trim_end());
                }
            }
            Format::Text => {
                for change in changes {
                    say(format_args!("{change}\n"));
                }
                let counts = Class::ALL.map(|class| {
                    let count = changes.iter().filter(|change| change.class == class).count();
                    format!("{count} {}", class.word())
                });
                say(format_args!("diff: {} since {}", counts.join(", "), self.base));
            }
        }
    }
}

impl Verb for Diff {
    fn run(&self) -> u8 {
        match self.changes() {
            Ok(changes) => {
                self.print(&changes);
                if changes.is_empty() { FINE } else { FAILED }
            }
            Err(problems) => {
                say_problems("diff", &problems, ", nothing compared");
                BAD_INPUT
            }
        }
    }
}

/// What breaks programs where one text of the document takes the place of another, with the same settings.
pub fn breaking(old: &[u8], new: &[u8], settings: &Settings) -> Result<Vec<String>, Vec<Problem>> {
    let old = Snapshot::read("the old document", old, settings.clone())?;
    let new = Snapshot::read("the new document", new, settings.clone())?;
    let changes = compare(&old, &new).into_iter();
    let breaking = changes.filter(|change| change.class == Class::Breaking);
    Ok(breaking.map(|change| change.to_string()).collect())
}

/// What changes between two documents.
fn compare(old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    let renames = Renames::find(old, new);
    let mut changes = Changes::new(old, new);
    operations::compare(&mut changes, &renames);
    types::compare(&mut changes, &renames);
    let (before, after) = (&old.document.openapi, &new.document.openapi);
    for (differs, what) in [
        (before.info != after.info, "info"),
        (before.servers != after.servers, "servers"),
        (before.tags != after.tags, "tags"),
        (before.external_docs != after.external_docs, "externalDocs"),
        (shared(before) != shared(after), "components"),
    ] {
        if differs {
            let text = format!("`{what}` of the document is different");
            changes.add(Class::Documentation, text, &format!("/{what}"));
        }
    }
    // Whatever else there is, nothing is generated from it.
    if changes.is_empty() && before != after {
        changes.add(Class::Documentation, "the document is written differently", "");
    }
    changes.sorted()
}

/// What operations share, and nothing is generated from: errors, examples, headers. The rest is compared where it is used.
fn shared(openapi: &OpenAPI) -> Components {
    Components {
        schemas: Default::default(),
        parameters: Default::default(),
        request_bodies: Default::default(),
        ..openapi.components.clone().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
