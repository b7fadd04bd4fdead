//! Builds pastes of arbitrary values: one or several formats in a row, with text between and around them.

use super::formats::choices::Choices;
use super::formats::{FORMATS, Format};
use super::marked_text::MarkedText;
use super::planted::{Kind, Planted};

/// A value before it is adapted to what a format can contain.
#[derive(Clone, Debug)]
pub struct RawValue {
    pub kind: u8,
    pub name: String,
    pub value: String,
}

/// One format with values in it.
#[derive(Clone, Debug)]
pub struct Part {
    pub format: u8,
    pub values: Vec<RawValue>,
    /// The choices among the forms of the format.
    pub choices: Vec<u8>,
}

impl Part {
    pub fn format(&self) -> &'static Format {
        &FORMATS[usize::from(self.format) % FORMATS.len()]
    }

    /// Writes the values. Their names get a number, beginning with `from`, so that all differ.
    pub fn render(&self, from: usize) -> MarkedText {
        let format = self.format();
        let planted: Vec<_> = (from..)
            .zip(&self.values)
            .map(|(number, raw)| fit(raw, format, number))
            .collect();
        (format.render)(&planted, &mut Choices::new(&self.choices))
    }
}

/// Returns the nearest value that a browser can have and the format can contain.
fn fit(raw: &RawValue, format: &Format, number: usize) -> Planted {
    let kind = format.kinds[usize::from(raw.kind) % format.kinds.len()];
    let is_possible = |character: &char| match kind {
        Kind::Cookie => (' '..='~').contains(character) && *character != ';',
        Kind::Header => (' '..='~').contains(character),
        Kind::LocalStorage => !character.is_control() || *character == '\n',
    };
    let kept = |text: &str, is_kept: &dyn Fn(&char) -> bool| -> String {
        let kept: String = text
            .chars()
            .filter(|character| is_kept(character) && !format.lacks.contains(*character))
            .collect();
        kept.trim().to_owned()
    };
    let mut value = kept(&raw.value, &is_possible);
    if value.is_empty() {
        "value".clone_into(&mut value);
    }
    let is_in_a_token = |character: &char| character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(*character);
    let name = match kind {
        Kind::Cookie => format!("{}_{number}", kept(&raw.name, &is_in_a_token)),
        Kind::Header => {
            let name = kept(&raw.name, &|character| character.is_ascii_alphanumeric());
            format!("x-{}{number}", name.to_ascii_lowercase())
        }
        Kind::LocalStorage => {
            let name = kept(&raw.name, &|character| {
                is_in_a_token(character) || ":/@ ".contains(*character)
            });
            format!("{name}_{number}")
        }
    };
    // If a name begins with a quote or a space, these could also surround the paste.
    let name = name.trim_start_matches(['\'', '`', ' ']).to_owned();
    Planted { kind, name, value }
}

/// Writes the parts one after the other. `joins` selects the text between them.
pub fn joined(parts: &[Part], joins: &[u8]) -> MarkedText {
    let mut choices = Choices::new(joins);
    let mut text = MarkedText::new();
    let mut number = 0;
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push(choices.one_of(&[
                "\n\n",
                "\n",
                "\nand here is the other one:\n",
                "\n\nThen there is this:\n\n",
                "\r\n\r\n",
            ]));
        }
        text.append(&part.render(number));
        number += part.values.len();
    }
    text
}

/// Adds around a paste what chats, editors and people add.
pub fn decorated(text: &MarkedText, decisions: &[u8]) -> MarkedText {
    let mut choices = Choices::new(decisions);
    let around = |text: &MarkedText, (before, after): (&str, &str)| {
        let mut whole = MarkedText::new();
        whole.push(before).append(text).push(after);
        whole
    };
    let fence = *choices.one_of(&[
        &("", ""),
        &("```\n", "\n```"),
        &("```bash\n", "\n```\n"),
        &("~~~\n", "\n~~~"),
        &("“", "”"),
        &("\"", "\""),
        &("`", "`"),
        &("- ", ""),
    ]);
    let words = *choices.one_of(&[
        &("", ""),
        &("Here it is:\n\n", ""),
        &("Here it is:\n", "\n\nthanks!"),
        &("", "\nIs that what you need?"),
        &("hi, copied from the network tab\n\n", "\n\nbye"),
    ]);
    let unseen = *choices.one_of(&[
        &("", ""),
        &("\u{feff}", ""),
        &("\u{200b}", "\u{200b}\n"),
        &("\n \n", "\n\n\t"),
        &("\u{a0}", "\u{a0}"),
    ]);
    let prefix = choices.one_of(&["", "> ", "    ", "\t", "- ", ">"]);
    let line_break = choices.one_of(&["\n", "\r\n"]);
    let whole = around(&around(text, fence), words);
    let with_prefix = around(&whole.replace('\n', &format!("\n{prefix}")), (prefix, ""));
    around(&with_prefix.replace('\n', line_break), unseen)
}
