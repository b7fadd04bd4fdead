//! Tests that from pastes of any values, formats and damage either all values are found or there is an error.

use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestError, TestRunner};

use crate::composition::{decorated, joined};
use crate::formats::FORMATS;
use crate::generators::{any_part, decoration, mixture, ordinary_part};
use crate::law;
use crate::marked_text::MarkedText;

/// Runs this many cases, scaled by the ratio of `PROPTEST_CASES` to proptest's default.
fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: (cases * default.cases / 256).max(1),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..default
    }
}

/// Fails if the text breaks the law. Values with a part in `damaged` need not be found.
fn holds(text: &str, marked: &MarkedText, damaged: &Range<usize>) -> Result<(), TestCaseError> {
    law::check(text, &marked.planted_outside(damaged), &marked.planted())
        .map(drop)
        .map_err(|violation| TestCaseError::fail(format!("{violation}\n---\n{text}\n---")))
}

const NOWHERE: Range<usize> = usize::MAX..usize::MAX;

/// Runs a property for each format, and reports all failures.
fn for_each_format<S: Strategy>(
    cases: u32,
    strategy: impl Fn(u8) -> S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let mut failed = Vec::new();
    for (number, format) in (0..).zip(FORMATS) {
        match TestRunner::new(config(cases)).run(&strategy(number), &property) {
            Ok(()) => {}
            Err(TestError::Fail(reason, _)) => failed.push(format!("== {}: {reason}", format.name)),
            Err(TestError::Abort(reason)) => failed.push(format!("== {}: given up: {reason}", format.name)),
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {}:\n{}",
        failed.len(),
        FORMATS.len(),
        failed.join("\n")
    );
}

#[test]
fn ordinary_values_are_found_in_every_format() {
    for_each_format(40, ordinary_part, |part| {
        let marked = part.render(0);
        match law::check(&marked.text, &marked.planted(), &marked.planted()) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(format!("refused: {error}")),
            Err(violation) => Err(violation),
        }
        .map_err(|fault| TestCaseError::fail(format!("{fault}\n---\n{}\n---", marked.text)))
    });
}

#[test]
fn any_values_of_a_format_are_found_or_refused() {
    for_each_format(40, any_part, |part| {
        let marked = part.render(0);
        holds(&marked.text, &marked, &NOWHERE)
    });
}

#[test]
fn any_values_of_a_decorated_format_are_found_or_refused() {
    for_each_format(
        40,
        |format| (any_part(format), decoration()),
        |(part, decisions)| {
            let marked = decorated(&part.render(0), &decisions);
            holds(&marked.text, &marked, &NOWHERE)
        },
    );
}

#[test]
fn what_is_cut_off_is_found_or_refused() {
    for_each_format(
        60,
        |format| (ordinary_part(format), any::<Index>()),
        |(part, at)| cut_off(&part.render(0), &at),
    );
}

#[test]
fn a_line_that_is_missing_takes_no_other_values_with_it() {
    for_each_format(
        60,
        |format| (ordinary_part(format), any::<Index>()),
        |(part, at)| without_a_line(&part.render(0), &at),
    );
}

#[test]
fn what_is_wrapped_is_found_or_refused() {
    for_each_format(
        60,
        |format| (ordinary_part(format), 20..100_usize, any::<bool>()),
        |(part, width, at_spaces)| wrapped(&part.render(0), width, at_spaces),
    );
}

fn cut_off(marked: &MarkedText, at: &Index) -> Result<(), TestCaseError> {
    let ends: Vec<_> = marked.text.char_indices().map(|(at, _)| at).collect();
    if ends.is_empty() {
        return Ok(());
    }
    let end = *at.get(&ends);
    holds(&marked.text[..end], marked, &(end..usize::MAX))
}

fn without_a_line(marked: &MarkedText, at: &Index) -> Result<(), TestCaseError> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in marked.text.split_inclusive('\n') {
        lines.push(start..start + line.len());
        start += line.len();
    }
    if lines.len() < 2 {
        return Ok(());
    }
    let dropped = at.get(&lines);
    let mut text = marked.text.clone();
    text.replace_range(dropped.clone(), "");
    let mut marked = marked.clone();
    let (dropped_text, whole) = (&marked.text[dropped.clone()], &marked.text);
    marked
        .marks
        .retain(|mark| !is_completed(&mark.planted.value, dropped_text, &whole[mark.at.end..]));
    holds(&text, &marked, dropped)
}

/// Whether a value begins with a quote of its own, and one around the paste follows it of which the counterpart is in the line
/// that is missing. Nobody can tell then that they do not belong together.
fn is_completed(value: &str, dropped: &str, after: &str) -> bool {
    let quote = value
        .chars()
        .next()
        .filter(|quote| value.matches(*quote).count() == 1 && "\"`".contains(*quote));
    quote.is_some_and(|quote| after.starts_with(quote) && dropped.contains(quote))
}

/// Breaks lines as terminals do, at the width, or as mail programs do, at a space.
fn wrapped(marked: &MarkedText, width: usize, at_spaces: bool) -> Result<(), TestCaseError> {
    let mut column = 0;
    let wrapped = marked.map(|_, character, out| {
        if column >= width && !at_spaces {
            out.push('\n');
            column = 0;
        }
        let is_replaced = column >= width && character == ' ';
        let character = if is_replaced { '\n' } else { character };
        column = if character == '\n' { 0 } else { column + 1 };
        out.push(character);
    });
    holds(&wrapped.text, marked, &NOWHERE)
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn all_values_of_a_mixture_are_found_or_it_is_refused((parts, joins) in mixture(), decisions in decoration()) {
        let marked = joined(&parts, &joins);
        holds(&marked.text, &marked, &NOWHERE)?;
        let marked = decorated(&marked, &decisions);
        holds(&marked.text, &marked, &NOWHERE)?;
    }

    #[test]
    fn a_mixture_that_is_cut_off_is_found_or_refused(
        (parts, joins) in mixture(), decisions in decoration(), at: Index,
    ) {
        cut_off(&joined(&parts, &joins), &at)?;
        cut_off(&decorated(&joined(&parts, &joins), &decisions), &at)?;
    }

    #[test]
    fn a_line_that_a_mixture_misses_takes_no_other_values_with_it(
        (parts, joins) in mixture(), decisions in decoration(), at: Index,
    ) {
        without_a_line(&joined(&parts, &joins), &at)?;
        without_a_line(&decorated(&joined(&parts, &joins), &decisions), &at)?;
    }

    #[test]
    fn a_mixture_that_is_wrapped_is_found_or_refused((parts, joins) in mixture(), at_spaces: bool) {
        wrapped(&joined(&parts, &joins), 80, at_spaces)?;
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,200}", lines in "([-A-Za-z:;=\"'{}\\[\\],$`\\\\^ \t]{0,20}\n){0,10}") {
        let nothing = MarkedText::new();
        holds(&text, &nothing, &NOWHERE)?;
        holds(&lines, &nothing, &NOWHERE)?;
    }
}
