//! `cargo xtask drift --adopt`: writes what the server has and our document lacks as YAML to paste.
//!
//! Each missing item becomes lines with a position in our document. They follow our rules: a schema that becomes a type is a
//! component, and an existing one is used if it is equal. No description of theirs is copied; the lines have `TODO` where
//! somebody has to write one, and `lint` refuses that. An item that cannot be written this way is listed with the reason.

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

/// What to do about the missing items.
pub struct Adoption {
    /// The lines to paste, from the last to the first.
    pub edits: Vec<Edit>,
    /// The items that have to be added by hand.
    pub by_hand: Vec<ByHand>,
    /// The number of differences that the lines remove.
    pub adopted: usize,
}

/// Writes the missing items.
///
/// `known` has all differences, in the words of the report, and `text` is our document.
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
            what: finding.text.trim_start_matches("the document lacks: ").to_owned(),
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
