//! The document and the settings that rules check, and the problems that they report.

use std::collections::HashSet;

use openapiv3::{Components, ReferenceOr, Schema};

use crate::document::codegen_toml::settings::Settings;
use crate::document::load::Document;
use crate::document::problem::{Position, Problem, in_file_order};
use crate::lint::rule_names::Rule;

pub struct Linter<'a> {
    pub document: &'a Document,
    pub settings: &'a Settings,
    pub problems: Vec<Problem>,
}

impl<'a> Linter<'a> {
    pub fn of(document: &'a Document, settings: &'a Settings) -> Self {
        let problems = Vec::new();
        Self {
            document,
            settings,
            problems,
        }
    }

    pub fn into_result(self) -> Result<(), Vec<Problem>> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(in_file_order(self.problems))
        }
    }

    pub fn report(&mut self, rule: Rule, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.add(self.document.problem(pointer, message, help).against(rule.name()));
    }

    /// Reports a problem of a line of the settings.
    pub fn report_setting(&mut self, rule: Rule, at: Position, message: impl Into<String>, help: impl Into<String>) {
        self.add(self.settings.problem(at, message, help).against(rule.name()));
    }

    pub fn add(&mut self, problem: Problem) {
        // Several places may refer to the value that is wrong; it is reported once.
        let same = |other: &Problem| (&other.message, &other.location) == (&problem.message, &problem.location);
        if !self.problems.iter().any(same) {
            self.problems.push(problem);
        }
    }

    /// Returns the places that a place refers to, directly or through others.
    pub fn reached_from(&self, place: &str) -> HashSet<&'a str> {
        let references = &self.document.found.references;
        let mut reached = HashSet::new();
        let mut open = vec![format!("{place}/")];
        while let Some(place) = open.pop() {
            for reference in references.iter().filter(|it| it.pointer.starts_with(&place)) {
                if reached.insert(reference.target.as_str()) {
                    open.push(format!("{}/", reference.target));
                }
            }
        }
        reached
    }

    pub fn components(&self) -> Option<&'a Components> {
        self.document.openapi.components.as_ref()
    }

    pub fn schema(&self, name: &str) -> Option<&'a Schema> {
        self.components()?.schemas.get(name)?.as_item()
    }

    /// Returns the component schemas, with their names and places.
    pub fn schemas(&self) -> impl Iterator<Item = (&'a str, String, &'a Schema)> + use<'a> {
        let schemas = self.components().into_iter().flat_map(|components| &components.schemas);
        schemas.filter_map(|(name, schema)| match schema {
            ReferenceOr::Item(schema) => Some((name.as_str(), format!("/components/schemas/{name}"), schema)),
            ReferenceOr::Reference { .. } => None,
        })
    }
}
