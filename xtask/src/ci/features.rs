//! The part `features`: the library of each published package compiles with any choice of its features.
//!
//! Clippy compiles it, since that takes warnings of the packages themselves for errors, and does not compile what they depend
//! on anew, as `RUSTFLAGS` would.

use crate::ci::published_packages::{self, Package};
use crate::document::problem::Problem;
use crate::workspace::process;

/// Compiles each package without features, with each of them, and with all.
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
    // Of one feature, all have been tried.
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
