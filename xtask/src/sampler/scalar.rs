//! Texts, numbers and truth values.

use openapiv3::{BooleanType, IntegerType, NumberType, StringFormat, StringType, Type, VariantOrUnknownOrEmpty};
use serde_json::{Value, json};

/// What a test plants where nothing may be printed.
const SECRET: &str = "SECRET-1";

/// A value of a schema, by the name that it has where it stands. `index` tells the items of a list apart.
pub fn value(schema: &Type, wire: &str, example: Option<&Value>, index: usize) -> Option<Value> {
    match schema {
        Type::Boolean(BooleanType { enumeration }) => {
            let values = enumeration.iter().flatten().copied();
            let example = example.and_then(Value::as_bool);
            Some(json!(one_of(values, example).unwrap_or(example.unwrap_or(true))))
        }
        Type::Integer(integer) => whole(integer, example.and_then(Value::as_i64), index),
        Type::Number(number) => broken(number, example.and_then(Value::as_f64), index),
        Type::String(string) => text(string, wire, example.and_then(Value::as_str), index),
        Type::Array(_) | Type::Object(_) => None,
    }
}

/// A name that differs from those of the items before.
pub fn numbered(name: &str, index: usize) -> String {
    match index {
        0 => name.to_owned(),
        _ => format!("{name}-{}", index + 1),
    }
}

/// The example if it is one of the values, else the first; none if there are none.
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
    let least = integer
        .minimum
        .map(|least| least.saturating_add(integer.exclusive_minimum.into()));
    let most = integer
        .maximum
        .map(|most| most.saturating_sub(integer.exclusive_maximum.into()));
    let wanted = example
        .unwrap_or(7)
        .saturating_add(i64::try_from(index).ok()?.saturating_mul(step));
    let within = wanted.min(most.unwrap_or(i64::MAX)).max(least.unwrap_or(i64::MIN));
    // The steps on both sides of it.
    let below = within.div_euclid(step).saturating_mul(step);
    let fits = |value: &i64| least.is_none_or(|least| *value >= least) && most.is_none_or(|most| *value <= most);
    [below, below.saturating_add(step)]
        .into_iter()
        .find(fits)
        .map(|value| json!(value))
}

fn broken(number: &NumberType, example: Option<f64>, index: usize) -> Option<Value> {
    let values = number.enumeration.iter().flatten().copied();
    if let Some(value) = one_of(values, example) {
        return Some(json!(value));
    }
    #[expect(clippy::cast_precision_loss, reason = "lists are short")]
    let wanted = example.unwrap_or(1.5) + index as f64;
    let (least, most) = (number.minimum.unwrap_or(f64::MIN), number.maximum.unwrap_or(f64::MAX));
    let within = match number.multiple_of {
        Some(step) if step > 0.0 => {
            ((wanted.clamp(least, most) / step).floor() * step).max((least / step).ceil() * step)
        }
        _ => wanted.max(least).min(most),
    };
    let excluded = |bound: Option<f64>, is_exclusive: bool| is_exclusive && bound == Some(within);
    let is_bound =
        excluded(number.minimum, number.exclusive_minimum) || excluded(number.maximum, number.exclusive_maximum);
    let step = number.multiple_of.unwrap_or_else(|| ((most - least) / 2.0).min(0.5));
    match (is_bound, excluded(number.minimum, number.exclusive_minimum)) {
        (false, _) => Some(json!(within)),
        (true, true) => Some(json!(within + step)),
        (true, false) => Some(json!(within - step)),
    }
}

fn text(string: &StringType, wire: &str, example: Option<&str>, index: usize) -> Option<Value> {
    let values = || string.enumeration.iter().flatten().map(String::as_str);
    if let Some(value) = one_of(values(), example) {
        return Some(json!(values().nth(index).filter(|_| index > 0).unwrap_or(value)));
    }
    if string.format == VariantOrUnknownOrEmpty::Item(StringFormat::Password) {
        return Some(json!(SECRET));
    }
    if let Some(example) = example {
        return Some(json!(numbered(example, index)));
    }
    if string.pattern.is_some() {
        return None;
    }
    let text = numbered(&of_format(&string.format, wire), index);
    let count = text.chars().count();
    let least = string.min_length.unwrap_or_default();
    let text = text + &"x".repeat(least.saturating_sub(count));
    Some(json!(
        text.chars()
            .take(string.max_length.unwrap_or(usize::MAX))
            .collect::<String>()
    ))
}

fn of_format(format: &VariantOrUnknownOrEmpty<StringFormat>, wire: &str) -> String {
    use VariantOrUnknownOrEmpty::{Empty, Item, Unknown};
    match format {
        Item(StringFormat::Date) => "2026-01-31".to_owned(),
        Item(StringFormat::DateTime) => "2026-01-31T09:30:00.000Z".to_owned(),
        Item(StringFormat::Byte) => "AAEC".to_owned(),
        Item(StringFormat::Password) => SECRET.to_owned(),
        Item(StringFormat::Binary) | Empty => wire.to_owned(),
        Unknown(format) => match format.as_str() {
            "uri" | "url" => format!("https://chat.example/{wire}"),
            "uri-reference" => format!("/{wire}"),
            "email" => "kim@chat.example".to_owned(),
            "uuid" => "01234567-89ab-4cde-8f01-23456789abcd".to_owned(),
            _ => wire.to_owned(),
        },
    }
}
