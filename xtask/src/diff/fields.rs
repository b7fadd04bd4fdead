//! Compares the fields of structs, and the arguments of `new` and the setters of structs in requests.

use openapiv3::{AdditionalProperties, ObjectType, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::diff::change::{Changes, Class, type_name};
use crate::diff::component::{Component, Field, Fields, Input};
use crate::diff::constraints;
use crate::diff::renames::Renames;
use crate::diff::snapshot::{Snapshot, pointer};
use crate::document::json_pointer::child;
use crate::document::openapi::schema;
use crate::document::problem::quoted;
use crate::model::members::Object;
use crate::model::runtime_types::RuntimeType;
use crate::model::{runtime_types, rust_names};

/// Returns the fields of the struct that a component becomes.
pub fn of(snapshot: &Snapshot, component: &str, schema: &Schema) -> Fields {
    let mut fields = Fields::new();
    let (of, at) = (rust_names::type_name(component), pointer(component));
    match (schema::extension(schema), &schema.schema_kind) {
        (None, SchemaKind::Type(Type::Object(object))) => add(snapshot, &mut fields, &of, object, &at, false),
        (None, _) => {
            // A struct around a single value.
            let openapi = &snapshot.document.openapi;
            let kind = runtime_types::rust_type(openapi, &ReferenceOr::Item(schema)).unwrap_or_default();
            fields.insert("0".to_owned(), Field::without_words(kind, at, false));
        }
        (Some((base, more)), _) => {
            if let Some(SchemaKind::Type(Type::Object(object))) =
                snapshot.schema(base).map(|schema| &schema.schema_kind)
            {
                add(snapshot, &mut fields, &of, object, &pointer(base), true);
            }
            // The generator uses only the properties of an extending object.
            let more = ObjectType {
                additional_properties: None,
                ..more.clone()
            };
            add(snapshot, &mut fields, &of, &more, &format!("{at}/allOf/1"), false);
        }
    }
    let tag = tag_of(snapshot, component);
    fields.retain(|_, field| Some(field.wire.as_str()) != tag);
    if snapshot.lowered.body_objects.contains(component) {
        add_inputs(snapshot, component, &mut fields);
    }
    fields
}

/// Returns the tag of a variant, which the union's macro writes.
pub fn tag_of<'a>(snapshot: &'a Snapshot, component: &str) -> Option<&'a str> {
    snapshot.lowered.replacements.iter().find_map(|it| match &it.kind {
        RuntimeType::Union { tag, variants } if variants.iter().any(|it| it.component == component) => {
            Some(tag.as_str())
        }
        _ => None,
    })
}

fn add(snapshot: &Snapshot, fields: &mut Fields, of: &str, object: &ObjectType, pointer: &str, is_inherited: bool) {
    let openapi = &snapshot.document.openapi;
    for (name, schema) in &object.properties {
        let mut kind = runtime_types::rust_type(openapi, schema).unwrap_or_default();
        let field_name = rust_names::field_name(name);
        let is_option = schema::is_nullable(schema) || !object.required.contains(name);
        let is_clearable = snapshot
            .lowered
            .clearable
            .contains(&(of.to_owned(), field_name.clone()));
        if is_option {
            if snapshot.is_boxed(of, &field_name, schema::referenced_component(schema)) {
                kind = format!("::std::boxed::Box<{kind}>");
            }
            kind = match is_clearable {
                true => format!("crate::Clearable<{kind}>"),
                false => format!("Option<{kind}>"),
            };
        }
        let field = Field {
            wire: name.clone(),
            kind,
            is_inherited,
            pointer: child(&child(pointer, "properties"), name),
            declaration: serde_json::to_value(schema).unwrap_or_default(),
            input: None,
        };
        fields.insert(field_name, field);
    }
    if let Some(AdditionalProperties::Schema(values)) = &object.additional_properties {
        let kind = runtime_types::rust_type(openapi, values).unwrap_or_default();
        let pointer = format!("{pointer}/additionalProperties");
        fields.insert("extra".to_owned(), Field::without_words(kind, pointer, is_inherited));
    }
}

fn add_inputs(snapshot: &Snapshot, component: &str, fields: &mut Fields) {
    let Some(object) = Object::of(&snapshot.document.openapi, &snapshot.settings, component) else {
        return;
    };
    let mut arguments = 0;
    for member in object.members {
        if let Some(field) = fields.get_mut(&member.field()) {
            let is_argument = member.is_required || snapshot.settings.keeps_argument(component, &member.wire);
            let argument = is_argument.then_some(arguments);
            arguments += usize::from(is_argument);
            field.input = Some(Input {
                name: member.name,
                argument,
            });
        }
    }
}

impl Field {
    fn without_words(kind: String, pointer: String, is_inherited: bool) -> Self {
        Self {
            wire: String::new(),
            kind,
            is_inherited,
            pointer,
            declaration: Value::Null,
            input: None,
        }
    }

    fn argument(&self) -> Option<usize> {
        self.input.as_ref()?.argument
    }
}

/// Compares two structs.
pub fn compare(
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
            let text = format!("the type {name} has neither `new` nor setters, because no request contains it");
            changes.add(Class::Breaking, text, &at);
        }
        (false, true) => {
            let text = format!("the type {name} has `new` and setters, because a request contains it");
            changes.add(Class::Compatible, text, &at);
        }
        _ => {}
    }
    let is_filled_in = was_filled_in && is_filled_in;
    // A change of the extended type is reported there, and not for the types that extend it.
    let base = |component: &Component<'_>| schema::extension(component.schema).map(|(base, _)| base.to_owned());
    let same_base = base(old).map(|base| renames.of(&base).to_owned()) == base(new);
    let is_said_there = |field: &Field| field.is_inherited && same_base;
    for (field, was) in before {
        let what = quoted(&format!("{}::{field}", new.name));
        match after.get(field) {
            None if is_said_there(was) => {}
            None => changes.gone(Class::Breaking, format!("{what} is gone"), &was.pointer),
            Some(is) => {
                if !is_said_there(is) {
                    changed(changes, renames, &what, was, is);
                }
                if is_filled_in {
                    input(changes, new, [before, after], &what, [was, is]);
                }
            }
        }
    }
    for (field, is) in after.iter().filter(|(field, _)| !before.contains_key(*field)) {
        let what = quoted(&format!("{}::{field}", new.name));
        if is_filled_in && is.argument().is_some() {
            let text = format!("{what} is new, and an argument of `new`");
            changes.add(Class::Breaking, text, &is.pointer);
        } else if !is_said_there(is) {
            changes.add(Class::Compatible, format!("{what} is new"), &is.pointer);
        }
    }
    order(changes, &new.name, [before, after], &at);
}

fn changed(changes: &mut Changes<'_>, renames: &Renames, what: &str, old: &Field, new: &Field) {
    let before = renames.apply(&old.kind);
    if before != new.kind {
        let (after, before) = (type_name(&new.kind), type_name(&before));
        let text = format!("{what} is {after}, no longer {before}");
        return changes.add(Class::Breaking, text, &new.pointer);
    }
    if old.wire != new.wire {
        let (before, after) = (quoted(&old.wire), quoted(&new.wire));
        let text = format!("{what} is {after} on the wire, no longer {before}");
        changes.add(Class::Compatible, text, &new.pointer);
    }
    constraints::compare(
        changes,
        renames,
        what,
        [&old.declaration, &new.declaration],
        &new.pointer,
    );
}

pub fn input(
    changes: &mut Changes<'_>,
    of: &Component<'_>,
    [before, after]: [&Fields; 2],
    what: &str,
    [old, new]: [&Field; 2],
) {
    let (Some(was), Some(is)) = (&old.input, &new.input) else {
        return;
    };
    let is_renamed = was.name != is.name;
    let names = (quoted(&was.name), quoted(&is.name));
    match (was.argument, is.argument) {
        (Some(_), None) => {
            let text = format!("{what} has a setter, and is no longer an argument of `new`");
            let help = line_that_keeps(changes, of, [before, after]);
            changes.add_with_help(Class::Breaking, text, help, &new.pointer);
        }
        (None, Some(_)) => {
            let text = format!("{what} is an argument of `new`, and no longer has a setter");
            changes.add(Class::Breaking, text, &new.pointer);
        }
        (None, None) if is_renamed => {
            let text = format!("the setter {} of {} was called {}", names.1, quoted(&of.name), names.0);
            changes.add(Class::Breaking, text, &new.pointer);
        }
        (Some(_), Some(_)) if is_renamed => {
            let method = quoted(&format!("{}::new", of.name));
            let text = format!("the argument {} of {method} was called {}", names.1, names.0);
            changes.add(Class::Compatible, text, &new.pointer);
        }
        _ => {}
    }
}

/// Returns the line of the settings that keeps arguments: one line for all arguments of a component.
fn line_that_keeps(changes: &Changes<'_>, of: &Component<'_>, [before, after]: [&Fields; 2]) -> String {
    let settings = &changes.new.settings;
    let kept = after.iter().filter(|(field, is)| {
        let was_argument = before.get(*field).is_some_and(|was| was.argument().is_some());
        let becomes_setter = was_argument && is.argument().is_none();
        becomes_setter || settings.keeps_argument(of.component, &is.wire)
    });
    let kept = kept.map(|(_, field)| field.wire.as_str());
    changes.line_of_arguments(of.component, kept)
}

/// Reports another order of those arguments of `new` that it had before.
fn order(changes: &mut Changes<'_>, of: &str, [before, after]: [&Fields; 2], at: &str) {
    let common = before.iter().filter_map(|(field, was)| {
        let is = after.get(field)?;
        Some((was.argument()?, is.argument()?))
    });
    let mut common: Vec<_> = common.collect();
    common.sort_unstable();
    if common.is_sorted_by_key(|(_, is)| *is) {
        return;
    }
    let mut arguments: Vec<_> = after.values().filter_map(|field| field.input.as_ref()).collect();
    arguments.retain(|input| input.argument.is_some());
    arguments.sort_by_key(|input| input.argument);
    let arguments: Vec<_> = arguments.iter().map(|input| quoted(&input.name)).collect();
    let new = quoted(&format!("{of}::new"));
    let text = format!("the arguments of {new} are in another order: {}", arguments.join(", "));
    changes.add(Class::Breaking, text, at);
}
