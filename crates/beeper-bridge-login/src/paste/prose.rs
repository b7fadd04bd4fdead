//! Distinguishes people's remarks from text that could be a value.

use super::text::{is_blank, trim};

/// Words that occur in nearly every sentence about cookies, and in no value.
const COMMON_WORDS: &str = " a all am an and are as at be but can copied cookie cookies copy done do for from got have header \
     headers hello here here's hey hi hope i i'm in is it it's just let login me my need not of ok okay on one only please \
     request requests see so sorry storage sure that that's the them there these they this to tried two use using was what \
     when with work works would you your yours ";

const LONE_WORDS: &str = " bye cheers danke enjoy gracias hello hey hi hola merci ok okay please regards sorry sure thanks \
     thx undefined yes ";

const DOMAIN_ENDS: &str = " com org net io app dev co de fr uk us chat me ";

/// The length of a long paragraph.
const MAX_LEN: usize = 4000;

/// Returns `true` if a line is certainly a remark: words of letters, none of which could be a value.
pub(super) fn is_prose(line: &str) -> bool {
    let line = trim(line);
    if line.len() > MAX_LEN {
        return false;
    }
    if is_reply_header(line) {
        return true;
    }
    let words: Vec<&str> = line.split(is_blank).filter(|word| !word.is_empty()).collect();
    let ends_sentence = line.ends_with(['.', '!', '?', ':', '…', ')']);
    match words.as_slice() {
        [] => false,
        [word] => {
            let is_label = word.strip_suffix(':').is_some_and(is_plain_word);
            is_label || is_in(LONE_WORDS, word.trim_end_matches(is_punctuation)) || is_emoji(word)
        }
        words => {
            let are_words = words.iter().all(|word| is_word(word)) && !names_a_value(words);
            let common = words.iter().filter(|word| is_in(COMMON_WORDS, bare(word))).count();
            let lone = words.iter().any(|word| is_in(LONE_WORDS, bare(word)));
            are_words && (common > 0 || lone || (words.len() > 2 && ends_sentence))
        }
    }
}

/// Matches the line that mail programs write above a quoted mail: `On 29 Nov 2026 at 08:00, Support wrote:`.
fn is_reply_header(line: &str) -> bool {
    let is_time = |word: &str| {
        let word = bare(word);
        word.len() <= 5 && word.chars().all(|it| it.is_ascii_digit() || it == ':')
    };
    line.strip_prefix("On ")
        .and_then(|line| line.strip_suffix(" wrote:"))
        .is_some_and(|line| line.split(is_blank).all(|word| is_word(word) || is_time(word)))
}

/// Returns the length of a remark before a value in the same line, as in `Here you go: a=1`.
pub(super) fn prose_before_colon(line: &str) -> Option<usize> {
    let (before, after) = line.split_once(": ")?;
    let is_remark = !trim(after).is_empty() && trim(before).contains(is_blank) && is_prose(before);
    is_remark.then_some(before.len() + 2)
}

/// Returns `true` if a value ends in a remark, as in `a=1; b=2 thanks!`.
pub(super) fn ends_in_prose(value: &str) -> bool {
    let mut words = trim(value)
        .split(is_blank)
        .filter(|word| !word.is_empty())
        .skip(1)
        .peekable();
    words.peek().is_some() && words.all(is_word)
}

/// Returns `true` if the words name a value, as in `the token is swordfish`.
fn names_a_value(words: &[&str]) -> bool {
    let [first @ .., before_last, _] = words else {
        return false;
    };
    is_in(" is are was = ist est es ", before_last)
        || first
            .iter()
            .chain([before_last])
            .any(|word| word.ends_with([':', '=', '"', '”', '`']))
}

fn is_word(word: &str) -> bool {
    let word = bare(word);
    if word.is_empty() {
        return true;
    }
    if word.chars().all(|it| it.is_ascii_digit()) {
        return word.len() <= 2;
    }
    is_domain(word) || word.split(['-', '/']).all(is_plain_word)
}

/// Matches letters with at most one apostrophe, and upper case only at the beginning or throughout.
fn is_plain_word(word: &str) -> bool {
    let word = word.replace(['\'', '’'], "");
    let is_cased = |lower: bool| {
        word.chars()
            .skip(1)
            .all(|it| if lower { !it.is_uppercase() } else { it.is_uppercase() })
    };
    word.chars().count() <= 16
        && word.chars().all(char::is_alphabetic)
        && (is_cased(true)
            || (word.len() <= 5 && is_cased(false))
            || is_in(" cURL DevTools GitHub LinkedIn WhatsApp ", &word))
}

fn is_domain(word: &str) -> bool {
    let mut labels = word.split('.').rev();
    let end = labels.next().unwrap_or_default();
    let mut rest = labels.peekable();
    rest.peek().is_some()
        && word.len() <= 30
        && is_in(DOMAIN_ENDS, end)
        && rest.all(|label| !label.is_empty() && label.chars().all(|it| it.is_ascii_lowercase() || it == '-'))
}

fn bare(word: &str) -> &str {
    word.trim_matches(is_punctuation)
}

fn is_punctuation(character: char) -> bool {
    ".,!?:;()…\"“”„‘’'*–—-".contains(character) || is_emoji_char(character)
}

fn is_emoji(word: &str) -> bool {
    word.chars().all(is_emoji_char)
}

fn is_emoji_char(character: char) -> bool {
    matches!(character, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}')
}

fn is_in(list: &str, word: &str) -> bool {
    let lower = word.to_lowercase().replace('’', "'");
    !word.is_empty() && list.split(' ').any(|it| it == lower || it == word)
}

#[cfg(test)]
mod tests {
    use super::{ends_in_prose, is_prose, prose_before_colon};

    #[test]
    fn a_remark_consists_of_words() {
        for line in [
            "Here you go:",
            "thanks!",
            "Hi there,",
            "I’m signed in on example.com, and these are the 2 cookies:",
            "and the local storage:",
            "Viele liebe Grüße!",
            "Storage:",
            "Let me know (please) if it works 🙂",
            "On Sun, 29 Nov 2026 at 08:00, Support wrote:",
        ] {
            assert!(is_prose(line), "{line}");
        }
    }

    #[test]
    fn what_could_be_a_value_is_no_remark() {
        for line in [
            "",
            "hunter2",
            "correct horse battery staple",
            "horse staple.",
            "abcdef",
            "Abcdef!",
            "hunter2:",
            "my password is hunter2",
            "my password is swordfish",
            "my password: swordfish",
            "the token is eyJhbGciOiJIUzI1NiJ9",
            "the token is aBcDeF",
            "it is in a_b",
            "the code is 123456",
            "On Sun, 123456 wrote:",
            "a=1",
            "this is from https://example.com/?token=abc",
        ] {
            assert!(!is_prose(line), "{line}");
        }
    }

    #[test]
    fn remarks_in_the_line_of_a_value_are_seen() {
        assert_eq!(prose_before_colon("Here you go: a=1"), Some(13));
        assert_eq!(prose_before_colon("cookie: a=1"), None);
        assert_eq!(prose_before_colon("Here you go:"), None);
        assert!(ends_in_prose("2 thanks!"));
        assert!(ends_in_prose("2 and thanks a lot"));
        assert!(!ends_in_prose("Mon+Nov 2026"));
        assert!(!ends_in_prose("thanks!"));
    }
}
