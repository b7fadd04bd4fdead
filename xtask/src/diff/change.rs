//! A change between documents, and its class: breaking, compatible or documentation.

use std::collections::BTreeSet;
use std::fmt;

use crate::diff::snapshot::Snapshot;
use crate::document::problem::{Location, one_line};

/// What a change means for a program that uses the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The program may no longer compile, or may behave differently.
    Breaking,
    /// The program behaves as before.
    Compatible,
    /// Only comments of the client's code change.
    Documentation,
}

impl Class {
    /// All classes, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Compatible, Self::Documentation];

    /// Returns the class as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Compatible => "compatible",
            Self::Documentation => "documentation",
        }
    }
}

/// A change between two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The class.
    pub class: Class,
    /// The place in the new document, or in the old one if it is gone.
    pub location: Location,
    /// The description: one line, a sentence without its full stop.
    pub text: String,
    /// How to make the change compatible, if that is possible.
    pub help: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}\n  --> {}",
            self.class.word(),
            self.text,
            place(&self.location)
        )?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {}", one_line(help)),
            None => Ok(()),
        }
    }
}

/// Drops the JSON pointer of a location that has a line.
fn place(location: &Location) -> Location {
    let mut place = location.clone();
    if place.position.is_some() {
        place.pointer = None;
    }
    place
}

/// Collects changes between two documents.
pub struct Changes<'a> {
    /// The old document.
    pub old: &'a Snapshot,
    /// The new document.
    pub new: &'a Snapshot,
    found: Vec<Change>,
}

impl<'a> Changes<'a> {
    /// Begins with no changes.
    pub fn new(old: &'a Snapshot, new: &'a Snapshot) -> Self {
        Self {
            old,
            new,
            found: Vec::new(),
        }
    }

    /// Adds a change at its place in the new document.
    pub fn add(&mut self, class: Class, text: impl AsRef<str>, pointer: &str) {
        self.note(class, text.as_ref(), None, self.new.location(pointer));
    }

    /// Adds a change with a hint that makes it compatible.
    pub fn add_with_help(&mut self, class: Class, text: impl AsRef<str>, help: String, pointer: &str) {
        self.note(class, text.as_ref(), Some(help), self.new.location(pointer));
    }

    /// Adds the removal of something, at its place in the old document.
    pub fn gone(&mut self, class: Class, text: impl AsRef<str>, pointer: &str) {
        self.note(class, text.as_ref(), None, self.old.location(pointer));
    }

    fn note(&mut self, class: Class, text: &str, help: Option<String>, location: Location) {
        let change = Change {
            class,
            location,
            text: one_line(text),
            help,
        };
        // A change of a shared component is reported once.
        if !self.found.contains(&change) {
            self.found.push(change);
        }
    }

    /// Returns the hint for a line in the settings that keeps arguments of an operation or a component.
    pub fn line_of_arguments<'m>(&self, owner: &str, members: impl Iterator<Item = &'m str>) -> String {
        let members: Vec<_> = members.map(|wire| format!("{wire:?}")).collect();
        let (line, file) = (format!("{owner} = [{}]", members.join(", ")), self.new.settings_name());
        format!("`{line}` under `[arguments]` of {file} keeps it an argument")
    }

    /// Returns `true` if there are no changes yet.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns the changes: the worst first, and each class in the order of the files.
    pub fn sorted(mut self) -> Vec<Change> {
        let old = self.old.name().to_owned();
        self.found.sort_by(|one, other| {
            let key = |it: &Change| (it.class, *it.location.file == old, it.location.position);
            key(one).cmp(&key(other))
        });
        self.found
    }
}

/// Returns a Rust type as programs write it, in backquotes, or words for no type.
pub fn type_name(path: &str) -> String {
    if path.is_empty() {
        return "nothing".to_owned();
    }
    let modules = ["::std::boxed::", "::std::collections::", "crate::types::", "crate::"];
    let name = modules
        .iter()
        .fold(path.to_owned(), |name, module| name.replace(module, ""));
    format!("`{name}`")
}

/// Returns the changes as an entry for the changelog.
pub fn markdown(changes: &[Change]) -> String {
    let sections = Class::ALL.iter().filter_map(|class| {
        let lines: BTreeSet<_> = changes
            .iter()
            .filter(|it| it.class == *class)
            .map(|it| &it.text)
            .collect();
        let lines: String = lines.iter().map(|line| format!("* {line}.\n")).collect();
        let (first, rest) = class.word().split_at(1);
        (!lines.is_empty()).then(|| format!("### {}{rest}\n\n{lines}", first.to_uppercase()))
    });
    sections.collect::<Vec<_>>().join("\n")
}
