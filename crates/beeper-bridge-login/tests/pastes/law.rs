//! What holds for every paste: all values are found, each under its name and kind, or there is an error; and neither the
//! error nor what is printed of the outcome has a value in it.

use beeper_bridge_login::paste::{PasteError, parse};

use super::planted::{Planted, lost};

/// Whether an error cannot have this text by chance: it is long, and mixes letters and digits, which no word of an error does.
pub fn is_telling(text: &str) -> bool {
    text.len() >= 8
        && text.contains(|character: char| character.is_ascii_digit())
        && text.contains(|character: char| character.is_ascii_alphabetic())
}

/// Parses a paste, and says how that breaks the law.
///
/// `whole` are the values that are in the text undamaged. `planted` are all of which a part may be there.
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
                Err(format!("read, but without {lost:?}"))
            }
        }
        Err(error) => Ok(Err(error)),
    }
}
