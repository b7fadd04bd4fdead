//! Generates values that a schema allows and values that it forbids, with at least one on each side of each rule.

use serde_json::{Map, Value, json};

use crate::http::schema::formats::Format;
use crate::http::schema::types::{AdditionalProperties, Integer, List, Number, Object, Schema, Text};

/// Returns values that the schema allows, the smallest first.
pub(crate) fn valid_values(schema: &Schema) -> Vec<Value> {
    match schema {
        Schema::Any => vec![json!("anything"), Value::Null, json!([{}])],
        Schema::Nullable(schema) => [valid_values(schema), vec![Value::Null]].concat(),
        Schema::Boolean([]) => vec![json!(true), json!(false)],
        Schema::Boolean(values) => values.iter().map(|it| json!(it)).collect(),
        Schema::Integer(integer) => integers(integer),
        Schema::Number(number) => numbers(number),
        Schema::Text(text) => texts(text),
        Schema::List(list) => lists(list),
        Schema::Object(object) => objects(object),
        Schema::Either(schema, ways) => {
            let all = valid_values(schema);
            let with = |way: &&[&str], value: &Value| {
                let missing = way.iter().filter(|name| value.get(**name).is_none());
                let members = missing.map(|name| ((*name).to_owned(), smallest_value(schema.member(name).unwrap())));
                merged(value, &Value::Object(members.collect()))
            };
            let of_all = all.iter().map(|value| with(&ways[0], value));
            of_all.chain(ways.iter().map(|way| with(way, &all[0]))).collect()
        }
        Schema::All(schemas) => each_beside_the_others(schemas, valid_values),
        Schema::One(schemas) => schemas.iter().flat_map(|schema| valid_values(schema)).collect(),
        Schema::Tagged { tag, kinds } => {
            let tagged = |kind: &str, value: &Value| merged(value, &json!({ *tag: kind }));
            let all = kinds
                .iter()
                .flat_map(|(kind, schema)| valid_values(schema).into_iter().map(|it| tagged(kind, &it)));
            all.collect()
        }
    }
}

/// Returns values that the schema forbids. Each differs from an allowed value in one place.
pub(crate) fn invalid_values(schema: &Schema) -> Vec<Value> {
    match schema {
        Schema::Any => Vec::new(),
        Schema::Nullable(schema) => invalid_values(schema).into_iter().filter(|it| !it.is_null()).collect(),
        Schema::Boolean(values) => {
            let others = [true, false]
                .into_iter()
                .filter(|it| !values.is_empty() && !values.contains(it));
            let others = others.map(Value::Bool);
            others.chain([Value::Null, json!("true"), json!(1)]).collect()
        }
        Schema::Integer(integer) => {
            let below = integer.minimum.map(|least| json!(least - 1));
            let above = integer.maximum.map(|most| json!(most + 1));
            let step = integer.multiple_of.map(|step| json!(step + 1));
            let other = integer.values.iter().max().map(|most| json!(most + 1));
            let huge = integer.maximum.map(|_| json!(1e30));
            let bounds = [below, above, step, other, huge].into_iter().flatten();
            bounds
                .chain([Value::Null, json!("1"), json!(1.5), json!([1])])
                .collect()
        }
        Schema::Number(number) => {
            let below = number.minimum.map(|least| json!(least - 0.5));
            let above = number.maximum.map(|most| json!(most + 0.5));
            let least = number.minimum.filter(|_| number.excludes_minimum).map(|it| json!(it));
            let most = number.maximum.filter(|_| number.excludes_maximum).map(|it| json!(it));
            let beside = number.multiple_of.map(|step| json!(step * 1.5));
            let bounds = [below, above, least, most, beside].into_iter().flatten();
            bounds.chain([Value::Null, json!("1.5"), json!(true)]).collect()
        }
        Schema::Text(text) => {
            let short = text.min_length.checked_sub(1).map(|length| json!("x".repeat(length)));
            let long = (text.max_length < usize::MAX).then(|| json!("x".repeat(text.max_length + 1)));
            let other = text.values.first().map(|value| json!(format!("{value}-or-not")));
            let malformed = malformed(text.format).iter().map(|it| json!(it));
            let shorter = [short, long, other].into_iter().flatten();
            let kinds = [Value::Null, json!(7), json!(["x"]), json!({})];
            shorter.chain(malformed).chain(kinds).collect()
        }
        Schema::List(list) => {
            let item = smallest_value(list.items);
            let few = list.min_items.checked_sub(1).map(|count| json!(vec![&item; count]));
            let many = (list.max_items < usize::MAX).then(|| json!(vec![&item; list.max_items + 1]));
            let twice = list.is_unique.then(|| json!([item, item]));
            let items = invalid_values(list.items).into_iter().map(|it| json!([item, it]));
            let counts = [few, many, twice].into_iter().flatten();
            counts
                .chain(items)
                .chain([Value::Null, json!({}), json!("x")])
                .collect()
        }
        Schema::Object(object) => invalid_objects(object),
        Schema::Either(schema, ways) => {
            let way: Map<_, _> = ways[0]
                .iter()
                .map(|name| ((*name).to_owned(), smallest_value(schema.member(name).unwrap())))
                .collect();
            let mut none = valid_values(schema).swap_remove(0);
            for name in ways.iter().copied().flatten() {
                none.as_object_mut().unwrap().remove(*name);
            }
            let all = invalid_values(schema).into_iter();
            all.map(|it| merged(&Value::Object(way.clone()), &it))
                .chain([none])
                .collect()
        }
        Schema::All(schemas) => each_beside_the_others(schemas, invalid_values),
        Schema::One(_) => vec![json!([[[]]])],
        Schema::Tagged { tag, kinds } => {
            let no_kind = json!({ *tag: "no-kind" });
            let (kind, schema) = kinds[0];
            // A value with a wrong tag is not completed with the right one, because it would become valid.
            let describes_tag = schema.member(tag).is_some();
            let all = invalid_values(schema).into_iter().filter(|it| match describes_tag {
                true => it.get(*tag) == Some(&json!(kind)),
                false => it.is_object(),
            });
            let all = all.map(|it| merged(&it, &json!({ *tag: kind })));
            all.chain([no_kind, json!({}), Value::Null]).collect()
        }
    }
}

/// Returns the smallest value that the schema allows.
pub(crate) fn smallest_value(schema: &Schema) -> Value {
    valid_values(schema).swap_remove(0)
}

fn integers(integer: &Integer) -> Vec<Value> {
    if !integer.values.is_empty() {
        return integer.values.iter().map(|it| json!(it)).collect();
    }
    let step = integer.multiple_of.unwrap_or(1);
    let near = integer.minimum.or(integer.maximum).unwrap_or(0) / step * step;
    let ends = [integer.minimum, integer.maximum].into_iter().flatten();
    let ends = ends.filter(|it| it % step == 0);
    let mut all: Vec<_> = [near].into_iter().chain(ends).map(|it| json!(it)).collect();
    if integer.maximum.is_none() && integer.multiple_of.is_none() {
        all.extend([json!(u64::MAX), json!(1e30)]);
    }
    all
}

fn numbers(number: &Number) -> Vec<Value> {
    if let Some(step) = number.multiple_of {
        let least = number.minimum.map_or(0.0, |least| (least / step).ceil() * step);
        return vec![json!(least), json!(least + step)];
    }
    let middle = match (number.minimum, number.maximum) {
        (Some(least), Some(most)) => f64::midpoint(least, most),
        (Some(least), None) => least + 1.0,
        (None, Some(most)) => most - 1.0,
        (None, None) => 1.5,
    };
    let ends = [
        number.minimum.filter(|_| !number.excludes_minimum),
        number.maximum.filter(|_| !number.excludes_maximum),
    ];
    let ends = ends.into_iter().flatten();
    [middle].into_iter().chain(ends).map(|it| json!(it)).collect()
}

fn texts(text: &Text) -> Vec<Value> {
    if !text.values.is_empty() {
        return text.values.iter().map(|it| json!(it)).collect();
    }
    let well_formed: &[&str] = match text.format {
        Format::Any | Format::Binary => {
            let ends = [text.min_length, text.max_length.min(text.min_length + 40)];
            return ends.iter().map(|length| json!("ü".repeat(*length))).collect();
        }
        Format::DateTime => &["2026-01-31T09:30:00Z", "2026-01-31t10:30:00.123456+01:00"],
        Format::Uri => &["mxc://chat.example/a%20b?c=[d]#e", "mailto:kim@chat.example", "urn:x"],
        Format::UriReference => &["/path", "https://chat.example/", ""],
        Format::Email => &[
            "kim@chat.example",
            "kim.lee+bees@mail.chat.example",
            "grüße@chat.example",
        ],
        Format::Base64 => &["aGVsbG8=", ""],
    };
    let fits = well_formed.iter().filter(|it| it.len() >= text.min_length);
    fits.map(|it| json!(it)).collect()
}

fn malformed(format: Format) -> &'static [&'static str] {
    match format {
        Format::Any | Format::Binary => &[],
        Format::DateTime => &[
            "tomorrow",
            "2026-01-31",
            "2026-01-31T09:30:00",
            "2026-02-30T09:30:00Z",
            "1790000000",
        ],
        Format::Uri => &[
            "no-scheme",
            "//host/path",
            "a b:c",
            "mxc://chat.example/a b",
            "mxc://x/%zz",
            "1:x",
            ":",
        ],
        Format::UriReference => &["/a b", "/%4", "/a#b#c"],
        Format::Email => &[
            "kim",
            "@chat.example",
            "kim@",
            "kim@chat example",
            "Kim Lee <kim@chat.example>",
            " <kim@chat.example>",
            "<kim@chat.example>",
            "\"kim\"@chat.example",
            "\"kim lee\"@chat.example",
            "kim\u{a0}lee@chat.example",
            "kim\u{9f}lee@chat.example",
            "kim@[127.0.0.1]",
        ],
        Format::Base64 => &["a", "aGVsbG8==", "aGVs bG8="],
    }
}

fn lists(list: &List) -> Vec<Value> {
    let items = valid_values(list.items);
    let least = list.min_items.max(1);
    let of = |item: &Value| match list.is_unique {
        true => json!(items.iter().take(least).collect::<Vec<_>>()),
        false => json!(vec![item; least]),
    };
    let empty = (list.min_items == 0).then(|| json!([]));
    let most = (list.max_items < usize::MAX && !list.is_unique).then(|| json!(vec![&items[0]; list.max_items]));
    empty.into_iter().chain(items.iter().map(of)).chain(most).collect()
}

fn objects(object: &Object) -> Vec<Value> {
    let required = required(object);
    let mut all = vec![required.clone()];
    for (name, schema) in object.members {
        all.extend(
            valid_values(schema)
                .into_iter()
                .map(|it| merged(&required, &json!({ *name: it }))),
        );
    }
    match object.additional_properties {
        AdditionalProperties::Any => all.push(merged(&required, &json!({ "newer": { "not": ["described"] } }))),
        AdditionalProperties::None => {}
        AdditionalProperties::Each(schema) => all.extend(
            valid_values(schema)
                .into_iter()
                .map(|it| merged(&required, &json!({ "other": it }))),
        ),
    }
    all
}

/// Returns an object with the required members alone.
fn required(object: &Object) -> Value {
    let members = object.required.iter().map(|name| {
        let schema = object.members.iter().find(|(known, _)| known == name);
        (
            (*name).to_owned(),
            schema.map_or(Value::Null, |(_, schema)| smallest_value(schema)),
        )
    });
    Value::Object(members.collect())
}

fn invalid_objects(object: &Object) -> Vec<Value> {
    let whole = required(object);
    let mut all = vec![Value::Null, json!([]), json!("{}"), json!(1)];
    for name in object.required {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(*name);
        all.push(without);
    }
    for (name, schema) in object.members {
        all.extend(
            invalid_values(schema)
                .into_iter()
                .map(|it| merged(&whole, &json!({ *name: it }))),
        );
    }
    match object.additional_properties {
        AdditionalProperties::Any => {}
        AdditionalProperties::None => all.push(merged(&whole, &json!({ "newer": 1 }))),
        AdditionalProperties::Each(schema) => all.extend(
            invalid_values(schema)
                .into_iter()
                .map(|it| merged(&whole, &json!({ "other": it }))),
        ),
    }
    all
}

/// Returns, for each schema, every value that `make` creates for it, merged with the smallest values of the other schemas.
fn each_beside_the_others(schemas: &[&Schema], make: fn(&Schema) -> Vec<Value>) -> Vec<Value> {
    let mut all = Vec::new();
    for (index, schema) in schemas.iter().enumerate() {
        let others = schemas.iter().enumerate().filter(|(other, _)| *other != index);
        let rest = others.fold(json!({}), |rest, (_, schema)| merged(&rest, &smallest_value(schema)));
        all.extend(make(schema).iter().map(|it| merged(&rest, it)));
    }
    all
}

/// Merges two objects; returns the second value if either is not an object.
fn merged(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let members = one.clone().into_iter().chain(other.clone());
            Value::Object(members.collect())
        }
        (_, other) => other.clone(),
    }
}
