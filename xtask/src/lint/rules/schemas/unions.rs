//! Rules for unions, with a discriminator and without one.

use std::collections::{HashMap, HashSet};

use openapiv3::{Discriminator, ObjectType, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::json_pointer::child;
use crate::document::openapi::schema::{
    JsonType, integer_variants, is_enum, json_type, referenced_component, target_name,
};
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

const SCHEMAS: &str = "#/components/schemas/";

pub struct Union<'a> {
    name: &'a str,
    pub pointer: String,
    variants: &'a [ReferenceOr<Schema>],
    discriminator: Option<&'a Discriminator>,
}

impl<'a> Union<'a> {
    /// Returns the tags, each with the name of its variant.
    pub fn tags(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mapping = self
            .discriminator
            .into_iter()
            .flat_map(|discriminator| &discriminator.mapping);
        mapping.map(|(tag, target)| (tag.as_str(), target_name(target)))
    }

    fn has_titles(&self) -> bool {
        let mut variants = self.variants.iter().filter_map(ReferenceOr::as_item);
        variants.any(|variant| variant.schema_data.title.is_some())
    }

    fn variant_names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.variants.iter().filter_map(|variant| match variant {
            ReferenceOr::Reference { reference } => Some(target_name(reference)),
            ReferenceOr::Item(_) => None,
        })
    }
}

impl<'a> Linter<'a> {
    pub fn unions(&self) -> Vec<Union<'a>> {
        let unions = self
            .schemas()
            .filter_map(|(name, pointer, schema)| match &schema.schema_kind {
                SchemaKind::OneOf { one_of } => {
                    let discriminator = schema.schema_data.discriminator.as_ref();
                    Some(Union {
                        name,
                        pointer,
                        variants: one_of,
                        discriminator,
                    })
                }
                _ => None,
            });
        unions.collect()
    }

    /// Returns the places of the properties that are tags.
    ///
    /// In a union without a discriminator, any property may be meant as the tag.
    pub fn tag_places(&self) -> HashSet<String> {
        let mut places = HashSet::new();
        for union in self.unions() {
            let tag = union
                .discriminator
                .map(|discriminator| discriminator.property_name.as_str());
            for name in union.variant_names() {
                let Some(SchemaKind::Type(Type::Object(object))) = self.schema(name).map(|schema| &schema.schema_kind)
                else {
                    continue;
                };
                let properties = object
                    .properties
                    .keys()
                    .filter(|property| tag.is_none_or(|tag| tag == property.as_str()));
                places.extend(
                    properties.map(|property| child(&format!("/components/schemas/{name}/properties"), property)),
                );
            }
        }
        places
    }
}

pub fn check(lint: &mut Linter<'_>) {
    let mut unions_of: HashMap<&str, &str> = HashMap::new();
    let unions = lint.unions();
    for union in &unions {
        match union.discriminator {
            Some(discriminator) => check_mapping(lint, union, discriminator),
            None if union.has_titles() => {
                check_shapes(lint, union);
                continue;
            }
            None => {
                let help = "add a `discriminator` with `propertyName` and a `mapping` from each tag to its schema; or, if the values differ in kind, a `title` to each variant";
                lint.report(
                    Rule::UnionDiscriminator,
                    &child(&union.pointer, "oneOf"),
                    "this union has no discriminator",
                    help,
                );
            }
        }
        for (index, variant) in union.variants.iter().enumerate() {
            let pointer = format!("{}/oneOf/{index}", union.pointer);
            check_variant(lint, union, &pointer, variant, &mut unions_of);
        }
    }
    check_uses(lint, &unions_of);
}

fn check_variant<'a>(
    lint: &mut Linter<'a>,
    union: &Union<'a>,
    pointer: &str,
    variant: &'a ReferenceOr<Schema>,
    unions_of: &mut HashMap<&'a str, &'a str>,
) {
    let ReferenceOr::Reference { reference } = variant else {
        let help = "move it to `components`, under `schemas`, and refer to it";
        return lint.report(
            Rule::UnionVariant,
            pointer,
            "this variant of a union is inline, so its type has no name",
            help,
        );
    };
    let name = target_name(reference);
    match unions_of.insert(name, union.name) {
        Some(other) if other == union.name => {
            lint.report(
                Rule::UnionVariant,
                pointer,
                format!("{} occurs twice", quoted(name)),
                "remove one of the two",
            );
        }
        Some(other) => {
            let message = format!("{} is already a variant of {}", quoted(name), quoted(other));
            lint.report(
                Rule::UnionVariant,
                pointer,
                message,
                "write a separate component for this union",
            );
        }
        None if union.discriminator.is_some() && !union.tags().any(|(_, target)| target == name) => {
            let message = format!("no tag of the discriminator maps to {}", quoted(name));
            lint.report(
                Rule::UnionMapping,
                pointer,
                message,
                "add its tag to the `mapping`, or remove the variant",
            );
        }
        None => {}
    }
}

/// What is known of a variant by itself: its kind and, for an object, the properties that it requires.
struct VariantShape<'a> {
    title: &'a str,
    kind: JsonType,
    object: Option<&'a ObjectType>,
}

impl VariantShape<'_> {
    /// Returns `true` if no value can be both. Two objects differ if each requires a property that the other does not have.
    fn differs_from(&self, other: &Self) -> bool {
        let lacks =
            |one: &ObjectType, other: &ObjectType| one.required.iter().any(|name| !other.properties.contains_key(name));
        match (self.object, other.object) {
            (Some(one), Some(other)) => lacks(one, other) && lacks(other, one),
            _ => self.kind != other.kind,
        }
    }
}

fn check_shapes(lint: &mut Linter<'_>, union: &Union<'_>) {
    let name_of_union = union.name;
    let all_integers = lint.schema(name_of_union).and_then(integer_variants).is_some();
    let mut before: Vec<VariantShape<'_>> = Vec::new();
    let mut numbers: Vec<Option<i64>> = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let pointer = format!("{}/oneOf/{index}", union.pointer);
        let title = variant
            .as_item()
            .and_then(|variant| variant.schema_data.title.as_deref());
        let (Some(title), Some(schema)) = (title, variant.as_item()) else {
            let help = "add a `title`, which becomes the variant's name; write a `$ref` as `allOf` beside it";
            lint.report(
                Rule::VariantTitle,
                &pointer,
                "this variant of a union has no title",
                help,
            );
            continue;
        };
        if schema
            .schema_data
            .description
            .as_deref()
            .is_none_or(|text| text.trim().is_empty())
        {
            let help = "add a `description`; it becomes the documentation of the variant";
            lint.report(
                Rule::VariantDescription,
                &pointer,
                format!("the variant {} has no description", quoted(title)),
                help,
            );
        }
        if let (true, SchemaKind::Type(Type::Integer(integer))) = (all_integers, &schema.schema_kind) {
            if integer.enumeration.len() > 1 || numbers.contains(&integer.enumeration[0]) {
                let message = format!(
                    "the variant {} is not one number that differs from the others",
                    quoted(title)
                );
                lint.report(
                    Rule::VariantNumber,
                    &child(&pointer, "enum"),
                    message,
                    "write one variant for each number",
                );
            }
            numbers.push(integer.enumeration[0]);
            continue;
        }
        lint.use_of(&pointer, variant);
        let Some(kind) = json_type(&lint.document.openapi, variant) else {
            let message = format!("the variant {} is not one kind of value", quoted(title));
            let help = "make it a boolean, number, text, list or map, or a `$ref` as `allOf`";
            lint.report(Rule::VariantKind, &pointer, message, help);
            continue;
        };
        let target = referenced_component(variant).and_then(|name| lint.schema(name));
        let object = match target.map(|target| &target.schema_kind) {
            Some(SchemaKind::Type(Type::Object(object))) => Some(object),
            _ => None,
        };
        let known = VariantShape { title, kind, object };
        if let Some(other) = before.iter().find(|other| !known.differs_from(other)) {
            let message = format!("{} and {} cannot be distinguished", quoted(other.title), quoted(title));
            let help =
                "keep one of the two; variants have to differ in kind, or each require a property that the other lacks";
            lint.report(Rule::VariantKind, &pointer, message, help);
        }
        before.push(known);
    }
}

fn check_mapping(lint: &mut Linter<'_>, union: &Union<'_>, discriminator: &Discriminator) {
    for (tag, target) in &discriminator.mapping {
        let pointer = child(&format!("{}/discriminator/mapping", union.pointer), tag);
        let name = target_name(target);
        let Some(schema) = lint.schema(name).filter(|_| target.starts_with(SCHEMAS)) else {
            let message = format!(
                "the tag {} maps to {}, which is not a component schema",
                quoted(tag),
                quoted(target)
            );
            let help = format!("write `{SCHEMAS}` and the name of a variant");
            lint.report(Rule::UnionMapping, &pointer, message, help);
            continue;
        };
        if union.variant_names().any(|variant| variant == name) {
            check_tag(lint, name, schema, &discriminator.property_name, tag);
        } else {
            let message = format!(
                "the tag {} maps to {}, which is not a variant of this union",
                quoted(tag),
                quoted(name)
            );
            lint.report(
                Rule::UnionMapping,
                &pointer,
                message,
                "add the schema to `oneOf`, or remove the tag",
            );
        }
    }
}

fn check_tag(lint: &mut Linter<'_>, name: &str, schema: &Schema, property: &str, tag: &str) {
    let pointer = format!("/components/schemas/{name}");
    let wanted = format!("give it the property `{property}` with `type: string` and `enum: [{tag}]`, and require it");
    let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else {
        let message = format!("the variant {} is not an object", quoted(name));
        return lint.report(Rule::UnionTag, &pointer, message, wanted);
    };
    match tag_values(object, property) {
        None => {
            let message = format!("the variant {} lacks its tag {}", quoted(name), quoted(property));
            lint.report(Rule::UnionTag, &pointer, message, wanted);
        }
        Some(values) if values != [tag] => {
            let pointer = child(&child(&pointer, "properties"), property);
            let message = format!(
                "the tag of the variant {} is not {}, to which the union maps it",
                quoted(name),
                quoted(tag)
            );
            lint.report(
                Rule::UnionTag,
                &pointer,
                message,
                format!("write `enum: [{tag}]`, or change the union's `mapping`"),
            );
        }
        Some(_) if !object.required.iter().any(|required| required == property) => {
            let message = format!(
                "the tag {} of the variant {} is not required",
                quoted(property),
                quoted(name)
            );
            lint.report(
                Rule::UnionTag,
                &pointer,
                message,
                format!("add {} to `required`", quoted(property)),
            );
        }
        Some(_) => {}
    }
}

/// Returns the values that the tag of a variant may have, if it is an inline enum.
fn tag_values<'a>(object: &'a ObjectType, property: &str) -> Option<Vec<&'a str>> {
    let schema = object.properties.get(property)?.as_item()?;
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) if is_enum(schema) => {
            Some(string.enumeration.iter().flatten().map(String::as_str).collect())
        }
        _ => None,
    }
}

/// Only the union writes the tag, so that a variant by itself would be sent without it.
fn check_uses(lint: &mut Linter<'_>, unions_of: &HashMap<&str, &str>) {
    let document = lint.document;
    for reference in &document.found.references {
        let name = target_name(&reference.target);
        if let Some(union) = unions_of.get(name)
            && reference.target.starts_with("/components/schemas/")
            && reference.pointer.split('/').nth(4) != Some("oneOf")
        {
            let message = format!(
                "{} is a variant of {}, and is used here without it",
                quoted(name),
                quoted(union)
            );
            lint.report(
                Rule::VariantUse,
                &reference.pointer,
                message,
                "refer to the union, or write a separate component",
            );
        }
    }
}
