//! Writes paths and operations that we lack, and bodies and parameters that our operations lack.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::document::problem::Problem;
use crate::drift::adopt::edit::Edit;
use crate::drift::adopt::naming::pascal;
use crate::drift::adopt::operations::{NewOperation, nearest, renamed};
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError};
use crate::drift::adopt::writer::{Missing, Writer, not_in_lines};
use crate::drift::adopt::yaml_text::{TODO, indented, quoted};
use crate::drift::direction::Direction;
use crate::drift::endpoints::without_parameter_names;
use crate::drift::finding::Gap;

/// The number of path segments that an operation shares with a related one: more than the version.
const MIN_SHARED_SEGMENTS: usize = 3;

/// The order of the methods of a path.
const ORDER: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];

/// An operation of theirs, by the key that both documents have for it.
type Found<'m, 'f> = (&'m Missing<'f>, (String, String));

impl Writer<'_> {
    /// Writes operations, by their path.
    pub fn paths(&mut self, missing: &[Missing<'_>]) -> Result<(), Problem> {
        let mut by_path: BTreeMap<String, Vec<Found<'_, '_>>> = BTreeMap::new();
        for one in missing.iter().filter(|one| matches!(one.gap(), Some(Gap::Operation))) {
            let key = self
                .their_endpoints
                .iter()
                .find(|(_, endpoint)| one.what.ends_with(&format!("`{}`", endpoint.name)));
            if let Some((key, _)) = key {
                by_path.entry(key.0.clone()).or_default().push((one, key.clone()));
            }
        }
        // Paths for a single item come first, since they name the components that lists use.
        let mut paths: Vec<_> = by_path.into_iter().collect();
        paths.sort_by_key(|(path, _)| !path.ends_with("{}"));
        let mut written = Vec::new();
        let mut new_tags = Vec::new();
        for (path, operations) in paths {
            let before = self.edits.len();
            let all: Vec<_> = operations.iter().map(|(one, _)| *one).collect();
            self.attempt(&all, |writer| writer.path(&path, &operations, &mut new_tags))?;
            let edits: Vec<_> = self.edits.drain(before..).collect();
            written.push((path, edits));
        }
        written.sort_by(|one, other| one.0.cmp(&other.0));
        self.edits.extend(written.into_iter().flat_map(|(_, edits)| edits));
        Ok(())
    }

    fn path(
        &mut self,
        path: &str,
        operations: &[Found<'_, '_>],
        new_tags: &mut Vec<String>,
    ) -> Result<Vec<Edit>, WriteError> {
        let Some((missing, key)) = operations.first() else {
            return Ok(Vec::new());
        };
        let Some(first) = self.their_endpoints.get(key) else {
            return Ok(Vec::new());
        };
        let their_path = first.name.split_once(' ').map_or("", |(_, path)| path).to_owned();
        let near = nearest(&self.page, self.ours.below("/paths"), &their_path);
        let Some((near, shared)) = near else {
            return Err(WriteError::refusal(
                missing.theirs(),
                "our document has no path beside which it could be written",
            ));
        };
        let our_path = renamed(&their_path, &near, shared);
        let near_pointer = child("/paths", &near);
        let is_known = without_parameter_names(&near) == path;
        let mut edits = Vec::new();
        let tag = self.tag(
            &our_path,
            (shared >= MIN_SHARED_SEGMENTS).then_some(&near_pointer),
            new_tags,
            &mut edits,
        );
        let after = self.last_component_of(&near_pointer);
        let parameters: Vec<_> = first.parameters.iter().filter(|(key, _)| key.place == "path").collect();
        let mut references = Vec::new();
        let names: Vec<String> = our_path
            .split(['{', '}'])
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect();
        let has_own = self.ours.at(&child(&near_pointer, "parameters")).is_some();
        if !is_known || !has_own {
            for (index, name) in names.iter().enumerate() {
                let theirs = parameters.iter().find(|(key, _)| key.name == index.to_string());
                let theirs = theirs.map(|(_, parameter)| *parameter);
                references.push(self.operations.path_parameter(name, theirs, &after, &mut self.types)?);
            }
        }
        let mut lines = Vec::new();
        let mut operations: Vec<_> = operations.iter().collect();
        operations.sort_by_key(|(_, (_, method))| ORDER.iter().position(|other| other == method));
        for (_, key) in &operations {
            let Some(endpoint) = self.their_endpoints.get(key) else {
                continue;
            };
            let new_operation = NewOperation {
                endpoint,
                method: key.1.clone(),
                path: our_path.clone(),
                tag: Some(tag.clone()),
                after: after.clone(),
            };
            lines.extend(self.operations.operation(&new_operation, &mut self.types)?);
        }
        let mut whole = Vec::new();
        if !references.is_empty() {
            whole.push("parameters:".to_owned());
            whole.extend(indented(references, 2));
        }
        whole.extend(lines);
        let names: Vec<_> = operations.iter().map(|(one, _)| one.what.as_str()).collect();
        let what = names.join(", ");
        let edit = if is_known {
            let spot = self
                .page
                .before(&near_pointer, &[])
                .ok_or_else(|| not_in_lines(missing))?;
            Edit::at(spot, what, whole)
        } else {
            let spot = self.page.after(&near_pointer).ok_or_else(|| not_in_lines(missing))?;
            let mut block = Vec::from_iter(self.page.is_spaced("/paths").then(String::new));
            block.push(format!("{our_path}:"));
            block.extend(indented(whole, 2));
            Edit::at(spot, what, block)
        };
        edits.insert(0, edit);
        Ok(edits)
    }

    /// Returns the tag: the last one that the path contains, or else that of the related operations, or else a new one.
    fn tag(&self, path: &str, near: Option<&String>, new_tags: &mut Vec<String>, edits: &mut Vec<Edit>) -> String {
        let declared: Vec<String> = self
            .ours
            .items("/tags")
            .filter_map(|tag| Some(self.ours.get(&tag, "name")?.as_str()?.to_owned()))
            .collect();
        let parts: Vec<&str> = path
            .split('/')
            .filter(|part| !part.is_empty() && !part.starts_with('{'))
            .collect();
        if let Some(tag) = parts
            .iter()
            .rev()
            .find(|part| declared.iter().chain(&*new_tags).any(|tag| tag == *part))
        {
            return (*tag).to_owned();
        }
        let of_near = near.and_then(|near| {
            let mut operations = self.ours.below(near);
            operations
                .find_map(|(_, operation)| Some(self.ours.at(&format!("{operation}/tags/0"))?.as_str()?.to_owned()))
        });
        if let Some(tag) = of_near {
            return tag;
        }
        let is_version = |part: &str| part.starts_with('v') && part[1..].chars().all(|c| c.is_ascii_digit());
        let Some(subject) = parts.iter().find(|part| !is_version(part)) else {
            return TODO.to_owned();
        };
        let entries = self.page.below("/tags").unwrap_or_default();
        let entries = declared
            .iter()
            .cloned()
            .zip(entries.into_iter().map(|(_, line)| line))
            .collect();
        if let Some(spot) = self.page.sorted(entries, subject) {
            let lines = vec![format!("- name: {}", quoted(subject)), format!("  description: {TODO}")];
            edits.push(Edit::at(spot, format!("tag `{subject}`"), lines));
            new_tags.push((*subject).to_owned());
        }
        (*subject).to_owned()
    }

    /// Returns the last of the components that one of our places uses, or the last of all components.
    fn last_component_of(&self, pointer: &str) -> String {
        let mut open = vec![pointer.to_owned()];
        let mut names = Vec::new();
        while let Some(place) = open.pop() {
            match self.ours.at(&place) {
                Some(Value::Object(_)) => {
                    if let Ok(Some(target)) = self.ours.reference(&place)
                        && let Some(name) = target.strip_prefix("/components/schemas/")
                    {
                        names.push((self.page.line(&target), name.to_owned()));
                    }
                    open.extend(self.ours.below(&place).map(|(_, place)| place));
                }
                Some(Value::Array(_)) => open.extend(self.ours.items(&place)),
                _ => {}
            }
        }
        let all = || self.page.components("schemas").pop().map(|(name, _)| name);
        names
            .into_iter()
            .max()
            .map(|(_, name)| name)
            .or_else(all)
            .unwrap_or_default()
    }

    /// Writes bodies, parameters and errors of existing operations.
    pub fn in_operations(&mut self, missing: &[Missing<'_>]) -> Result<(), Problem> {
        let mut parameters: BTreeMap<String, Vec<&Missing<'_>>> = BTreeMap::new();
        for one in missing {
            match one.gap() {
                Some(Gap::Parameter) => parameters.entry(one.ours().to_owned()).or_default().push(one),
                Some(Gap::Body) => self.attempt(&[one], |writer| writer.body(one))?,
                Some(Gap::Error) => self.attempt(&[one], |writer| writer.error(one))?,
                Some(Gap::Media) => self.attempt(&[one], |_| {
                    Err(WriteError::refusal(
                        one.theirs(),
                        "a request has only one kind of body in our document",
                    ))
                })?,
                _ => {}
            }
        }
        for (operation, all) in parameters {
            self.parameters(&operation, &all)?;
        }
        Ok(())
    }

    fn site_of(&self, operation: &str) -> UseSite {
        let id = self
            .ours
            .get(operation, "operationId")
            .and_then(Value::as_str)
            .unwrap_or_default();
        UseSite {
            owner: pascal(id),
            property: String::new(),
            name: None,
            direction: Direction::Sent,
            optional: false,
            in_form: false,
            after: self.last_component_of(operation),
        }
    }

    fn body(&mut self, missing: &Missing<'_>) -> Result<Vec<Edit>, WriteError> {
        let site = self.site_of(missing.ours());
        let theirs = self
            .their_endpoints
            .values()
            .find_map(|it| it.body.as_ref().filter(|it| it.pointer == missing.theirs()));
        let Some(body) = theirs else { return Ok(Vec::new()) };
        let lines = self.operations.body(body, &site, &mut self.types)?;
        let spot = self
            .page
            .before(missing.ours(), &["responses"])
            .ok_or_else(|| not_in_lines(missing))?;
        Ok(vec![Edit::at(spot, &missing.what, lines)])
    }

    fn error(&mut self, missing: &Missing<'_>) -> Result<Vec<Edit>, WriteError> {
        let responses = child(missing.ours(), "responses");
        let has_default = self.ours.at(&child(&responses, "default")).is_some();
        let Some(error) = self.operations.error().filter(|_| !has_default) else {
            return Err(WriteError::refusal(
                missing.theirs(),
                "no operation of ours refers to a `default` response for errors",
            ));
        };
        let spot = self.page.before(&responses, &[]).ok_or_else(|| not_in_lines(missing))?;
        let lines = vec!["default:".to_owned(), format!("  $ref: '{error}'")];
        Ok(vec![Edit::at(spot, &missing.what, lines)])
    }

    /// Writes parameters, in the order of their names on the wire.
    fn parameters(&mut self, operation: &str, missing: &[&Missing<'_>]) -> Result<(), Problem> {
        let list = child(operation, "parameters");
        let is_there = self.ours.at(&list).is_some();
        let site = self.site_of(operation);
        let mut names = Vec::new();
        for item in self.ours.items(&list) {
            let place = self.ours.resolve(&item)?;
            let name = self
                .ours
                .get(&place, "name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            names.push(name.to_owned());
        }
        let mut is_first = true;
        let mut sorted: Vec<_> = missing.iter().map(|one| (one.what.to_lowercase(), *one)).collect();
        sorted.sort_by(|one, other| one.0.cmp(&other.0));
        for (_, one) in sorted {
            let before = self.edits.len();
            self.attempt(&[one], |writer| {
                let theirs = writer.their_endpoints.values().find_map(|endpoint| {
                    let mut parameters = endpoint.parameters.iter();
                    parameters.find(|(_, parameter)| parameter.pointer == one.theirs())
                });
                let Some((key, parameter)) = theirs else {
                    return Ok(Vec::new());
                };
                let lines = writer.operations.parameter(key, parameter, &site, &mut writer.types)?;
                let entries = writer.page.below(&list).unwrap_or_default();
                let entries = names
                    .iter()
                    .cloned()
                    .zip(entries.into_iter().map(|(_, line)| line))
                    .collect();
                let (spot, lines) = match is_there {
                    true => (writer.page.sorted(entries, &key.name), lines),
                    false => {
                        let mut block = Vec::from_iter(is_first.then(|| "parameters:".to_owned()));
                        block.extend(indented(lines, 2));
                        (writer.page.before(operation, &["requestBody", "responses"]), block)
                    }
                };
                let spot = spot.ok_or_else(|| not_in_lines(one))?;
                Ok(vec![Edit::at(spot, &one.what, lines)])
            })?;
            is_first &= self.edits.len() == before;
        }
        Ok(())
    }
}
