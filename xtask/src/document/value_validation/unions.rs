//! Finds the variant of a union that a value is.

use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::document::openapi::schema::target_name;
use crate::document::problem::{closest, listed, quoted};
use crate::document::value_validation::context::{Misfit, Place, SchemaRef, Target, Validator, borrowed, shown};
use crate::document::value_validation::scalars;

type Variant<'a> = &'a ReferenceOr<Schema>;

impl<'a> Validator<'a> {
    pub fn one_of(
        &self,
        union: &'a Schema,
        variants: &'a [ReferenceOr<Schema>],
        value: &Value,
        place: &Place<'a>,
    ) -> Vec<Misfit> {
        match self.variant(union, variants, value, place) {
            Ok(variant) => self.part(borrowed(variant), value, place),
            Err(misfit) => vec![misfit],
        }
    }

    pub fn any_of(&self, variants: &'a [ReferenceOr<Schema>], value: &Value, place: &Place<'a>) -> Vec<Misfit> {
        let found = variants
            .iter()
            .map(|variant| self.part(borrowed(variant), value, place));
        if found.clone().any(|found| found.is_empty()) {
            return Vec::new();
        }
        match self.nearest(variants, value, place) {
            Some(variant) => self.part(borrowed(variant), value, place),
            None => vec![self.none_fits(variants, value, place)],
        }
    }

    /// Returns the variant that a value is, or is meant to be.
    pub fn variant(
        &self,
        union: &'a Schema,
        variants: &'a [ReferenceOr<Schema>],
        value: &Value,
        place: &Place<'a>,
    ) -> Result<Variant<'a>, Misfit> {
        if let Some(discriminator) = &union.schema_data.discriminator {
            return tagged(discriminator, variants, value, place);
        }
        let fitting = variants
            .iter()
            .filter(|it| self.part(borrowed(it), value, place).is_empty());
        let fitting: Vec<_> = fitting.collect();
        match fitting.as_slice() {
            [] => self
                .nearest(variants, value, place)
                .ok_or_else(|| self.none_fits(variants, value, place)),
            [variant] => Ok(variant),
            several => {
                // Objects are closed here, so that a member of only one variant selects it.
                let closed = several
                    .iter()
                    .filter(|it| self.unknown_members(borrowed(it), value, place).is_empty());
                match closed.collect::<Vec<_>>().as_slice() {
                    [variant] => Ok(variant),
                    [] => Ok(several[0]),
                    _ => {
                        let names: Vec<_> = several.iter().map(|it| Self::variant_name(variants, it)).collect();
                        let names = listed(names.iter().map(String::as_str));
                        let message = format!("{} fits several variants{}: {names}", shown(value), of(place));
                        Err(place.misfit(message, "write a value that only one of them accepts"))
                    }
                }
            }
        }
    }

    /// Returns the variant with the fewest misfits, if there is only one.
    fn nearest(&self, variants: &'a [ReferenceOr<Schema>], value: &Value, place: &Place<'a>) -> Option<Variant<'a>> {
        let of_type = variants.iter().filter(|it| self.takes_type(borrowed(it), value, place));
        let mut ranked: Vec<_> = of_type
            .map(|it| (self.whole(borrowed(it), value, place).len(), it))
            .collect();
        ranked.sort_by_key(|(misfits, _)| *misfits);
        match ranked.as_slice() {
            [(_, variant)] => Some(variant),
            [(fewest, variant), (more, _), ..] if fewest < more => Some(variant),
            _ => None,
        }
    }

    /// Returns `true` if a schema allows this type of value, apart from its other rules.
    fn takes_type(&self, schema: SchemaRef<'a>, value: &Value, place: &Place<'a>) -> bool {
        let Target::Schema(schema, place) = self.target(&schema, place) else {
            return false;
        };
        let any = |parts: &'a [ReferenceOr<Schema>]| {
            let mut parts = parts.iter();
            parts.any(|part| self.takes_type(borrowed(part), value, &place))
        };
        match &schema.schema_kind {
            SchemaKind::Type(Type::String(_)) => value.is_string(),
            SchemaKind::Type(Type::Integer(_) | Type::Number(_)) => value.is_number(),
            SchemaKind::Type(Type::Boolean(_)) => value.is_boolean(),
            SchemaKind::Type(Type::Array(_)) => value.is_array(),
            SchemaKind::Type(Type::Object(_)) => value.is_object(),
            SchemaKind::OneOf { one_of } => any(one_of),
            SchemaKind::AnyOf { any_of } => any(any_of),
            SchemaKind::AllOf { all_of } => {
                let mut parts = all_of.iter();
                parts.all(|part| self.takes_type(borrowed(part), value, &place))
            }
            SchemaKind::Any(any) => any.typ.as_deref().is_none_or(|typ| scalars::is_of_type(typ, value)),
            SchemaKind::Not { .. } => true,
        }
    }

    fn none_fits(&self, variants: &'a [ReferenceOr<Schema>], value: &Value, place: &Place<'a>) -> Misfit {
        let names: Vec<_> = variants.iter().map(|it| Self::variant_name(variants, it)).collect();
        let names = listed(names.iter().map(String::as_str));
        let message = format!("{} fits none of the variants{}", shown(value), of(place));
        place.misfit(message, format!("write one of {names}"))
    }

    /// Returns the title of a variant, its component, or its number.
    pub fn variant_name(variants: &'a [ReferenceOr<Schema>], variant: Variant<'a>) -> String {
        match variant {
            ReferenceOr::Reference { reference } => target_name(reference).to_owned(),
            ReferenceOr::Item(schema) => schema.schema_data.title.clone().unwrap_or_else(|| {
                let index = variants.iter().position(|it| std::ptr::eq(it, variant));
                format!("oneOf/{}", index.unwrap_or_default())
            }),
        }
    }
}

fn of(place: &Place<'_>) -> String {
    place
        .component
        .map_or_else(String::new, |name| format!(" of {}", quoted(name)))
}

/// Returns the variant that the tag selects. A tag that the mapping lacks is the name of a component.
fn tagged<'a>(
    discriminator: &'a Discriminator,
    variants: &'a [ReferenceOr<Schema>],
    value: &Value,
    place: &Place<'a>,
) -> Result<Variant<'a>, Misfit> {
    let name = &discriminator.property_name;
    let Value::Object(members) = value else {
        return Err(scalars::wrong_type("object", value, place));
    };
    let Some(tag) = members.get(name) else {
        let message = format!("{} needs {}, which selects the variant", place.owner(), quoted(name));
        return Err(place.misfit(message, format!("add `{name}: ...` here")));
    };
    let inner = place.child(name);
    let Some(tag) = tag.as_str() else {
        return Err(scalars::wrong_type("string", tag, &inner));
    };
    let target = discriminator.mapping.get(tag).map_or(tag, |target| target_name(target));
    let variant = variants.iter().find(|it| match it {
        ReferenceOr::Reference { reference } => target_name(reference) == target,
        ReferenceOr::Item(_) => false,
    });
    variant.ok_or_else(|| {
        let mapped = discriminator.mapping.keys().map(String::as_str);
        let unmapped = variants.iter().filter_map(|it| match it {
            ReferenceOr::Reference { reference } => Some(target_name(reference)),
            ReferenceOr::Item(_) => None,
        });
        let tags: Vec<_> = match discriminator.mapping.is_empty() {
            true => unmapped.collect(),
            false => mapped.collect(),
        };
        let help = match closest(tag, tags.iter().copied()) {
            Some(near) => format!("did you mean {}?", quoted(near)),
            None => format!("write one of {}", listed(tags)),
        };
        inner.misfit(format!("{} is not a variant{}", quoted(tag), of(place)), help)
    })
}
