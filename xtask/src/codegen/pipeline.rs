//! Runs the stages in their order: from a document's bytes to the client's module.

use crate::codegen::append::Appended;
use crate::codegen::lower::Lowered;
use crate::codegen::{append, generate, lower};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load::Document;
use crate::document::problem::Problem;
use crate::document::{load, markdown};
use crate::lint::check;

/// A document, and the client that was generated from it.
pub struct Generated {
    /// The document.
    pub document: Document,
    /// The lowered document, which progenitor reads.
    pub lowered: Lowered,
    /// The client's module.
    pub appended: Appended,
}

/// Generates the client of a document in memory.
///
/// `spec` is the document's name, for the first line and for problems.
pub fn client_of(spec: &str, bytes: &[u8], settings: &Settings) -> Result<Generated, Vec<Problem>> {
    let document = load::parse(spec, bytes)?;
    check::lint(&document, settings)?;
    let documented = markdown::documented(&document).map_err(|error| vec![load::not_openapi(spec, &error)])?;
    let lowered = lower::lower(&documented, settings);
    let generated = generate::generate(&lowered, spec).map_err(|problem| vec![problem])?;
    let appended = append::append(generated, &documented, settings, &lowered, spec);
    let appended = appended.map_err(|problem| vec![problem])?;
    Ok(Generated {
        document,
        lowered,
        appended,
    })
}
