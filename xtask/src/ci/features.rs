//! The part `features`: checks that the library of each published package compiles with any choice of its features.
//!
//! Clippy compiles it, because it turns warnings of the packages themselves into errors, and does not compile their dependencies
//! again, as `RUSTFLAGS` would.

use crate::ci::published_packages::{self, Package};
use crate::document::problem::Problem;
use crate::workspace::process;

/// Compiles each package without features, with each feature alone, and with all features.
pub fn check() -> Result<(), Problem> {
    for package in published_packages::published()? {
        for choice in choices(&package) {
            let mut arguments = vec!["clippy", "--package", &package.name, "--lib", "--locked"];
            arguments.extend(choice);
            arguments.extend(["--", "-D", "warnings"]);
            process::run(&arguments)?;
        }
    }
    Ok(())
}

fn choices(package: &Package) -> Vec<Vec<&str>> {
    let mut choices = vec![vec!["--no-default-features"]];
    for feature in &package.features {
        choices.push(vec!["--no-default-features", "--features", feature]);
    }
    // With a single feature, "each" and "all" are the same.
    if package.features.len() > 1 {
        choices.push(vec!["--all-features"]);
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_of_features_are_tried() {
        let typed = |features: &[&str]| {
            let package = Package {
                name: String::new(),
                features: features.iter().map(|it| (*it).to_owned()).collect(),
                folder: "".into(),
            };
            let choices = choices(&package);
            choices.iter().map(|choice| choice.join(" ")).collect::<Vec<_>>()
        };
        let none = "--no-default-features";
        assert_eq!(typed(&[]), [none]);
        assert_eq!(typed(&["x"]), [none, "--no-default-features --features x"]);
        assert_eq!(
            typed(&["x", "y"]),
            [
                none,
                "--no-default-features --features x",
                "--no-default-features --features y",
                "--all-features"
            ]
        );
    }
}
