//! Writes uses of every type: reads fields, matches variants, converts IDs.

use std::collections::BTreeSet;
use std::fmt::Write;

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Fields, Item, ItemStruct, Path, Type, Visibility, parse_quote};

use crate::codegen::generate::TYPES_MODULE;
use crate::codegen::lower::Lowered;
use crate::document::codegen_toml::settings::Settings;
use crate::model::runtime_types::{Replacement, RuntimeType};
use crate::model::rust_names;
use crate::model::rust_paths::path_in_other_crate;

/// Writes the module, from the text of the client.
pub fn module(client: &str, lowered: &Lowered, settings: &Settings) -> Result<String, syn::Error> {
    let items = items(client)?;
    let (structs, objects) = (public_structs(&items), objects(&items));
    let names: BTreeSet<String> = structs.iter().map(|it| it.ident.to_string()).collect();
    let mut functions = String::new();
    let mut uses = String::new();
    for item in &structs {
        functions += &reading(item, &names);
        let reads = objects.contains(&item.ident.to_string()).then_some("reads");
        for needed in derived(&item.attrs).into_iter().chain(reads) {
            let _ = writeln!(uses, "    uses::{needed}::<types::{}>();", item.ident);
        }
        let _ = writeln!(uses, "    uses::is_shared::<types::{}>();", item.ident);
    }
    for replacement in &lowered.replacements {
        let is_whole_body = lowered.bodies.contains(&replacement.component);
        functions += &telling_apart(replacement);
        uses += &use_of(replacement, is_whole_body);
    }
    for (to, from) in settings.conversions() {
        let (to, from) = (rust_names::type_name(to), rust_names::type_name(from));
        let _ = writeln!(uses, "    let id = types::{from}::new(\"an ID\");");
        let _ = writeln!(uses, "    let _: [types::{to}; 2] = [(&id).into(), id.into()];");
    }
    Ok(format!(
        "\
//! Every type, with everything that a program can read from it.

use beeper_desktop_client::types;

use crate::recorder::Recorder;
use crate::{{uses, uses_enum, uses_integers, uses_text}};

pub fn all(recorder: &Recorder) {{
{uses}}}

{functions}"
    ))
}

/// Returns the items of the module `types`.
fn items(client: &str) -> Result<Vec<Item>, syn::Error> {
    let modules = syn::parse_file(client)?
        .items
        .into_iter()
        .filter_map(|item| match item {
            Item::Mod(module) if module.ident == TYPES_MODULE => module.content,
            _ => None,
        });
    Ok(modules.flat_map(|(_, items)| items).collect())
}

fn public_structs(items: &[Item]) -> Vec<&ItemStruct> {
    let structs = items.iter().filter_map(|item| match item {
        Item::Struct(item) if matches!(item.vis, Visibility::Public(_)) => Some(item),
        _ => None,
    });
    structs.collect()
}

/// Returns the names of the structs for which the runtime's macro writes the decoder.
fn objects(items: &[Item]) -> BTreeSet<String> {
    let calls = items.iter().filter_map(|item| match item {
        Item::Macro(call) => Some(&call.mac),
        _ => None,
    });
    let of_objects = calls.filter(|call| call.path.segments.last().is_some_and(|last| last.ident == "object"));
    let names = of_objects.filter_map(|call| call.tokens.clone().into_iter().next());
    names.map(|name| name.to_string()).collect()
}

/// Writes a function that borrows every field, and one that moves every field out. Both name the fields' types, as programs do.
fn reading(item: &ItemStruct, types: &BTreeSet<String>) -> String {
    let name = item.ident.to_string();
    let Fields::Named(fields) = &item.fields else {
        return String::new();
    };
    let public = fields.named.iter().filter(|it| matches!(it.vis, Visibility::Public(_)));
    let fields: Vec<(String, String)> = public
        .filter_map(|field| Some((field.ident.as_ref()?.to_string(), outside(&field.ty, types))))
        .collect();
    let borrowed: String = fields
        .iter()
        .map(|(field, kind)| format!("    let _: &{kind} = &value.{field};\n"))
        .collect();
    let taken: String = fields
        .iter()
        .map(|(field, kind)| format!("    let _: {kind} = {field};\n"))
        .collect();
    let pattern: Vec<&str> = fields.iter().map(|(field, _)| field.as_str()).collect();
    let snake = rust_names::field_name(&name);
    format!(
        "\
pub fn read_{snake}(value: &types::{name}) {{
{borrowed}}}
pub fn take_{snake}(value: types::{name}) {{
    let types::{name} {{ {}.. }} = value;
{taken}}}

",
        pattern.iter().map(|field| format!("{field}, ")).collect::<String>()
    )
}

/// Returns a type as a program outside the client names it.
fn outside(kind: &Type, types: &BTreeSet<String>) -> String {
    struct Outside<'a>(&'a BTreeSet<String>);

    impl VisitMut for Outside<'_> {
        fn visit_path_mut(&mut self, path: &mut Path) {
            visit_mut::visit_path_mut(self, path);
            if let Some(name) = path.get_ident().filter(|name| self.0.contains(&name.to_string())) {
                *path = parse_quote!(types::#name);
            }
        }
    }

    let mut kind = kind.clone();
    Outside(types).visit_type_mut(&mut kind);
    path_in_other_crate(&kind.to_token_stream().to_string().replace(' ', ""), "types::")
}

/// Returns what else a struct can do, as the names of the functions that require it.
fn derived(attributes: &[Attribute]) -> Vec<&'static str> {
    let mut needed = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        let derived = attribute.to_token_stream().to_string();
        for (name, function) in [
            ("Clone", "clones"),
            ("Debug", "prints"),
            ("PartialEq", "compares"),
            ("Serialize", "writes"),
        ] {
            let mut words = derived.split(|c: char| !c.is_alphanumeric());
            if words.any(|word| word == name) {
                needed.push(function);
            }
        }
    }
    needed
}

/// Writes a function that matches a value against every variant.
fn telling_apart(replacement: &Replacement) -> String {
    let name = &replacement.name;
    let plain = |variant: &str, label: &str| format!("types::{name}::{variant} => {label:?},");
    let holding = |variant: &str, held: &str, label: &str| {
        format!("types::{name}::{variant}(held) => {{ let _: &{held} = held; {label:?} }}")
    };
    let (arms, otherwise): (Vec<String>, _) = match &replacement.kind {
        RuntimeType::Enum { values } => {
            let arms = values
                .iter()
                .map(|value| plain(&rust_names::variant_name(value), value));
            (arms.collect(), "value.as_str()")
        }
        RuntimeType::IntegerEnum { values } => {
            let arms = values
                .iter()
                .map(|it| plain(&rust_names::variant_name(&it.title), &it.title));
            (arms.collect(), "\"another number\"")
        }
        RuntimeType::Union { variants, .. } => {
            let arms = variants.iter().map(|it| {
                let variant = rust_names::variant_name(&it.value);
                let held = format!("types::{}", rust_names::type_name(&it.component));
                holding(&variant, &held, &it.value)
            });
            (arms.collect(), "value.kind()")
        }
        RuntimeType::UntaggedUnion { variants } => {
            let arms = variants.iter().map(|it| {
                holding(
                    &rust_names::variant_name(&it.title),
                    &path_in_other_crate(&it.rust_type, "types::"),
                    &it.title,
                )
            });
            (arms.collect(), "\"another shape\"")
        }
        _ => return String::new(),
    };
    let arms: String = arms.iter().map(|arm| format!("        {arm}\n")).collect();
    let snake = rust_names::field_name(name);
    format!(
        "\
pub fn tell_{snake}(value: &types::{name}) -> &str {{
    match value {{
{arms}        _ => {otherwise},
    }}
}}
pub fn knows_{snake}(value: &types::{name}) -> bool {{
    !matches!(value, types::{name}::Unknown(_))
}}

"
    )
}

/// Writes the use of a type, according to its kind.
fn use_of(replacement: &Replacement, is_whole_body: bool) -> String {
    let (name, tell) = (
        &replacement.name,
        format!("tell_{}", rust_names::field_name(&replacement.name)),
    );
    match &replacement.kind {
        RuntimeType::Text(_) => format!("    uses_text!(types::{name});\n"),
        RuntimeType::Enum { values } => {
            let values: String = values.iter().map(|value| format!("{value:?}, ")).collect();
            format!(
                "    uses_enum!(types::{name});\n    for text in [{values}uses::UNKNOWN] {{\n        \
                 recorder.note(format!(\"{name}: {{}}\", {tell}(&types::{name}::from(text))));\n    }}\n"
            )
        }
        RuntimeType::IntegerEnum { values } => {
            let values: String = values.iter().map(|value| format!("{}, ", value.value)).collect();
            format!(
                "    uses_integers!(types::{name});\n    for number in [{values}uses::UNKNOWN_NUMBER] {{\n        \
                 let value = types::{name}::from(number);\n        \
                 recorder.note(format!(\"{name}: {{}}, {{}}\", {tell}(&value), value.as_i64()));\n    }}\n"
            )
        }
        RuntimeType::Union { tag, .. } => format!(
            "    uses::is_value::<types::{name}>();\n    let json = serde_json::json!({{ {tag:?}: uses::UNKNOWN }});\n    \
             match serde_json::from_value::<types::{name}>(json) {{\n        \
             Ok(value) => recorder.note(format!(\"{name}: {{}} {{}}\", {tell}(&value), serde_json::json!(value))),\n        \
             Err(error) => recorder.note(format!(\"{name}: {{error}}\")),\n    }}\n"
        ),
        RuntimeType::UntaggedUnion { .. } => format!("    uses::is_value::<types::{name}>();\n"),
        RuntimeType::EmptyObject if !is_whole_body => {
            format!("    uses::is_value::<types::{name}>();\n")
        }
        _ => String::new(),
    }
}
