//! Rules for the settings of paged lists: identities and cursors of items.

use std::collections::BTreeMap;

use crate::document::codegen_toml::settings::Placed;
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::lint::rules::codegen_toml::targets::{check_component, check_operation, operations, report_unknown};
use crate::model::members::{Member, Object};
use crate::model::request::requests;

pub fn check(lint: &mut Linter<'_>) {
    let settings = lint.settings;
    if settings.identity.is_empty() && settings.cursors.is_empty() {
        return;
    }
    let requests = requests(&lint.document.openapi, settings);
    let paged = requests.iter().filter_map(|request| {
        let item = request.page.as_ref()?.item_component.as_deref()?;
        Some((request.operation_id.as_str(), item))
    });
    let paged: BTreeMap<_, _> = paged.collect();
    for line in &settings.identity {
        check_identity(lint, &line.key, &line.value, paged.values().copied());
    }
    for line in &settings.cursors {
        check_operation(lint, &line.key);
        match paged.get(line.key.as_str()) {
            Some(item) => {
                for member in std::iter::once(&line.value.member).chain(&line.value.time) {
                    check_member(lint, item, member);
                }
            }
            None if has_operation(lint, &line.key) => {
                let message = format!("{} is not a paged list of objects", quoted(&line.key));
                report(lint, &line.key, message, "remove the line");
            }
            None => {}
        }
    }
}

fn check_identity<'i>(
    lint: &mut Linter<'_>,
    component: &Placed<String>,
    members: &[Placed<String>],
    mut items: impl Iterator<Item = &'i str>,
) {
    if !check_component(lint, component) {
        return;
    }
    if !items.any(|item| item == component.as_str()) {
        let message = format!("no paged list has items of the component {}", quoted(component));
        return report(lint, component, message, "remove the line");
    }
    if members.is_empty() {
        let message = format!("the line has no members that identify an item of {}", quoted(component));
        return report(lint, component, message, "name at least one member");
    }
    for member in members {
        if check_member(lint, component, member).is_some_and(|member| member.may_be_absent()) {
            let message = format!("the member {} may be absent", quoted(member));
            report(lint, member, message, "name only members that every item has");
        }
    }
}

/// Returns the member of a component if it is a text, or reports a problem.
fn check_member(lint: &mut Linter<'_>, component: &str, name: &Placed<String>) -> Option<Member> {
    let openapi = &lint.document.openapi;
    let object = Object::of(openapi, lint.settings, component);
    let members = object.map_or_else(Vec::new, |object| object.members);
    let Some(member) = members.iter().find(|member| member.wire == name.as_str()) else {
        let message = format!("{} has no member {}", quoted(component), quoted(name));
        report_unknown(lint, message, name, members.iter().map(|member| member.wire.as_str()));
        return None;
    };
    if !member.value.is_text(openapi) {
        let message = format!("the member {} is not a text", quoted(name));
        report(lint, name, message, "name a member that is a text, an ID or a time");
        return None;
    }
    Some(member.clone())
}

fn has_operation(lint: &Linter<'_>, id: &str) -> bool {
    operations(lint).contains_key(id)
}

fn report(lint: &mut Linter<'_>, word: &Placed<String>, message: String, help: &str) {
    lint.report_setting(Rule::SettingTarget, word.at, message, help);
}
