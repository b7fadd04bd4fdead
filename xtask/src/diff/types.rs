//! Compares components, as types.
//!
//! Every struct, enum and union is `#[non_exhaustive]`, so that additions break nothing. Some components have no type that
//! programs can name: the setters of a request fill in its body.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ObjectType, Schema, SchemaKind, Type};

use crate::diff::change::{Changes, Class};
use crate::diff::component::{ClientType, Component};
use crate::diff::renames::Renames;
use crate::diff::snapshot::{Snapshot, pointer};
use crate::diff::{constraints, fields, variants};
use crate::document::problem::{listed_alternatives, quoted};
use crate::model::runtime_types::RuntimeType;
use crate::model::rust_names;

/// Compares all components.
pub fn compare(changes: &mut Changes<'_>, renames: &Renames) {
    let (old, new) = (types(changes.old), types(changes.new));
    for (from, to) in renames.iter() {
        // Some types have a fixed name, whatever their component's name is.
        if let Some(before) = old.iter().find(|it| it.component == from) {
            let text = match before.breaking() {
                Class::Documentation => format!("{} is called {}", before.called(), quoted(to)),
                _ => format!("{} is called {}", before.called(), quoted(&rust_names::type_name(to))),
            };
            changes.add(before.breaking(), text, &pointer(to));
        }
    }
    for before in &old {
        let name = rust_names::type_name(renames.of(before.component));
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

fn types(snapshot: &Snapshot) -> Vec<Component<'_>> {
    let components = snapshot.document.openapi.components.iter();
    let schemas = components.flat_map(|components| &components.schemas);
    schemas
        .filter_map(|(component, schema)| {
            let schema = schema.as_item()?;
            let replacement = snapshot
                .lowered
                .replacements
                .iter()
                .find(|it| it.component == *component);
            let lowered = snapshot.lowered.openapi.components.as_ref()?.schemas.get(component);
            let is_body = snapshot.lowered.bodies.contains(component);
            let client_type = match (replacement.map(|it| &it.kind), lowered) {
                (None, Some(_)) | (Some(RuntimeType::EmptyObject), _) if is_body => ClientType::Body,
                // It can do nothing that a struct cannot do.
                (Some(RuntimeType::EmptyObject), _) | (None, Some(_)) => {
                    ClientType::Struct(fields::of(snapshot, component, schema))
                }
                (Some(kind), _) => ClientType::Replacement(kind),
                (None, None) => ClientType::Form,
            };
            Some(Component {
                component,
                schema,
                name: rust_names::type_name(component),
                client_type,
            })
        })
        .collect()
}

pub fn component(changes: &mut Changes<'_>, renames: &Renames, old: &Component<'_>, new: &Component<'_>) {
    let name = quoted(&new.name);
    let at = pointer(new.component);
    let was_exact = changes.old.settings.is_exact(old.component);
    match (was_exact, changes.new.settings.is_exact(new.component)) {
        (false, true) => {
            let text = format!("the type {name} is exact: the client no longer fills in what a response lacks");
            changes.add(Class::Compatible, text, &at);
        }
        (true, false) => {
            let text = format!("the type {name} is no longer exact: the client fills in what a response lacks");
            changes.add(Class::Compatible, text, &at);
        }
        _ => {}
    }
    match (&old.client_type, &new.client_type) {
        (ClientType::Struct(before), ClientType::Struct(after)) => {
            fields::compare(changes, renames, [old, new], [before, after])
        }
        (ClientType::Replacement(before), ClientType::Replacement(after)) if same_kind(before, after) => {
            variants::compare(changes, renames, [old, new], [before, after]);
        }
        (ClientType::Body | ClientType::Form, ClientType::Body | ClientType::Form) => {}
        (_, ClientType::Body | ClientType::Form) => {
            return changes.add(old.breaking(), format!("the type {name} is gone"), &at);
        }
        (ClientType::Body | ClientType::Form, _) => {
            return changes.add(Class::Compatible, format!("the type {name} is new"), &at);
        }
        _ => {
            let text = format!("the type {name} is {}, no longer {}", new.describe(), old.describe());
            return changes.add(Class::Breaking, text, &at);
        }
    }
    let words = |component: &Component<'_>| serde_json::to_value(words(component)).unwrap_or_default();
    constraints::compare(changes, renames, &new.called(), [&words(old), &words(new)], &at);
    ways(changes, old, new);
}

/// Compares the rule that an object needs at least one of several members. No type shows it, and a server may refuse what it
/// accepted before.
fn ways(changes: &mut Changes<'_>, old: &Component<'_>, new: &Component<'_>) {
    let of = |snapshot: &Snapshot, component: &str| {
        snapshot
            .document
            .required_any_of
            .get(component)
            .cloned()
            .unwrap_or_default()
    };
    let (before, after) = (of(changes.old, old.component), of(changes.new, new.component));
    // Their order has no meaning.
    let as_set = |ways: &[Vec<String>]| -> BTreeSet<BTreeSet<String>> {
        ways.iter().map(|names| names.iter().cloned().collect()).collect()
    };
    if as_set(&before) == as_set(&after) {
        return;
    }
    let (what, was, is) = (new.called(), listed_alternatives(&before), listed_alternatives(&after));
    let place = |component: &str| format!("{}/anyOf", pointer(component));
    match (before.is_empty(), after.is_empty()) {
        (_, true) => {
            let text = format!("{what} no longer needs {was}");
            changes.gone(Class::Compatible, text, &place(old.component));
        }
        (true, false) => changes.add(Class::Compatible, format!("{what} needs {is}"), &place(new.component)),
        (false, false) => {
            let text = format!("{what} needs {is}, no longer {was}");
            changes.add(Class::Compatible, text, &place(new.component));
        }
    }
}

fn same_kind(old: &RuntimeType, new: &RuntimeType) -> bool {
    std::mem::discriminant(old) == std::mem::discriminant(new)
}

/// Returns a component's schema without everything that is compared elsewhere.
fn words(component: &Component<'_>) -> Schema {
    let mut schema = component.schema.clone();
    schema.schema_data.discriminator = None;
    let clear = |object: &mut ObjectType| {
        object.properties.clear();
        object.required.clear();
        object.additional_properties = None;
    };
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) if !matches!(component.client_type, ClientType::Form) => clear(object),
        SchemaKind::Type(Type::String(string)) => string.enumeration.clear(),
        SchemaKind::OneOf { one_of } => one_of.clear(),
        kind @ SchemaKind::AllOf { .. }
            if matches!(component.client_type, ClientType::Struct(_) | ClientType::Body) =>
        {
            *kind = SchemaKind::Type(Type::Object(ObjectType::default()));
        }
        _ => {}
    }
    schema
}

/// Compares conversions: a type converts into the one that it extends, and some IDs convert into others.
fn conversions(changes: &mut Changes<'_>, renames: &Renames) {
    let pairs = |snapshot: &Snapshot, apply: &dyn Fn(&str) -> String| -> BTreeSet<(String, String)> {
        let extensions = snapshot
            .lowered
            .extensions
            .iter()
            .map(|it| (apply(&it.base), apply(&it.name)));
        let conversions = snapshot.settings.conversions();
        let ids = conversions.map(|(to, from)| [to, from].map(|id| apply(&rust_names::type_name(id))));
        extensions.chain(ids.map(|[to, from]| (to, from))).collect()
    };
    let old = pairs(changes.old, &|name| renames.apply(name));
    let new = pairs(changes.new, &|name| name.to_owned());
    let (was_public, is_public) = (public(changes.old), public(changes.new));
    let was_public: BTreeSet<_> = was_public.keys().map(|name| renames.apply(name)).collect();
    for (class, verb, pairs) in [
        (Class::Breaking, "no longer converts", old.difference(&new)),
        (Class::Compatible, "converts", new.difference(&old)),
    ] {
        for (base, name) in pairs {
            // The removal or addition of a type is reported anyway.
            if let Some(component) = is_public.get(name)
                && was_public.contains(name)
            {
                let text = format!("the type {} {verb} into {}", quoted(name), quoted(base));
                changes.add(class, text, &pointer(component));
            }
        }
    }
}

/// Returns the types that programs can name, with their components.
fn public(snapshot: &Snapshot) -> BTreeMap<String, &str> {
    let types = types(snapshot).into_iter();
    let public = types.filter(|it| matches!(it.client_type, ClientType::Struct(_) | ClientType::Replacement(_)));
    public.map(|it| (it.name, it.component)).collect()
}
