//! Joins lines that a terminal, mail or page broke because a value was too long.
//!
//! A line may also be a separate value. If that is unclear, the text is rejected.

use super::cookie_text::{is_attribute_flag, is_cookie_pair};
use super::problem::Reason;
use super::text::{is_blank, trim};

/// The length from which a line may have been broken at its end.
pub(super) const WRAPPED_LEN: usize = 40;

/// Returns `true` if all lines were broken at the same width, as a terminal does. Two lines prove nothing.
///
/// `prefix` is the length of the text before the value in the first line.
fn is_even(lines: &[&str], prefix: usize) -> bool {
    let mut widths = lines.iter().map(|line| line.chars().count());
    let (Some(first), Some(last)) = (widths.next(), widths.next_back()) else {
        return false;
    };
    let width = first + prefix;
    let mut between = widths.peekable();
    width >= WRAPPED_LEN && last <= width && between.peek().is_some() && between.all(|it| it == width)
}

/// Joins lines of cookies. Some people write each cookie in its own line, without a semicolon.
pub(super) fn join_cookies(lines: &[&str], prefix: usize) -> Result<String, Reason> {
    let is_even = is_even(lines, prefix);
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| trim(line))
        .filter(|line| !line.is_empty())
        .collect();
    let is_list = !lines.iter().any(|line| line.contains(';')) && lines.iter().all(|line| is_cookie_pair(line));
    if is_list {
        return Ok(lines.join("; "));
    }
    let mut joined = String::new();
    let mut previous = "";
    for line in lines {
        if !joined.is_empty() {
            joined.push_str(joint(previous, line, is_even)?);
        }
        joined.push_str(line);
        previous = line;
    }
    Ok(joined)
}

/// Returns the text to insert between two lines of cookies.
fn joint(previous: &str, next: &str, is_even: bool) -> Result<&'static str, Reason> {
    if previous.ends_with(';') {
        return Ok(" ");
    }
    if next.starts_with(';') {
        return Ok("");
    }
    let last = previous.rsplit(';').next().unwrap_or(previous).trim();
    let first = next.split(';').next().unwrap_or(next).trim();
    let is_long = previous.chars().count() >= WRAPPED_LEN;
    let is_part = is_even && !first.contains(is_blank);
    match (last.split_once('='), is_cookie_pair(first)) {
        // A cookie with its attributes, as in a response.
        (None, true) if is_attribute_flag(last) => Ok("; "),
        // The line was broken within a name or just before a value.
        (None, true) if previous.contains(';') => Ok(""),
        (Some((_, "")), false) => Ok(""),
        (Some((_, value)), true) if !is_long && !value.is_empty() => Ok("; "),
        (_, false) if is_part => Ok(""),
        _ => Err(Reason::UnclearContinuation),
    }
}

/// Returns `true` if a text that looks like a cookie may continue the value at the end of the previous line.
pub(super) fn may_go_on(previous: &str, next: &str) -> bool {
    let next = trim(next);
    previous.chars().count() >= WRAPPED_LEN && !next.contains(is_blank) && is_cookie_pair(next)
}

/// Joins lines of other values.
pub(super) fn join_value(lines: &[&str], prefix: usize) -> Result<String, Reason> {
    let is_even = is_even(lines, prefix);
    let mut joined = String::new();
    let mut before = prefix;
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        let text = trim(line);
        joined.push_str(text);
        if lines.peek().is_some() {
            let is_short = text.chars().count() + before < WRAPPED_LEN;
            match (text.ends_with([',', ';']), line.ends_with(is_blank)) {
                (true, true) => joined.push(' '),
                // A terminal breaks a longer line after any character, where the value may have no space.
                (true, false) if is_short => joined.push(' '),
                (false, true) if is_even => joined.push(' '),
                (_, false) if is_even => {}
                _ => return Err(Reason::UnclearContinuation),
            }
        }
        before = 0;
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::{Reason, join_cookies, join_value};

    #[test]
    fn cookies_are_joined_only_where_it_is_clear_how() {
        let long = format!("a={}", "x".repeat(60));
        let long = long.as_str();
        let even = "y".repeat(62);
        let even = even.as_str();
        for (lines, expected) in [
            (vec!["a=1;", "b=2"], Ok("a=1; b=2".to_owned())),
            (vec!["a=1", "b=2"], Ok("a=1; b=2".to_owned())),
            (vec!["a=1; HttpOnly", "b=2"], Ok("a=1; HttpOnly; b=2".to_owned())),
            (vec!["a=1; sess", "ion=2"], Ok("a=1; session=2".to_owned())),
            (vec!["a=1; b=", "xyz; c=3"], Ok("a=1; b=xyz; c=3".to_owned())),
            (vec!["a=1; b=2", "c=3; d=4"], Ok("a=1; b=2; c=3; d=4".to_owned())),
            (vec![long, "yz; b=2"], Err(Reason::UnclearContinuation)),
            (vec![long, even, "yz"], Ok(format!("{long}{even}yz"))),
            (vec![long, "b=2; c=3"], Err(Reason::UnclearContinuation)),
            (vec![long, even, "b=2"], Err(Reason::UnclearContinuation)),
            (vec![long, "swordfish"], Err(Reason::UnclearContinuation)),
            (vec![long, "y", "swordfish"], Err(Reason::UnclearContinuation)),
            (vec!["a=1; b=", "x=y"], Err(Reason::UnclearContinuation)),
            (vec!["a=1", "hunter2"], Err(Reason::UnclearContinuation)),
            (vec!["a=1", "hunter2; b=3"], Err(Reason::UnclearContinuation)),
        ] {
            assert_eq!(join_cookies(&lines, 0), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_value_that_was_broken_at_one_width_is_whole_again() {
        let line = "x".repeat(50);
        let line = line.as_str();
        assert_eq!(
            join_value(&[&line[8..], line, "yz"], 8),
            Ok(format!("{}{line}yz", &line[8..]))
        );
        assert_eq!(
            join_value(&["max-age=0,", "private"], 0),
            Ok("max-age=0, private".to_owned())
        );
        let listed = format!("{line};");
        let listed = listed.as_str();
        assert_eq!(
            join_value(&[listed, listed, "yz"], 0),
            Ok(format!("{listed}{listed}yz"))
        );
        for lines in [
            vec![line, "yz"],
            vec!["Bearer x", "  y"],
            vec![line, &line[1..], "yz"],
            vec![listed, "yz"],
        ] {
            assert_eq!(join_value(&lines, 0), Err(Reason::UnclearContinuation), "{lines:?}");
        }
    }
}
