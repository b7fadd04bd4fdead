//! Brings values into the form in which networks take them.

use super::field_kind::FieldKind;
use super::invalid_answer::FieldErrorKind;
use crate::rendering::text::visible_characters::is_invisible;

/// Why a value is refused, and what to do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct InvalidValue {
    pub(super) kind: FieldErrorKind,
    pub(super) advice: &'static str,
}

/// Returns a value as it is sent; empty if there is nothing in it. Options are not looked at.
pub(super) fn normalize(kind: &FieldKind, typed: &str) -> Result<String, InvalidValue> {
    match kind {
        FieldKind::Password | FieldKind::Token | FieldKind::Unknown(_) => Ok(typed.to_owned()),
        FieldKind::Text if typed.trim().is_empty() => Ok(String::new()),
        FieldKind::Text => Ok(typed.to_owned()),
        FieldKind::Username | FieldKind::Url | FieldKind::Domain | FieldKind::Select | FieldKind::CaptchaCode => {
            Ok(trim(typed).to_owned())
        }
        FieldKind::Email => email(trim(typed)),
        FieldKind::TwoFactorCode => Ok(two_factor_code(typed)),
        FieldKind::PhoneNumber => phone_number(typed),
    }
}

/// Copying brings along not only white space, but also the marks that keep numbers and addresses in order.
fn trim(typed: &str) -> &str {
    typed.trim_matches(is_blank)
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// The digits of the scripts that have them on their keyboards mean what the digits 0 to 9 mean.
fn to_ascii_digit(character: char) -> char {
    let zeros = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'];
    zeros
        .into_iter()
        .filter_map(|zero| (character as u32).checked_sub(zero as u32))
        .find_map(|value| char::from_digit(value, 10))
        .unwrap_or(character)
}

fn email(address: &str) -> Result<String, InvalidValue> {
    let is_address = address.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !address.contains(is_blank)
    });
    if is_address || address.is_empty() {
        Ok(address.to_owned())
    } else {
        Err(InvalidValue {
            kind: FieldErrorKind::NotAnEmailAddress,
            advice: "write an e-mail address, with a name before the `@` and a domain after it",
        })
    }
}

fn two_factor_code(typed: &str) -> String {
    let mut code = String::with_capacity(typed.len());
    let solid = typed
        .chars()
        .filter(|character| !is_blank(*character) && !is_dash(*character));
    code.extend(solid.map(to_ascii_digit));
    code
}

fn phone_number(typed: &str) -> Result<String, InvalidValue> {
    let refuse = |kind, advice| Err(InvalidValue { kind, advice });
    let mut number = String::with_capacity(typed.len());
    let solid = typed
        .chars()
        .filter(|character| !is_blank(*character) && !is_dash(*character));
    number.extend(
        solid
            .filter(|character| *character != '.')
            .map(|character| match character {
                '\u{ff0b}' => '+',
                character => to_ascii_digit(character),
            }),
    );
    if number.is_empty() {
        return Ok(number);
    }
    // Dialled within the country only; without its parentheses it would make another number.
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
    // E.164 has no more; fewer are in use nowhere.
    if !(7..=15).contains(&digits.len()) {
        return refuse(
            FieldErrorKind::NotAPhoneNumber,
            "write the whole number: with its country code it has 7 to 15 digits",
        );
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(typed: &str) -> Result<String, FieldErrorKind> {
        normalize(&FieldKind::PhoneNumber, typed).map_err(|invalid| invalid.kind)
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
            "+١٥٥٥٠١٠٠",
            "+۱۵۵۵۰۱۰۰",
            "+१५५५०१००",
            "+১৫৫৫০১০০",
            "(+1) 555 0100",
        ] {
            assert_eq!(phone(typed).as_deref(), Ok("+15550100"), "{typed:?}");
        }
    }

    #[test]
    fn a_phone_number_without_its_country_is_refused() {
        for typed in ["5550100", "(555) 0100", "0170 1234567", "0015550100", "+015550100"] {
            assert_eq!(phone(typed), Err(FieldErrorKind::NotInternational), "{typed:?}");
        }
    }

    #[test]
    fn a_leading_00_is_explained_and_not_replaced() {
        let invalid = normalize(&FieldKind::PhoneNumber, "00 1 555 0100").unwrap_err();
        assert_eq!(invalid.advice, "begin with `+` in place of `00`");
    }

    #[test]
    fn invalid_phone_numbers_are_refused() {
        for typed in [
            "+1555CALLME",
            "+1 555 0100 ext. 2",
            "+1+5550100",
            "+",
            "+123456",
            "+1234567890123456",
            "+49/170/1234567",
            "+᠑᠕᠕᠕᠐᠑᠐᠐",
        ] {
            assert_eq!(phone(typed), Err(FieldErrorKind::NotAPhoneNumber), "{typed:?}");
        }
    }

    #[test]
    fn a_trunk_prefix_in_parentheses_is_not_made_a_part_of_the_number() {
        assert_eq!(phone("+44 (0) 20 7946 0000"), Err(FieldErrorKind::NotAPhoneNumber));
        assert_eq!(phone("+39 (06) 555 0100").as_deref(), Ok("+39065550100"));
    }

    #[test]
    fn email_addresses_are_trimmed_and_have_two_sides() {
        let email = |typed| normalize(&FieldKind::Email, typed).map_err(|invalid| invalid.kind);
        assert_eq!(email(" a@b.example\u{200b}\n").as_deref(), Ok("a@b.example"));
        assert_eq!(email("  ").as_deref(), Ok(""));
        for typed in ["a", "@", "a@", "@b", "a@b@c", "a b@c"] {
            assert_eq!(email(typed), Err(FieldErrorKind::NotAnEmailAddress), "{typed:?}");
        }
    }

    #[test]
    fn two_factor_codes_lose_spaces_and_dashes_within() {
        let code = |typed| normalize(&FieldKind::TwoFactorCode, typed).unwrap();
        assert_eq!(code(" 123 456\n"), "123456");
        assert_eq!(code("123-456"), "123456");
        assert_eq!(code("123\u{2011}456\u{a0}"), "123456");
        assert_eq!(code("١٢٣٤٥٦"), "123456");
        assert_eq!(code("ab-CD"), "abCD");
        assert_eq!(code(" - "), "");
    }

    #[test]
    fn passwords_tokens_and_unknown_kinds_stay_as_typed() {
        for kind in [
            FieldKind::Password,
            FieldKind::Token,
            FieldKind::Unknown("pin".to_owned()),
        ] {
            assert_eq!(normalize(&kind, " a\u{200b} b \n").unwrap(), " a\u{200b} b \n");
            assert_eq!(normalize(&kind, " ").unwrap(), " ");
        }
    }

    #[test]
    fn text_stays_as_typed_unless_there_is_nothing_in_it() {
        assert_eq!(normalize(&FieldKind::Text, " a b ").unwrap(), " a b ");
        assert_eq!(normalize(&FieldKind::Text, " \n").unwrap(), "");
    }

    #[test]
    fn names_and_addresses_are_trimmed() {
        for kind in [
            FieldKind::Username,
            FieldKind::Url,
            FieldKind::Domain,
            FieldKind::CaptchaCode,
            FieldKind::Select,
        ] {
            assert_eq!(normalize(&kind, "\u{feff} a b\t\n").unwrap(), "a b");
        }
    }
}
