//! Makes components of schemas that are inline because they may be null.
//!
//! `nullable` is allowed only beside a `type`, so that a value that may be null in one place cannot refer to a component. It is
//! written out there, and its `title` names its type. All later stages work with components, so that each of these schemas
//! becomes one.

use openapiv3::{ObjectType, OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, Type};

use crate::document::grammar::findings::Reference;
use crate::document::json_pointer::child;
use crate::document::openapi::schema::{extension, needs_named_type};

const SCHEMAS: &str = "/components/schemas";

/// A schema that is inline in the file, and a component with its title as the name in the parsed document.
#[derive(Debug)]
pub struct Inline {
    /// The component's JSON pointer.
    pub component: String,
    /// The place in the file. For a schema inside another one, it begins with that one's component.
    pub place: String,
}

impl Inline {
    /// Moves the references inside the schema to the component, and adds the reference to it.
    pub fn update(&self, references: &mut Vec<Reference>) {
        for reference in references.iter_mut() {
            let rest = reference.pointer.strip_prefix(&self.place);
            if let Some(rest) = rest.filter(|rest| rest.starts_with('/')) {
                reference.pointer = format!("{}{rest}", self.component);
            }
        }
        references.push(Reference {
            pointer: format!("{}/allOf/0", self.place),
            target: self.component.clone(),
        });
    }
}

/// A title that is already the name of another schema.
pub struct DuplicateTitle {
    /// The title.
    pub title: String,
    /// Its place.
    pub pointer: String,
}

/// Makes the components, and puts a reference in the place of each.
///
/// A schema whose title is taken stays in its place.
pub fn name(openapi: &mut OpenAPI) -> (Vec<Inline>, Vec<DuplicateTitle>) {
    let (mut moved, mut taken) = (Vec::new(), Vec::new());
    let mut index = 0;
    // A new component is appended, and searched in turn.
    while let Some(owner) = component_at(openapi, index) {
        index += 1;
        for (place, property) in inline_in(openapi, &owner) {
            match move_out(openapi, &owner, &place, &property) {
                Some(Ok(inline)) => moved.push(inline),
                Some(Err(problem)) => taken.push(problem),
                None => {}
            }
        }
    }
    (moved, taken)
}

fn component_at(openapi: &OpenAPI, index: usize) -> Option<String> {
    let (name, _) = openapi.components.as_ref()?.schemas.get_index(index)?;
    Some(name.clone())
}

/// Returns the properties of a component that have to become components: the place and the name of each.
fn inline_in(openapi: &OpenAPI, component: &str) -> Vec<(String, String)> {
    let schema = openapi.components.as_ref().and_then(|it| it.schemas.get(component));
    let Some(ReferenceOr::Item(schema)) = schema else {
        return Vec::new();
    };
    let place = child(SCHEMAS, component);
    let (place, object) = match (&schema.schema_kind, extension(schema)) {
        (SchemaKind::Type(Type::Object(object)), _) => (place, object),
        (_, Some((_, more))) => (format!("{place}/allOf/1"), more),
        _ => return Vec::new(),
    };
    let place = child(&place, "properties");
    let inline = object.properties.iter().filter(|(_, property)| {
        let schema = property.as_item();
        schema.is_some_and(|it| it.schema_data.nullable && it.schema_data.title.is_some() && needs_named_type(it))
    });
    inline.map(|(name, _)| (child(&place, name), name.clone())).collect()
}

fn move_out(openapi: &mut OpenAPI, owner: &str, place: &str, property: &str) -> Option<Result<Inline, DuplicateTitle>> {
    let schemas = &mut openapi.components.as_mut()?.schemas;
    let slot = properties_of(schemas.get_mut(owner)?)?.properties.get(property)?;
    let mut schema = slot.as_item()?.as_ref().clone();
    let title = schema.schema_data.title.take()?;
    if schemas.contains_key(&title) {
        let pointer = child(place, "title");
        return Some(Err(DuplicateTitle { title, pointer }));
    }
    schema.schema_data.nullable = false;
    let component = child(SCHEMAS, &title);
    let reference = ReferenceOr::Item(Box::new(Schema {
        schema_data: SchemaData {
            nullable: true,
            description: schema.schema_data.description.clone(),
            ..SchemaData::default()
        },
        schema_kind: SchemaKind::AllOf {
            all_of: vec![ReferenceOr::Reference {
                reference: format!("#{component}"),
            }],
        },
    }));
    let object = properties_of(schemas.get_mut(owner)?)?;
    object.properties.insert(property.to_owned(), reference);
    schemas.insert(title, ReferenceOr::Item(schema));
    let place = place.to_owned();
    Some(Ok(Inline { component, place }))
}

/// Returns the object that contains the properties of a component.
fn properties_of(component: &mut ReferenceOr<Schema>) -> Option<&mut ObjectType> {
    let ReferenceOr::Item(schema) = component else {
        return None;
    };
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => Some(object),
        SchemaKind::AllOf { all_of } => match all_of.get_mut(1) {
            Some(ReferenceOr::Item(Schema {
                schema_kind: SchemaKind::Type(Type::Object(object)),
                ..
            })) => Some(object),
            _ => None,
        },
        _ => None,
    }
}
