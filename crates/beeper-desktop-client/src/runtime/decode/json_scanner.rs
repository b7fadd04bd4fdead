//! Scans well-formed JSON: skips values, and reads numbers.

use memchr::memchr2;

/// Skips white space.
pub(super) fn skip_space(body: &[u8], at: &mut usize) {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = body.get(*at) {
        *at += 1;
    }
}

/// Skips a value.
pub(super) fn skip_value(body: &[u8], at: &mut usize) {
    let mut depth = 0usize;
    loop {
        skip_space(body, at);
        match body.get(*at) {
            None => return,
            Some(b'{' | b'[') => {
                depth += 1;
                *at += 1;
            }
            Some(b'}' | b']') => {
                depth = depth.saturating_sub(1);
                *at += 1;
            }
            Some(b',' | b':') => *at += 1,
            Some(b'"') => skip_text(body, at),
            Some(_) => drop(literal(body, at)),
        }
        if depth == 0 {
            return;
        }
    }
}

/// Skips a text, including its quotation marks.
pub(super) fn skip_text(body: &[u8], at: &mut usize) {
    *at += 1;
    loop {
        let rest = body.get(*at..).unwrap_or_default();
        match memchr2(b'"', b'\\', rest) {
            Some(length) if rest[length] == b'"' => {
                *at += length + 1;
                return;
            }
            Some(length) => *at += length + 2,
            None => {
                *at = body.len();
                return;
            }
        }
    }
}

/// Reads a number, `true`, `false` or `null`.
pub(super) fn literal<'a>(body: &'a [u8], at: &mut usize) -> &'a [u8] {
    let rest = body.get(*at..).unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    // At least one byte, so that skipping ends for any input.
    let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len()).max(1);
    *at += length;
    rest.get(..length).unwrap_or(rest)
}

/// The parts of a number.
struct Literal<'a> {
    is_negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

fn parse_number(number: &[u8]) -> Option<Literal<'_>> {
    let (is_negative, rest) = match number {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (whole, rest) = rest.split_at(digits(rest));
    if whole.is_empty() || whole.len() > 1 && whole[0] == b'0' {
        return None;
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => match digits(rest) {
            0 => return None,
            count => rest.split_at(count),
        },
        rest => (&[][..], rest),
    };
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', sign @ (b'+' | b'-'), rest @ ..] => exponent(rest)? * if *sign == b'-' { -1 } else { 1 },
        [b'e' | b'E', rest @ ..] => exponent(rest)?,
        _ => return None,
    };
    Some(Literal {
        is_negative,
        whole,
        fraction,
        exponent,
    })
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Parses an exponent, and caps it at a value that exceeds the range of all number types.
fn exponent(text: &[u8]) -> Option<i64> {
    const LARGE: i64 = 1 << 40;
    if text.is_empty() || digits(text) < text.len() {
        return None;
    }
    let add = |number: i64, digit: &u8| (number * 10 + i64::from(digit - b'0')).min(LARGE);
    Some(text.iter().fold(0, add))
}

/// Returns whether a text is a JSON number.
pub(super) fn is_number(text: &[u8]) -> bool {
    parse_number(text).is_some()
}

/// Why a number is not an integer.
#[derive(Debug, PartialEq)]
pub(super) enum NotAnInteger {
    /// It has a fraction, or is not a number.
    Fraction,
    /// It does not fit into 64 bits.
    TooLarge,
}

/// Returns the integer that a number denotes, in any notation.
pub(super) fn integer(number: &[u8]) -> Result<i64, NotAnInteger> {
    let Literal {
        is_negative,
        whole,
        fraction,
        exponent,
    } = parse_number(number).ok_or(NotAnInteger::Fraction)?;
    let digits = || whole.iter().chain(fraction);
    let (count, leading) = (
        whole.len() + fraction.len(),
        digits().take_while(|it| **it == b'0').count(),
    );
    if leading == count {
        return Ok(0);
    }
    let trailing = digits().rev().take_while(|it| **it == b'0').count();
    let length = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    let zeros = exponent - length(fraction.len()) + length(trailing);
    let significant = count - leading - trailing;
    if zeros < 0 {
        return Err(NotAnInteger::Fraction);
    }
    // The largest `i64` has 19 digits.
    if length(significant) + zeros > 19 {
        return Err(NotAnInteger::TooLarge);
    }
    let significant = digits().skip(leading).take(significant);
    let value = significant.fold(0_i128, |value, digit| value * 10 + i128::from(digit - b'0'));
    let value = value * 10_i128.pow(u32::try_from(zeros).map_err(|_| NotAnInteger::TooLarge)?);
    i64::try_from(if is_negative { -value } else { value }).map_err(|_| NotAnInteger::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_known_however_they_are_written() {
        for (number, expected) in [
            ("0", Ok(0)),
            ("-0", Ok(0)),
            ("0.000e999999999999999999", Ok(0)),
            ("12", Ok(12)),
            ("1.0", Ok(1)),
            ("1e3", Ok(1000)),
            ("1E+3", Ok(1000)),
            ("12.50e1", Ok(125)),
            ("120e-1", Ok(12)),
            ("-1200e-2", Ok(-12)),
            ("9223372036854775807", Ok(i64::MAX)),
            ("-9223372036854775808", Ok(i64::MIN)),
            ("9223372036854775808", Err(NotAnInteger::TooLarge)),
            ("1e19", Err(NotAnInteger::TooLarge)),
            ("1e99999999999999999999", Err(NotAnInteger::TooLarge)),
            ("1e-99999999999999999999", Err(NotAnInteger::Fraction)),
            ("1.5", Err(NotAnInteger::Fraction)),
            ("125e-1", Err(NotAnInteger::Fraction)),
            ("", Err(NotAnInteger::Fraction)),
            ("-", Err(NotAnInteger::Fraction)),
            ("+1", Err(NotAnInteger::Fraction)),
            ("01", Err(NotAnInteger::Fraction)),
            ("1.", Err(NotAnInteger::Fraction)),
            (".5", Err(NotAnInteger::Fraction)),
            ("1e", Err(NotAnInteger::Fraction)),
            ("0x10", Err(NotAnInteger::Fraction)),
            ("Infinity", Err(NotAnInteger::Fraction)),
        ] {
            assert_eq!(integer(number.as_bytes()), expected, "{number}");
        }
    }

    #[test]
    fn a_value_is_skipped_to_its_end() {
        for value in [
            "1",
            "-1.5e+3",
            "null",
            "true",
            r#""a\"b\\""#,
            "[]",
            r#"{"a":[1,{"b":"]}"}],"c":null}"#,
            " \n [ 1 , 2 ]",
        ] {
            let body = format!("{value},\"after\"");
            let mut at = 0;
            skip_value(body.as_bytes(), &mut at);
            assert_eq!(at, value.len(), "{value}");
        }
    }
}
