//! Rules for paths and their parameters.

use std::collections::HashMap;

use openapiv3::{Operation, Parameter, PathItem, ReferenceOr};

use crate::document::json_pointer::child;
use crate::document::openapi::schema::target_name;
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::model::rust_names::field_name;

/// A path of the document with its place.
pub struct Path<'a> {
    pub template: &'a str,
    pub pointer: String,
    pub item: &'a PathItem,
}

/// An operation of the document with its place.
pub struct Place<'a> {
    pub pointer: String,
    pub operation: &'a Operation,
}

impl<'a> Linter<'a> {
    pub fn paths(&self) -> impl Iterator<Item = Path<'a>> + use<'a> {
        self.document.openapi.paths.paths.iter().filter_map(|(template, item)| {
            Some(Path {
                template,
                pointer: child("/paths", template),
                item: item.as_item()?,
            })
        })
    }

    pub fn operations(&self) -> impl Iterator<Item = Place<'a>> + use<'a> {
        self.paths().flat_map(|path| path.operations())
    }

    fn parameter(&self, parameter: &'a ReferenceOr<Parameter>) -> Option<&'a Parameter> {
        match parameter {
            ReferenceOr::Item(parameter) => Some(parameter),
            ReferenceOr::Reference { reference } => {
                self.components()?.parameters.get(target_name(reference))?.as_item()
            }
        }
    }
}

impl<'a> Path<'a> {
    pub fn operations(&self) -> Vec<Place<'a>> {
        self.item
            .iter()
            .map(|(method, operation)| Place {
                pointer: child(&self.pointer, method),
                operation,
            })
            .collect()
    }
}

pub fn check(lint: &mut Linter<'_>) {
    for path in lint.paths().collect::<Vec<_>>() {
        match template_names(path.template) {
            Ok(names) => check_parameters(lint, &path, &names),
            Err(message) => lint.report(
                Rule::PathTemplate,
                &path.pointer,
                message,
                "write each parameter once, as `{name}`",
            ),
        }
    }
}

/// Returns the names between braces.
fn template_names(template: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find(['{', '}']) {
        let inner = rest[start..].strip_prefix('{');
        let Some((name, after)) = inner.and_then(|inner| inner.split_once('}')) else {
            return Err("this path has a brace without a partner".to_owned());
        };
        if name.is_empty() || name.contains(['{', '/']) {
            return Err(format!("{} cannot be the name of a parameter", quoted(name)));
        }
        if names.contains(&name) {
            return Err(format!("the parameter {} occurs twice", quoted(name)));
        }
        names.push(name);
        rest = after;
    }
    Ok(names)
}

/// A parameter in the list of a path or an operation.
pub struct ListedParameter<'a> {
    pub pointer: String,
    pub name: &'a str,
    in_path: bool,
}

pub fn listed<'a>(
    lint: &Linter<'a>,
    pointer: &str,
    parameters: &'a [ReferenceOr<Parameter>],
) -> Vec<ListedParameter<'a>> {
    let resolved = parameters.iter().enumerate().filter_map(|(index, parameter)| {
        let parameter = lint.parameter(parameter)?;
        Some(ListedParameter {
            pointer: format!("{pointer}/parameters/{index}"),
            name: &parameter.parameter_data_ref().name,
            in_path: matches!(parameter, Parameter::Path { .. }),
        })
    });
    resolved.collect()
}

fn check_parameters(lint: &mut Linter<'_>, path: &Path<'_>, names: &[&str]) {
    let shared = listed(lint, &path.pointer, &path.item.parameters);
    check_fitting(lint, names, &shared);
    let mut lacking: Vec<(String, &str)> = Vec::new();
    let operations = path.operations();
    for place in &operations {
        let own = listed(lint, &place.pointer, &place.operation.parameters);
        check_fitting(lint, names, &own);
        check_once(lint, place.operation.request_body.is_some(), shared.iter().chain(&own));
        let declared = |name: &str| {
            shared
                .iter()
                .chain(&own)
                .any(|parameter| parameter.in_path && parameter.name == name)
        };
        lacking.extend(
            names
                .iter()
                .filter(|name| !declared(name))
                .map(|name| (place.pointer.clone(), *name)),
        );
    }
    for name in names {
        let lacking = lacking.iter().filter(|(_, lacked)| lacked == name);
        let mut places: Vec<&str> = lacking.map(|(place, _)| place.as_str()).collect();
        if !places.is_empty() && places.len() == operations.len() {
            places = vec![&path.pointer];
        }
        for place in places {
            let message = format!("the path has {{{name}}}, but no parameter with that name is declared");
            let help = format!("add {} to `parameters`, with `in: path`", quoted(name));
            lint.report(Rule::PathParameters, place, message, help);
        }
    }
}

fn check_fitting(lint: &mut Linter<'_>, names: &[&str], parameters: &[ListedParameter<'_>]) {
    for parameter in parameters
        .iter()
        .filter(|parameter| parameter.in_path && !names.contains(&parameter.name))
    {
        let message = format!("the path does not contain the parameter {}", quoted(parameter.name));
        let help = format!("put {{{}}} into the path, or remove the parameter", parameter.name);
        lint.report(Rule::PathParameters, &parameter.pointer, message, help);
    }
}

/// The generator distinguishes parameters by name alone, and keeps the last of two.
fn check_once<'a>(lint: &mut Linter<'_>, has_body: bool, parameters: impl Iterator<Item = &'a ListedParameter<'a>>) {
    let mut seen = HashMap::new();
    if has_body {
        seen.insert("body".to_owned(), "body");
    }
    for parameter in parameters {
        let argument = field_name(parameter.name);
        match seen.insert(argument.clone(), parameter.name) {
            Some(other) if other == parameter.name && other != "body" => {
                let message = format!("the parameter {} occurs twice", quoted(parameter.name));
                lint.report(Rule::ArgumentOnce, &parameter.pointer, message, "remove one of the two");
            }
            Some(_) => {
                let message = format!(
                    "the parameter {} becomes the argument `{argument}`, as another value does",
                    quoted(parameter.name)
                );
                let help =
                    "the generator cannot rename it or the other parameter or body: write this operation by hand";
                lint.report(Rule::ArgumentOnce, &parameter.pointer, message, help);
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::template_names;

    #[test]
    fn templates() {
        assert_eq!(template_names("/a/{b}/{c}/d"), Ok(vec!["b", "c"]));
        for bad in ["/{a", "/a}", "/{}", "/{a/b}", "/{a}/{a}", "/{{a}}"] {
            assert!(template_names(bad).is_err(), "{bad}");
        }
    }
}
