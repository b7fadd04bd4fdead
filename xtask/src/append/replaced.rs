//! The types that the runtime has macros for: a call of its macro for each, one item a line.

use crate::kinds::TextKind;
use crate::lower::{IntegerValue, Kind, Lowered, Replaced, Shape, Variant};
use crate::names;

/// The call that defines a type. `None` for a type that the crate has anyway.
pub fn macro_call(replaced: &Replaced, lowered: &Lowered) -> Option<String> {
    let name = &replaced.name;
    let docs = doc_comment(&replaced.doc, "    ");
    let call = match &replaced.kind {
        Kind::Secret | Kind::ServerText | Kind::OpenValue | Kind::Timestamp => return None,
        Kind::Empty => {
            let is_whole = lowered.bodies.contains(&replaced.component);
            let visibility = if is_whole { "pub(crate)" } else { "pub" };
            let is_made = lowered.body_objects.contains(&replaced.component);
            let made = if is_made { " with new" } else { "" };
            format!("crate::values::empty_object! {{\n{docs}    {visibility} struct {name}{made};\n}}\n")
        }
        Kind::Integers { values } => {
            let values: String = values.iter().map(integer_lines).collect();
            format!("crate::values::open_integer! {{\n{docs}    pub enum {name} {{\n{values}    }}\n}}\n")
        }
        Kind::Shapes { variants } => {
            let variants: String = variants.iter().map(shape_lines).collect();
            format!("crate::values::untagged_union! {{\n{docs}    pub enum {name} {{\n{variants}    }}\n}}\n")
        }
        Kind::Text(kind) => {
            let kind = match kind {
                TextKind::Id => "id",
                TextKind::NeverEmpty => "never_empty",
                TextKind::Any => "any",
            };
            format!("crate::values::string_newtype! {{\n{docs}    pub struct {name}: {kind};\n}}\n")
        }
        Kind::Enum { values } => {
            let variants: String = values
                .iter()
                .map(|value| format!("        {} = {value:?},\n", names::variant_name(value)))
                .collect();
            format!("crate::values::open_enum! {{\n{docs}    pub enum {name} {{\n{variants}    }}\n}}\n")
        }
        Kind::Union { tag, variants } => {
            let variants: String = variants.iter().map(variant_line).collect();
            format!(
                "crate::values::tagged_union! {{\n{docs}    pub enum {name} tagged by {tag:?} {{\n{variants}    }}\n}}\n"
            )
        }
    };
    Some(call)
}

fn doc_comment(doc: &str, indentation: &str) -> String {
    let lines = doc.trim().lines();
    lines
        .map(|line| format!("{indentation}/// {}\n", line.trim()).replace("/// \n", "///\n"))
        .collect()
}

fn integer_lines(value: &IntegerValue) -> String {
    let IntegerValue { title, doc, value } = value;
    let docs = doc_comment(doc, "        ");
    format!("{docs}        {} = {value},\n", names::variant_name(title))
}

fn shape_lines(shape: &Shape) -> String {
    let Shape { title, doc, holds } = shape;
    let docs = doc_comment(doc, "        ");
    format!("{docs}        {}({holds}),\n", names::variant_name(title))
}

fn variant_line(variant: &Variant) -> String {
    let name = names::variant_name(&variant.value);
    let payload = names::type_name(&variant.component);
    format!("        {name}({payload}) = {:?},\n", variant.value)
}

/// Moves lines into a module.
pub fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
