//! Rules for descriptions, as Markdown.

use crate::document::markdown::markdown_errors;
use crate::document::problem::Position;
use crate::document::yaml::tree::Node;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

pub fn check(lint: &mut Linter<'_>) {
    for pointer in &lint.document.found.prose {
        let Some(node) = lint.document.root.find(pointer) else {
            continue;
        };
        let text = node.text().unwrap_or_default();
        for error in markdown_errors(text) {
            let at = position(&lint.document.text, node, text, error.at);
            let problem = lint.document.problem(pointer, error.message, error.help);
            lint.add(problem.at(at).against(Rule::Markdown.name()));
        }
    }
}

/// Returns the position of a part of a text: on the first line, from the text's beginning, that has the same words around it.
fn position(file: &str, node: &Node, text: &str, byte: usize) -> Position {
    let start = text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
    let before = text[start..byte].trim_start();
    let line = text[start..].lines().next().unwrap_or_default().trim();
    let mut lines = file.lines().enumerate().skip(node.at.line - 1);
    let found = lines.find_map(|(index, written)| Some((index, written, written.find(line)?)));
    found
        .filter(|_| !line.is_empty())
        .map_or(node.at, |(index, written, column)| Position {
            line: index + 1,
            column: written[..column].chars().count() + before.chars().count() + 1,
        })
}
