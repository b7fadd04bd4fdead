//! Reads a file into a document that conforms to the grammar.

pub mod inline_schemas;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use openapiv3::OpenAPI;

use crate::document::grammar;
use crate::document::grammar::findings::Found;
use crate::document::load::inline_schemas::{DuplicateTitle, Inline};
use crate::document::problem::{Position, Problem, in_file_order, quoted};
use crate::document::yaml::{parse, tree};
use crate::workspace::regular_file::{self, DIRECTORY, NotUsable};

/// Many times the size of the committed document, in bytes.
pub const MAX_DOCUMENT_BYTES: u64 = 16 * 1024 * 1024;

/// The components that need at least one of several members: for each alternative, the list of its members.
pub type RequiredAnyOf = BTreeMap<String, Vec<Vec<String>>>;

/// The positions in the file, by JSON pointer.
pub type Positions = HashMap<String, Position>;

/// A document that was read.
#[derive(Debug)]
pub struct Document {
    /// The file's name, as problems show it.
    pub file: String,
    /// The parsed document.
    pub openapi: OpenAPI,
    /// The positions of its places in the file.
    pub positions: Positions,
    /// The tree of the file.
    pub root: tree::Node,
    /// Its references, examples and texts.
    pub found: Found,
    /// The file's text.
    pub text: String,
    /// The schemas that are inline in the file, and components in `openapi`.
    pub inline: Vec<Inline>,
    /// The components that need at least one of several members.
    ///
    /// In the file, this is an `anyOf` beside the properties. The types of the parsed document have no place for that, so it is
    /// taken out before the parsing.
    pub required_any_of: RequiredAnyOf,
}

impl Document {
    /// Returns a problem with the place at this JSON pointer.
    ///
    /// A place that is not in the file has the position of the object that lacks it.
    pub fn problem(&self, pointer: &str, message: impl Into<String>, help: impl Into<String>) -> Problem {
        let pointer = self.in_file(pointer);
        let problem = Problem::new(&self.file, message, help).within(&pointer);
        let mut place = pointer.as_ref();
        loop {
            if let Some(position) = self.positions.get(place) {
                return problem.at(*position);
            }
            match place.rfind('/') {
                Some(end) => place = &place[..end],
                None => return problem,
            }
        }
    }

    /// Returns the place in the file of something that may be inside an inline schema.
    fn in_file<'a>(&self, pointer: &'a str) -> Cow<'a, str> {
        let mut pointer = Cow::Borrowed(pointer);
        // A later inline schema may be inside an earlier one.
        for inline in self.inline.iter().rev() {
            let rest = pointer.strip_prefix(&inline.component);
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
                pointer = Cow::Owned(format!("{}{rest}", inline.place));
            }
        }
        pointer
    }
}

/// Reads the file; `file` is the name that problems show.
pub fn read(path: &Path, file: &str) -> Result<Vec<u8>, Problem> {
    regular_file::read(path, MAX_DOCUMENT_BYTES).map_err(|refused| {
        let help = match &refused {
            NotUsable::Special(DIRECTORY) => "name the YAML file in it",
            NotUsable::Larger(_) => "name the file of an OpenAPI document",
            _ => help_to_read(&refused),
        };
        Problem::new(file, why_unreadable("the document", &refused), help)
    })
}

/// Reads another file that the command line names, or one beside a file; `what` names its role in problems.
pub fn read_beside(path: &Path, file: &str, what: &str) -> Result<Vec<u8>, Problem> {
    regular_file::read(path, MAX_DOCUMENT_BYTES)
        .map_err(|refused| Problem::new(file, why_unreadable(what, &refused), help_to_read(&refused)))
}

fn why_unreadable(what: &str, refused: &NotUsable) -> String {
    match refused {
        NotUsable::System(error) => format!("cannot read {what}: {error}"),
        NotUsable::Special(kind) => format!("{what} is {kind}"),
        NotUsable::Larger(limit) => format!("{what} is larger than {} MiB", limit / 1024 / 1024),
    }
}

fn help_to_read(refused: &NotUsable) -> &'static str {
    match refused {
        NotUsable::System(_) => "check the path and the file's permissions",
        NotUsable::Special(DIRECTORY) => "name a file in it",
        NotUsable::Special(_) => "write its contents to a regular file, and name that file",
        NotUsable::Larger(_) => "check the path",
    }
}

/// Parses the document, and checks its grammar.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Document, Vec<Problem>> {
    let text = decode(file, bytes).map_err(|problem| vec![problem])?;
    let root = parse::read_strictly(file, text)?;
    let positions = tree::positions(&root);
    let mut found = grammar::check(file, &root).map_err(in_file_order)?;
    let mut untyped = tree::untyped(&root);
    let required_any_of = take_required_any_of(&mut untyped);
    let mut openapi: OpenAPI = serde_yaml::from_value(untyped).map_err(|error| vec![not_openapi(file, &error)])?;
    let (inline, taken) = inline_schemas::name(&mut openapi);
    inline.iter().for_each(|it| it.update(&mut found.references));
    let document = Document {
        file: file.to_owned(),
        openapi,
        positions,
        root,
        found,
        text: text.to_owned(),
        inline,
        required_any_of,
    };
    let problems: Vec<_> = taken
        .iter()
        .map(|DuplicateTitle { title, pointer }| {
            let message = format!("the title {} is the name of another schema", quoted(title));
            document.problem(pointer, message, "write another title; it becomes the name of a type")
        })
        .collect();
    if problems.is_empty() {
        Ok(document)
    } else {
        Err(in_file_order(problems))
    }
}

/// Takes the alternatives of required members out of a document, whose types have no place for them.
pub fn take_required_any_of(document: &mut serde_yaml::Value) -> RequiredAnyOf {
    let schemas = document.get_mut("components").and_then(|it| it.get_mut("schemas"));
    let Some(serde_yaml::Value::Mapping(schemas)) = schemas else {
        return BTreeMap::new();
    };
    let texts = |value: &serde_yaml::Value| {
        let names = value.get("required").and_then(serde_yaml::Value::as_sequence);
        let names = names
            .into_iter()
            .flatten()
            .filter_map(|it| it.as_str().map(str::to_owned));
        names.collect()
    };
    let components = schemas.iter_mut().filter_map(|(name, schema)| {
        let ways = schema.as_mapping_mut()?.remove("anyOf")?;
        let ways = ways.as_sequence()?.iter().map(texts).collect();
        Some((name.as_str()?.to_owned(), ways))
    });
    components.collect()
}

/// Returns the text of a file, without a byte order mark.
pub fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let (before, rest) = bytes.split_at(error.valid_up_to());
        let position = Position::after(&String::from_utf8_lossy(before));
        let byte = rest.first().copied().unwrap_or_default();
        let (message, help) = match (bytes, windows_1252(byte)) {
            ([0xff, 0xfe, ..] | [0xfe, 0xff, ..], _) => {
                let message = "this is UTF-16 text, not UTF-8".to_owned();
                return Problem::new(file, message, "save the file as UTF-8");
            }
            (_, Some(c)) => (
                format!("the byte {byte:02X} is not UTF-8; in Windows-1252 it is `{c}`"),
                "save the file as UTF-8; if it is Windows-1252, open it as that first",
            ),
            (_, None) => (format!("the byte {byte:02X} is not UTF-8"), "save the file as UTF-8"),
        };
        Problem::new(file, message, help).at(position)
    })
}

/// Returns the character that a byte beyond ASCII is in Windows-1252, the encoding of older Windows programs.
fn windows_1252(byte: u8) -> Option<char> {
    const WINDOWS_1252: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => Some(WINDOWS_1252[usize::from(byte - 0x80)]).filter(|c| *c != '\0'),
        0xa1..=0xfe => Some(char::from(byte)),
        _ => None,
    }
}

/// Returns the problem of a document that the grammar accepts, and the types of an OpenAPI document refuse.
pub fn not_openapi(file: &str, error: &serde_yaml::Error) -> Problem {
    let message = format!("this is not an OpenAPI 3.0.3 document: {error}");
    Problem::new(file, message, "compare the place with the OpenAPI 3.0.3 specification")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = include_str!("../../../openapi/beeper-desktop.yaml");

    #[test]
    fn the_first_invalid_byte_is_found() {
        let problem = decode("a.yaml", "é: ü\né: \u{fc}".as_bytes().split_last().unwrap().1).unwrap_err();
        assert_eq!(problem.location.to_string(), "a.yaml:2:4");
    }

    #[test]
    fn a_missing_place_has_the_position_of_its_parent() {
        let document = parse("a.yaml", SPEC.as_bytes()).unwrap();
        let problem = document.problem("/paths/~1v1~1info/get/nothing/here", "a", "b");
        assert_eq!(
            problem.location.position,
            document.problem("/paths/~1v1~1info/get", "a", "b").location.position
        );
        assert_eq!(
            document
                .problem("/nothing", "a", "b")
                .location
                .position
                .map(|at| at.line),
            Some(1)
        );
    }

    #[test]
    fn titled_inline_schemas_become_components() {
        let text = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Room:\n      type: object\n      properties:\n        lamp:\n          title: Lamp\n          type: object\n          nullable: true\n          properties:\n            bulb:\n              title: Bulb\n              type: object\n              nullable: true\n              properties:\n                in: {$ref: '#/components/schemas/Room'}\n";
        let document = parse("a.yaml", text.as_bytes()).unwrap();
        let components = document.openapi.components.as_ref().unwrap();
        assert_eq!(Vec::from_iter(components.schemas.keys()), ["Room", "Lamp", "Bulb"]);
        let line_of = |pointer: &str| {
            let location = document.problem(pointer, "a", "b").location;
            (location.pointer.unwrap().into_string(), location.position.unwrap().line)
        };
        let bulb = "/components/schemas/Room/properties/lamp/properties/bulb";
        assert_eq!(line_of("/components/schemas/Bulb"), (bulb.to_owned(), 14));
        assert_eq!(
            line_of("/components/schemas/Bulb/properties/in"),
            (format!("{bulb}/properties/in"), 19)
        );
        assert_eq!(line_of("/components/schemas/Lamp").1, 9);
        let references = &document.found.references;
        let mut leads: Vec<_> = references
            .iter()
            .map(|it| (it.pointer.as_str(), it.target.as_str()))
            .collect();
        leads.sort_unstable();
        assert_eq!(
            leads,
            [
                ("/components/schemas/Bulb/properties/in", "/components/schemas/Room"),
                (
                    "/components/schemas/Lamp/properties/bulb/allOf/0",
                    "/components/schemas/Bulb"
                ),
                (
                    "/components/schemas/Room/properties/lamp/allOf/0",
                    "/components/schemas/Lamp"
                ),
            ]
        );
    }
}
