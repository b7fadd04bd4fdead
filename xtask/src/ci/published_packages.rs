//! Lists the packages that are published, by `cargo metadata`.

use std::path::PathBuf;

use serde::Deserialize;

use crate::document::problem::Problem;
use crate::workspace::process::{self, problem};

/// A package that is published.
#[derive(Debug, PartialEq)]
pub struct Package {
    pub name: String,
    /// The names of its features, sorted.
    pub features: Vec<String>,
    /// The folder of its manifest.
    pub folder: PathBuf,
}

/// Returns the packages of the workspace that are published.
pub fn published() -> Result<Vec<Package>, Problem> {
    let output = process::run(&["metadata", "--no-deps", "--format-version", "1", "--locked"])?;
    let packages = read(&output.stdout)
        .map_err(|error| problem("cargo metadata", format!("its output cannot be read: {error}")))?;
    match packages.is_empty() {
        true => Err(problem(
            "cargo metadata",
            "no package of the workspace is published".to_owned(),
        )),
        false => Ok(packages),
    }
}

fn read(metadata: &[u8]) -> Result<Vec<Package>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Described>,
    }
    #[derive(Deserialize)]
    struct Described {
        name: String,
        manifest_path: PathBuf,
        /// Absent if any registry may have the package, and empty if none may.
        publish: Option<Vec<String>>,
        features: std::collections::BTreeMap<String, Vec<String>>,
    }
    let metadata: Metadata = serde_json::from_slice(metadata)?;
    let published = metadata
        .packages
        .into_iter()
        .filter(|it| it.publish != Some(Vec::new()));
    Ok(published
        .map(|it| Package {
            name: it.name,
            features: it.features.into_keys().collect(),
            folder: it.manifest_path.parent().map(PathBuf::from).unwrap_or_default(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_that_are_not_published_are_left_out() {
        let metadata = br#"{"packages": [
            {"name": "a", "manifest_path": "/w/a/Cargo.toml", "publish": null, "features": {"y": [], "x": ["y"]}},
            {"name": "b", "manifest_path": "/w/b/Cargo.toml", "publish": [], "features": {}},
            {"name": "c", "manifest_path": "/w/c/Cargo.toml", "publish": ["r"], "features": {}}
        ]}"#;
        let package = |name: &str, features: &[&str]| Package {
            name: name.to_owned(),
            features: features.iter().map(|it| (*it).to_owned()).collect(),
            folder: format!("/w/{name}").into(),
        };
        assert_eq!(read(metadata).unwrap(), [package("a", &["x", "y"]), package("c", &[])]);
    }

    #[test]
    fn the_workspace_publishes_three_packages() {
        let names: Vec<_> = published().unwrap().into_iter().map(|it| it.name).collect();
        assert_eq!(
            names,
            ["beeper-bridge-login", "beeper-desktop-client", "beeper-desktop-mock"]
        );
    }
}
