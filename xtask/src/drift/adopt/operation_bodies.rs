//! Writes the bodies of requests and responses.

use crate::drift::adopt::naming::singular;
use crate::drift::adopt::operations::{NewOperation, Operations};
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError, WrittenSchema};
use crate::drift::adopt::yaml_text::{TODO, indented, reference};
use crate::drift::compare_operations::{AnswerKind, kind_of_answer, successes};
use crate::drift::direction::Direction;
use crate::drift::endpoints::{Body, Content, Endpoint};
use crate::drift::wire_schema::{SchemaPlace, ValueKind};

/// The kinds of request bodies, with the endings of their names.
const BODIES: [(&str, &str); 2] = [("application/json", "Request"), ("multipart/form-data", "Form")];

impl Operations<'_> {
    /// Returns the lines of a body, with its key.
    pub fn body(&self, body: &Body, site: &UseSite, types: &mut SchemaWriter<'_>) -> Result<Vec<String>, WriteError> {
        let known = BODIES.iter().find(|(kind, _)| body.content.contains_key(*kind));
        let Some((kind, end)) = known else {
            let kinds: Vec<_> = body.content.keys().map(String::as_str).collect();
            let reason = format!(
                "the generator does not support bodies of the type {}",
                kinds.join(" or ")
            );
            return Err(WriteError::refusal(&body.pointer, reason));
        };
        if body.content.len() > 1 {
            types.notes.push(format!(
                "the server accepts other media types than {kind} as well, which our document does not describe"
            ));
        }
        let site = UseSite {
            name: Some(format!("{}{end}", site.owner)),
            direction: Direction::Sent,
            in_form: *end == "Form",
            ..site.clone()
        };
        let component = types.body(&vec![body.content[*kind].clone()], &site)?;
        Ok(Vec::from([
            "requestBody:".to_owned(),
            "  required: true".to_owned(),
            "  content:".to_owned(),
            format!("    {kind}:"),
            "      schema:".to_owned(),
            format!("        {}", reference("schemas", &component)),
        ]))
    }

    /// Returns the responses of an operation, with their statuses.
    pub fn answers(
        &self,
        endpoint: &Endpoint,
        new_operation: &NewOperation<'_>,
        site: &UseSite,
        types: &mut SchemaWriter<'_>,
    ) -> Result<Vec<String>, WriteError> {
        let all = successes(&endpoint.answers);
        if all.len() > 1 {
            let statuses: Vec<_> = all.keys().copied().collect();
            types.notes.push(format!(
                "it responds with {} in theirs; check whether one status is enough",
                statuses.join(" and ")
            ));
        }
        let rank = |content: &Content| match kind_of_answer(content) {
            AnswerKind::Json(_) => 0,
            AnswerKind::Bytes => 1,
            AnswerKind::Nothing => 2,
        };
        let nothing = Content::new();
        let best = all.iter().min_by_key(|(_, content)| rank(content));
        let (status, content) = best.map_or(("2XX", &nothing), |(status, content)| (*status, *content));
        let status = match (status, kind_of_answer(content)) {
            ("DEFAULT", _) | (_, AnswerKind::Nothing) => "2XX".to_owned(),
            (status, _) if status.chars().all(|c| c.is_ascii_digit()) => format!("'{status}'"),
            (status, _) => status.to_owned(),
        };
        let mut lines = vec![format!("{status}:"), format!("  description: {TODO}")];
        let schema = match kind_of_answer(content) {
            AnswerKind::Nothing => None,
            AnswerKind::Bytes => {
                let bytes = vec!["type: string".to_owned(), "format: binary".to_owned()];
                Some(("application/octet-stream", bytes))
            }
            AnswerKind::Json(schema) => {
                let site = UseSite {
                    name: Some(answer_name(&site.owner, new_operation)),
                    direction: Direction::Received,
                    ..site.clone()
                };
                Some(("application/json", types.answer(&vec![schema.to_owned()], &site)?))
            }
        };
        if let Some((kind, schema)) = schema {
            lines.extend([
                "  content:".to_owned(),
                format!("    {kind}:"),
                "      schema:".to_owned(),
            ]);
            lines.extend(indented(schema, 8));
        }
        match self.error() {
            Some(error) => lines.extend(["default:".to_owned(), format!("  $ref: '{error}'")]),
            None => types.notes.push("add a `default` response for errors".to_owned()),
        }
        Ok(lines)
    }
}

/// Names the component of a response: a single item by its own name, a list by its items, and everything else by the operation.
fn answer_name(owner: &str, new_operation: &NewOperation<'_>) -> String {
    let is_paged = || {
        let mut parameters = new_operation.endpoint.parameters.keys();
        parameters.any(|key| key.name.to_lowercase().ends_with("cursor"))
    };
    match (owner.strip_prefix("Get"), owner.strip_prefix("List")) {
        (Some(one), _) if !one.is_empty() => one.to_owned(),
        (_, Some(many)) if !many.is_empty() => {
            format!("{}{}", singular(many), if is_paged() { "Page" } else { "List" })
        }
        _ => format!("{owner}Response"),
    }
}

impl SchemaWriter<'_> {
    /// Returns the component of a body, which may be empty.
    fn body(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<String, WriteError> {
        let wire_schema = self.wire_schema(place)?;
        let is_empty =
            |what: &ValueKind| matches!(what, ValueKind::Object(it) if it.properties.is_empty() && it.rest.is_empty());
        if matches!(wire_schema.alternatives.as_slice(), [only] if is_empty(&only.what)) {
            let name = self.name_for(&Vec::new(), site);
            let lines = vec!["type: object".to_owned(), format!("description: {TODO}")];
            self.add(&name, lines, Vec::new(), site);
            return Ok(name);
        }
        self.bodies.extend(site.name.clone());
        self.component_of(place, site)
    }

    /// Returns the schema of a response: a component, or a list of one.
    fn answer(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<Vec<String>, WriteError> {
        let wire_schema = self.wire_schema(place)?;
        if let [only] = wire_schema.alternatives.as_slice()
            && let ValueKind::Array(items) = &only.what
        {
            let name = site.name.as_deref().unwrap_or_default();
            let item = ["List", "Page", "Response"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(name);
            let site = UseSite {
                name: Some(item.to_owned()),
                ..site.clone()
            };
            let item = match items.is_empty() {
                true => self.open_value(&site),
                false => self.component_of(items, &site)?,
            };
            return Ok(vec![
                "type: array".to_owned(),
                "items:".to_owned(),
                format!("  {}", reference("schemas", &item)),
            ]);
        }
        let name = self.component_of(place, site)?;
        Ok(WrittenSchema::Component(name).alone())
    }

    /// Returns the component of a path parameter: an ID, or else a key.
    pub fn text_of_path(&mut self, name: &str, after: &str) -> String {
        let is_text = name.ends_with("ID") || name.ends_with("Key");
        let name = if is_text { name.to_owned() } else { format!("{name}Key") };
        let is_known = self.old.iter().any(|old| old.name == name) || self.new.iter().any(|new| new.name == name);
        if is_known {
            return name;
        }
        let site = UseSite {
            owner: String::new(),
            property: String::new(),
            name: None,
            direction: Direction::Sent,
            optional: false,
            in_form: false,
            after: after.to_owned(),
        };
        let is_id = name.ends_with("ID");
        self.new_id(&name, is_id, &site)
    }
}
