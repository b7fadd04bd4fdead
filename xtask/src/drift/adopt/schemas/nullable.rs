//! Writes properties that null clears.

use crate::document::problem::quoted_in_full;
use crate::drift::adopt::schemas::scalars::{TextUse, rules_of, text_values};
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError, WrittenSchema};
use crate::drift::adopt::yaml_text::{TODO, quoted};
use crate::drift::wire_schema::{Alternative, Object, Scalar, ScalarKind, SchemaPlace, ValueKind, WireSchema};
use crate::model::rust_names::type_name;

/// The line that is written beside a type.
const NULLABLE: &str = "nullable: true";

impl SchemaWriter<'_> {
    /// Returns the lines of a property that may be null in a request.
    pub fn clearable(
        &mut self,
        wire_schema: &WireSchema,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<Vec<String>, WriteError> {
        match wire_schema.alternatives.as_slice() {
            [only] => self.one_or_null(only, wire_schema, place, site),
            // Without a `type`, `nullable` has no meaning.
            _ => self.without_null(place, site),
        }
    }

    fn one_or_null(
        &mut self,
        only: &Alternative,
        wire_schema: &WireSchema,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<Vec<String>, WriteError> {
        match &only.what {
            ValueKind::Object(object) if !object.properties.is_empty() => {
                self.object_or_null(object, wire_schema, place, site)
            }
            ValueKind::Scalar(scalar) => match (scalar.kind, &scalar.values) {
                (ScalarKind::Text, Some(_)) => self.enum_or_null(scalar, wire_schema, place, site),
                (_, Some(_)) => self.without_null(place, site),
                (ScalarKind::Text, None) => Ok(self.text_or_null(scalar, &only.origin, place, site)),
                _ => self.plain_or_null(place, site),
            },
            _ => self.plain_or_null(place, site),
        }
    }

    /// Writes numbers, booleans, lists and maps.
    fn plain_or_null(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<Vec<String>, WriteError> {
        match self.use_of(place, site)? {
            WrittenSchema::Component(_) => self.without_null(place, site),
            plain => Ok(beside_type(plain)),
        }
    }

    fn text_or_null(&mut self, scalar: &Scalar, origin: &str, place: &SchemaPlace, site: &UseSite) -> Vec<String> {
        let kind = self.text_use(scalar, origin, site);
        match kind {
            TextUse::Plain(written) => beside_type(written),
            TextUse::OneOfAKind(_, format) => {
                let mut lines = self.title_of(place, site);
                lines.extend(["type: string".to_owned(), NULLABLE.to_owned()]);
                lines.extend(rules_of(format));
                lines.push(format!("description: {TODO}"));
                lines
            }
            // A separate type for the same ID would not convert into the other.
            TextUse::Id => {
                let what = quoted_in_full(&site.property);
                self.notes.push(format!(
                    "{what} has the name of an ID, but cannot refer to one beside null, and is a plain text"
                ));
                beside_type(WrittenSchema::plain("string"))
            }
        }
    }

    fn enum_or_null(
        &mut self,
        scalar: &Scalar,
        wire_schema: &WireSchema,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<Vec<String>, WriteError> {
        self.note_twin(wire_schema, place, site)?;
        let mut lines = self.title_of(place, site);
        lines.extend(["type: string".to_owned(), NULLABLE.to_owned()]);
        lines.push(format!("description: {TODO}"));
        lines.push("enum:".to_owned());
        lines.extend(text_values(scalar)?);
        lines.push("  - null".to_owned());
        Ok(lines)
    }

    fn object_or_null(
        &mut self,
        object: &Object,
        wire_schema: &WireSchema,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<Vec<String>, WriteError> {
        let origin = self.origin(place);
        // A schema that contains itself cannot be written inline.
        let known = self.written.get(&(origin.clone(), site.direction));
        let is_being_written = |name: &String| self.new.iter().any(|new| new.name == *name && new.lines.is_empty());
        if self.inlining.contains(&origin) || known.is_some_and(is_being_written) {
            return self.without_null(place, site);
        }
        self.note_twin(wire_schema, place, site)?;
        let name = self.name_for(place, site);
        let mut lines = self.titled_as(&name);
        self.inlining.push(origin);
        let mut object = self.object_lines(&name, object, None, site)?;
        self.inlining.pop();
        object.insert(1, NULLABLE.to_owned());
        lines.extend(object);
        Ok(lines)
    }

    /// Returns the indentation of an object's lines: that of a component, or of a nested inline schema.
    pub fn indentation(&self) -> usize {
        const COMPONENT: usize = 6;
        const PROPERTY: usize = 4;
        COMPONENT + PROPERTY * self.inlining.len()
    }

    fn title_of(&mut self, place: &SchemaPlace, site: &UseSite) -> Vec<String> {
        let name = self.name_for(place, site);
        self.titled_as(&name)
    }

    /// Returns the line of a title, and reserves the title as the name of a type.
    fn titled_as(&mut self, name: &str) -> Vec<String> {
        self.taken.insert(type_name(name));
        vec![format!("title: {}", quoted(name))]
    }

    /// Notes an equal component. It cannot be used beside null, but its descriptions may help.
    fn note_twin(&mut self, wire_schema: &WireSchema, place: &SchemaPlace, site: &UseSite) -> Result<(), WriteError> {
        if let Some(name) = self.fitting(wire_schema, place, site)? {
            let what = quoted_in_full(&site.property);
            self.notes.push(format!(
                "{what} equals the component {}, to which nothing can refer beside null",
                quoted_in_full(&name)
            ));
        }
        Ok(())
    }

    /// Writes the schema without null where null cannot be expressed, and notes the difference in the words of the report.
    fn without_null(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<Vec<String>, WriteError> {
        let field = quoted_in_full(&format!("{}.{}", site.owner, site.property));
        self.notes.push(format!(
            "{} may be null in theirs, which a union or a schema that contains itself cannot express",
            quoted_in_full(&site.property)
        ));
        self.notes.push(format!(
            "differs: field {field} is never null in ours, nullable in theirs"
        ));
        let is_deprecated = self.their_wire_schemas.at(place)?.deprecated;
        self.property_lines(place, site, is_deprecated)
    }
}

/// Returns the lines of a plain value that null clears.
fn beside_type(written: WrittenSchema) -> Vec<String> {
    let mut lines = written.described(TODO);
    lines.insert(1, NULLABLE.to_owned());
    lines
}
