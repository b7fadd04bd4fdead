//! Safe names under which to save attachments.
//!
//! The crate `sanitize-filename` turns a path into one name (`....etcpasswd`) and keeps names of devices.

use crate::rendering::text::{Lines, printable};

const FILE_NAME_LIMIT: usize = 100;

pub(super) fn safe_file_name(claimed: &str) -> Option<String> {
    let printable = printable(claimed, Lines::Flatten, usize::MAX);
    let last = printable.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .trim_start_matches(|character: char| matches!(character, '.' | '~' | '-') || character.is_whitespace())
        .chars()
        .map(|character| match character {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
            character => character,
        })
        .take(FILE_NAME_LIMIT)
        .collect();
    let plain = plain.trim_matches(|character: char| character == '.' || character.is_whitespace());
    if plain.is_empty() {
        return None;
    }
    Some(if is_device_name(plain) {
        format!("_{plain}")
    } else {
        plain.to_owned()
    })
}

/// Returns `true` for names under which Windows opens a device, whatever follows the first dot.
fn is_device_name(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ["COM", "LPT"].iter().any(|port| {
            stem.strip_prefix(port)
                .is_some_and(|number| number.chars().count() == 1 && number != "0")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_have_no_folders_and_do_no_harm() {
        for (claimed, safe) in [
            ("captcha.png", Some("captcha.png")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\Windows\\evil.exe", Some("evil.exe")),
            ("..", None),
            ("/", None),
            ("a/", None),
            ("", None),
            ("~/.bashrc", Some("bashrc")),
            ("-rf", Some("rf")),
            (". -rf", Some("rf")),
            ("a\u{1b}[31m\u{202e}gnp.exe\n", Some("agnp.exe")),
            ("a:b*?.png. ", Some("a_b__.png")),
            ("nul.png", Some("_nul.png")),
            ("COM1", Some("_COM1")),
            ("common.png", Some("common.png")),
            ("код 🙈.png", Some("код 🙈.png")),
        ] {
            assert_eq!(safe_file_name(claimed).as_deref(), safe, "{claimed:?}");
        }
        assert_eq!(safe_file_name(&"x".repeat(500)).unwrap().len(), 100);
    }
}
