//! Generates sample values of any schema of a document, the same ones every time.
//!
//! A sample conforms to the bounds and formats of its schema. Texts, numbers and booleans come from the document's examples if
//! there are any, so that samples look familiar. An object or union inside a sample is not written out: a reference is in its
//! place, `{"$full": "Room"}` or `{"$small": "Room"}`. A property that is added to a component therefore changes one sample, and
//! not those of all components that contain it. [`Sampler::resolved`] replaces the references.

pub mod scalars;

#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{AdditionalProperties, ArrayType, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::{Map, Value, json};

use crate::document::load::RequiredAnyOf;
use crate::document::openapi::schema::{is_map, target_name};
use crate::document::openapi::{components, schema};

/// The largest number of required items in a list. A list with more has no sample.
const MAX_ITEMS: usize = 1_000;

/// How many of the optional members a sample has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// Only required members; lists and maps are empty, and nullable values are null.
    Small,
    /// All members, once.
    Full,
}

impl Size {
    /// Returns the key of a reference to a sample of this size.
    fn reference(self) -> &'static str {
        match self {
            Self::Small => "$small",
            Self::Full => "$full",
        }
    }
}

/// Generates the samples of a document.
pub struct Sampler<'a> {
    openapi: &'a OpenAPI,
    /// The alternatives of required members, from
    /// [`Document::required_any_of`](crate::document::load::Document::required_any_of).
    required_any_of: Option<&'a RequiredAnyOf>,
    /// The components that each component contains, at any depth.
    inside: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The components that have a finite value, each with the least depth of one.
    finite: BTreeMap<&'a str, usize>,
}

/// What is known of a value from its place.
#[derive(Clone, Copy, Default)]
struct Place<'a> {
    /// The component that it is a part of.
    owner: &'a str,
    /// Its name.
    wire: &'a str,
    /// An example of it.
    example: Option<&'a Value>,
    /// Its index in a list.
    index: usize,
}

impl<'a> Sampler<'a> {
    /// Returns a sampler of this document.
    pub fn of(openapi: &'a OpenAPI) -> Self {
        let direct: BTreeMap<&str, BTreeSet<&str>> = schemas(openapi)
            .map(|(name, schema)| (name, components::components_in(schema).into_iter().collect()))
            .collect();
        let inside = direct
            .keys()
            .map(|name| {
                (
                    *name,
                    schema::reached(name, |held| direct.get(held).into_iter().flatten().copied()),
                )
            })
            .collect();
        Self {
            openapi,
            required_any_of: None,
            inside,
            finite: finite(openapi),
        }
    }

    /// Adds the components that need at least one of several members.
    pub fn with_required_any_of(self, required_any_of: &'a RequiredAnyOf) -> Self {
        Self {
            required_any_of: Some(required_any_of),
            ..self
        }
    }

    /// Returns the members of a component's first alternative, if it needs at least one of several members.
    pub fn first_required_any_of(&self, component: &str) -> &'a [String] {
        let ways = self
            .required_any_of
            .and_then(|required_any_of| required_any_of.get(component));
        ways.and_then(|ways| ways.first()).map_or(&[], Vec::as_slice)
    }

    /// Returns `true` if a component has a finite value.
    pub fn is_finite(&self, component: &str) -> bool {
        self.finite.contains_key(component)
    }

    /// Returns a sample of a component.
    ///
    /// Returns `None` if each of its values contains another one without end, or if its texts have a pattern and the document has
    /// no example.
    pub fn component(&self, name: &str, size: Size) -> Option<Value> {
        let schema = self.schema(name)?;
        let place = Place {
            owner: name,
            wire: name,
            example: schema.schema_data.example.as_ref(),
            index: 0,
        };
        self.plain(schema, size, place)
    }

    /// Returns a sample of the variant of a union that has this value of the discriminator, or this title.
    pub fn variant(&self, union: &str, variant: &str, size: Size) -> Option<Value> {
        let schema = self.schema(union)?;
        if let Some(discriminator) = &schema.schema_data.discriminator {
            let name = target_name(discriminator.mapping.get(variant)?);
            return self.component(name, size);
        }
        let variants = schema::untagged_variants(schema)?.iter();
        let variant = variants
            .filter_map(ReferenceOr::as_item)
            .find(|it| it.schema_data.title.as_deref() == Some(variant))?;
        let place = Place {
            owner: union,
            wire: union,
            example: variant.schema_data.example.as_ref(),
            index: 0,
        };
        self.plain(variant, size, place)
    }

    /// Returns a sample of a schema in any place.
    ///
    /// `wire` is its name there, and `example` an example of it.
    pub fn value<T: Borrow<Schema>>(
        &self,
        schema: &ReferenceOr<T>,
        size: Size,
        wire: &str,
        example: Option<&Value>,
    ) -> Option<Value> {
        let place = Place {
            wire,
            example,
            ..Place::default()
        };
        self.at(schema, size, place)
    }

    /// Returns a sample without references, or `None` if a reference has no target.
    pub fn resolved(&self, sample: Value) -> Option<Value> {
        Some(match sample {
            Value::Object(map) => match reference(&map) {
                Some((name, size)) => self.resolved(self.component(name, size)?)?,
                None => {
                    let members = map.into_iter().map(|(name, value)| Some((name, self.resolved(value)?)));
                    Value::Object(members.collect::<Option<_>>()?)
                }
            },
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.resolved(item));
                Value::Array(items.collect::<Option<_>>()?)
            }
            other => other,
        })
    }

    fn at<T: Borrow<Schema>>(&self, schema: &ReferenceOr<T>, size: Size, place: Place<'_>) -> Option<Value> {
        let own = schema.as_item().map(Borrow::borrow);
        let own_example = own.and_then(|schema| schema.schema_data.example.as_ref());
        let place = Place {
            example: own_example.or(place.example),
            ..place
        };
        let Some(name) = schema::referenced_component(schema) else {
            return self.plain(own?, size, place);
        };
        let component = self.schema(name)?;
        if self.is_referred_to(name, component) {
            // A component that contains the current one has a small sample here, since the samples would never end otherwise.
            let leads_back = name == place.owner || self.inside.get(name).is_some_and(|it| it.contains(place.owner));
            let size = if leads_back { Size::Small } else { size };
            return self.finite.contains_key(name).then(|| json!({size.reference(): name}));
        }
        let place = Place {
            example: place.example.or(component.schema_data.example.as_ref()),
            ..place
        };
        self.plain(component, size, place)
    }

    /// Returns `true` if samples refer to a component instead of containing it: this is so for objects and unions.
    fn is_referred_to(&self, name: &str, schema: &Schema) -> bool {
        components::object(self.openapi, name).is_some_and(|object| !is_map(object))
            || schema::extension(schema).is_some()
            || schema::is_union(schema)
            || schema::untagged_variants(schema).is_some() && schema::integer_variants(schema).is_none()
    }

    fn plain(&self, schema: &Schema, size: Size, place: Place<'_>) -> Option<Value> {
        if let Some((base, more)) = schema::extension(schema) {
            // Members of the base may refer to this component as well, so that its own samples decide.
            let mut members = self.members(base, size, place)?;
            members.extend(self.object(more, size, place)?);
            return Some(Value::Object(members));
        }
        if let Some(values) = schema::integer_variants(schema) {
            let (_, first) = values.first()?;
            return Some(json!(first.enumeration.first().copied().flatten()?));
        }
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) if is_map(object) => self.map(object, size, place),
            SchemaKind::Type(Type::Object(object)) => self.object(object, size, place).map(Value::Object),
            SchemaKind::Type(Type::Array(array)) => self.list(array, size, place),
            SchemaKind::OneOf { one_of } => {
                let mut variants = one_of
                    .iter()
                    .filter(|variant| size == Size::Full || self.is_shallow(variant, place));
                variants.find_map(|variant| self.at_variant(variant, size, place))
            }
            SchemaKind::AllOf { all_of } => match all_of.as_slice() {
                [only] => self.at(only, size, place),
                _ => None,
            },
            SchemaKind::Any(_) => Some(
                place
                    .example
                    .cloned()
                    .unwrap_or_else(|| json!({"anything": [1, "text", null]})),
            ),
            SchemaKind::Type(scalar) => scalars::value(scalar, place.wire, place.example, place.index),
            _ => None,
        }
    }

    /// Returns `true` if a variant is less deep than its union, so that small samples end.
    fn is_shallow(&self, variant: &ReferenceOr<Schema>, place: Place<'_>) -> bool {
        let depth = self.finite.get(place.owner).copied().unwrap_or(usize::MAX);
        place_ends(variant, &|name| self.finite.get(name).is_some_and(|it| *it < depth))
    }

    /// Returns a sample of a variant. A variant needs no reference, since it is the union's own value.
    fn at_variant(&self, variant: &ReferenceOr<Schema>, size: Size, place: Place<'_>) -> Option<Value> {
        match variant {
            ReferenceOr::Reference { reference } => self.component(target_name(reference), size),
            ReferenceOr::Item(schema) => {
                let place = Place {
                    example: schema.schema_data.example.as_ref(),
                    ..place
                };
                self.plain(schema, size, place)
            }
        }
    }

    /// Returns the members of a component that another one extends.
    fn members(&self, component: &str, size: Size, place: Place<'_>) -> Option<Map<String, Value>> {
        let schema = self.schema(component)?;
        let place = Place {
            example: place.example.or(schema.schema_data.example.as_ref()),
            ..place
        };
        match self.plain(schema, size, place)? {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    fn object(&self, object: &ObjectType, size: Size, place: Place<'_>) -> Option<Map<String, Value>> {
        let mut members = Map::new();
        for (wire, property) in &object.properties {
            let is_required = object.required.contains(wire);
            let is_chosen = is_required || self.first_required_any_of(place.owner).contains(wire);
            if size == Size::Small && !is_chosen {
                continue;
            }
            let inner = Place {
                wire,
                example: place.example.and_then(|example| example.get(wire)),
                ..place
            };
            let may_be_null = property.as_item().is_some_and(|schema| schema.schema_data.nullable);
            let value = match size {
                Size::Small if may_be_null => Some(Value::Null),
                _ => self.at(property, size, inner),
            };
            match value {
                Some(value) => members.extend([(wire.clone(), value)]),
                None if is_required && may_be_null => drop(members.insert(wire.clone(), Value::Null)),
                None if is_required => return None,
                // An optional member without a finite value is left out. One that is finite but has no sample has bounds that
                // exclude all values.
                None if place_ends(property, &|name| self.finite.contains_key(name)) => return None,
                None => {}
            }
        }
        Some(members)
    }

    fn map(&self, object: &ObjectType, size: Size, place: Place<'_>) -> Option<Value> {
        let count = count(size, object.min_properties, object.max_properties)?;
        let values = (0..count).map(|index| {
            let place = Place {
                index,
                example: None,
                ..place
            };
            let value = match object.additional_properties.as_ref()? {
                AdditionalProperties::Schema(schema) => self.at(schema, size, place)?,
                AdditionalProperties::Any(_) => json!("anything"),
            };
            Some((scalars::numbered(place.wire, index), value))
        });
        Some(Value::Object(values.collect::<Option<_>>()?))
    }

    fn list(&self, array: &ArrayType, size: Size, place: Place<'_>) -> Option<Value> {
        let count = count(size, array.min_items, array.max_items)?;
        let first = place.example.and_then(|example| example.get(0));
        let items = (0..count).map(|index| {
            let example = first.filter(|_| index == 0);
            self.at(
                array.items.as_ref()?,
                size,
                Place {
                    index,
                    example,
                    ..place
                },
            )
        });
        Some(Value::Array(items.collect::<Option<_>>()?))
    }

    fn schema(&self, component: &str) -> Option<&'a Schema> {
        self.openapi.components.as_ref()?.schemas.get(component)?.as_item()
    }
}

/// Returns the number of values for a list or a map, or `None` if it is too large.
fn count(size: Size, least: Option<usize>, most: Option<usize>) -> Option<usize> {
    let least = least.unwrap_or_default();
    let count = if size == Size::Full { least.max(1) } else { least };
    (least <= MAX_ITEMS).then(|| count.min(most.unwrap_or(MAX_ITEMS)))
}

fn schemas(openapi: &OpenAPI) -> impl Iterator<Item = (&str, &Schema)> {
    let schemas = openapi.components.iter().flat_map(|components| &components.schemas);
    schemas.filter_map(|(name, schema)| Some((name.as_str(), schema.as_item()?)))
}

/// Finds the components that have a finite value: all that they require has one as well, which is less deep.
fn finite(openapi: &OpenAPI) -> BTreeMap<&str, usize> {
    let mut finite = BTreeMap::new();
    for depth in 0.. {
        let found: Vec<&str> = schemas(openapi)
            .filter(|(name, schema)| !finite.contains_key(name) && ends(schema, &|held| finite.contains_key(held)))
            .map(|(name, _)| name)
            .collect();
        if found.is_empty() {
            break;
        }
        finite.extend(found.into_iter().map(|name| (name, depth)));
    }
    finite
}

/// Returns `true` if a schema has a finite value, provided that these components have one.
fn ends(schema: &Schema, is_finite: &dyn Fn(&str) -> bool) -> bool {
    let is_some = |least: Option<usize>| least.is_some_and(|least| least > 0);
    match &schema.schema_kind {
        _ if schema.schema_data.nullable => true,
        SchemaKind::Type(Type::Object(object)) => {
            let mut required = object.required.iter().filter_map(|name| object.properties.get(name));
            let values = match &object.additional_properties {
                Some(AdditionalProperties::Schema(values)) if is_some(object.min_properties) => {
                    place_ends(values, is_finite)
                }
                _ => true,
            };
            values && required.all(|property| place_ends(property, is_finite))
        }
        SchemaKind::Type(Type::Array(array)) if is_some(array.min_items) => {
            array.items.as_ref().is_none_or(|items| place_ends(items, is_finite))
        }
        SchemaKind::AllOf { all_of } => all_of.iter().all(|part| place_ends(part, is_finite)),
        SchemaKind::OneOf { one_of } => one_of.iter().any(|variant| place_ends(variant, is_finite)),
        _ => true,
    }
}

fn place_ends<T: Borrow<Schema>>(place: &ReferenceOr<T>, is_finite: &dyn Fn(&str) -> bool) -> bool {
    match place {
        ReferenceOr::Reference { reference } => is_finite(target_name(reference)),
        ReferenceOr::Item(schema) => ends(schema.borrow(), is_finite),
    }
}

/// Returns the sample that a reference names.
pub fn reference(map: &Map<String, Value>) -> Option<(&str, Size)> {
    let (name, value) = map.iter().next().filter(|_| map.len() == 1)?;
    let size = [Size::Small, Size::Full]
        .into_iter()
        .find(|size| size.reference() == name)?;
    Some((value.as_str()?, size))
}
