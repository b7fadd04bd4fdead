//! `cargo xtask diff`: reports what the document changes for users of the client since a revision.
//!
//! * **Breaking**: a program may no longer compile, or the server may refuse it. An item is gone or has another name. The type of
//!   an argument, a setter or a field changed. An argument is new, at another position, or became a setter; or a setter became an
//!   argument. A field of a response became required or optional. An operation needs a token. An operation
//!   that is gone or renamed in the client is so in the mock's `Operation`, too.
//! * **Compatible**: every program behaves as before. A method, a setter, a type, a field, a value of an enum, a variant of a
//!   union or a status is new. Changes that no type shows are reported as well: another path, delivery class, bound or format,
//!   and the rule that an object needs at least one of several members. So are all changes of operations without a generated
//!   method, except for the token.
//! * **Documentation**: only comments of the client's code change.
//!
//! The document has wire names, and the report has the client's names: methods, the requests that they return, types and their
//! fields. These depend on `codegen.toml` as well, so that both sides are read with their own: the name that it gives may change,
//! and an argument that it keeps stays one when the document no longer requires it.

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

/// Arguments of `cargo xtask diff`.
#[derive(Args)]
pub struct Diff {
    /// Compare with this git revision
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
        // An unreadable file on the command line is reported first, whatever the revision contains.
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
                say_problems("diff", &problems, "; nothing was compared");
                BAD_INPUT
            }
        }
    }
}

/// Returns the changes that break programs when the new text replaces the old one, with the same settings.
pub fn breaking(old: &[u8], new: &[u8], settings: &Settings) -> Result<Vec<String>, Vec<Problem>> {
    let old = Snapshot::read("the old document", old, settings.clone())?;
    let new = Snapshot::read("the new document", new, settings.clone())?;
    let changes = compare(&old, &new).into_iter();
    let breaking = changes.filter(|change| change.class == Class::Breaking);
    Ok(breaking.map(|change| change.to_string()).collect())
}

/// Returns the changes between two documents.
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
            let text = format!("`{what}` of the document differs");
            changes.add(Class::Documentation, text, &format!("/{what}"));
        }
    }
    // No other difference affects generated code.
    if changes.is_empty() && before != after {
        changes.add(Class::Documentation, "the document is written differently", "");
    }
    changes.sorted()
}

/// Returns the shared components from which nothing is generated: errors, examples and headers. The others are compared where
/// they are used.
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
