//! Writes open enums, unions, IDs and other runtime types: one macro call for each, such as `open_enum!`.

use crate::codegen::lower::Lowered;
use crate::document::openapi::schema::TextKind;
use crate::model::runtime_types::{IntegerValue, Replacement, RuntimeType, UntaggedVariant, Variant};
use crate::model::rust_names;

/// Returns the call that defines a type, or `None` if the runtime defines it already.
pub fn macro_call(replacement: &Replacement, lowered: &Lowered) -> Option<String> {
    let name = &replacement.name;
    let docs = doc_comment(&replacement.doc, "    ");
    let call = match &replacement.kind {
        RuntimeType::Secret | RuntimeType::ServerText | RuntimeType::OpenValue | RuntimeType::Timestamp => return None,
        RuntimeType::EmptyObject => {
            let is_whole = lowered.bodies.contains(&replacement.component);
            let visibility = if is_whole { "pub(crate)" } else { "pub" };
            let is_made = lowered.body_objects.contains(&replacement.component);
            let made = if is_made { " with new" } else { "" };
            format!("crate::values::empty_object! {{\n{docs}    {visibility} struct {name}{made};\n}}\n")
        }
        RuntimeType::IntegerEnum { values } => {
            let values: String = values.iter().map(integer_lines).collect();
            format!("crate::values::open_integer! {{\n{docs}    pub enum {name} {{\n{values}    }}\n}}\n")
        }
        RuntimeType::UntaggedUnion { variants } => {
            let variants: String = variants.iter().map(shape_lines).collect();
            format!("crate::values::untagged_union! {{\n{docs}    pub enum {name} {{\n{variants}    }}\n}}\n")
        }
        RuntimeType::Text(kind) => {
            let kind = match kind {
                TextKind::Id => "id",
                TextKind::NeverEmpty => "never_empty",
                TextKind::Any => "any",
            };
            format!("crate::values::string_newtype! {{\n{docs}    pub struct {name}: {kind};\n}}\n")
        }
        RuntimeType::Enum { values } => {
            let variants: String = values
                .iter()
                .map(|value| format!("        {} = {value:?},\n", rust_names::variant_name(value)))
                .collect();
            format!("crate::values::open_enum! {{\n{docs}    pub enum {name} {{\n{variants}    }}\n}}\n")
        }
        RuntimeType::Union { tag, variants } => {
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
    format!("{docs}        {} = {value},\n", rust_names::variant_name(title))
}

fn shape_lines(shape: &UntaggedVariant) -> String {
    let UntaggedVariant { title, doc, rust_type } = shape;
    let docs = doc_comment(doc, "        ");
    format!("{docs}        {}({rust_type}),\n", rust_names::variant_name(title))
}

fn variant_line(variant: &Variant) -> String {
    let name = rust_names::variant_name(&variant.value);
    let payload = rust_names::type_name(&variant.component);
    format!("        {name}({payload}) = {:?},\n", variant.value)
}

/// Indents lines as the contents of a module.
pub fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
