//! Changes of components, as their types show them.
//!
//! What a server fills in is `#[non_exhaustive]`, like every enum and union, so more of it breaks nothing. What programs
//! fill in is not: one more field breaks every struct literal without `..`.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{AdditionalProperties, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, Type};

use super::change::{Changes, Class, type_name};
use super::renames::Renames;
use super::side::Side;
use crate::kinds;
use crate::lower::{self, Kind};
use crate::names;
use crate::problem::quoted;
use crate::yaml::child;

/// Compares all components.
pub fn compare(changes: &mut Changes<'_>, renames: &Renames) {
    let (old, new) = (types(changes.old), types(changes.new));
    for (from, to) in renames.iter() {
        // Some types are called the same whatever their component is.
        if let Some(before) = old.iter().find(|it| it.component == from) {
            let text = match before.breaking() {
                Class::Documentation => format!("{} is called {}", before.called(), quoted(to)),
                _ => format!("{} is called {}", before.called(), quoted(&names::type_name(to))),
            };
            changes.add(before.breaking(), text, &pointer(to));
        }
    }
    for before in &old {
        let name = names::type_name(renames.of(before.component));
        match new.iter().find(|it| it.name == name) {
            Some(after) => component(changes, renames, before, after),
            None => {
                let text = format!("{} is gone", before.called());
                changes.gone(before.breaking(), text, &pointer(before.component));
            }
        }
    }
    let renamed: BTreeSet<_> = renames.iter().map(|(_, to)| to).collect();
    for after in &new {
        if !old.iter().any(|it| it.name == after.name) && !renamed.contains(after.component) {
            let class = after.breaking().max(Class::Compatible);
            changes.add(class, format!("{} is new", after.called()), &pointer(after.component));
        }
    }
    conversions(changes, renames);
}

fn pointer(component: &str) -> String {
    format!("/components/schemas/{component}")
}

/// A component with what stands for it in the client.
struct Component<'a> {
    component: &'a str,
    schema: &'a Schema,
    name: String,
    what: What<'a>,
}

enum What<'a> {
    /// A type written as a macro call.
    Replaced(&'a Kind),
    /// A struct of the generator's, with its fields.
    Struct(Fields),
    /// Nothing, as it is a variant without anything but its tag.
    Unit,
    /// Nothing, as it holds the parts of a form.
    Form,
}

/// Fields by their Rust names.
type Fields = BTreeMap<String, Field>;

struct Field {
    wire: String,
    kind: String,
    is_optional: bool,
    /// Whether it comes from the component that this one extends.
    is_inherited: bool,
    pointer: String,
    /// What the document says of it.
    words: Option<ReferenceOr<Box<Schema>>>,
}

impl Field {
    /// Whether a type of such fields alone has `Default`, which one that keeps what else there is has not.
    fn is_left_to_default(&self) -> bool {
        self.is_optional && self.words.is_some()
    }
}

impl Component<'_> {
    /// What it means that the type is no longer there. Several components share the types of the runtime.
    fn breaking(&self) -> Class {
        match &self.what {
            What::Unit | What::Form => Class::Documentation,
            What::Replaced(
                Kind::Secret | Kind::ServerText | Kind::OpenValue | Kind::Timestamp | Kind::Clearable { .. },
            ) => Class::Documentation,
            What::Replaced(_) | What::Struct(_) => Class::Breaking,
        }
    }

    /// Its type, or itself where no type is called after it.
    fn called(&self) -> String {
        match self.breaking() {
            Class::Documentation => format!("the component {}", quoted(self.component)),
            _ => format!("the type {}", quoted(&self.name)),
        }
    }

    fn describe(&self) -> &'static str {
        match &self.what {
            What::Unit | What::Form => "no type",
            What::Struct(_) => "a struct",
            What::Replaced(kind) => match kind {
                Kind::Enum { .. } => "an enum",
                Kind::Text(_) => "an ID",
                Kind::ServerText => "`ServerText`",
                Kind::Secret => "`Secret`",
                Kind::OpenValue => "`OpenValue`",
                Kind::Timestamp => "`Timestamp`",
                Kind::Clearable { .. } => "`Clearable`",
                Kind::Empty => "an empty object",
                Kind::Integers { .. } => "an enum of numbers",
                Kind::Shapes { .. } => "a union by shape",
                Kind::Union { .. } => "a union by tag",
            },
        }
    }
}

fn types(side: &Side) -> Vec<Component<'_>> {
    let components = side.document.openapi.components.iter();
    let schemas = components.flat_map(|components| &components.schemas);
    schemas
        .filter_map(|(component, schema)| {
            let schema = schema.as_item()?;
            let replaced = side.lowered.replaced.iter().find(|it| it.component == *component);
            let lowered = side.lowered.openapi.components.as_ref()?.schemas.get(component);
            let what = match (replaced, lowered) {
                (Some(replaced), _) => What::Replaced(&replaced.kind),
                (None, Some(_)) => What::Struct(fields(side, component, schema)),
                (None, None) if tag_of(side, component).is_some() => What::Unit,
                (None, None) => What::Form,
            };
            Some(Component {
                component,
                schema,
                name: names::type_name(component),
                what,
            })
        })
        .collect()
}

fn fields(side: &Side, component: &str, schema: &Schema) -> Fields {
    let tag = tag_of(side, component);
    let mut fields = Fields::new();
    let at = pointer(component);
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => add_fields(side, &mut fields, object, &at, false),
        _ => {
            let Some((base, more)) = kinds::extension(schema) else {
                // A type around a single value.
                let kind = lower::rust_type(&side.document.openapi, &ReferenceOr::Item(schema)).unwrap_or_default();
                let field = Field {
                    wire: String::new(),
                    kind,
                    is_optional: false,
                    is_inherited: false,
                    pointer: at,
                    words: None,
                };
                return Fields::from([("0".to_owned(), field)]);
            };
            let components = side.document.openapi.components.as_ref();
            let base_schema = components.and_then(|components| components.schemas.get(base)?.as_item());
            if let Some(SchemaKind::Type(Type::Object(object))) = base_schema.map(|schema| &schema.schema_kind) {
                add_fields(side, &mut fields, object, &pointer(base), true);
            }
            // Of what is added, the generator gets the properties alone.
            let more = ObjectType {
                additional_properties: None,
                ..more.clone()
            };
            add_fields(side, &mut fields, &more, &format!("{at}/allOf/1"), false);
        }
    }
    fields.retain(|_, field| Some(field.wire.as_str()) != tag);
    fields
}

/// The union's macro writes the tag.
fn tag_of<'a>(side: &'a Side, component: &str) -> Option<&'a str> {
    side.lowered.replaced.iter().find_map(|it| match &it.kind {
        Kind::Union { tag, variants } if variants.iter().any(|it| it.component == component) => Some(tag.as_str()),
        _ => None,
    })
}

fn add_fields(side: &Side, fields: &mut Fields, object: &ObjectType, pointer: &str, is_inherited: bool) {
    let openapi = &side.document.openapi;
    for (name, schema) in &object.properties {
        let mut kind = lower::rust_type(openapi, schema).unwrap_or_default();
        let is_null = schema.as_item().is_some_and(|schema| schema.schema_data.nullable);
        let is_optional = is_null || !object.required.contains(name);
        let part = kinds::used_component(schema).map(names::type_name);
        if is_optional && part.is_some_and(|part| side.lowered.boxed.contains(&part)) {
            kind = format!("::std::boxed::Box<{kind}>");
        }
        let field = Field {
            wire: name.clone(),
            is_optional,
            kind,
            is_inherited,
            pointer: child(&child(pointer, "properties"), name),
            words: Some(schema.clone()),
        };
        fields.insert(names::field_name(name), field);
    }
    if let Some(AdditionalProperties::Schema(values)) = &object.additional_properties {
        let field = Field {
            wire: String::new(),
            kind: lower::rust_type(openapi, values).unwrap_or_default(),
            is_optional: true,
            is_inherited,
            pointer: format!("{pointer}/additionalProperties"),
            words: None,
        };
        fields.insert("extra".to_owned(), field);
    }
}

fn component(changes: &mut Changes<'_>, renames: &Renames, old: &Component<'_>, new: &Component<'_>) {
    let name = quoted(&new.name);
    let at = pointer(new.component);
    match (&old.what, &new.what) {
        (What::Struct(before), What::Struct(after)) => structs(changes, renames, [old, new], [before, after]),
        (What::Replaced(before), What::Replaced(after)) if same_kind(before, after) => {
            replaced(changes, renames, [old, new], [before, after]);
        }
        (What::Unit | What::Form, What::Unit | What::Form) => {}
        (_, What::Unit | What::Form) => return changes.add(old.breaking(), format!("the type {name} is gone"), &at),
        (What::Unit | What::Form, _) => {
            return changes.add(Class::Compatible, format!("the type {name} is new"), &at);
        }
        _ => {
            let text = format!("the type {name} is {}, no longer {}", new.describe(), old.describe());
            return changes.add(Class::Breaking, text, &at);
        }
    }
    let (before, after) = (words(old), words(new));
    if before != after && !renames.is_all(&before, &after) {
        changes.add(
            Class::Documentation,
            format!("{} is described differently", new.called()),
            &at,
        );
    }
}

fn same_kind(old: &Kind, new: &Kind) -> bool {
    std::mem::discriminant(old) == std::mem::discriminant(new)
}

/// What is left of a component when everything is taken away that is compared on its own.
fn words(component: &Component<'_>) -> Schema {
    let mut schema = component.schema.clone();
    schema.schema_data.discriminator = None;
    let clear = |object: &mut ObjectType| {
        object.properties.clear();
        object.required.clear();
        object.additional_properties = None;
    };
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) if !matches!(component.what, What::Form) => clear(object),
        SchemaKind::Type(Type::String(string)) => string.enumeration.clear(),
        SchemaKind::OneOf { one_of } => one_of.clear(),
        kind @ SchemaKind::AllOf { .. } if matches!(component.what, What::Struct(_)) => {
            *kind = SchemaKind::Type(Type::Object(ObjectType::default()));
        }
        _ => {}
    }
    schema
}

fn replaced(
    changes: &mut Changes<'_>,
    renames: &Renames,
    [old, new]: [&Component<'_>; 2],
    [before, after]: [&Kind; 2],
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
            let text = format!("{what} holds {}, no longer {}", held(&is.holds), held(&holds));
            changes.add(Class::Breaking, text, &new_pointer);
        } else if was.wire != is.wire && is.is_sent {
            let (before, after) = (quoted(&was.wire), quoted(&is.wire));
            let text = format!("{what} stands for {after}, no longer for {before}");
            changes.add(Class::Compatible, text, &new_pointer);
        } else if part_words(old, &was.wire) != part_words(new, &is.wire) {
            changes.add(
                Class::Documentation,
                format!("{what} is described differently"),
                &new_pointer,
            );
        }
    }
    for (variant, is) in new_parts
        .iter()
        .filter(|(variant, _)| !old_parts.contains_key(*variant))
    {
        let text = format!("{} is new", quoted(&format!("{}::{variant}", new.name)));
        changes.add(Class::Compatible, text, &part_pointer(new, &is.wire));
    }
    if let (Kind::Union { tag: before, .. }, Kind::Union { tag: after, .. }) = (before, after)
        && before != after
    {
        let text = format!(
            "the variants of {} are told apart by {}",
            quoted(&new.name),
            quoted(after)
        );
        changes.add(Class::Compatible, text, &pointer(new.component));
    }
}

fn held(kind: &str) -> String {
    if kind.is_empty() {
        "nothing".to_owned()
    } else {
        type_name(kind)
    }
}

/// A variant of an enum or a union.
struct Part {
    /// The value, or the title of what has none.
    wire: String,
    /// Whether the value goes over the wire.
    is_sent: bool,
    /// The Rust type that is in it, or the number that it stands for.
    holds: String,
}

/// The variants by their Rust names.
fn parts(kind: &Kind) -> BTreeMap<String, Part> {
    let part = |wire: &str, is_sent: bool, holds: String| {
        let wire = wire.to_owned();
        (names::variant_name(&wire), Part { wire, is_sent, holds })
    };
    match kind {
        Kind::Enum { values } => values.iter().map(|value| part(value, true, String::new())).collect(),
        Kind::Integers { values } => values
            .iter()
            .map(|it| part(&it.title, false, it.value.to_string()))
            .collect(),
        Kind::Shapes { variants } => variants
            .iter()
            .map(|it| part(&it.title, false, it.holds.clone()))
            .collect(),
        Kind::Union { variants, .. } => {
            let holds = |is_unit: bool, component: &str| match is_unit {
                true => String::new(),
                false => names::type_name(component),
            };
            let variants = variants.iter();
            variants
                .map(|it| part(&it.value, true, holds(it.is_unit, &it.component)))
                .collect()
        }
        _ => BTreeMap::new(),
    }
}

/// Where a variant is.
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

/// What the document says of a variant that is written in its union.
fn part_words<'a>(component: &Component<'a>, part: &str) -> Option<&'a SchemaData> {
    match &component.schema.schema_kind {
        SchemaKind::OneOf { one_of } => {
            let variant = one_of.iter().find(|variant| title(variant) == Some(part))?;
            Some(&variant.as_item()?.schema_data)
        }
        _ => None,
    }
}

fn title(variant: &ReferenceOr<Schema>) -> Option<&str> {
    variant.as_item()?.schema_data.title.as_deref()
}

fn structs(
    changes: &mut Changes<'_>,
    renames: &Renames,
    [old, new]: [&Component<'_>; 2],
    [before, after]: [&Fields; 2],
) {
    let at = pointer(new.component);
    let name = quoted(&new.name);
    let was_filled_in = changes.old.lowered.body_objects.contains(old.component);
    let is_filled_in = changes.new.lowered.body_objects.contains(new.component);
    match (was_filled_in, is_filled_in) {
        (true, false) => {
            let text = format!("the type {name} is `#[non_exhaustive]` and has no `new`, as no request holds it");
            changes.add(Class::Breaking, text, &at);
        }
        (false, true) => {
            let text = format!("the type {name} has `new`, as a request holds it");
            changes.add(Class::Compatible, text, &at);
        }
        _ => {}
    }
    let has_default = |fields: &Fields| fields.values().all(Field::is_left_to_default);
    let loses_default = has_default(before) && !has_default(after);
    // What changes in another type, and in this one only because it extends that, is said there.
    let base = |component: &Component<'_>| kinds::extension(component.schema).map(|(base, _)| base.to_owned());
    let same_base = base(old).map(|base| renames.of(&base).to_owned()) == base(new);
    let is_said_there = |field: &Field| field.is_inherited && same_base;
    for (field, was) in before {
        let what = quoted(&format!("{}::{field}", new.name));
        match after.get(field) {
            None if !is_said_there(was) => changes.gone(Class::Breaking, format!("{what} is gone"), &was.pointer),
            None => {}
            Some(is) if is_said_there(is) => {}
            Some(is) => changed(changes, renames, &what, was, is),
        }
    }
    for (field, is) in after.iter().filter(|(field, _)| !before.contains_key(*field)) {
        // It may break this type, and not the other one.
        if is_said_there(is) && !is_filled_in && !loses_default {
            continue;
        }
        let what = quoted(&format!("{}::{field}", new.name));
        let (class, consequence) = match (is_filled_in && was_filled_in, is.is_optional) {
            (true, true) => (Class::Breaking, ", which literals without `..` lack"),
            (true, false) => (Class::Breaking, ", and required by `new`"),
            (false, _) if loses_default && !is.is_left_to_default() => {
                (Class::Breaking, ", and leaves the type without `Default`")
            }
            (false, _) => (Class::Compatible, ""),
        };
        changes.add(class, format!("{what} is new{consequence}"), &is.pointer);
    }
}

fn changed(changes: &mut Changes<'_>, renames: &Renames, what: &str, old: &Field, new: &Field) {
    // What can be cleared can be left out without being an option, and so can what else there is.
    let is_option =
        |field: &Field| field.is_optional && field.words.is_some() && !field.kind.starts_with("crate::Clearable");
    let kind = |field: &Field, kind: String| match is_option(field) {
        true => format!("Option<{kind}>"),
        false => kind,
    };
    let before = kind(old, renames.apply(&old.kind));
    let after = kind(new, new.kind.clone());
    if before != after {
        let text = format!("{what} is {}, no longer {}", type_name(&after), type_name(&before));
        changes.add(Class::Breaking, text, &new.pointer);
    } else if old.wire != new.wire {
        let (before, after) = (quoted(&old.wire), quoted(&new.wire));
        let text = format!("{what} stands for {after}, no longer for {before}");
        changes.add(Class::Compatible, text, &new.pointer);
    } else if old.words != new.words && !renames.is_all(&old.words, &new.words) {
        changes.add(
            Class::Documentation,
            format!("{what} is described differently"),
            &new.pointer,
        );
    }
}

/// What extends another can be turned into it.
fn conversions(changes: &mut Changes<'_>, renames: &Renames) {
    let pairs = |side: &Side, apply: &dyn Fn(&str) -> String| -> BTreeSet<(String, String)> {
        let extensions = side.lowered.extensions.iter();
        extensions.map(|it| (apply(&it.base), apply(&it.name))).collect()
    };
    let old = pairs(changes.old, &|name| renames.apply(name));
    let new = pairs(changes.new, &|name| name.to_owned());
    let components: BTreeMap<_, _> = types(changes.new)
        .into_iter()
        .map(|it| (it.name, it.component))
        .collect();
    let place = |name: &String| {
        components
            .get(name)
            .map_or(String::new(), |component| pointer(component))
    };
    for (class, verb, pairs) in [
        (Class::Breaking, "cannot be turned", old.difference(&new)),
        (Class::Compatible, "can be turned", new.difference(&old)),
    ] {
        for (base, name) in pairs.filter(|(_, name)| components.contains_key(name)) {
            let text = format!("the type {} {verb} into {}", quoted(name), quoted(base));
            changes.add(class, text, &place(name));
        }
    }
}
