//! `cargo xtask drift --adopt`: what the server has and we lack, as YAML to paste.
//!
//! Each thing that we lack becomes lines with a place in our document. They are written as the house has it: what needs a
//! name is a component, one of ours where one says the same. Nothing of what theirs says in words is taken over; `TODO` stands
//! where somebody has to describe it, and `lint` refuses that. What cannot be written so is named with the reason.

pub mod insertion_points;
pub mod missing_fields;
pub mod missing_paths;
pub mod missing_values;
pub mod operation_bodies;
pub mod schemas;
pub mod yaml_text;

mod edit;
mod naming;
mod operations;

use std::collections::{BTreeMap, HashSet};

use super::endpoints::{Endpoint, endpoints};
use super::finding::{Finding, Gap, place};
use super::source::Source;
use crate::document::problem::{Problem, one_line};
use crate::drift::adopt::insertion_points::Page;
use crate::drift::adopt::schemas::schema_writer::{Stop, Types};
use crate::drift::adopt::yaml_text::indented;
use edit::Edit;
use operations::Operations;

/// What is to be done about what we lack.
pub struct Adoption {
    /// Lines to paste, from the last to the first.
    pub edits: Vec<Edit>,
    /// What has to be done by hand.
    pub by_hand: Vec<ByHand>,
    /// How many differences the lines are for.
    pub adopted: usize,
}

/// Something that cannot be written.
pub struct ByHand {
    /// What it is, as the report says it.
    pub what: String,
    /// Where it is in their document.
    pub theirs: String,
    /// Why.
    pub reason: String,
}

/// Operations by what is sent.
type Endpoints = BTreeMap<(String, String), Endpoint>;

struct Writer<'a> {
    ours: &'a Source,
    theirs: &'a Source,
    page: Page<'a>,
    types: Types<'a>,
    operations: Operations<'a>,
    their_endpoints: Endpoints,
    edits: Vec<Edit>,
    by_hand: Vec<ByHand>,
    adopted: usize,
}

/// Something that we lack, in a few words, with its place there.
#[derive(Clone)]
struct Missing<'f> {
    what: String,
    finding: &'f Finding,
}

/// Writes what we lack. `known` are all differences, in the words of the report, and `text` is our document.
pub fn adopt(
    [ours, theirs]: [&Source; 2],
    text: &str,
    findings: &[Finding],
    known: HashSet<String>,
    verbs: Vec<String>,
) -> Result<Adoption, Problem> {
    let our_endpoints = endpoints(ours)?;
    let ids = our_endpoints
        .values()
        .filter_map(|endpoint| ours.get(&endpoint.pointer, "operationId")?.as_str());
    let mut writer = Writer {
        ours,
        theirs,
        page: Page::new(ours, text),
        types: Types::new(ours, theirs, known)?,
        operations: Operations {
            ours,
            theirs,
            verbs,
            ids: ids.map(crate::model::rust_names::method_name).collect(),
            new_parameters: BTreeMap::new(),
        },
        their_endpoints: endpoints(theirs)?,
        edits: Vec::new(),
        by_hand: Vec::new(),
        adopted: 0,
    };
    let missing: Vec<_> = findings
        .iter()
        .filter(|finding| finding.gap.is_some())
        .map(|finding| Missing {
            what: finding.text.trim_start_matches("we miss: ").to_owned(),
            finding,
        })
        .collect();
    writer.paths(&missing)?;
    writer.in_operations(&missing)?;
    writer.fields(&missing)?;
    writer.values(&missing)?;
    writer.variants(&missing)?;
    writer.components();
    Ok(Adoption {
        edits: edit::bottom_up(writer.edits),
        by_hand: writer.by_hand,
        adopted: writer.adopted,
    })
}

impl Missing<'_> {
    fn gap(&self) -> Option<&Gap> {
        self.finding.gap.as_ref()
    }

    fn ours(&self) -> &str {
        self.finding.ours.pointer.as_deref().unwrap_or_default()
    }

    fn theirs(&self) -> &str {
        self.finding.theirs.pointer.as_deref().unwrap_or_default()
    }
}

impl Writer<'_> {
    /// Writes something as a whole or not at all, and says why not.
    fn attempt(
        &mut self,
        missing: &[&Missing<'_>],
        write: impl FnOnce(&mut Self) -> Result<Vec<Edit>, Stop>,
    ) -> Result<(), Problem> {
        let mark = self.types.mark();
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
            Err(Stop::Problem(problem)) => Err(problem),
            Err(Stop::Refusal(refusal)) => {
                self.types.back_to(mark);
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

    /// The version that something of theirs is there since, where an extension says so.
    fn since(&self, pointer: &str) -> Option<String> {
        let mut extensions = self.theirs.below(pointer);
        let (_, since) = extensions.find(|(key, _)| key.starts_with("x-") && key.ends_with("-since"))?;
        Some(self.theirs.at(&since)?.as_str()?.to_owned())
    }

    /// The components that all of that needs.
    fn components(&mut self) {
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
                .after(&crate::document::yaml::tree::child("/components/schemas", &new.after));
            let mut lines = vec![format!("{}:", new.name)];
            lines.extend(indented(new.lines.clone(), 2));
            match after {
                Some(spot) => self.edits.push(Edit::at(spot, what, lines)),
                None => self.by_hand.push(no_place(&what, "schemas")),
            }
        }
    }
}

fn no_place(what: &str, kind: &str) -> ByHand {
    ByHand {
        what: what.to_owned(),
        theirs: String::new(),
        reason: format!("our document has no `{kind}` under `components` to put it beside"),
    }
}

/// Where ours is not written so that lines can be put into it.
fn not_in_lines(missing: &Missing<'_>) -> Stop {
    let reason = format!(
        "ours, at {}, is not written with a line for each entry",
        place(&missing.finding.ours)
    );
    Stop::refusal(missing.theirs(), reason)
}
