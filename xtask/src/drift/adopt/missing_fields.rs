//! Writes the properties that our objects lack.

use std::collections::BTreeMap;

use crate::document::json_pointer::child;
use crate::document::problem::{Problem, quoted_in_full};
use crate::drift::adopt::edit::Edit;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError};
use crate::drift::adopt::writer::{ByHand, Missing, Writer, not_in_lines};
use crate::drift::adopt::yaml_text::{indented, list, quoted};
use crate::drift::direction::Direction;
use crate::drift::finding::{Gap, MissingField};
use crate::drift::wire_schema::SchemaPlace;

/// One of our objects: its component, and the place of its properties.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The name of the component that contains it.
    pub component: String,
    /// Its name: the component's, or the title of an inline schema.
    pub name: String,
    /// The place of the schema with the properties.
    pub pointer: String,
}

/// The additions to one object.
#[derive(Default)]
struct Additions {
    required: Vec<String>,
    /// Whether the object has a `properties` key, or will have one.
    has_key: bool,
}

impl Writer<'_> {
    /// Writes properties, and what a request requires of them.
    pub fn fields(&mut self, missing: &[Missing<'_>]) -> Result<(), Problem> {
        let fields = || {
            missing.iter().filter_map(|one| match one.gap() {
                Some(Gap::Field(field)) => Some((one, field)),
                _ => None,
            })
        };
        let mut additions: BTreeMap<Target, Additions> = BTreeMap::new();
        let mut sorted: Vec<_> = fields().collect();
        sorted.sort_by(|one, other| one.1.name.cmp(&other.1.name));
        for (one, field) in sorted {
            if self.is_inherited(field, fields().map(|(_, field)| field)) {
                continue;
            }
            let heirs =
                || fields().filter(|(_, heir)| heir.name == field.name && self.is_inherited(heir, [field].into_iter()));
            let heirs: Vec<_> = heirs().map(|(heir, _)| heir).collect();
            let all: Vec<_> = [one].into_iter().chain(heirs).collect();
            let mut into = Vec::new();
            for object in &field.objects {
                into.extend(self.object_at(object)?.filter(|target| !into.contains(target)));
            }
            self.attempt(&all, |writer| {
                if into.is_empty() {
                    let reason = "ours has no name: move it to a component first";
                    return Err(WriteError::refusal(one.theirs(), reason));
                }
                let mut edits = Vec::new();
                for target in &into {
                    let addition = additions.entry(target.clone()).or_default();
                    edits.push(writer.field(&all, field, target, addition)?);
                }
                Ok(edits)
            })?;
        }
        for (target, addition) in additions {
            self.required(&target, addition.required);
        }
        Ok(())
    }

    /// Returns `true` if the object that this one extends lacks the same property.
    fn is_inherited<'f>(&self, field: &MissingField, mut others: impl Iterator<Item = &'f MissingField>) -> bool {
        let bases: Vec<String> = field
            .objects
            .iter()
            .filter_map(|object| self.ours.reference(&format!("{object}/allOf/0")).ok().flatten())
            .filter(|base| !field.objects.contains(base))
            .collect();
        !bases.is_empty()
            && others.any(|other| other.name == field.name && bases.iter().all(|base| other.objects.contains(base)))
    }

    /// Returns the object at one of our places.
    pub fn object_at(&self, place: &str) -> Result<Option<Target>, Problem> {
        let mut pointer = self.ours.resolve(place)?;
        loop {
            let component = pointer
                .strip_prefix("/components/schemas/")
                .and_then(|rest| rest.split('/').next());
            let Some(component) = component.map(str::to_owned) else {
                // An inline schema of an operation.
                return Ok(None);
            };
            let parts: Vec<_> = self.ours.items(&child(&pointer, "allOf")).collect();
            let is_object = self.ours.get(&pointer, "type").is_some_and(|kind| kind == "object");
            match parts.as_slice() {
                [] if is_object => {
                    let title = self.ours.title_beside_null(&pointer);
                    let name = title.unwrap_or(&component).to_owned();
                    return Ok(Some(Target {
                        component,
                        name,
                        pointer,
                    }));
                }
                [only] => pointer = self.ours.resolve(only)?,
                [base, more] if self.ours.reference(base)?.is_some() => pointer = self.ours.resolve(more)?,
                _ => return Ok(None),
            }
        }
    }

    fn field(
        &mut self,
        all: &[&Missing<'_>],
        field: &MissingField,
        target: &Target,
        addition: &mut Additions,
    ) -> Result<Edit, WriteError> {
        let Some(missing) = all.first() else {
            return Err(WriteError::refusal("", "nothing is missing"));
        };
        // Older servers do not have the new property, so it is optional in responses. A request has to contain what the server
        // requires.
        let is_required = field.required && field.direction == Direction::Sent;
        let edit = self.property(
            missing,
            &field.name,
            &field.place,
            !is_required,
            field.direction,
            (target, addition),
        )?;
        if is_required {
            addition.required.push(field.name.clone());
        }
        if field.required && field.direction == Direction::Received {
            let always = !self.types.wire_schema(&field.place)?.nullable;
            if always {
                let line = self.page.line(&child(&target.pointer, "required"));
                let line = line.or(self.page.line(&target.pointer)).unwrap_or_default();
                let name = quoted_in_full(&field.name);
                self.types.notes.push(format!(
                    "always present in theirs: if no older server lacks it, add {name} to `required` (line {line}); otherwise allow the difference:"
                ));
                for one in all {
                    let what = &one.what;
                    let note = format!("differs: {what} is possibly absent or null in ours, always present in theirs");
                    self.types.notes.push(note);
                }
            }
        }
        Ok(edit)
    }

    /// Writes a property for one of our objects.
    pub fn property_of(
        &mut self,
        missing: &Missing<'_>,
        name: &str,
        place: &SchemaPlace,
        direction: Direction,
        target: &Target,
    ) -> Result<Edit, WriteError> {
        self.property(
            missing,
            name,
            place,
            true,
            direction,
            (target, &mut Additions::default()),
        )
    }

    fn property(
        &mut self,
        missing: &Missing<'_>,
        name: &str,
        place: &SchemaPlace,
        optional: bool,
        direction: Direction,
        (target, addition): (&Target, &mut Additions),
    ) -> Result<Edit, WriteError> {
        let site = UseSite {
            owner: target.name.clone(),
            property: name.to_owned(),
            name: None,
            direction,
            optional,
            in_form: target.component.ends_with("Form"),
            after: target.component.clone(),
        };
        let lines = self.types.property(place, &site)?;
        let properties = child(&target.pointer, "properties");
        let what = format!("field `{}.{name}`", target.name);
        if self.ours.at(&properties).is_some() {
            let spot = self
                .page
                .among(&properties, name)
                .ok_or_else(|| not_in_lines(missing))?;
            return Ok(Edit::at(spot, what, lines));
        }
        let spot = self.page.before(&target.pointer, &["additionalProperties", "example"]);
        let spot = spot.ok_or_else(|| not_in_lines(missing))?;
        let mut block = Vec::from_iter((!addition.has_key).then(|| "properties:".to_owned()));
        block.extend(indented(lines, 2));
        addition.has_key = true;
        Ok(Edit::at(spot, what, block))
    }

    /// Adds names to `required`, which is in alphabetical order.
    fn required(&mut self, target: &Target, new: Vec<String>) {
        if new.is_empty() {
            return;
        }
        let pointer = child(&target.pointer, "required");
        let names: Vec<String> = new.iter().map(|name| quoted(name)).collect();
        let what = format!("`required` of `{}`, with {}", target.name, names.join(", "));
        let items = self
            .ours
            .items(&pointer)
            .filter_map(|item| Some(self.ours.at(&item)?.as_str()?.to_owned()));
        let mut all: Vec<String> = items.map(|name| quoted(&name)).chain(names.clone()).collect();
        all.sort();
        let edit = match (
            self.ours.at(&pointer).is_some(),
            self.page.in_brackets(&pointer),
            self.page.below(&pointer),
        ) {
            (true, Some(spot), _) => Some(Edit::instead_of(spot, what, list("required", &all, spot.indentation))),
            (true, None, Some(_)) => {
                let lines = names.iter().map(|name| format!("- {name}")).collect();
                let spot = self.page.before(&pointer, &[]);
                spot.map(|spot| Edit::at(spot, what.clone(), lines))
            }
            (true, None, None) => None,
            (false, ..) => {
                // The key itself belongs above the properties, even if they are new.
                let spot = self
                    .page
                    .before(&target.pointer, &["properties", "additionalProperties", "example"]);
                spot.map(|spot| Edit::at(spot, what.clone(), list("required", &all, spot.indentation)))
            }
        };
        match edit {
            Some(edit) => {
                // It precedes the properties that are inserted at the same line.
                let at = self
                    .edits
                    .iter()
                    .position(|other| other.line == edit.line)
                    .unwrap_or(self.edits.len());
                self.edits.insert(at, edit);
            }
            None => self.by_hand.push(ByHand {
                what: format!("`required` of `{}`", target.name),
                theirs: String::new(),
                reason: format!(
                    "it has neither all names on one line nor one name on each line; add {}",
                    names.join(", ")
                ),
            }),
        }
    }
}
