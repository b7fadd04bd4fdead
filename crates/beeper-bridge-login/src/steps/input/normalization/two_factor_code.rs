//! Normalizes codes that the user receives or that an authenticator generates.

use super::characters::{plain, to_ascii_dash, to_ascii_digit, unwrapped};

/// Removes separators between digits. Keeps dashes and spaces in a code with letters, because they may belong to it.
pub(super) fn normalize(typed: &str) -> String {
    let plain: String = plain(typed).chars().map(to_ascii_digit).map(to_ascii_dash).collect();
    let code = unwrapped(&plain);
    let solid: String = code
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '-')
        .collect();
    match solid.bytes().all(|byte| byte.is_ascii_digit()) {
        true => solid,
        false => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_lose_what_divides_them() {
        for typed in [
            "123456",
            " 123 456\n",
            "123-456",
            "123\u{2011}456\u{a0}",
            "123 \u{2013} 456",
            "\u{202a}123\u{200b}456\u{202c}",
            "1 2 3 4 5 6",
            "\"123456\"",
            "١٢٣٤٥٦",
            "１２３－４５６",
        ] {
            assert_eq!(normalize(typed), "123456", "{typed:?}");
        }
        assert_eq!(normalize(" 012-345 "), "012345");
        for nothing in ["", " ", " - ", "\u{2013}\u{200b}", "\"\""] {
            assert_eq!(normalize(nothing), "", "{nothing:?}");
        }
    }

    #[test]
    fn codes_with_letters_keep_their_dashes_and_spaces() {
        for (typed, expected) in [
            ("G-123456", "G-123456"),
            (" ab-CD\n", "ab-CD"),
            ("a1b2c\u{2011}3d4e5", "a1b2c-3d4e5"),
            ("abcd efgh ijkl", "abcd efgh ijkl"),
            ("\u{200b}ABCD-1234", "ABCD-1234"),
            ("123.456", "123.456"),
        ] {
            assert_eq!(normalize(typed), expected, "{typed:?}");
        }
    }
}
