//! The law for every paste.
//!
//! Either all values are found, each under its name and kind, or there is an error. Neither the error nor the printed outcome
//! contains a value.

use beeper_bridge_login::paste::{PasteError, parse};

use super::planted::{Planted, lost};

/// Returns `true` if an error cannot contain this text by chance: it is long and mixes letters and digits, unlike an error's
/// words.
pub fn is_telling(text: &str) -> bool {
    text.len() >= 8
        && text.contains(|character: char| character.is_ascii_digit())
        && text.contains(|character: char| character.is_ascii_alphabetic())
}

/// Parses a paste, and returns how the outcome breaks the law.
///
/// `whole` are the values that the text contains undamaged. `planted` are all values of which it may contain a part.
pub fn check(text: &str, whole: &[Planted], planted: &[Planted]) -> Result<Result<(), PasteError>, String> {
    let parsed = parse(text);
    let printed = match &parsed {
        Ok(browser) => format!("{browser:?} {browser:#?}"),
        Err(error) => format!("{error} {error:?} {error:#?}"),
    };
    for value in planted {
        if is_telling(&value.value) && printed.contains(&value.value) {
            return Err(format!("{value:?} is printed: {printed}"));
        }
    }
    match parsed {
        Ok(browser) => {
            let lost = lost(&browser, whole);
            if lost.is_empty() {
                Ok(Ok(()))
            } else {
                Err(format!("the paste was read, but these values were lost: {lost:?}"))
            }
        }
        Err(error) => Ok(Err(error)),
    }
}
