//! Checks the keys of OpenAPI objects, and the types of their values.
//!
//! The library that parses the document into types ignores every unknown key, so that a misspelt key would have no effect and no
//! error. This walk over the plain tree refuses such a key, and every key that the generator does not support.

pub mod findings;
pub mod key_types;
pub mod openapi_objects;
pub mod schema_keywords;
pub mod walk;

use crate::document::grammar::findings::Found;
use crate::document::grammar::key_types::ValueType;
use crate::document::grammar::walk::{Place, Walk};
use crate::document::json_pointer::child;
use crate::document::problem::Problem;
use crate::document::yaml::tree::Node;

/// Checks the whole document, and returns the references, examples and descriptions that it found.
pub fn check(file: &str, root: &Node) -> Result<Found, Vec<Problem>> {
    check_version(file, root).map_err(|problem| vec![problem])?;
    let mut walk = Walk {
        file,
        root,
        found: Found::default(),
        problems: Vec::new(),
    };
    let start = Place {
        pointer: String::new(),
        at: root.at,
        name: "the document",
    };
    walk.value(&ValueType::ObjectKeys(&openapi_objects::DOCUMENT), root, &start);
    if walk.problems.is_empty() {
        Ok(walk.found)
    } else {
        Err(walk.problems)
    }
}

/// Checks the version first, so that another version is one problem and not one for each key that differs.
fn check_version(file: &str, root: &Node) -> Result<(), Problem> {
    let Some(entries) = root.entries() else {
        let message = format!("the document is {}, not a mapping", root.describe());
        return Err(Problem::new(
            file,
            message,
            "start with `openapi: 3.0.3`, and `info` and `paths` beside it",
        )
        .at(root.at));
    };
    let entry = entries
        .iter()
        .find(|entry| matches!(entry.key.as_str(), "swagger" | "openapi"));
    let Some((entry, version)) = entry.and_then(|entry| Some((entry, entry.node.text()?))) else {
        return Ok(());
    };
    let name = match entry.key.as_str() {
        "openapi" if version.starts_with("3.0.") => return Ok(()),
        "openapi" => "OpenAPI",
        _ => "Swagger",
    };
    let message = format!("this is {name} {version}, which xtask cannot read");
    let help = "convert the document to OpenAPI 3.0.3";
    Err(Problem::new(file, message, help)
        .at(entry.at)
        .within(&child("", &entry.key)))
}
