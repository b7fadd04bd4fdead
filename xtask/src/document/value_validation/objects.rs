//! Checks the members of objects.

use openapiv3::{AdditionalProperties, AnySchema, ObjectType, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::{Map, Value};

use crate::document::problem::{closest, listed_alternatives, quoted};
use crate::document::value_validation::context::{Misfit, Place, SchemaRef, Target, Validator, borrowed};
use crate::document::value_validation::scalars;

type Property<'a> = (&'a str, &'a ReferenceOr<Box<Schema>>);

/// The rules of a schema for objects.
pub struct ObjectRules<'a> {
    properties: Vec<Property<'a>>,
    required: &'a [String],
    additional: Option<&'a AdditionalProperties>,
    count: (Option<usize>, Option<usize>),
}

impl<'a> ObjectRules<'a> {
    pub fn of(rules: &'a ObjectType) -> Self {
        let properties = rules.properties.iter();
        Self {
            properties: properties.map(|(name, schema)| (name.as_str(), schema)).collect(),
            required: &rules.required,
            additional: rules.additional_properties.as_ref(),
            count: (rules.min_properties, rules.max_properties),
        }
    }

    pub fn of_any(any: &'a AnySchema) -> Self {
        let properties = any.properties.iter();
        Self {
            properties: properties.map(|(name, schema)| (name.as_str(), schema)).collect(),
            required: &any.required,
            additional: any.additional_properties.as_ref(),
            count: (any.min_properties, any.max_properties),
        }
    }

    fn property(&self, name: &str) -> Option<&'a ReferenceOr<Box<Schema>>> {
        let property = self.properties.iter().find(|(property, _)| *property == name)?;
        Some(property.1)
    }
}

/// The members that the schemas of an object have.
#[derive(Default)]
pub struct Members<'a> {
    names: Vec<&'a str>,
    /// Whether other members are allowed.
    is_open: bool,
    /// The variant of a union that the object is.
    variant: Option<String>,
}

impl<'a> Members<'a> {
    fn add(&mut self, rules: &ObjectRules<'a>) {
        self.names.extend(rules.properties.iter().map(|(name, _)| *name));
        self.is_open |= matches!(
            rules.additional,
            Some(AdditionalProperties::Any(true) | AdditionalProperties::Schema(_))
        );
    }

    fn unknown(&self, name: &str, place: &Place<'_>) -> Misfit {
        let owner = self.variant.as_deref().map_or_else(|| place.owner(), quoted);
        let message = format!("{owner} has no member {}", quoted(name));
        let help = match closest(name, self.names.iter().copied()) {
            Some(near) => format!("did you mean {}?", quoted(near)),
            None => "remove it, or add it to the `properties` of the schema".to_owned(),
        };
        place.child(name).misfit(message, help)
    }
}

impl<'a> Validator<'a> {
    pub fn object(&self, rules: &ObjectRules<'a>, values: &Map<String, Value>, place: &Place<'a>) -> Vec<Misfit> {
        let mut found = scalars::count(values.len(), rules.count, "members", place);
        for name in rules.required.iter().filter(|name| !values.contains_key(*name)) {
            let message = format!("{} needs {}", place.owner(), quoted(name));
            found.push(place.misfit(message, format!("add `{name}: ...` here")));
        }
        for (name, value) in values {
            let inner = place.child(name);
            match (rules.property(name), rules.additional) {
                (Some(schema), _) => found.extend(self.whole(borrowed(schema), value, &inner)),
                (None, Some(AdditionalProperties::Schema(schema))) => {
                    found.extend(self.whole(borrowed(schema), value, &inner));
                }
                (None, Some(AdditionalProperties::Any(false))) => {
                    let mut members = Members::default();
                    members.add(rules);
                    found.push(members.unknown(name, place));
                }
                (None, Some(AdditionalProperties::Any(true)) | None) => {}
            }
        }
        found
    }

    /// Returns the problem of an object that needs at least one of several members, and has none.
    pub fn lacks_required_any_of(&self, value: &Value, place: &Place<'a>) -> Option<Misfit> {
        let Value::Object(values) = value else {
            return None;
        };
        let ways = self.required_any_of.get(place.component?)?;
        if ways
            .iter()
            .any(|names| names.iter().all(|name| values.contains_key(name)))
        {
            return None;
        }
        let message = format!("{} needs {}", place.owner(), listed_alternatives(ways));
        Some(place.misfit(message, "add what is missing for one of these"))
    }

    /// Returns the members of an object that none of its schemas has, unless one of them is open.
    pub fn unknown_members(&self, schema: SchemaRef<'a>, value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        let Value::Object(values) = value else {
            return Vec::new();
        };
        let owner = match self.target(&schema, place) {
            Target::Schema(_, owner) => owner,
            Target::Cycle | Target::Nowhere => return Vec::new(),
        };
        let mut members = Members::default();
        self.collect_members(schema, value, place, &mut members);
        if members.is_open {
            return Vec::new();
        }
        let unknown = values.keys().filter(|name| !members.names.contains(&name.as_str()));
        unknown.map(|name| members.unknown(name, &owner)).collect()
    }

    fn collect_members(&self, schema: SchemaRef<'a>, value: &Value, place: &Place<'a>, members: &mut Members<'a>) {
        let Target::Schema(schema, place) = self.target(&schema, place) else {
            return;
        };
        let (all_of, one_of, any_of): (&[_], &[_], &[_]) = match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => return members.add(&ObjectRules::of(object)),
            // The wrong type was reported already.
            SchemaKind::Type(_) => {
                members.is_open = true;
                return;
            }
            SchemaKind::AllOf { all_of } => (all_of, &[], &[]),
            SchemaKind::OneOf { one_of } => (&[], one_of, &[]),
            SchemaKind::AnyOf { any_of } => (&[], &[], any_of),
            SchemaKind::Not { .. } => {
                members.is_open = true;
                return;
            }
            SchemaKind::Any(any) => {
                let rules = ObjectRules::of_any(any);
                // A schema without rules for objects allows any object.
                let says_nothing = rules.properties.is_empty() && any.typ.is_none();
                members.is_open |= says_nothing && any.all_of.len() + any.one_of.len() + any.any_of.len() == 0;
                members.add(&rules);
                (&any.all_of, &any.one_of, &any.any_of)
            }
        };
        for part in all_of {
            self.collect_members(borrowed(part), value, &place, members);
        }
        if !one_of.is_empty() {
            match self.variant(schema, one_of, value, &place) {
                Ok(variant) => {
                    members.variant = Some(Self::variant_name(one_of, variant));
                    self.collect_members(borrowed(variant), value, &place, members);
                }
                // An object that conforms to no variant was reported already.
                Err(_) => members.is_open = true,
            }
        }
        let mut fits_any = any_of.is_empty();
        for part in any_of {
            if self.part(borrowed(part), value, &place).is_empty() {
                fits_any = true;
                self.collect_members(borrowed(part), value, &place, members);
            }
        }
        members.is_open |= !fits_any;
    }
}
