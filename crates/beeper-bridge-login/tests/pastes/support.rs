//! The shared parts of the examples: their values, and assertions about them.

use beeper_bridge_login::paste::{PasteErrorKind, parse};

use super::law;
use super::planted::{Kind, Planted};

/// The cookie with an escape, as the browser has it.
pub const SESSION: &str = "kZ7Qw%2F9xTt3";
pub const CSRF: &str = "Vb4nHs8Kd2pR6";
pub const TOKEN: &str = "Bearer-aW5kZXg6MTIz";

pub fn cookie(name: &str, value: &str) -> Planted {
    Planted::new(Kind::Cookie, name, value)
}

pub fn header(name: &str, value: &str) -> Planted {
    Planted::new(Kind::Header, name, value)
}

pub fn stored(key: &str, value: &str) -> Planted {
    Planted::new(Kind::LocalStorage, key, value)
}

/// Returns the two cookies of the examples.
pub fn both_cookies() -> Vec<Planted> {
    vec![cookie("sessionid", SESSION), cookie("csrftoken", CSRF)]
}

/// Returns the two cookies of the examples, and their header.
pub fn cookies_and_header() -> Vec<Planted> {
    let mut planted = both_cookies();
    planted.push(header("x-token", TOKEN));
    planted
}

/// Asserts that every text is read with all of these values, and reports all texts that are not.
#[track_caller]
pub fn assert_found<T: AsRef<str>>(texts: &[T], planted: &[Planted]) {
    report(texts, |text| match law::check(text, planted, planted) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(format!("refused: {error}")),
        Err(violation) => Some(violation),
    });
}

/// Asserts that every text is refused, or read with all of these values.
#[track_caller]
pub fn assert_found_or_refused<T: AsRef<str>>(texts: &[T], planted: &[Planted]) {
    report(texts, |text| law::check(text, planted, planted).err());
}

/// Asserts that every text is refused with an error of this kind, which is one line, says what to do, and contains none of
/// these secrets. Reports all texts for which this does not hold.
#[track_caller]
pub fn assert_refused<T: AsRef<str>>(texts: &[T], kind: PasteErrorKind, secrets: &[&str]) {
    report(texts, |text| fault(text, kind, secrets));
}

/// Fails with all texts that have a fault.
#[track_caller]
fn report<T: AsRef<str>>(texts: &[T], fault: impl Fn(&str) -> Option<String>) {
    let faults = texts.iter().filter_map(|text| {
        let text = text.as_ref();
        Some(format!("{}\n---\n{text}\n---", fault(text)?))
    });
    let faults: Vec<_> = faults.collect();
    assert!(
        faults.is_empty(),
        "{} of {}:\n{}",
        faults.len(),
        texts.len(),
        faults.join("\n")
    );
}

fn fault(text: &str, kind: PasteErrorKind, secrets: &[&str]) -> Option<String> {
    let error = match parse(text) {
        Ok(browser) => return Some(format!("read: {browser:?}")),
        Err(error) => error,
    };
    let message = error.to_string();
    let printed = format!("{message} {error:?} {error:#?}");
    if let Some(secret) = secrets.iter().find(|secret| printed.contains(**secret)) {
        return Some(format!("{secret} is printed: {printed}"));
    }
    let advises = ["copy", "paste", "expected", "export", "leave it out", "add it"];
    if !advises.iter().any(|advice| message.contains(advice)) || message.contains('\n') {
        return Some(format!("not one line that says what to do: {message}"));
    }
    let lines = text.lines().count().max(1);
    if error.line().is_some_and(|line| line == 0 || line > lines) {
        return Some(format!("no line of the text: {message}"));
    }
    if let Some(format) = error.format()
        && !message.contains(format)
    {
        return Some(format!("does not name {format}: {message}"));
    }
    (error.kind() != kind).then(|| format!("{:?} instead of {kind:?}: {message}", error.kind()))
}
