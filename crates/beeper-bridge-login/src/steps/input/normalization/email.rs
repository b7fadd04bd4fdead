//! Normalizes e-mail addresses.

use super::characters::{is_blank, percent_decoded, plain, strip_prefix, trim, unwrapped};
use super::invalid_value::InvalidValue;
use crate::steps::input::invalid_answer::FieldErrorKind;

/// Extracts the address from forms used in letters and links: `Name <a@example.com>`, `mailto:a@example.com`.
pub(super) fn normalize(typed: &str) -> Result<String, InvalidValue> {
    let plain = plain(typed);
    let typed = trim(&plain);
    if typed.is_empty() {
        return Ok(String::new());
    }
    let address = address(typed).filter(|address| is_address(address));
    address.ok_or(InvalidValue {
        kind: FieldErrorKind::NotAnEmailAddress,
        advice: "write an e-mail address, with a name before the `@` and a domain after it",
    })
}

fn address(typed: &str) -> Option<String> {
    let typed = typed.trim_end_matches([',', ';', '.']);
    let (name, bracketed) = match typed.strip_suffix('>').and_then(|typed| typed.split_once('<')) {
        Some((name, bracketed)) => (unwrapped(name), bracketed),
        None => ("", typed),
    };
    let address = unwrapped(bracketed);
    let address = match strip_prefix(address, "mailto:") {
        Some(link) => percent_decoded(link.split('?').next().unwrap_or_default())?.into_owned(),
        None => address.to_owned(),
    };
    let address = trim(&address).trim_end_matches(['.', ',', ';']).to_owned();
    // Some programs write the address as the name. If the two differ, it is unclear which is meant.
    (!name.contains('@') || name.eq_ignore_ascii_case(&address)).then_some(address)
}

fn is_address(address: &str) -> bool {
    let Some((name, domain)) = address.split_once('@') else {
        return false;
    };
    let is_literal = domain.starts_with('[') && domain.ends_with(']') && domain.len() > 2;
    let is_domain = domain.split('.').all(|label| !label.is_empty())
        && domain
            .chars()
            .all(|character| !character.is_ascii() || character.is_ascii_alphanumeric() || "-_.".contains(character));
    !name.is_empty()
        && !address.contains(|character: char| is_blank(character) || character.is_control())
        && !name.contains(['<', '>', '(', ')', '[', ']', '\\', ',', ';', ':'])
        && !domain.contains('@')
        && (is_domain || is_literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_out_of_what_surrounds_it() {
        for typed in [
            "a@b.example",
            " a@b.example\u{200b}\n",
            "\u{a0}a@b\u{200b}.example\u{feff}",
            "mailto:a@b.example",
            "MAILTO:a@b.example?subject=Hi&body=b%40c",
            "mailto:a%40b.example",
            "<a@b.example>",
            "<mailto:a@b.example>",
            "A. Person <a@b.example>",
            "\"Person, A.\" <a@b.example>",
            "a@b.example <a@b.example>",
            "'A@B.example' <a@b.example>",
            "A <a@b.example>,",
            "\u{201c}a@b.example\u{201d}",
            "a@b.example;",
            "a@b.example.",
            "ａ＠ｂ．ｅｘａｍｐｌｅ",
        ] {
            assert_eq!(normalize(typed).as_deref(), Ok("a@b.example"), "{typed:?}");
        }
        for typed in [
            "o'neil+tag@b.example",
            "a/b@b.example",
            "ü@bücher.example",
            "a@localhost",
            "a@[192.0.2.1]",
        ] {
            assert_eq!(normalize(typed).as_deref(), Ok(typed));
        }
        assert_eq!(normalize(" \u{200b} ").as_deref(), Ok(""));
    }

    #[test]
    fn what_is_no_address_or_more_than_one_is_refused() {
        for typed in [
            "a",
            "@",
            "a@",
            "@b",
            "a@b@c",
            "a b@c",
            "a@b c",
            "a at b.example",
            "mailto:",
            "mailto:?to=a@b.example",
            "mailto:a@b.example,c@d.example",
            "mailto:a%FF@b.example",
            "a@b.example, c@d.example",
            "A <a@b.example>, C <c@d.example>",
            "a@b.example <c@d.example>",
            "<>",
            "A <>",
            "a@b..example",
            "a@.example",
            "https://a@b.example/",
            "https://b.example/?to=a@b.example",
            "a@b.example/path",
            "tel:+15550100",
            "acct:a@b.example",
            "E-mail: a@b.example",
        ] {
            let refused = normalize(typed).map_err(|invalid| invalid.kind);
            assert_eq!(refused, Err(FieldErrorKind::NotAnEmailAddress), "{typed:?}");
        }
    }
}
