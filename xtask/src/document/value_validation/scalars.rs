//! Checks types, and the rules of strings and numbers.

use openapiv3::{AnySchema, IntegerFormat, IntegerType, NumberFormat, NumberType, StringType, VariantOrUnknownOrEmpty};
use regress::Regex;
use serde_json::{Number, Value};

use crate::document::problem::{closest, listed as words, quoted};
use crate::document::value_validation::context::{Misfit, Place, shown};
use crate::document::value_validation::formats;

/// The largest number of values of an `enum` that a message lists.
const MAX_LISTED: usize = 12;

/// Returns `true` if a value has one of OpenAPI's types.
pub fn is_of_type(typ: &str, value: &Value) -> bool {
    match typ {
        "string" => value.is_string(),
        "integer" => value.as_number().is_some_and(|number| whole(number).is_some()),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

pub fn wrong_type(typ: &str, value: &Value, place: &Place<'_>) -> Misfit {
    let wanted = match typ {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        _ => "a mapping",
    };
    let found = match value {
        Value::Null => return place.misfit(format!("null is not {wanted}"), "write a value, or leave it out"),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(_) => shown(value),
        Value::String(text) => format!("the text {}", quoted(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    };
    let help = match (typ, value) {
        ("string", Value::Bool(_) | Value::Number(_)) => "put it in quotes".to_owned(),
        ("integer" | "number", Value::String(text)) if text.parse::<f64>().is_ok() => "remove the quotes".to_owned(),
        ("boolean", Value::String(text)) if ["true", "false"].contains(&text.as_str()) => {
            "remove the quotes".to_owned()
        }
        ("boolean", _) => "write `true` or `false`".to_owned(),
        ("array", _) => "write `[a, b]`, or one item a line after `- `".to_owned(),
        ("object", _) => "write `key: value` lines, indented below it".to_owned(),
        _ => format!("write {wanted}, or correct the `type` of the schema"),
    };
    place.misfit(format!("{found} is not {wanted}"), help)
}

pub fn string(rules: &StringType, text: &str, place: &Place<'_>) -> Vec<Misfit> {
    let values: Vec<_> = rules
        .enumeration
        .iter()
        .map(|value| Value::from(value.clone()))
        .collect();
    let mut found = listed(&values, &Value::from(text), place);
    if !found.is_empty() {
        return found;
    }
    let bounds = (rules.min_length, rules.max_length);
    found.extend(count(text.chars().count(), bounds, "characters", place));
    // The problem of an empty text was reported already.
    if !found.is_empty() && text.is_empty() {
        return found;
    }
    found.extend(
        rules
            .pattern
            .as_deref()
            .and_then(|pattern| unmatched(pattern, text, place)),
    );
    if let Some(wanted) = formats::unlike(formats::name(&rules.format).as_deref(), text) {
        let message = format!("{} is not {}", quoted(text), wanted.what);
        found.push(place.misfit(message, format!("write it as in `{}`", wanted.example)));
    }
    found
}

fn unmatched(pattern: &str, text: &str, place: &Place<'_>) -> Option<Misfit> {
    let Ok(regex) = Regex::with_flags(pattern, "u") else {
        let message = format!("the `pattern` {} is not a regular expression", quoted(pattern));
        return Some(place.misfit(message, "correct it in the schema"));
    };
    regex.find(text).is_none().then(|| {
        let message = format!("{} does not match the `pattern` {}", quoted(text), quoted(pattern));
        place.misfit(message, "write a text that matches")
    })
}

pub fn integer(rules: &IntegerType, number: &Number, place: &Place<'_>) -> Vec<Misfit> {
    let Some(value) = whole(number) else {
        return Vec::new();
    };
    let values: Vec<_> = rules.enumeration.iter().map(|value| Value::from(*value)).collect();
    let mut found = listed(&values, &Value::from(number.clone()), place);
    let (least, most) = match &rules.format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => (i32::MIN.into(), i32::MAX.into()),
        VariantOrUnknownOrEmpty::Unknown(format) => range(format),
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) | VariantOrUnknownOrEmpty::Empty => range("int64"),
    };
    if value < least || value > most {
        let message = format!("{value} is not between {least} and {most}");
        found.push(place.misfit(message, "write a smaller number, or give the schema another `format`"));
    }
    if let Some(bound) = rules.minimum.map(i128::from)
        && (value < bound || rules.exclusive_minimum && value == bound)
    {
        found.push(too_small(
            &value.to_string(),
            &bound.to_string(),
            rules.exclusive_minimum,
            place,
        ));
    }
    if let Some(bound) = rules.maximum.map(i128::from)
        && (value > bound || rules.exclusive_maximum && value == bound)
    {
        found.push(too_large(
            &value.to_string(),
            &bound.to_string(),
            rules.exclusive_maximum,
            place,
        ));
    }
    if let Some(step) = rules.multiple_of.map(i128::from)
        && step != 0
        && value % step != 0
    {
        found.push(no_multiple(&value.to_string(), &step.to_string(), place));
    }
    found
}

pub fn number(rules: &NumberType, number: &Number, place: &Place<'_>) -> Vec<Misfit> {
    let Some(value) = number.as_f64() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if !rules.enumeration.is_empty() && !rules.enumeration.contains(&Some(value)) {
        let values: Vec<_> = rules.enumeration.iter().map(|value| Value::from(*value)).collect();
        found.extend(listed(&values, &Value::from(number.clone()), place));
    }
    let is_float = rules.format == VariantOrUnknownOrEmpty::Item(NumberFormat::Float);
    if is_float && value.abs() > f64::from(f32::MAX) {
        let message = format!("{number} is too large for a number of 32 bits");
        found.push(place.misfit(message, "write a smaller number, or give the schema another `format`"));
    }
    let shown = number.to_string();
    if let Some(bound) = rules.minimum
        && (value < bound || rules.exclusive_minimum && value == bound)
    {
        found.push(too_small(&shown, &bound.to_string(), rules.exclusive_minimum, place));
    }
    if let Some(bound) = rules.maximum
        && (value > bound || rules.exclusive_maximum && value == bound)
    {
        found.push(too_large(&shown, &bound.to_string(), rules.exclusive_maximum, place));
    }
    if let Some(step) = rules.multiple_of
        && step != 0.0
        && !is_multiple(value, step)
    {
        found.push(no_multiple(&shown, &step.to_string(), place));
    }
    found
}

/// Floating-point numbers do not represent tenths exactly.
fn is_multiple(value: f64, step: f64) -> bool {
    let times = value / step;
    (times - times.round()).abs() <= times.abs().max(1.0) * 1e-12
}

fn too_small(value: &str, bound: &str, is_exclusive: bool, place: &Place<'_>) -> Misfit {
    let (message, help) = match is_exclusive {
        true => (
            format!("{value} is not more than {bound}"),
            format!("write more than {bound}"),
        ),
        false => (
            format!("{value} is less than {bound}"),
            format!("write {bound} or more"),
        ),
    };
    place.misfit(message, help)
}

fn too_large(value: &str, bound: &str, is_exclusive: bool, place: &Place<'_>) -> Misfit {
    let (message, help) = match is_exclusive {
        true => (
            format!("{value} is not less than {bound}"),
            format!("write less than {bound}"),
        ),
        false => (
            format!("{value} is more than {bound}"),
            format!("write {bound} or less"),
        ),
    };
    place.misfit(message, help)
}

fn no_multiple(value: &str, step: &str, place: &Place<'_>) -> Misfit {
    place.misfit(
        format!("{value} is not a multiple of {step}"),
        format!("write a multiple of {step}"),
    )
}

/// Checks the number of characters, entries or members.
pub fn count(
    count: usize,
    (least, most): (Option<usize>, Option<usize>),
    what: &str,
    place: &Place<'_>,
) -> Vec<Misfit> {
    let bounds = [
        (least.filter(|least| count < *least), "at least"),
        (most.filter(|most| count > *most), "at most"),
    ];
    let broken = bounds.into_iter().filter_map(|(bound, word)| Some((bound?, word)));
    broken
        .map(|(bound, word)| {
            let one = bound == 1;
            let what = match what {
                "entries" if one => "entry",
                _ if one => what.strip_suffix('s').unwrap_or(what),
                _ => what,
            };
            let message = match count {
                0 => format!("this value is empty, but the schema requires {word} {bound} {what}"),
                _ => format!("this value has {count}, but the schema requires {word} {bound} {what}"),
            };
            let help = match word {
                "at least" => "write more",
                _ => "write less",
            };
            place.misfit(message, help)
        })
        .collect()
}

/// Checks that a value is one of an `enum`; an empty list means that there is none.
pub fn listed(values: &[Value], value: &Value, place: &Place<'_>) -> Vec<Misfit> {
    if values.is_empty() || values.contains(value) {
        return Vec::new();
    }
    let of = place
        .component
        .map_or_else(String::new, |name| format!(" of {}", quoted(name)));
    let texts: Vec<String> = values.iter().map(plain).collect();
    let known = texts.iter().map(String::as_str);
    let help = match closest(&plain(value), known.clone()) {
        Some(near) => format!("did you mean {}?", quoted(near)),
        None if values.len() > MAX_LISTED => format!(
            "write one of {}, or another of its `enum`",
            words(known.take(MAX_LISTED))
        ),
        None => format!("write one of {}", words(known)),
    };
    vec![place.misfit(format!("{} is not one of the values{of}", shown(value)), help)]
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn whole(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
}

/// Returns the range of an integer format, as the generator has it.
fn range(format: &str) -> (i128, i128) {
    match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

/// Returns the rules for texts of a schema without a type.
pub fn string_rules(any: &AnySchema) -> StringType {
    StringType {
        format: any.format.clone().into(),
        pattern: any.pattern.clone(),
        enumeration: Vec::new(),
        min_length: any.min_length,
        max_length: any.max_length,
    }
}

/// Returns the rules for whole numbers of a schema without a type.
pub fn integer_rules(any: &AnySchema) -> IntegerType {
    let whole = |bound: Option<f64>| bound.map(|bound| bound as i64);
    IntegerType {
        format: any.format.clone().into(),
        multiple_of: whole(any.multiple_of),
        exclusive_minimum: any.exclusive_minimum == Some(true),
        exclusive_maximum: any.exclusive_maximum == Some(true),
        minimum: whole(any.minimum),
        maximum: whole(any.maximum),
        enumeration: Vec::new(),
    }
}

/// Returns the rules for numbers of a schema without a type.
pub fn number_rules(any: &AnySchema) -> NumberType {
    NumberType {
        format: any.format.clone().into(),
        multiple_of: any.multiple_of,
        exclusive_minimum: any.exclusive_minimum == Some(true),
        exclusive_maximum: any.exclusive_maximum == Some(true),
        minimum: any.minimum,
        maximum: any.maximum,
        enumeration: Vec::new(),
    }
}
