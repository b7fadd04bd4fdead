//! Writes values of enums and variants of unions that ours lack.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::document::problem::Problem;
use crate::drift::adopt::edit::Edit;
use crate::drift::adopt::schemas::objects::{differ, mapping_line};
use crate::drift::adopt::schemas::scalars::check_value;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError, item};
use crate::drift::adopt::writer::{Missing, Writer, not_in_lines};
use crate::drift::adopt::yaml_text::{list, schema_reference, value};
use crate::drift::direction::Direction;
use crate::drift::finding::{Gap, place};
use crate::drift::wire_schema::reader::WireSchemas;
use crate::drift::wire_schema::{Alternative, Object, ValueKind, component};

/// The last value of a nullable enum.
const NULL: &str = "null";

/// New values of enums on one line, by the place of the enum, each with its place in their document.
type InBrackets = BTreeMap<String, Vec<(String, String)>>;

impl Writer<'_> {
    /// Writes values of enums.
    pub fn values(&mut self, missing: &[Missing<'_>]) -> Result<(), Problem> {
        let mut in_brackets = InBrackets::new();
        for one in missing {
            let Some(Gap::Value(json)) = one.gap() else { continue };
            self.attempt(&[one], |writer| {
                writer.value(one, json, one.ours(), one.theirs(), &mut in_brackets)
            })?;
        }
        self.bracketed(in_brackets);
        Ok(())
    }

    /// Writes a value of an enum. The place is that of the values, or of one of them.
    fn value(
        &mut self,
        missing: &Missing<'_>,
        json: &str,
        ours: &str,
        theirs: &str,
        in_brackets: &mut InBrackets,
    ) -> Result<Vec<Edit>, WriteError> {
        check_value(json, theirs)?;
        let ours = self.ours.resolve(ours)?;
        let what = missing.what.as_str();
        // Each number is a variant of a union.
        if let Some((union, _)) = ours.rsplit_once("/oneOf/") {
            let spot = self
                .page
                .before(&child(union, "oneOf"), &[])
                .ok_or_else(|| not_in_lines(missing))?;
            let lines = item(self.types.number_variant(json, theirs));
            return Ok(vec![Edit::at(spot, what, outdented(lines))]);
        }
        let pointer = child(&ours, "enum");
        if self.ours.at(&pointer).is_none() {
            return Err(WriteError::refusal(
                theirs,
                "ours is not an enum to which a value can be added",
            ));
        }
        if self.page.in_brackets(&pointer).is_some() {
            let value = (json.to_owned(), place(&missing.finding.theirs));
            in_brackets.entry(pointer).or_default().push(value);
            return Ok(Vec::new());
        }
        let spot = self
            .page
            .before(&pointer, &[NULL])
            .ok_or_else(|| not_in_lines(missing))?;
        Ok(vec![Edit::at(spot, what, vec![format!("- {}", value(json))])])
    }

    /// Rewrites enums that are on one line.
    fn bracketed(&mut self, new: InBrackets) {
        for (pointer, new) in new {
            let Some(spot) = self.page.in_brackets(&pointer) else {
                continue;
            };
            let values: Vec<String> = new.iter().map(|(json, _)| value(json)).collect();
            let old = self
                .ours
                .items(&pointer)
                .filter_map(|item| Some(value(&self.ours.at(&item)?.to_string())));
            let mut all: Vec<String> = old.chain(values.clone()).collect();
            all.sort_by_key(|value| value == NULL);
            let what = format!("`enum`, with {}", values.join(", "));
            let mut edit = Edit::instead_of(spot, what, list("enum", &all, spot.indentation));
            edit.notes
                .extend(new.iter().map(|(_, theirs)| format!("theirs: {theirs}")));
            self.edits.push(edit);
        }
    }

    /// Writes variants of unions.
    pub fn variants(&mut self, missing: &[Missing<'_>]) -> Result<(), Problem> {
        let mut in_brackets = InBrackets::new();
        let mut titles: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in missing {
            let Some(Gap::Variant(alternative, tag, direction)) = one.gap() else {
                continue;
            };
            let union = WireSchemas::new(self.ours).component(one.ours());
            self.attempt(&[one], |writer| {
                let union = union
                    .as_deref()
                    .and_then(|pointer| Some((pointer, component(pointer)?)));
                let Some((pointer, name)) = union else {
                    return Err(WriteError::refusal(
                        one.theirs(),
                        "ours is a value of one kind, not a component",
                    ));
                };
                let site = UseSite {
                    owner: name.to_owned(),
                    property: String::new(),
                    name: None,
                    direction: *direction,
                    optional: false,
                    in_form: false,
                    after: writer.last_variant(pointer, name),
                };
                let discriminator = child(pointer, "discriminator");
                let our_tag = writer.ours.get(&discriminator, "propertyName").and_then(Value::as_str);
                match (&alternative.what, tag) {
                    (ValueKind::Object(object), Some((tag, json))) if our_tag == Some(tag.as_str()) => {
                        writer.tagged(one, pointer, (tag, json), object, &site)
                    }
                    (ValueKind::Object(object), Some((tag, json)))
                        if writer.ours.at(&child(pointer, "oneOf")).is_none() =>
                    {
                        writer.as_value(one, (tag, json), object, *direction, &mut in_brackets)
                    }
                    _ if our_tag.is_some() => {
                        let reason = "our variants have a tag, which it lacks";
                        Err(WriteError::refusal(one.theirs(), reason))
                    }
                    _ => writer.titled(
                        one,
                        pointer,
                        alternative,
                        &site,
                        titles.entry(pointer.to_owned()).or_default(),
                    ),
                }
            })?;
        }
        self.bracketed(in_brackets);
        Ok(())
    }

    /// Returns the component of the last variant of a union.
    fn last_variant(&self, union: &str, name: &str) -> String {
        let variants = self.ours.items(&child(union, "oneOf"));
        let targets = variants.filter_map(|variant| self.ours.reference(&variant).ok().flatten());
        let last = targets.max_by_key(|target| self.page.line(target));
        last.as_deref().and_then(component).unwrap_or(name).to_owned()
    }

    /// Writes a variant with a tag: its component, and its lines in the union.
    fn tagged(
        &mut self,
        missing: &Missing<'_>,
        union: &str,
        (tag, json): (&str, &str),
        object: &Object,
        site: &UseSite,
    ) -> Result<Vec<Edit>, WriteError> {
        let name = self
            .types
            .tagged_variant(&site.owner, (tag, json), object, missing.theirs(), site)?;
        let variants = self
            .page
            .before(&child(union, "oneOf"), &[])
            .ok_or_else(|| not_in_lines(missing))?;
        let mapping = self
            .page
            .before(&format!("{union}/discriminator/mapping"), &[])
            .ok_or_else(|| not_in_lines(missing))?;
        let line = format!("- {}", schema_reference(&name));
        Ok(vec![
            Edit::at(variants, &missing.what, vec![line]),
            Edit::at(
                mapping,
                format!("tag of {}", missing.what),
                vec![mapping_line(json, &name)],
            ),
        ])
    }

    /// Writes a variant of a union that is one object in ours: a value of its tag, and the new properties.
    fn as_value(
        &mut self,
        missing: &Missing<'_>,
        (tag, json): (&str, &str),
        object: &Object,
        direction: Direction,
        in_brackets: &mut InBrackets,
    ) -> Result<Vec<Edit>, WriteError> {
        let Some(target) = self.object_at(missing.ours())? else {
            return Err(WriteError::refusal(
                missing.theirs(),
                "ours has no name: move it to a component first",
            ));
        };
        let properties = child(&target.pointer, "properties");
        let Some(pointer) = WireSchemas::new(self.ours).component(&child(&properties, tag)) else {
            return Err(WriteError::refusal(
                missing.theirs(),
                format!("the tag `{tag}` is not a component in ours"),
            ));
        };
        let mut edits = self.value(missing, json, &pointer, missing.theirs(), in_brackets)?;
        for (name, place) in &object.properties {
            if self.ours.at(&child(&properties, name)).is_none() {
                edits.push(self.property_of(missing, name, place, direction, &target)?);
            }
        }
        Ok(edits)
    }

    /// Writes a variant with a title.
    fn titled(
        &mut self,
        missing: &Missing<'_>,
        union: &str,
        alternative: &Alternative,
        site: &UseSite,
        new_titles: &mut Vec<String>,
    ) -> Result<Vec<Edit>, WriteError> {
        let list = child(union, "oneOf");
        if self.ours.at(&list).is_none() {
            let reason = "ours is a value of one kind: turn it into a union with titles first";
            return Err(WriteError::refusal(missing.theirs(), reason));
        }
        let ours = WireSchemas::new(self.ours).at(&vec![union.to_owned()])?;
        if ours.alternatives.iter().any(|our| !differ(our, alternative)) {
            let reason = "it differs from our variants neither in kind nor in what it requires";
            return Err(WriteError::refusal(missing.theirs(), reason));
        }
        let mut titles: Vec<String> = self
            .ours
            .items(&list)
            .filter_map(|variant| Some(self.ours.get(&variant, "title")?.as_str()?.to_owned()))
            .collect();
        titles.extend(new_titles.iter().cloned());
        let (title, lines) = self.types.titled_variant(&site.owner, alternative, &titles, site)?;
        new_titles.push(title);
        let spot = self.page.before(&list, &[]).ok_or_else(|| not_in_lines(missing))?;
        Ok(vec![Edit::at(spot, &missing.what, outdented(item(lines)))])
    }
}

/// Returns items with the indentation of a list whose place is that of its dashes.
fn outdented(lines: Vec<String>) -> Vec<String> {
    lines
        .into_iter()
        .map(|line| line.get(2..).unwrap_or_default().to_owned())
        .collect()
}
