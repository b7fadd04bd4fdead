//! Reads numbers and checks their bounds.

use serde_json::Number as Json;

use crate::http::schema::types::{Integer, Number};
use crate::http::schema::violation::{NO_CHOICE, ValuePath, Violation};

impl Integer {
    pub(super) fn check(&self, number: &Json, path: &ValuePath<'_>) -> Result<(), Violation> {
        // `1.0` is not a whole number here, although its fraction is zero. A number beyond the integers may have been written
        // without a fraction, so it counts as a whole number that is out of bounds.
        let is_large = |number: f64| number.abs() >= 9_007_199_254_740_992.0;
        let exact = number.as_i64();
        let shown = match (exact, number.as_u64(), number.as_f64()) {
            (Some(_), ..) => exact,
            (None, Some(_), _) => None,
            (None, None, Some(number)) if is_large(number) => None,
            _ => return Err(path.violation("must be a whole number")),
        };
        // A number that does not fit is far beyond either bound.
        let is_negative = number.as_f64().is_some_and(|number| number < 0.0);
        let is_below = |least: i64| shown.map_or(is_negative, |number| number < least);
        let is_above = |most: i64| shown.map_or(!is_negative, |number| number > most);
        if self.minimum.is_some_and(is_below) || self.maximum.is_some_and(is_above) {
            return Err(path.violation(between(self.minimum, self.maximum)));
        }
        if let (Some(step), Some(number)) = (self.multiple_of, shown)
            && number.checked_rem(step) != Some(0)
        {
            return Err(path.violation(format!("must be a multiple of {step}")));
        }
        if !self.values.is_empty() && !shown.is_some_and(|number| self.values.contains(&number)) {
            return Err(path.violation(NO_CHOICE));
        }
        Ok(())
    }
}

impl Number {
    pub(super) fn check(&self, number: &Json, path: &ValuePath<'_>) -> Result<(), Violation> {
        let number = number.as_f64().unwrap_or_default();
        let is_below = |least: f64| number < least || (self.excludes_minimum && number <= least);
        let is_above = |most: f64| number > most || (self.excludes_maximum && number >= most);
        if self.minimum.is_some_and(is_below) || self.maximum.is_some_and(is_above) {
            return Err(path.violation(between(self.minimum, self.maximum)));
        }
        // Floating-point numbers only approximate decimal fractions, so the check allows for rounding.
        let is_step =
            |step: f64| ((number / step).round() * step - number).abs() <= f64::EPSILON * number.abs().max(step);
        if let Some(step) = self.multiple_of.filter(|step| !is_step(*step)) {
            return Err(path.violation(format!("must be a multiple of {step}")));
        }
        Ok(())
    }
}

fn between<T: ToString>(least: Option<T>, most: Option<T>) -> String {
    match (least.map(|it| it.to_string()), most.map(|it| it.to_string())) {
        (Some(least), Some(most)) => format!("must be from {least} to {most}"),
        (Some(least), None) => format!("must be {least} or more"),
        (None, Some(most)) => format!("must be {most} or less"),
        (None, None) => "must be a number".to_owned(),
    }
}

/// Reads a whole number in decimal digits, however large.
pub(super) fn whole(text: &str) -> Option<Json> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    is_whole.then(|| any_of_digits(text)).flatten()
}

fn any_of_digits(text: &str) -> Option<Json> {
    match (text.parse::<i64>(), text.parse::<f64>()) {
        (Ok(number), _) => Some(number.into()),
        (_, Ok(number)) => Json::from_f64(number.clamp(f64::MIN, f64::MAX)),
        _ => None,
    }
}

/// Reads a number in JSON's notation.
pub(super) fn any(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok()
}
