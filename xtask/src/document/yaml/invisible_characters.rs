//! Finds invisible characters, which compilers and readers of YAML refuse or misread.

use crate::document::problem::{Position, Problem};

/// Returns what is wrong with a character that is not allowed in a document.
pub fn forbidden_character(c: char) -> Option<&'static str> {
    Some(match c {
        '\n' | '\t' => return None,
        '\r' => "a carriage return without a line feed",
        '\u{85}' | '\u{2028}' | '\u{2029}' => "a line separator other than a line feed",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "a control character for the direction of text",
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => {
            "an invisible character"
        }
        '\u{e0000}'..='\u{e001f}' => "an invisible character",
        '\u{fffd}' => "a replacement character, which marks a lost one",
        c if c.is_control() => "a control character",
        _ => return None,
    })
}

/// Returns the characters of a file that are not allowed, the first of each line.
pub fn find(file: &str, text: &str) -> Vec<Problem> {
    let mut found = Vec::new();
    let lines = text.split('\n').enumerate();
    for (index, line) in lines {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let odd = line
            .chars()
            .enumerate()
            .find_map(|(column, c)| Some((column, c, forbidden_character(c)?)));
        if let Some((column, c, what)) = odd {
            let at = Position {
                line: index + 1,
                column: column + 1,
            };
            let message = format!("{what} (U+{:04X})", u32::from(c));
            let help = match c {
                '\r' => "end lines with a line feed, or with both",
                '\u{fffd}' => "write the character that was meant",
                _ => "remove it",
            };
            found.push(Problem::new(file, message, help).at(at));
        }
    }
    found
}
