//! Descriptions as Markdown: finds errors, and escapes the rest for rustdoc.
//!
//! People and rustdoc both read a description as Markdown, but rustdoc supports more: links to items in brackets, code that it
//! compiles, HTML that it checks. Plain text that rustdoc would read as one of these is escaped before it reaches the generator.
//! Markdown with an error, such as a backtick without a partner, is ambiguous, and lint refuses it.

#[cfg(test)]
pub mod escaped_texts;

#[cfg(test)]
mod tests;

use std::ops::Range;

use openapiv3::OpenAPI;
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::document::load::{Document, inline_schemas, take_required_any_of};
use crate::document::problem::quoted;
use crate::document::yaml::tree;

/// How often a text is escaped again. An escape may change the meaning of the rest, once for each level of HTML.
const MAX_PASSES: usize = 4;

/// An error in a text.
#[derive(Debug, PartialEq)]
pub struct MarkdownError {
    /// Its position, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

/// Parses a text with the extensions of CommonMark that rustdoc uses.
fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(text, options).into_offset_iter()
}

/// Finds the errors of a text: unclosed blocks and code, and links without a valid target.
pub fn markdown_errors(text: &str) -> Vec<MarkdownError> {
    let mut found = Vec::new();
    let mut report = |at: usize, message: String, help: &'static str| found.push(MarkdownError { at, message, help });
    let mut is_code = false;
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                is_code = true;
                if !is_closed(&text[range.clone()]) {
                    report(
                        range.start,
                        "this block of code is not closed".to_owned(),
                        "write a line of three backticks below it",
                    );
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                is_code = true;
                report(
                    range.start,
                    "this paragraph is indented by four spaces, which makes it code".to_owned(),
                    "indent it less, or put it between lines of three backticks",
                );
            }
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) if !has_scheme(&dest_url) => {
                report(
                    range.start,
                    format!("this link leads to {}, which is not an absolute URL", quoted(&dest_url)),
                    "write the whole URL, or a backslash before the bracket",
                );
            }
            Event::Text(_) if !is_code => {
                let unpaired = text[range.clone()].find('`').map(|byte| range.start + byte);
                if let Some(byte) = unpaired.filter(|byte| !is_escaped(text, *byte)) {
                    report(
                        byte,
                        "this backtick has no partner".to_owned(),
                        "write the other one, or a backslash before it",
                    );
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns `true` if a block of code is closed. Markers of quotes and lists may precede both of its fences.
fn is_closed(block: &str) -> bool {
    let fence = |line: &str| {
        let line = line.trim_start_matches([' ', '>', '\t']).trim_end();
        let mark = line.chars().next().filter(|mark| "`~".contains(*mark))?;
        let length = line.len() - line.trim_start_matches(mark).len();
        Some((mark, length, line.len() == length))
    };
    let mut lines = block.trim_end().lines();
    let opening = lines.next().and_then(fence);
    match (opening, lines.next_back().and_then(fence)) {
        (Some((mark, length, _)), Some((closing, closing_length, is_alone))) => {
            mark == closing && closing_length >= length && is_alone
        }
        _ => false,
    }
}

fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    let is_path = address.starts_with(&format!("{scheme}::"));
    // The links of e-mail addresses have no scheme.
    let is_mail = scheme.is_empty() && address.contains('@');
    is_mail || !is_path && scheme.len() > 1 && scheme.chars().all(is_scheme)
}

fn is_escaped(text: &str, byte: usize) -> bool {
    let backslashes = text[..byte].len() - text[..byte].trim_end_matches('\\').len();
    backslashes % 2 == 1
}

/// Returns the text for rustdoc, which renders it as it was meant.
pub fn as_documentation(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..MAX_PASSES {
        let next = escaped(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn escaped(text: &str) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut links = 0_usize;
    let (mut is_code, mut is_address) = (false, false);
    for (event, range) in events(text) {
        match event {
            // Rustdoc compiles blocks of code that name no other language.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                is_code = true;
                let line = text[range.start..range.end].lines().next().unwrap_or_default();
                let fence = line.len() - line.trim_start().trim_start_matches(['`', '~']).len();
                if &*info != "text" {
                    edits.push((range.start + fence..range.start + line.len(), "text".to_owned()));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Link { link_type, .. }) => {
                links += 1;
                is_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
            }
            Event::Start(Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => {
                links = links.saturating_sub(1);
                is_address = false;
            }
            Event::Text(_) if !is_code && !is_address => edits.extend(plain(text, range, links > 0)),
            Event::Html(_) | Event::InlineHtml(_) => {
                let tags = text[range.clone()].match_indices('<');
                edits.extend(tags.map(|(byte, _)| (range.start + byte..range.start + byte, "\\".to_owned())));
            }
            _ => {}
        }
    }
    let mut escaped = String::with_capacity(text.len());
    let mut done = 0;
    for (range, put) in edits {
        if range.start >= done {
            escaped.push_str(&text[done..range.start]);
            escaped.push_str(&put);
            done = range.end;
        }
    }
    escaped.push_str(&text[done..]);
    escaped
}

/// Returns the escapes for a stretch of plain text.
fn plain(text: &str, range: Range<usize>, is_link: bool) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    let mut byte = range.start;
    while byte < range.end {
        let rest = &text[byte..];
        let address = ["http://", "https://"].iter().any(|scheme| rest.starts_with(scheme));
        let Some(first) = rest.chars().next() else { break };
        if address && !is_link {
            // A character of an address, such as `_`, may also be markup, and end the stretch early.
            let end = byte + address_length(rest);
            edits.push((byte..end, format!("<{}>", text[byte..end].replace('\\', ""))));
            byte = end;
            continue;
        }
        let is_tag = first == '<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        if ("[]".contains(first) || is_tag) && !is_escaped(text, byte) {
            edits.push((byte..byte, "\\".to_owned()));
        }
        byte += first.len_utf8();
    }
    edits
}

/// Returns the length of the address at the beginning of a text, without the punctuation that ends the sentence.
fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"`|".contains(c));
    let mut address = &text[..end.unwrap_or(text.len())];
    loop {
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', '\\', '’', '”']);
        let unpaired = |open: char, close: char| {
            trimmed.ends_with(close) && trimmed.matches(close).count() > trimmed.matches(open).count()
        };
        let is_unpaired = unpaired('(', ')') || unpaired('[', ']') || unpaired('{', '}');
        let trimmed = if is_unpaired {
            &trimmed[..trimmed.len() - 1]
        } else {
            trimmed
        };
        if trimmed.len() == address.len() {
            return address.len();
        }
        address = trimmed;
    }
}

/// Returns the document with all its descriptions escaped for rustdoc.
pub fn documented(document: &Document) -> Result<OpenAPI, serde_yaml::Error> {
    let mut root = tree::untyped(&document.root);
    for pointer in &document.found.prose {
        if let Some(serde_yaml::Value::String(text)) = tree::find_untyped(&mut root, pointer) {
            let documentation = as_documentation(text);
            if documentation != *text {
                *text = documentation;
            }
        }
    }
    take_required_any_of(&mut root);
    let mut openapi = serde_yaml::from_value(root)?;
    // Duplicate titles were refused when the document was read.
    inline_schemas::name(&mut openapi);
    Ok(openapi)
}
