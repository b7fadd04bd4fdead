//! Makes texts from the server safe to print.
//!
//! Labels, instructions and error messages originate in a chat network and arrive through a bridge. In a terminal, text can do
//! more than appear: escape sequences move the cursor, change the title, write to the clipboard and hide links, and
//! bidirectional overrides display the text in another order. [`printable`] removes all of these.

mod escape_sequences;
pub(crate) mod visible_characters;

use beeper_desktop_client::ServerText;

/// How [`printable`] treats the lines of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lines {
    /// Keeps the lines, but reduces several empty lines in a row to one.
    Keep,
    /// Joins the lines, and replaces each run of white space with one space.
    Flatten,
}

/// A text from an untrusted source, in any of several types; [`printable`] converts its argument into this.
#[derive(Clone, Copy)]
pub struct Untrusted<'a>(&'a str);

impl<'a> From<&'a str> for Untrusted<'a> {
    fn from(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> From<&'a String> for Untrusted<'a> {
    fn from(text: &'a String) -> Self {
        Self(text)
    }
}

impl<'a> From<&'a ServerText> for Untrusted<'a> {
    fn from(text: &'a ServerText) -> Self {
        Self(text.as_str())
    }
}

impl std::fmt::Debug for Untrusted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Untrusted(..)")
    }
}

/// Returns the readable part of a text, without anything that controls a terminal or hides something from the reader.
///
/// This removes escape sequences, control characters, bidirectional controls and characters without width. It keeps
/// right-to-left text and emoji. It keeps joiners where they have an effect: between emoji, and between letters of the Arabic
/// and Indic scripts. A tab becomes a space. White space at both ends is removed. At most `limit` characters remain; if there
/// were more, the last one is `…`.
///
/// Applying this function to its own result changes nothing.
///
/// ```
/// use beeper_bridge_login::text::{Lines, printable};
/// use beeper_desktop_client::ServerText;
///
/// let said = ServerText::from("Wrong \u{1b}[31mcode\u{1b}[0m.\r\nTry again 🙈");
/// assert_eq!(printable(&said, Lines::Keep, 500), "Wrong code.\nTry again 🙈");
/// assert_eq!(printable(&said, Lines::Flatten, 15), "Wrong code. Tr…");
/// ```
pub fn printable<'a>(text: impl Into<Untrusted<'a>>, lines: Lines, limit: usize) -> String {
    let visible = visible_characters::remove_invisible(escape_sequences::strip(text.into().0));
    let laid_out = match lines {
        Lines::Keep => without_empty_screens(visible.trim()),
        Lines::Flatten => visible.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    truncate(laid_out, limit)
}

fn without_empty_screens(text: &str) -> String {
    let mut newlines = 0;
    text.chars()
        .filter(|character| {
            newlines = if *character == '\n' { newlines + 1 } else { 0 };
            newlines <= 2
        })
        .collect()
}

fn truncate(mut text: String, limit: usize) -> String {
    if text.chars().nth(limit).is_none() {
        return text;
    }
    let Some(room) = limit.checked_sub(1) else {
        return String::new();
    };
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    text.truncate(end);
    // A joiner that has lost a neighbour would be removed by a second call, so it is removed now.
    let kept = text
        .trim_end_matches(|character: char| visible_characters::is_joiner(character) || character.is_whitespace())
        .len();
    text.truncate(kept);
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeping_lines(text: &str) -> String {
        printable(text, Lines::Keep, 1000)
    }

    fn flattened(text: &str) -> String {
        printable(text, Lines::Flatten, 1000)
    }

    #[test]
    fn colours_and_cursor_movements_go() {
        assert_eq!(
            keeping_lines("\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J\u{1b}[10;10Hhere"),
            "red here"
        );
        assert_eq!(keeping_lines("\u{1b}[?25lhidden cursor\u{1b}[!p"), "hidden cursor");
    }

    #[test]
    fn a_hyperlink_leaves_its_text_only() {
        assert_eq!(
            keeping_lines("see \u{1b}]8;;https://evil.example\u{1b}\\the page\u{1b}]8;;\u{1b}\\ now"),
            "see the page now"
        );
        assert_eq!(
            keeping_lines("\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{7}"),
            "link"
        );
    }

    #[test]
    fn titles_clipboard_writes_and_device_strings_go() {
        assert_eq!(
            keeping_lines("a\u{1b}]0;title\u{7}b\u{1b}]52;c;cm0gLXJm\u{1b}\\c"),
            "abc"
        );
        assert_eq!(
            keeping_lines("a\u{1b}P1$r0m\u{1b}\\b\u{1b}_apc\u{1b}\\c\u{1b}^pm\u{9c}d\u{1b}Xsos\u{9c}e"),
            "abcde"
        );
    }

    #[test]
    fn single_escapes_and_charset_switches_go() {
        assert_eq!(keeping_lines("a\u{1b}cb\u{1b}(0c\u{1b}#8d\u{1b}7e\u{1b}"), "abcde");
        assert_eq!(keeping_lines("a\u{1b}é"), "aé");
    }

    #[test]
    fn controls_of_the_second_set_go_with_their_sequences() {
        assert_eq!(
            keeping_lines("a\u{9b}31mb\u{9d}0;title\u{9c}c\u{85}d\u{80}e\u{9f}apc\u{7}f"),
            "abcdef"
        );
    }

    #[test]
    fn a_sequence_that_never_ends_does_not_swallow_the_text() {
        assert_eq!(keeping_lines("\u{1b}]0;read me"), "0;read me");
        assert_eq!(keeping_lines("\u{1b}[31"), "");
        assert_eq!(keeping_lines("\u{1b}[31\nread me"), "read me");
    }

    #[test]
    fn a_new_escape_breaks_a_string_off() {
        assert_eq!(keeping_lines("\u{1b}]0;title\u{1b}[31mred"), "red");
    }

    #[test]
    fn nested_sequences_leave_no_sequence_behind() {
        assert_eq!(keeping_lines("\u{1b}\u{1b}[[31mx"), "31mx");
        assert_eq!(keeping_lines("\u{1b}\u{0}[31mx"), "[31mx");
    }

    #[test]
    fn other_control_characters_go() {
        assert_eq!(keeping_lines("a\u{0}b\u{7}c\u{8}d\u{7f}e"), "abcde");
    }

    #[test]
    fn line_ends_of_all_kinds_are_lines() {
        assert_eq!(
            keeping_lines("a\r\nb\rc\u{b}d\u{c}e\u{2028}f\u{2029}g\nh"),
            "a\nb\nc\nd\ne\nf\ng\nh"
        );
        assert_eq!(flattened("a\r\nb\rc\td   e"), "a b c d e");
    }

    #[test]
    fn a_screen_of_empty_lines_becomes_one() {
        assert_eq!(keeping_lines("\n\nabove\n\n\n\n\n\nbelow\n"), "above\n\nbelow");
    }

    #[test]
    fn bidirectional_controls_go_and_right_to_left_text_stays() {
        assert_eq!(
            keeping_lines("pay \u{202e}nimda\u{202c} \u{2066}x\u{2069}\u{200f}\u{200e}\u{61c}"),
            "pay nimda x"
        );
        assert_eq!(keeping_lines("הקוד שגוי, نص عربي"), "הקוד שגוי, نص عربي");
    }

    #[test]
    fn zero_width_characters_are_removed() {
        assert_eq!(
            keeping_lines("pass\u{200b}w\u{2060}o\u{feff}r\u{ad}d\u{e0041}\u{34f}\u{3164}\u{fe0f}\u{200d}\u{200c}"),
            "password"
        );
    }

    #[test]
    fn emoji_stay_whole() {
        for emoji in ["👩‍👩‍👧‍👦", "❤️", "🏳️‍🌈", "👍🏽", "1️⃣", "🇩🇪", "👁️‍🗨️", "🧑🏿‍🚀", "☎︎", "©️", "🙈"]
        {
            assert_eq!(keeping_lines(emoji), emoji);
        }
    }

    #[test]
    fn joiners_stay_where_they_shape_letters() {
        assert_eq!(keeping_lines("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(keeping_lines("क्\u{200d}ष"), "क्\u{200d}ष");
        assert_eq!(keeping_lines("pay\u{200d}pal"), "paypal");
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis_within_the_limit() {
        assert_eq!(printable("abcdef", Lines::Keep, 6), "abcdef");
        assert_eq!(printable("abcdef", Lines::Keep, 5), "abcd…");
        assert_eq!(printable("abc  def", Lines::Keep, 6), "abc…");
        assert_eq!(printable("ab", Lines::Keep, 1), "…");
        assert_eq!(printable("ab", Lines::Keep, 0), "");
        assert_eq!(printable("👩‍👩‍👧", Lines::Keep, 3), "👩…");
    }

    #[test]
    fn many_unended_sequences_take_no_longer_than_their_length() {
        let hostile = "\u{1b}]".repeat(200_000) + &"\u{9d}".repeat(200_000);
        assert_eq!(keeping_lines(&hostile), "");
        let hostile = "\u{9d}a".repeat(200_000);
        assert_eq!(printable(hostile.as_str(), Lines::Keep, 10).chars().count(), 10);
    }

    #[test]
    fn any_text_becomes_printable_and_stays_so_when_repeated() {
        const PARTS: [&str; 44] = [
            "\u{1b}", "[", "]", "8;;", "0;", "m", "\u{7}", "\\", "P", "(", "\u{9b}", "\u{9c}", "\u{9d}", "\u{85}",
            "\n", "\r", "\t", " ", "\u{a0}", "\u{0}", "\u{18}", "\u{7f}", "\u{200d}", "\u{200c}", "\u{fe0f}",
            "\u{fe0e}", "👩", "🏽", "❤", "1", "\u{20e3}", "🇩", "ب", "क", "\u{94d}", "א", "\u{202e}", "\u{2066}",
            "\u{200b}", "\u{2028}", "a", "é", "\u{301}", "…",
        ];
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % below as u64) as usize
        };
        for _ in 0..40_000 {
            let text: String = (0..next(24)).map(|_| PARTS[next(PARTS.len())]).collect();
            let lines = if next(2) == 0 { Lines::Keep } else { Lines::Flatten };
            let limit = next(20);
            let once = printable(&text, lines, limit);
            assert_eq!(printable(&once, lines, limit), once, "from {text:?} with {limit}");
            assert!(once.chars().count() <= limit);
            for character in once.chars() {
                assert!(
                    character == '\n' && lines == Lines::Keep || !character.is_control(),
                    "{text:?}"
                );
                assert!(!matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'));
            }
        }
    }
}
