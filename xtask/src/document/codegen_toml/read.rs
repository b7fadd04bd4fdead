//! Reads `codegen.toml` section by section, so that it reports every mistake and not only the first.

use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::document::codegen_toml::delivery::Delivery;
use crate::document::codegen_toml::settings::{ItemCursor, Line, Name, Placed, Settings, Wait};
use crate::document::problem::{Position, Problem, closest, in_file_order, listed, quoted};

/// The sections, each with an example.
const SECTIONS: [(&str, &str); 12] = [
    ("verbs", "verbs = [\"get\", \"list\"]"),
    ("roots", "roots = [\"Component\"]"),
    ("boxed", "boxed = [\"Component\"]"),
    ("exact", "exact = [\"Component\"]"),
    ("delivery", "operationId = \"idempotent\""),
    ("waits", "operationId = { member = \"name\", value = \"word\" }"),
    ("names", "operationId.name = \"rust_name\""),
    ("arguments", "operationId = [\"name\"]"),
    ("conversions", "Component = [\"Component\"]"),
    ("identity", "Component = [\"member\", \"id\"]"),
    ("cursors", "operationId = { member = \"name\", time = \"name\" }"),
    ("groups", "tag = \"heading\""),
];

const CLASSES: [(&str, Delivery); 4] = [
    ("read", Delivery::Read),
    ("idempotent", Delivery::Idempotent),
    ("act", Delivery::Act),
    ("login", Delivery::Login),
];

type Value<'a> = Spanned<DeValue<'a>>;

pub fn read(file: &str, text: &str) -> Result<Settings, Vec<Problem>> {
    let mut reader = Reader {
        file,
        text,
        problems: Vec::new(),
    };
    let mut settings = Settings {
        file: file.to_owned(),
        ..Settings::default()
    };
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let help = match error.message() {
            "duplicate key" => "remove one of the two",
            _ => "write valid TOML; https://toml.io describes it",
        };
        reader.report(error.span().unwrap_or_default(), error.message(), help);
    }
    // Lines below a line that is not TOML would be reported for the wrong section.
    if reader.problems.is_empty() {
        for (key, value) in root.into_inner() {
            reader.section(&mut settings, key, value);
        }
    }
    if reader.problems.is_empty() {
        Ok(settings)
    } else {
        Err(in_file_order(reader.problems))
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn section(&mut self, settings: &mut Settings, key: Spanned<impl AsRef<str>>, value: Value<'_>) {
        let name = key.get_ref().as_ref();
        let Some((_, example)) = SECTIONS.iter().find(|(section, _)| *section == name) else {
            let sections = SECTIONS.map(|(section, _)| section);
            let help = match closest(name, sections) {
                Some(near) => format!("did you mean {}?", quoted(near)),
                None => format!("the sections are {}", listed(sections)),
            };
            return self.report(key.span(), format!("unknown section {}", quoted(name)), help);
        };
        match name {
            "verbs" => settings.verbs = self.list(value, example),
            "roots" => settings.roots = self.list(value, example),
            "boxed" => settings.boxed = self.list(value, example),
            "exact" => settings.exact = self.list(value, example),
            "delivery" => settings.delivery = self.table(value, example, Self::class),
            "waits" => settings.waits = self.table(value, example, Self::wait),
            "names" => settings.names = self.names(value, example),
            "arguments" => settings.arguments = self.table(value, example, Self::words),
            "conversions" => settings.conversions = self.table(value, example, Self::words),
            "identity" => settings.identity = self.table(value, example, Self::words),
            "cursors" => settings.cursors = self.table(value, example, Self::item_cursor),
            _ => settings.groups = self.table(value, example, Self::word),
        }
    }

    fn list(&mut self, value: Value<'_>, example: &str) -> Vec<Placed<String>> {
        self.words(value, example).unwrap_or_default()
    }

    fn table<'v, T>(
        &mut self,
        value: Value<'v>,
        example: &str,
        read: impl Fn(&mut Self, Value<'v>, &str) -> Option<T>,
    ) -> Vec<Line<T>> {
        let entries = self.entries(value, example).into_iter();
        let lines = entries.filter_map(|(key, value)| {
            Some(Line {
                key,
                value: read(self, value, example)?,
            })
        });
        lines.collect()
    }

    fn names(&mut self, value: Value<'_>, example: &str) -> Vec<Name> {
        let mut names = Vec::new();
        for (key, value) in self.entries(value, example) {
            if value.get_ref().is_table() {
                let lines = self.table(value, example, Self::word);
                names.extend(lines.into_iter().map(|line| Name {
                    owner: Some(key.clone()),
                    wire: line.key,
                    rust: line.value,
                }));
            } else {
                names.extend(self.word(value, example).map(|rust| Name {
                    owner: None,
                    wire: key,
                    rust,
                }));
            }
        }
        names
    }

    fn entries<'v>(&mut self, value: Value<'v>, example: &str) -> Vec<(Placed<String>, Value<'v>)> {
        let span = value.span();
        let DeValue::Table(table) = value.into_inner() else {
            self.report(span, "this is not a table", written_as(example));
            return Vec::new();
        };
        let entries = table.into_iter();
        let entries = entries.map(|(key, value)| {
            (
                self.placed(Spanned::new(key.span(), key.into_inner().into_owned())),
                value,
            )
        });
        entries.collect()
    }

    fn class(&mut self, value: Value<'_>, example: &str) -> Option<Placed<Delivery>> {
        let span = value.span();
        let word = self.word(value, example)?;
        let class = CLASSES.iter().find(|(name, _)| *name == *word);
        if class.is_none() {
            let names = CLASSES.map(|(name, _)| name);
            let help = match closest(&word, names) {
                Some(near) => format!("did you mean {}?", quoted(near)),
                None => format!("the classes are {}", listed(names)),
            };
            self.report(span, format!("unknown delivery class {}", quoted(&word)), help);
        }
        Some(Placed {
            value: class?.1,
            at: word.at,
        })
    }

    fn wait(&mut self, value: Value<'_>, example: &str) -> Option<Wait> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, expecting = "a table")]
        struct Raw {
            member: Spanned<String>,
            value: Spanned<String>,
        }
        let Raw { member, value } = self.typed(value, example)?;
        Some(Wait {
            member: self.placed(member),
            value: self.placed(value),
        })
    }

    fn item_cursor(&mut self, value: Value<'_>, example: &str) -> Option<ItemCursor> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, expecting = "a table")]
        struct Raw {
            member: Spanned<String>,
            time: Option<Spanned<String>>,
        }
        let Raw { member, time } = self.typed(value, example)?;
        Some(ItemCursor {
            member: self.placed(member),
            time: time.map(|time| self.placed(time)),
        })
    }

    fn words(&mut self, value: Value<'_>, example: &str) -> Option<Vec<Placed<String>>> {
        let words: Vec<Spanned<String>> = self.typed(value, example)?;
        Some(words.into_iter().map(|word| self.placed(word)).collect())
    }

    fn word(&mut self, value: Value<'_>, example: &str) -> Option<Placed<String>> {
        let word = self.typed(value, example)?;
        Some(self.placed(word))
    }

    fn typed<T: DeserializeOwned>(&mut self, value: Value<'_>, example: &str) -> Option<T> {
        let whole = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.message().replace("a sequence", "a list");
                self.report(error.span().unwrap_or(whole), message, written_as(example));
                None
            }
        }
    }

    fn placed(&self, word: Spanned<String>) -> Placed<String> {
        Placed {
            at: self.position(word.span().start),
            value: word.into_inner(),
        }
    }

    fn position(&self, offset: usize) -> Position {
        Position::after(self.text.get(..offset).unwrap_or(self.text))
    }

    fn report(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let position = self.position(span.start);
        let problem = Problem::new(self.file, message, help).at(position);
        self.problems.push(problem);
    }
}

fn written_as(example: &str) -> String {
    format!("write it as in `{example}`")
}
