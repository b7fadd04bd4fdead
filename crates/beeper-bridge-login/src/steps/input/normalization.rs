//! Converts values into the form that networks expect.

mod characters;
mod domain;
mod email;
pub(super) mod invalid_value;
mod phone_number;
mod two_factor_code;
mod url;

use super::field_kind::FieldKind;
use characters::trim;
use invalid_value::InvalidValue;

/// Returns a value in the form in which it is sent; empty if it has no content. Ignores the field's options.
pub(super) fn normalize(kind: &FieldKind, typed: &str) -> Result<String, InvalidValue> {
    match kind {
        FieldKind::Password | FieldKind::Token | FieldKind::Unknown(_) => Ok(typed.to_owned()),
        FieldKind::Text if typed.trim().is_empty() => Ok(String::new()),
        FieldKind::Text => Ok(typed.to_owned()),
        FieldKind::Username | FieldKind::Select | FieldKind::CaptchaCode => Ok(trim(typed).to_owned()),
        FieldKind::Email => email::normalize(typed),
        FieldKind::TwoFactorCode => Ok(two_factor_code::normalize(typed)),
        FieldKind::PhoneNumber => phone_number::normalize(typed),
        FieldKind::Domain => domain::normalize(typed),
        FieldKind::Url => url::normalize(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_tokens_and_unknown_kinds_stay_as_typed() {
        for kind in [
            FieldKind::Password,
            FieldKind::Token,
            FieldKind::Unknown("pin".to_owned()),
        ] {
            for typed in [
                " a\u{200b} b \n",
                " ",
                "\"quoted\"",
                "<x>",
                "mailto:a@b",
                "１２３-4",
                "Bearer x",
            ] {
                assert_eq!(normalize(&kind, typed).unwrap(), typed);
            }
        }
    }

    #[test]
    fn text_stays_as_typed_unless_there_is_nothing_in_it() {
        assert_eq!(normalize(&FieldKind::Text, " a b ").unwrap(), " a b ");
        assert_eq!(normalize(&FieldKind::Text, " \n").unwrap(), "");
    }

    #[test]
    fn names_and_answers_are_trimmed() {
        for kind in [FieldKind::Username, FieldKind::CaptchaCode, FieldKind::Select] {
            assert_eq!(normalize(&kind, "\u{feff} a b\t\n").unwrap(), "a b");
            assert_eq!(normalize(&kind, "\"a\"").unwrap(), "\"a\"");
        }
    }
}
