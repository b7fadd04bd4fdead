//! Writes operations of the server's document in the form of ours.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::drift::adopt::insertion_points::DocumentLines;
use crate::drift::adopt::naming::{camel, pascal, singular};
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError};
use crate::drift::adopt::yaml_text::{TODO, indented, quoted, reference};
use crate::drift::direction::Direction;
use crate::drift::endpoints::{Endpoint, Parameter, ParameterKey};
use crate::drift::source::Source;
use crate::drift::wire_schema::{ScalarKind, ValueKind};
use crate::model::rust_names::method_name;

/// What the operations of both documents share.
pub struct Operations<'a> {
    /// Our document.
    pub ours: &'a Source,
    /// Their document.
    pub theirs: &'a Source,
    /// The words that an operationId may begin with. If there are none, any word may.
    pub verbs: Vec<String>,
    /// The operationIds in use, as method names.
    pub ids: Vec<String>,
    /// Components for new parameters: their names and lines.
    pub new_parameters: BTreeMap<String, Vec<String>>,
}

/// An operation to write.
pub struct NewOperation<'e> {
    /// The operation in their document.
    pub endpoint: &'e Endpoint,
    /// The method, in lower case.
    pub method: String,
    /// The path, with our names of parameters.
    pub path: String,
    /// The tag, if our document has one for it.
    pub tag: Option<String>,
    /// The component of ours after which new ones are added.
    pub after: String,
}

impl Operations<'_> {
    /// Returns the lines of an operation, with its method.
    pub fn operation(
        &mut self,
        new_operation: &NewOperation<'_>,
        types: &mut SchemaWriter<'_>,
    ) -> Result<Vec<String>, WriteError> {
        let endpoint = new_operation.endpoint;
        if ["options", "trace"].contains(&new_operation.method.as_str()) {
            let reason = format!(
                "the generator does not support the method {}",
                new_operation.method.to_uppercase()
            );
            return Err(WriteError::refusal(&endpoint.pointer, reason));
        }
        let id = self.operation_id(new_operation);
        let owner = if id == TODO {
            pascal(&new_operation.path)
        } else {
            pascal(&id)
        };
        let site = UseSite {
            owner,
            property: String::new(),
            name: None,
            direction: Direction::Sent,
            optional: false,
            in_form: false,
            after: new_operation.after.clone(),
        };
        let tag = new_operation.tag.as_deref().unwrap_or(TODO);
        let mut lines = vec![
            format!("tags: [{}]", quoted(tag)),
            format!("operationId: {id}"),
            format!("summary: {TODO}"),
        ];
        lines.extend(endpoint.deprecated.then(|| "deprecated: true".to_owned()));
        lines.extend(self.source());
        let security = self.theirs.get(&endpoint.pointer, "security").and_then(Value::as_array);
        lines.extend(security.is_some_and(Vec::is_empty).then(|| "security: []".to_owned()));
        let mut parameters = Vec::new();
        for (key, parameter) in endpoint.parameters.iter().filter(|(key, _)| key.place != "path") {
            parameters.push((
                self.wire_name(key, parameter).to_lowercase(),
                self.parameter(key, parameter, &site, types)?,
            ));
        }
        parameters.sort();
        if !parameters.is_empty() {
            lines.push("parameters:".to_owned());
            lines.extend(indented(parameters.into_iter().flat_map(|(_, lines)| lines), 2));
        }
        if let Some(body) = &endpoint.body {
            lines.extend(self.body(body, &site, types)?);
        }
        lines.push("responses:".to_owned());
        lines.extend(indented(self.answers(endpoint, new_operation, &site, types)?, 2));
        if id != TODO {
            self.ids.push(method_name(&id));
        }
        let mut whole = vec![format!("{}:", new_operation.method)];
        whole.extend(indented(lines, 2));
        Ok(whole)
    }

    /// Returns the lines for the operation's source, if our operations name theirs.
    fn source(&self) -> Vec<String> {
        let paths = self.ours.below("/paths");
        let mut operations = paths.flat_map(|(_, path)| self.ours.below(&path).map(|(_, it)| it).collect::<Vec<_>>());
        if operations.all(|operation| self.ours.get(&operation, "externalDocs").is_none()) {
            return Vec::new();
        }
        let is_word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"#'\"".contains(c));
        let version = self.theirs.get("/info", "version").and_then(Value::as_str);
        let source = match version.filter(|version| is_word(version) && !version.ends_with(':')) {
            Some(version) => format!("document of the server, {version}"),
            None => "document of the server".to_owned(),
        };
        let is_address = self.theirs.name.contains("://") && is_word(&self.theirs.name);
        let url = if is_address { &self.theirs.name } else { TODO };
        vec![
            "externalDocs:".to_owned(),
            format!("  description: {source}"),
            format!("  url: {url}"),
        ]
    }

    /// Returns the name on the wire, which differs from the key for a parameter in a path or a header.
    fn wire_name(&self, key: &ParameterKey, parameter: &Parameter) -> String {
        let name = self.theirs.get(&parameter.pointer, "name").and_then(Value::as_str);
        name.unwrap_or(&key.name).to_owned()
    }

    /// Returns a parameter as an item of a list.
    pub fn parameter(
        &self,
        key: &ParameterKey,
        parameter: &Parameter,
        site: &UseSite,
        types: &mut SchemaWriter<'_>,
    ) -> Result<Vec<String>, WriteError> {
        let refuse = |reason: &str| Err(WriteError::refusal(&parameter.pointer, reason));
        let name = self.wire_name(key, parameter);
        if !["query", "header"].contains(&key.place.as_str()) {
            return refuse("the generator supports only parameters in paths, queries and headers");
        }
        if let Some(style) = &parameter.style {
            return refuse(&format!(
                "it has the style `{style}`, which the generator does not support"
            ));
        }
        let schema = child(&parameter.pointer, "schema");
        if self.theirs.at(&schema).is_none() {
            return refuse("it has no schema");
        }
        let place = vec![schema];
        let wire_schema = types.wire_schema(&place)?;
        let is_value = |what: &ValueKind| match what {
            ValueKind::Scalar(scalar) => scalar.values.is_none() || scalar.kind == ScalarKind::Text,
            _ => false,
        };
        let is_plain = match wire_schema.alternatives.as_slice() {
            [only] => match &only.what {
                ValueKind::Array(items) => {
                    matches!(types.wire_schema(items)?.alternatives.as_slice(), [item] if is_value(&item.what))
                }
                what => is_value(what),
            },
            _ => false,
        };
        if !is_plain {
            return refuse("it is neither a plain value nor a list of them");
        }
        let site = UseSite {
            property: name.clone(),
            direction: Direction::Sent,
            ..site.clone()
        };
        let shared = self.ours.below("/components/parameters").find(|(_, place)| {
            let says = |key: &str, value: &str| self.ours.get(place, key).is_some_and(|it| it == value);
            says("name", &name) && says("in", &key.place) && self.ours.flag(place, "required") == parameter.required
        });
        if let Some((component, pointer)) = shared
            && types.is_parameter(&child(&pointer, "schema"), &place)?
        {
            return Ok(vec![format!("- {}", reference("parameters", component))]);
        }
        let written = types.use_of(&place, &site)?;
        let mut lines = vec![format!("name: {}", quoted(&name)), format!("in: {}", key.place)];
        lines.extend(parameter.required.then(|| "required: true".to_owned()));
        lines.push(format!(
            "description: {}",
            if parameter.required {
                TODO
            } else {
                "TODO. Absent for TODO."
            }
        ));
        lines.extend(parameter.deprecated.then(|| "deprecated: true".to_owned()));
        lines.push("schema:".to_owned());
        lines.extend(indented(written.alone(), 2));
        let mut lines: Vec<_> = indented(lines, 2).collect();
        lines[0].replace_range(..2, "- ");
        Ok(lines)
    }

    /// Returns the response to which our operations refer for errors.
    pub fn error(&self) -> Option<String> {
        let paths = self.ours.below("/paths");
        let operations = paths.flat_map(|(_, path)| self.ours.below(&path).map(|(_, it)| it).collect::<Vec<_>>());
        let mut errors = operations.filter_map(|operation| {
            let error = child(&child(&operation, "responses"), "default");
            Some(self.ours.get(&error, "$ref")?.as_str()?.to_owned())
        });
        errors.next()
    }

    /// Returns a path parameter as an item of a list.
    pub fn path_parameter(
        &mut self,
        name: &str,
        theirs: Option<&Parameter>,
        after: &str,
        types: &mut SchemaWriter<'_>,
    ) -> Result<String, WriteError> {
        let known = self.ours.below("/components/parameters").find(|(_, place)| {
            let says = |key: &str, value: &str| self.ours.get(place, key).is_some_and(|it| it == value);
            says("name", name) && says("in", "path")
        });
        if let Some((component, _)) = known {
            return Ok(format!("- {}", reference("parameters", component)));
        }
        let component = pascal(name);
        if !self.new_parameters.contains_key(&component) {
            if let Some(theirs) = theirs {
                let wire_schema = types.wire_schema(&vec![child(&theirs.pointer, "schema")])?;
                let is_text = |what: &ValueKind| {
                    matches!(what, ValueKind::Anything)
                        || matches!(what, ValueKind::Scalar(it) if it.kind == ScalarKind::Text)
                };
                if !wire_schema.alternatives.iter().all(|it| is_text(&it.what)) {
                    let reason = "in our document, a path parameter is an ID or a key, which is a text";
                    return Err(WriteError::refusal(&theirs.pointer, reason));
                }
            }
            let schema = types.text_of_path(&component, after);
            let lines = vec![
                format!("{component}:"),
                format!("  name: {}", quoted(name)),
                "  in: path".to_owned(),
                "  required: true".to_owned(),
                format!("  description: {TODO}"),
                "  schema:".to_owned(),
                format!("    {}", reference("schemas", &schema)),
            ];
            self.new_parameters.insert(component.clone(), lines);
        }
        Ok(format!("- {}", reference("parameters", &component)))
    }

    /// Returns a name for an operation: theirs if it follows our rules, or else one made from its method and path.
    fn operation_id(&self, new_operation: &NewOperation<'_>) -> String {
        let is_free = |id: &String| !self.ids.contains(&method_name(id));
        let has_verb = |id: &str| {
            let verb: String = id.chars().take_while(char::is_ascii_lowercase).collect();
            !verb.is_empty() && (self.verbs.is_empty() || self.verbs.contains(&verb))
        };
        let theirs = self
            .theirs
            .get(&new_operation.endpoint.pointer, "operationId")
            .and_then(Value::as_str);
        let is_camel = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric());
        if let Some(id) = theirs
            .filter(|id| is_camel(id) && has_verb(id))
            .map(camel)
            .filter(is_free)
        {
            return id;
        }
        let parts: Vec<&str> = new_operation
            .path
            .split('/')
            .filter(|part| !part.is_empty() && !is_version(part))
            .collect();
        let is_name = |part: &&str| !part.starts_with('{') && !pascal(part).is_empty();
        let names: Vec<&str> = parts.iter().copied().filter(is_name).collect();
        let ends_in_one = parts.last().is_some_and(|part| part.starts_with('{'));
        let Some((last, others)) = names.split_last() else {
            return TODO.to_owned();
        };
        let one = |name: &str| singular(&pascal(name));
        let owner = others.last().map_or(String::new(), |owner| one(owner));
        let last_verb = camel(last);
        let ids = match new_operation.method.as_str() {
            _ if self.verbs.contains(&last_verb) && !ends_in_one => vec![format!("{last_verb}{owner}")],
            "get" | "head" if !ends_in_one && singular(last) != **last => {
                vec![format!("list{}", pascal(last)), format!("list{owner}{}", pascal(last))]
            }
            method => {
                let verb = match method {
                    "post" => "create",
                    "put" | "patch" => "update",
                    "delete" => "delete",
                    _ => "get",
                };
                vec![format!("{verb}{}", one(last)), format!("{verb}{owner}{}", one(last))]
            }
        };
        ids.into_iter()
            .find(|id| has_verb(id) && is_free(id))
            .unwrap_or_else(|| TODO.to_owned())
    }
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
}

/// Returns our path that is nearest to one of theirs, and how many segments they share.
///
/// Of several, it is the last one.
pub fn nearest<'a>(
    page: &DocumentLines<'_>,
    paths: impl Iterator<Item = (&'a str, String)>,
    path: &str,
) -> Option<(String, usize)> {
    let parts = |path: &str| -> Vec<String> {
        crate::drift::endpoints::without_parameter_names(path)
            .split('/')
            .map(str::to_owned)
            .collect()
    };
    let new_operation = parts(path);
    let shared = |other: &str| {
        new_operation
            .iter()
            .zip(parts(other))
            .take_while(|(one, other)| *one == other)
            .count()
    };
    let found = paths.filter(|(path, _)| path.starts_with('/'));
    let nearest = found.map(|(path, pointer)| {
        // The path itself, or else the last of the related ones.
        let is_same = parts(path) == new_operation;
        (is_same, shared(path), page.line(&pointer), path.to_owned())
    });
    nearest.max().map(|(_, shared, _, path)| (path, shared))
}

/// Returns a path with our names for its parameters: those of the nearest path, or else theirs in our style.
pub fn renamed(path: &str, near: &str, shared: usize) -> String {
    let ours: Vec<&str> = near.split('/').collect();
    let parts = path.split('/').enumerate().map(|(index, part)| {
        match (
            part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')),
            ours.get(index),
        ) {
            (Some(_), Some(our)) if index < shared => (*our).to_owned(),
            (Some(name), _) => format!("{{{}}}", camel(name)),
            (None, _) => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}
