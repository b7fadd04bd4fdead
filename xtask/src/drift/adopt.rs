//! `cargo xtask drift --adopt`: what the server has and we lack, as YAML to paste.
//!
//! Each thing that we lack becomes lines with a place in our document. They are written as the house has it: what needs a
//! name is a component, one of ours where one says the same. Nothing of what theirs says in words is taken over; `TODO` stands
//! where somebody has to describe it, and `lint` refuses that. What cannot be written so is named with the reason.

mod edit;
pub mod insertion_points;
pub mod missing_fields;
pub mod missing_operations;
pub mod missing_values;
mod naming;
pub mod operation_bodies;
mod operations;
pub mod schemas;
pub mod writer;
pub mod yaml_text;

use std::collections::{BTreeMap, HashSet};

use super::endpoints::endpoints;
use super::finding::Finding;
use super::source::Source;
use crate::document::problem::Problem;
use crate::drift::adopt::insertion_points::DocumentLines;
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::writer::{ByHand, Missing, Writer};
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
        page: DocumentLines::new(ours, text),
        types: SchemaWriter::new(ours, theirs, known)?,
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
