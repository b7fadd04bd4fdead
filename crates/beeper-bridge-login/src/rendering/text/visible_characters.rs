//! Removes invisible characters.
//!
//! The tables contain Unicode's blocks. `icu_properties`, which `url` brings, has them too; but a program can choose another
//! backend (`idna_adapter`) to avoid ICU's crates, and would then get them back.

const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';

/// Returns `true` for characters that join or separate their neighbours.
pub(super) fn is_joiner(character: char) -> bool {
    matches!(character, ZWNJ | ZWJ)
}

/// Returns `true` for characters that have no width or change the order of others, and so can hide text.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Removes invisible characters, and normalizes line ends and tabs.
pub(super) fn remove_invisible(text: String) -> String {
    let mut output = String::with_capacity(text.len());
    let mut preceding = Preceding::default();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let character = match character {
            '\r' => {
                rest.next_if_eq(&'\n');
                '\n'
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            ZWJ | ZWNJ if !preceding.is_joined_with(rest.peek().copied(), character) => continue,
            '\u{fe0e}' | '\u{fe0f}' if !preceding.takes_variation() => continue,
            ZWJ | ZWNJ | '\u{fe0e}' | '\u{fe0f}' => character,
            character if character.is_control() || is_invisible(character) => continue,
            character => character,
        };
        output.push(character);
        preceding.push(character);
    }
    output
}

/// The last two characters that were kept.
#[derive(Default)]
struct Preceding {
    last: Option<char>,
    last_but_one: Option<char>,
}

impl Preceding {
    fn push(&mut self, character: char) {
        self.last_but_one = self.last.replace(character);
    }

    fn is_joined_with(&self, next: Option<char>, joiner: char) -> bool {
        let left = match self.last {
            Some('\u{fe0f}') => self.last_but_one,
            last => last,
        };
        let (Some(left), Some(right)) = (left, next) else {
            return false;
        };
        (joiner == ZWJ && is_pictograph(left) && is_pictograph(right))
            || (is_of_joining_script(left) && is_of_joining_script(right))
    }

    fn takes_variation(&self) -> bool {
        self.last
            .is_some_and(|last| is_pictograph(last) || matches!(last, '0'..='9' | '#' | '*'))
    }
}

/// Returns `true` for characters in one of the blocks with emoji, which include other symbols.
fn is_pictograph(character: char) -> bool {
    matches!(
        character,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{24c2}'
            | '\u{2190}'..='\u{21ff}'
            | '\u{2300}'..='\u{23ff}'
            | '\u{25a0}'..='\u{27bf}'
            | '\u{2900}'..='\u{297f}'
            | '\u{2b00}'..='\u{2bff}'
            | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
            | '\u{1f000}'..='\u{1faff}'
    )
}

/// Returns `true` for characters of scripts in which letters change with their neighbours.
///
/// These are Arabic and related scripts, and those of India.
fn is_of_joining_script(character: char) -> bool {
    matches!(
        character,
        '\u{620}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{900}'..='\u{dff}'
    )
}
