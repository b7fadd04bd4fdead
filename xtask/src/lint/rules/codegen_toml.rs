//! Rules for `codegen.toml`: its lines name items of the document.

pub mod pagination;
pub mod redundant_lines;
pub mod targets;

use openapiv3::{ReferenceOr, Schema};

use crate::document::codegen_toml::settings::{Name, Placed, Wait};
use crate::document::openapi::schema::{JsonType, is_enum, json_type, referenced_component, text_kind};
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::lint::rules::codegen_toml::targets::{
    OperationOfMethod, check_component, check_operation, operations, report_unknown,
};
use crate::lint::rules::operations::arguments::Owner;
use crate::model::unsupported_operations::reason_to_leave_out;

pub fn check(lint: &mut Linter<'_>) {
    let settings = lint.settings;
    let delivered = settings.delivery.iter().map(|line| &line.key);
    let held = settings.waits.iter().map(|line| &line.key);
    for id in delivered.chain(held) {
        check_operation(lint, id);
    }
    for line in &settings.waits {
        check_wait(lint, &line.key, &line.value);
    }
    for component in settings.roots.iter().chain(&settings.exact) {
        check_component(lint, component);
    }
    for component in &settings.boxed {
        if check_component(lint, component) && lint.properties(component).is_empty() {
            let message = format!("{} is not an object, and needs no box", quoted(component));
            lint.report_setting(Rule::SettingTarget, component.at, message, "remove it");
        }
    }
    for line in &settings.conversions {
        for id in std::iter::once(&line.key).chain(&line.value) {
            check_id(lint, id);
        }
    }
    pagination::check(lint);
    for line in &settings.groups {
        check_tag(lint, &line.key);
    }
    let owners = lint.owners();
    for line in &settings.arguments {
        if let Some(owner) = owner(lint, &owners, &line.key) {
            for wire in &line.value {
                check_input(lint, owner.name, owner.inputs.iter().map(|input| input.wire), wire);
            }
        }
    }
    for name in &settings.names {
        check_name(lint, &owners, name);
    }
}

fn check_id(lint: &mut Linter<'_>, component: &Placed<String>) {
    let is_fitting = |schema| text_kind(component, schema).is_some();
    if check_component(lint, component) && !lint.schema(component).is_some_and(is_fitting) {
        let message = format!("{} is not an ID", quoted(component));
        let help = "remove it; the client converts only between IDs";
        lint.report_setting(Rule::SettingTarget, component.at, message, help);
    }
}

fn check_tag(lint: &mut Linter<'_>, tag: &Placed<String>) {
    let declared: Vec<_> = lint.document.openapi.tags.iter().map(|tag| tag.name.as_str()).collect();
    if !declared.contains(&tag.as_str()) {
        let message = format!("the document has no tag {}", quoted(tag));
        report_unknown(lint, message, tag, declared.into_iter());
    }
}

fn check_wait(lint: &mut Linter<'_>, id: &Placed<String>, wait: &Wait) {
    let Some(OperationOfMethod { operation, .. }) = operations(lint).remove(id.as_str()) else {
        return;
    };
    let Some(body) = lint.body_of(operation) else {
        let message = format!(
            "the operation {} has no body, so no member of it can make the server wait",
            quoted(id)
        );
        return lint.report_setting(Rule::SettingTarget, id.at, message, "remove the line");
    };
    let properties = lint.properties(body);
    let Some((_, _, property)) = properties.iter().find(|(name, ..)| *name == wait.member.as_str()) else {
        let names = properties.iter().map(|(name, ..)| *name);
        let message = format!("{} has no member {}", quoted(body), quoted(&wait.member));
        return report_unknown(lint, message, &wait.member, names);
    };
    if json_type(&lint.document.openapi, property) != Some(JsonType::Text) {
        let message = format!("the member {} is not a text", quoted(&wait.member));
        let help = "name a member that is a text or an enum";
        return lint.report_setting(Rule::SettingTarget, wait.member.at, message, help);
    }
    let values = known_values(lint, property);
    if !values.is_empty() && !values.contains(&wait.value.as_str()) {
        let message = format!("the member {} is never {}", quoted(&wait.member), quoted(&wait.value));
        report_unknown(lint, message, &wait.value, values.into_iter());
    }
}

/// Returns the values of an enum.
fn known_values<'a>(lint: &Linter<'a>, property: &'a ReferenceOr<Box<Schema>>) -> Vec<&'a str> {
    let component = referenced_component(property).and_then(|name| lint.schema(name));
    let schema = component.or_else(|| property.as_item().map(|schema| &**schema));
    match schema.map(|schema| (&schema.schema_kind, is_enum(schema))) {
        Some((openapiv3::SchemaKind::Type(openapiv3::Type::String(string)), true)) => {
            string.enumeration.iter().flatten().map(String::as_str).collect()
        }
        _ => Vec::new(),
    }
}

fn check_name<'a>(lint: &mut Linter<'a>, owners: &[Owner<'a>], name: &Name) {
    if !is_snake_case(&name.rust) {
        let message = format!("{} cannot be the name of an argument or a setter", quoted(&name.rust));
        let help = "write it in lower case, with underscores between words, and use no Rust keyword";
        lint.report_setting(Rule::SettingName, name.rust.at, message, help);
    }
    if let Some(of) = &name.owner {
        let of_body = owners.iter().flat_map(|owner| &owner.inputs);
        let mut of_body = of_body.filter(|input| input.component == Some(of.as_str())).peekable();
        if of_body.peek().is_some() {
            check_input(lint, of, of_body.map(|input| input.wire), &name.wire);
        } else if let Some(owner) = owner(lint, owners, of) {
            check_input(lint, of, owner.inputs.iter().map(|input| input.wire), &name.wire);
        }
        return;
    }
    let known = owners.iter().flat_map(|owner| &owner.inputs);
    let known: Vec<_> = known.map(|input| input.wire).collect();
    if known.contains(&name.wire.as_str()) {
        return;
    }
    if let Some((owner, wire)) = name.wire.split_once('.') {
        let message = format!("{} is in quotes, so TOML reads it as one name", quoted(&name.wire));
        let help = format!("write `{owner}.{wire} = ...` without quotes");
        lint.report_setting(Rule::SettingTarget, name.wire.at, message, help);
    } else {
        let message = format!("no request has an argument or a setter for {}", quoted(&name.wire));
        report_unknown(lint, message, &name.wire, known.into_iter());
    }
}

fn is_snake_case(name: &str) -> bool {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    plain && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Returns the request or object with this name, or reports a problem.
fn owner<'o, 'a>(lint: &mut Linter<'a>, owners: &'o [Owner<'a>], of: &Placed<String>) -> Option<&'o Owner<'a>> {
    let found = owners.iter().find(|owner| owner.name == of.as_str());
    if found.is_some() {
        return found;
    }
    let operations = operations(lint);
    let by_hand = |called: &OperationOfMethod<'_>| reason_to_leave_out(called.operation).is_some();
    let takes = |(_, called): &(&&str, &OperationOfMethod<'a>)| lint.body_of(called.operation) == Some(of.as_str());
    let (message, help) = if operations.get(of.as_str()).is_some_and(by_hand) {
        let message = format!("the request of {} is written by hand", quoted(of));
        (message, "remove the line".to_owned())
    } else if let Some((id, _)) = operations.iter().find(takes) {
        let message = format!("{} is the whole body of {}", quoted(of), quoted(id));
        let help = format!(
            "write {} instead: the members of its body are set on the request",
            quoted(id)
        );
        (message, help)
    } else if lint.schema(of).is_some() {
        let message = format!("no request body contains the component {}", quoted(of));
        (
            message,
            "remove the line; only objects in request bodies have setters".to_owned(),
        )
    } else {
        let known = owners.iter().map(|owner| owner.name);
        let message = format!("the document has no operation or component {}", quoted(of));
        report_unknown(lint, message, of, known);
        return None;
    };
    lint.report_setting(Rule::SettingTarget, of.at, message, help);
    None
}

fn check_input<'k>(
    lint: &mut Linter<'_>,
    owner: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    wire: &Placed<String>,
) {
    if !known.clone().any(|known| known == wire.as_str()) {
        let message = format!("{} has no argument or setter for {}", quoted(owner), quoted(wire));
        report_unknown(lint, message, wire, known);
    }
}
