//! The state of an adoption: the missing items, and the edits for them.

use std::collections::BTreeMap;

use crate::document::problem::{Problem, one_line};
use crate::drift::adopt::edit::Edit;
use crate::drift::adopt::insertion_points::DocumentLines;
use crate::drift::adopt::operations::Operations;
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::schemas::use_site::WriteError;
use crate::drift::adopt::yaml_text::indented;
use crate::drift::endpoints::Endpoint;
use crate::drift::finding::{Finding, Gap, place};
use crate::drift::source::Source;

/// An item that has to be added by hand.
pub struct ByHand {
    /// Its name, as the report has it.
    pub what: String,
    /// Its place in their document.
    pub theirs: String,
    /// The reason.
    pub reason: String,
}

/// Operations, by method and path.
pub type Endpoints = BTreeMap<(String, String), Endpoint>;

pub struct Writer<'a> {
    pub ours: &'a Source,
    pub theirs: &'a Source,
    pub page: DocumentLines<'a>,
    pub types: SchemaWriter<'a>,
    pub operations: Operations<'a>,
    pub their_endpoints: Endpoints,
    pub edits: Vec<Edit>,
    pub by_hand: Vec<ByHand>,
    pub adopted: usize,
}

/// An item that we lack, in a few words, with its place in their document.
#[derive(Clone)]
pub struct Missing<'f> {
    pub what: String,
    pub finding: &'f Finding,
}

impl Missing<'_> {
    pub fn gap(&self) -> Option<&Gap> {
        self.finding.gap.as_ref()
    }

    pub fn ours(&self) -> &str {
        self.finding.ours.pointer.as_deref().unwrap_or_default()
    }

    pub fn theirs(&self) -> &str {
        self.finding.theirs.pointer.as_deref().unwrap_or_default()
    }
}

impl Writer<'_> {
    /// Writes an item completely or not at all, and records the reason in the second case.
    pub fn attempt(
        &mut self,
        missing: &[&Missing<'_>],
        write: impl FnOnce(&mut Self) -> Result<Vec<Edit>, WriteError>,
    ) -> Result<(), Problem> {
        let checkpoint = self.types.checkpoint();
        let parameters = self.operations.new_parameters.clone();
        let ids = self.operations.ids.clone();
        match write(self) {
            Ok(mut edits) => {
                if let Some(first) = edits.first_mut() {
                    let places = missing.iter().map(|one| match self.since(one.theirs()) {
                        Some(since) => format!("theirs: {}, since {since}", place(&one.finding.theirs)),
                        None => format!("theirs: {}", place(&one.finding.theirs)),
                    });
                    let notes = self.types.notes.iter().cloned();
                    first
                        .notes
                        .splice(0..0, places.chain(notes).map(|note| one_line(&note)));
                }
                self.adopted += missing.len();
                self.edits.extend(edits);
                Ok(())
            }
            Err(WriteError::Problem(problem)) => Err(problem),
            Err(WriteError::Refusal(refusal)) => {
                self.types.roll_back_to(checkpoint);
                (self.operations.new_parameters, self.operations.ids) = (parameters, ids);
                self.by_hand.extend(missing.iter().map(|one| ByHand {
                    what: one.what.clone(),
                    theirs: place(&self.theirs.location(&refusal.theirs)),
                    reason: one_line(&refusal.reason),
                }));
                Ok(())
            }
        }
    }

    /// Returns the version that introduced an item of theirs, if an extension names it.
    fn since(&self, pointer: &str) -> Option<String> {
        let mut extensions = self.theirs.below(pointer);
        let (_, since) = extensions.find(|(key, _)| key.starts_with("x-") && key.ends_with("-since"))?;
        Some(self.theirs.at(&since)?.as_str()?.to_owned())
    }

    /// Adds the components that the other edits need.
    pub fn components(&mut self) {
        let last_in_path = self
            .page
            .components("parameters")
            .into_iter()
            .rev()
            .find(|(_, pointer)| self.ours.get(pointer, "in").is_some_and(|it| it == "path"));
        let after_last = last_in_path.and_then(|(_, pointer)| self.page.after(&pointer));
        for (name, lines) in &self.operations.new_parameters {
            let what = format!("parameter `{name}`");
            match after_last {
                Some(spot) => self.edits.push(Edit::at(spot, what, lines.clone())),
                None => self.by_hand.push(no_place(&what, "parameters")),
            }
        }
        for new in &self.types.new {
            let what = format!("component `{}`", new.name);
            let after = self
                .page
                .after(&crate::document::json_pointer::child("/components/schemas", &new.after));
            let mut lines = vec![format!("{}:", new.name)];
            lines.extend(indented(new.lines.clone(), 2));
            match after {
                Some(spot) => self.edits.push(Edit::at(spot, what, lines)),
                None => self.by_hand.push(no_place(&what, "schemas")),
            }
        }
    }
}

pub fn no_place(what: &str, kind: &str) -> ByHand {
    ByHand {
        what: what.to_owned(),
        theirs: String::new(),
        reason: format!("our document has no `{kind}` under `components`, beside which it could be written"),
    }
}

/// Returns the error for a place of ours whose entries are not on separate lines.
pub fn not_in_lines(missing: &Missing<'_>) -> WriteError {
    let reason = format!(
        "ours, at {}, does not have one entry on each line",
        place(&missing.finding.ours)
    );
    WriteError::refusal(missing.theirs(), reason)
}
