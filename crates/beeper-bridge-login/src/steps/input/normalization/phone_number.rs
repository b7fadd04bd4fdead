//! Normalizes phone numbers to the international form.

use url::Url;

use super::characters::{percent_decoded, plain, strip_prefix, to_ascii_dash, to_ascii_digit, unwrapped};
use super::invalid_value::InvalidValue;
use crate::steps::input::invalid_answer::FieldErrorKind;

/// The schemes of links that call a number or write to it.
const DIALLING_SCHEMES: [&str; 3] = ["tel:", "sms:", "callto:"];

/// Removes separators between digits, and extracts the number from a link.
///
/// Rejects numbers that are not dialled the same from everywhere, because a wrong guess could reach another person.
pub(super) fn normalize(typed: &str) -> Result<String, InvalidValue> {
    let plain = plain(typed);
    let typed = unwrapped(&plain);
    let linked = in_link(typed)?;
    let number: String = linked
        .as_deref()
        .unwrap_or(typed)
        .chars()
        .map(to_ascii_digit)
        .map(to_ascii_dash)
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '.'))
        .collect();
    if number.is_empty() && linked.is_none() {
        return Ok(number);
    }
    check(number)
}

fn check(mut number: String) -> Result<String, InvalidValue> {
    // The `(0)` is dialled only within the country; without its parentheses, the number would be another one.
    if number.starts_with('+') && number.contains("(0)") {
        return refuse(
            FieldErrorKind::NotAPhoneNumber,
            "leave out the `(0)`, which is dialled only within the country",
        );
    }
    number.retain(|character| !matches!(character, '(' | ')'));
    let Some(digits) = number.strip_prefix('+') else {
        return if number.starts_with("00") {
            refuse(FieldErrorKind::NotInternational, "begin with `+` in place of `00`")
        } else {
            refuse(FieldErrorKind::NotInternational, "begin with `+` and the country code")
        };
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return refuse(FieldErrorKind::NotAPhoneNumber, "write only digits after the `+`");
    }
    if digits.starts_with('0') {
        return refuse(
            FieldErrorKind::NotInternational,
            "write the country code after the `+`; none begins with `0`",
        );
    }
    // E.164 allows no more digits, and no number in use has fewer.
    if !(7..=15).contains(&digits.len()) {
        return refuse(
            FieldErrorKind::NotAPhoneNumber,
            "write the whole number: with its country code it has 7 to 15 digits",
        );
    }
    Ok(number)
}

fn refuse<T>(kind: FieldErrorKind, advice: &'static str) -> Result<T, InvalidValue> {
    Err(InvalidValue { kind, advice })
}

/// Returns the number that a link calls or opens a chat with. `None` if the text is not a link.
fn in_link(typed: &str) -> Result<Option<String>, InvalidValue> {
    if let Some(link) = DIALLING_SCHEMES.iter().find_map(|scheme| strip_prefix(typed, scheme)) {
        let link = link.trim_start_matches('/').split('?').next().unwrap_or_default();
        let number = percent_decoded(link).unwrap_or_default();
        if number.contains(';') {
            // An extension, or the country from which to dial.
            return refuse(
                FieldErrorKind::NotAPhoneNumber,
                "write only the number, without the `;` and what follows it",
            );
        }
        return Ok(Some(number.into_owned()));
    }
    let written_out = format!("https://{typed}");
    let url = match Url::parse(typed) {
        Ok(url) if url.has_host() => Some(url),
        _ => Url::parse(&written_out).ok(),
    };
    match url.as_ref().and_then(in_chat_link) {
        Some(number) => Ok(Some(number)),
        None if typed.contains("://") => refuse(
            FieldErrorKind::NotAPhoneNumber,
            "write the phone number itself, with `+` and the country code",
        ),
        None => Ok(None),
    }
}

/// Returns the number in a link to a chat. These services use the international form, most of them without the `+`.
fn in_chat_link(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let path = url.path().trim_matches('/');
    let number = match (url.scheme(), host.strip_prefix("www.").unwrap_or(host)) {
        (_, "wa.me") => path.to_owned(),
        ("whatsapp", "send") | (_, "api.whatsapp.com" | "web.whatsapp.com") => {
            let (_, number) = url.query_pairs().find(|(name, _)| name == "phone")?;
            number.trim().to_owned()
        }
        (_, "signal.me") => url.fragment()?.strip_prefix("p/")?.to_owned(),
        // Without the `+`, this is a user name.
        (_, "t.me") => path.strip_prefix('+')?.to_owned(),
        _ => return None,
    };
    let number = percent_decoded(&number)?;
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(typed: &str) -> Result<String, FieldErrorKind> {
        normalize(typed).map_err(|invalid| invalid.kind)
    }

    #[test]
    fn phone_numbers_lose_what_people_put_between_digits() {
        for typed in [
            "+15550100",
            " +1 (555) 01-00 ",
            "+1.555.01.00",
            "+1\u{a0}555\u{202f}01\u{2009}00\n",
            "\u{202a}+1 555\u{2011}0100\u{202c}",
            "+1\u{2013}555\u{200b}0100",
            "\u{ff0b}\u{ff11}\u{ff15}\u{ff15}\u{ff15}\u{ff10}\u{ff11}\u{ff10}\u{ff10}",
            "+1（555）0100",
            "+١٥٥٥٠١٠٠",
            "+۱۵۵۵۰۱۰۰",
            "+१५५५०१००",
            "+১৫৫৫০১০০",
            "(+1) 555 0100",
            "\"+1 555 0100\"",
            "<+15550100>",
        ] {
            assert_eq!(phone(typed).as_deref(), Ok("+15550100"), "{typed:?}");
        }
        for nothing in ["", " ", " - ", "\u{200b}"] {
            assert_eq!(phone(nothing).as_deref(), Ok(""), "{nothing:?}");
        }
    }

    #[test]
    fn phone_numbers_are_taken_out_of_links() {
        for typed in [
            "tel:+15550100",
            "TEL:+1-555-0100",
            "tel://+15550100",
            "tel:%2B1%20555%200100",
            "<tel:+15550100>",
            "sms:+15550100?body=Hi",
            "callto:+15550100",
            "https://wa.me/15550100",
            "http://WA.me/15550100?text=Hi",
            "wa.me/+15550100/",
            "https://www.wa.me/15550100",
            "https://api.whatsapp.com/send?phone=15550100&text=5",
            "https://api.whatsapp.com/send/?text=5&phone=%2B15550100",
            "whatsapp://send?phone=15550100",
            "https://signal.me/#p/+15550100",
            "https://t.me/+15550100",
        ] {
            assert_eq!(phone(typed).as_deref(), Ok("+15550100"), "{typed:?}");
        }
    }

    #[test]
    fn a_phone_number_without_its_country_is_refused() {
        for typed in [
            "5550100",
            "(555) 0100",
            "0170 1234567",
            "0015550100",
            "+015550100",
            "tel:5550100",
            "tel:0015550100",
            "https://wa.me/0015550100",
            "tel:",
        ] {
            assert_eq!(phone(typed), Err(FieldErrorKind::NotInternational), "{typed:?}");
        }
    }

    #[test]
    fn a_leading_00_is_explained_and_not_replaced() {
        for typed in ["00 1 555 0100", "tel:00-1-555-0100"] {
            let invalid = normalize(typed).unwrap_err();
            assert_eq!(invalid.advice, "begin with `+` in place of `00`");
        }
    }

    #[test]
    fn invalid_phone_numbers_are_refused() {
        for typed in [
            "+1555CALLME",
            "+1 555 0100 ext. 2",
            "+1+5550100",
            "+15550100, +15550101",
            "+15550100\n+15550101",
            "+",
            "+123456",
            "+1234567890123456",
            "+49/170/1234567",
            "+᠑᠕᠕᠕᠐᠑᠐᠐",
            "tel:+1-555-0100;ext=2",
            "tel:5550100;phone-context=+1",
            "tel:+1%FF5550100",
            "https://example.com/15550100",
            "https://wa.me/qr/ABCDEFG1234567",
            "https://wa.me/",
            "https://t.me/alice",
            "https://t.me/15550100",
            "https://api.whatsapp.com/send?text=15550100",
            "https://15550100/",
        ] {
            let refused = phone(typed).unwrap_err();
            let is_expected = matches!(
                refused,
                FieldErrorKind::NotAPhoneNumber | FieldErrorKind::NotInternational
            );
            assert!(is_expected, "{typed:?}");
        }
        let extension = normalize("tel:+1-555-0100;ext=2").unwrap_err();
        assert_eq!(extension.kind, FieldErrorKind::NotAPhoneNumber);
        assert_eq!(
            extension.advice,
            "write only the number, without the `;` and what follows it"
        );
    }

    #[test]
    fn a_trunk_prefix_in_parentheses_is_not_made_a_part_of_the_number() {
        for typed in [
            "+44 (0) 20 7946 0000",
            "+44(0)2079460000",
            "+44（ 0 ）20 7946 0000",
            "+49 (0)151 1234567",
        ] {
            let refused = normalize(typed).unwrap_err();
            assert_eq!(refused.kind, FieldErrorKind::NotAPhoneNumber, "{typed:?}");
            assert!(refused.advice.starts_with("leave out the `(0)`"));
        }
        assert_eq!(phone("+39 (06) 555 0100").as_deref(), Ok("+39065550100"));
    }
}
