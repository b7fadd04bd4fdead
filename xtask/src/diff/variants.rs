//! Compares the variants of enums and unions.

use std::collections::BTreeMap;

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::diff::change::{Changes, Class, type_name};
use crate::diff::component::Component;
use crate::diff::constraints;
use crate::diff::renames::Renames;
use crate::diff::snapshot::pointer;
use crate::document::json_pointer::child;
use crate::document::problem::quoted;
use crate::model::runtime_types::RuntimeType;
use crate::model::rust_names;

/// Compares two types of the same kind.
pub fn compare(
    changes: &mut Changes<'_>,
    renames: &Renames,
    [old, new]: [&Component<'_>; 2],
    [before, after]: [&RuntimeType; 2],
) {
    let (old_parts, new_parts) = (parts(before), parts(after));
    for (variant, was) in &old_parts {
        let what = quoted(&format!("{}::{variant}", new.name));
        let old_pointer = part_pointer(old, &was.wire);
        let Some(is) = new_parts.get(variant) else {
            changes.gone(Class::Breaking, format!("{what} is gone"), &old_pointer);
            continue;
        };
        let new_pointer = part_pointer(new, &is.wire);
        let holds = renames.apply(&was.holds);
        if holds != is.holds {
            let text = format!("{what} holds {}, no longer {}", type_name(&is.holds), type_name(&holds));
            changes.add(Class::Breaking, text, &new_pointer);
        } else if was.wire != is.wire && is.is_sent {
            let (before, after) = (quoted(&was.wire), quoted(&is.wire));
            let text = format!("{what} is {after} on the wire, no longer {before}");
            changes.add(Class::Compatible, text, &new_pointer);
        } else {
            let (before, after) = (part_declaration(old, &was.wire), part_declaration(new, &is.wire));
            constraints::compare(changes, renames, &what, [&before, &after], &new_pointer);
        }
    }
    for (variant, is) in new_parts
        .iter()
        .filter(|(variant, _)| !old_parts.contains_key(*variant))
    {
        let text = format!("{} is new", quoted(&format!("{}::{variant}", new.name)));
        changes.add(Class::Compatible, text, &part_pointer(new, &is.wire));
    }
    if let (RuntimeType::Union { tag: before, .. }, RuntimeType::Union { tag: after, .. }) = (before, after)
        && before != after
    {
        let text = format!(
            "the variants of {} are distinguished by {}",
            quoted(&new.name),
            quoted(after)
        );
        changes.add(Class::Compatible, text, &pointer(new.component));
    }
}

/// A variant of an enum or a union.
struct Part {
    /// The value, or the title of a variant without one.
    wire: String,
    /// Whether the value is sent over the wire.
    is_sent: bool,
    /// The Rust type of the variant's content, or the variant's number.
    holds: String,
}

/// Returns the variants by their Rust names.
fn parts(kind: &RuntimeType) -> BTreeMap<String, Part> {
    let part = |wire: &str, is_sent: bool, holds: String| {
        let wire = wire.to_owned();
        (rust_names::variant_name(&wire), Part { wire, is_sent, holds })
    };
    match kind {
        RuntimeType::Enum { values } => values.iter().map(|value| part(value, true, String::new())).collect(),
        RuntimeType::IntegerEnum { values } => values
            .iter()
            .map(|it| part(&it.title, false, it.value.to_string()))
            .collect(),
        RuntimeType::UntaggedUnion { variants } => variants
            .iter()
            .map(|it| part(&it.title, false, it.rust_type.clone()))
            .collect(),
        RuntimeType::Union { variants, .. } => {
            let variants = variants.iter();
            variants
                .map(|it| part(&it.value, true, rust_names::type_name(&it.component)))
                .collect()
        }
        _ => BTreeMap::new(),
    }
}

/// Returns the place of a variant.
fn part_pointer(component: &Component<'_>, part: &str) -> String {
    let at = pointer(component.component);
    match &component.schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => {
            let index = string
                .enumeration
                .iter()
                .position(|value| value.as_deref() == Some(part));
            index.map_or(at.clone(), |index| format!("{at}/enum/{index}"))
        }
        SchemaKind::OneOf { one_of } => match one_of.iter().position(|variant| title(variant) == Some(part)) {
            Some(index) => format!("{at}/oneOf/{index}"),
            None => child(&format!("{at}/discriminator/mapping"), part),
        },
        _ => at,
    }
}

/// Returns the declaration of a variant that is written in its union.
fn part_declaration(component: &Component<'_>, part: &str) -> Value {
    match &component.schema.schema_kind {
        SchemaKind::OneOf { one_of } => {
            let variant = one_of.iter().find(|variant| title(variant) == Some(part));
            variant.map_or(Value::Null, |variant| serde_json::to_value(variant).unwrap_or_default())
        }
        _ => Value::Null,
    }
}

fn title(variant: &ReferenceOr<Schema>) -> Option<&str> {
    variant.as_item()?.schema_data.title.as_deref()
}
