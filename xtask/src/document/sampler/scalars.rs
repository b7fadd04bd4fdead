//! Generates samples of strings, numbers and booleans.

use openapiv3::{
    BooleanType, IntegerFormat, IntegerType, NumberType, StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Value, json};

/// The text that tests use in the place of secrets, to check that it is never printed.
const SECRET: &str = "SECRET-1";

/// The largest required length of a text, in characters. A longer text has no sample.
const MAX_CHARACTERS: usize = 10_000;

/// Returns a value of a schema, by its name in its place.
///
/// `index` makes the items of a list different.
pub fn value(schema: &Type, wire: &str, example: Option<&Value>, index: usize) -> Option<Value> {
    match schema {
        Type::Boolean(BooleanType { enumeration }) => {
            let values = enumeration.iter().flatten().copied();
            let example = example.and_then(Value::as_bool).unwrap_or(true);
            // The second of two different booleans is the other one.
            let wanted = if index == 1 { !example } else { example };
            Some(json!(one_of(values, Some(wanted)).unwrap_or(wanted)))
        }
        Type::Integer(integer) => whole(integer, example.and_then(Value::as_i64), index),
        Type::Number(number) => broken(number, example.and_then(Value::as_f64), index),
        Type::String(string) => text(string, wire, example.and_then(Value::as_str), index),
        Type::Array(_) | Type::Object(_) => None,
    }
}

/// Returns a name that differs from those of the items before.
pub fn numbered(name: &str, index: usize) -> String {
    match index {
        0 => name.to_owned(),
        _ => format!("{name}-{}", index + 1),
    }
}

/// Returns the example if it is one of the values, or else the first value.
fn one_of<T: PartialEq + Copy>(values: impl Iterator<Item = T>, example: Option<T>) -> Option<T> {
    let mut values = values.peekable();
    let first = values.peek().copied();
    values.find(|value| Some(*value) == example).or(first)
}

fn whole(integer: &IntegerType, example: Option<i64>, index: usize) -> Option<Value> {
    let values = integer.enumeration.iter().flatten().copied();
    if let Some(value) = one_of(values, example) {
        return Some(json!(value));
    }
    let step = integer.multiple_of.unwrap_or(1).max(1);
    let [lowest, highest] = match &integer.format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => [i32::MIN.into(), i32::MAX.into()],
        _ => [i64::MIN, i64::MAX],
    };
    let bound = |least: Option<i64>, is_excluded: bool, by: i64| {
        let excluded = i64::from(is_excluded) * by;
        least.map(|least| least.saturating_add(excluded))
    };
    let least = bound(integer.minimum, integer.exclusive_minimum, 1)
        .unwrap_or(lowest)
        .max(lowest);
    let most = bound(integer.maximum, integer.exclusive_maximum, -1)
        .unwrap_or(highest)
        .min(highest);
    let further = i64::try_from(index).ok()?.saturating_mul(step);
    let wanted = example.unwrap_or(7).min(most).max(least);
    // Counts upwards from there, or downwards if that is too large.
    let wanted = match wanted.checked_add(further).filter(|wanted| *wanted <= most) {
        Some(wanted) => wanted,
        None => wanted.saturating_sub(further),
    };
    // The multiples on both sides of it.
    let below = wanted.div_euclid(step).saturating_mul(step);
    let fits = |value: &i64| *value >= least && *value <= most;
    let sides = [below, below.saturating_add(step)];
    sides.into_iter().find(fits).map(|value| json!(value))
}

fn broken(number: &NumberType, example: Option<f64>, index: usize) -> Option<Value> {
    let values = number.enumeration.iter().flatten().copied();
    if let Some(value) = one_of(values, example) {
        return Some(json!(value));
    }
    let (least, most) = (number.minimum.unwrap_or(f64::MIN), number.maximum.unwrap_or(f64::MAX));
    #[expect(clippy::cast_precision_loss, reason = "lists are short")]
    let wanted = example.unwrap_or(1.5) + index as f64;
    let fits = |value: &f64| {
        let is_low = *value < least || number.exclusive_minimum && *value <= least;
        let is_high = *value > most || number.exclusive_maximum && *value >= most;
        !is_low && !is_high
    };
    let between = least / 2.0 + most / 2.0;
    let near = [wanted, least, most, between, least + 1.0, most - 1.0];
    let stepped = |value: f64| match number.multiple_of {
        Some(step) if step > 0.0 => vec![(value / step).floor() * step, (value / step).ceil() * step],
        _ => vec![value],
    };
    near.into_iter().flat_map(stepped).find(fits).map(|value| json!(value))
}

fn text(string: &StringType, wire: &str, example: Option<&str>, index: usize) -> Option<Value> {
    let values = || string.enumeration.iter().flatten().map(String::as_str);
    if let Some(value) = one_of(values(), example) {
        return Some(json!(values().nth(index).filter(|_| index > 0).unwrap_or(value)));
    }
    if string.format == VariantOrUnknownOrEmpty::Item(StringFormat::Password) {
        return Some(json!(SECRET));
    }
    if let Some(example) = example.filter(|_| index == 0) {
        return Some(json!(example));
    }
    if string.pattern.is_some() || string.min_length.is_some_and(|least| least > MAX_CHARACTERS) {
        return None;
    }
    let text = of_format(&string.format, wire, index);
    if text != numbered(wire, index) {
        // The length of a formatted text is fixed.
        return Some(json!(text));
    }
    let most = string.max_length.unwrap_or(MAX_CHARACTERS);
    let text = text
        + &"x".repeat(
            string
                .min_length
                .unwrap_or_default()
                .saturating_sub(wire.chars().count()),
        );
    // The end of the text is what differs between items.
    let too_long = text.chars().count().saturating_sub(most);
    Some(json!(text.chars().skip(too_long).collect::<String>()))
}

fn of_format(format: &VariantOrUnknownOrEmpty<StringFormat>, wire: &str, index: usize) -> String {
    use VariantOrUnknownOrEmpty::{Empty, Item, Unknown};
    // That is enough for a list.
    let digits = index % 60;
    match format {
        Item(StringFormat::Date) => format!("20{:02}-01-31", 26 + digits % 60),
        Item(StringFormat::DateTime) => format!("2026-01-31T09:30:{digits:02}.000Z"),
        Item(StringFormat::Byte) => ["AAEC", "AAED", "AAEE", "AAEF"][index % 4].repeat(1 + index / 4),
        Item(StringFormat::Password) => SECRET.to_owned(),
        Item(StringFormat::Binary) | Empty => numbered(wire, index),
        Unknown(format) => match format.as_str() {
            "uri" | "url" => format!("https://chat.example/{}", numbered(wire, index)),
            "uri-reference" => format!("/{}", numbered(wire, index)),
            "email" => format!("{}@chat.example", numbered("kim", index)),
            "uuid" => format!("01234567-89ab-4cde-8f01-23456789{index:04x}"),
            _ => numbered(wire, index),
        },
    }
}
