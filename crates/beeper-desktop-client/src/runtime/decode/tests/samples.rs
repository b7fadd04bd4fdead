//! Generates samples of all components from their schemas, and damages them.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::generated::schemas::CROSS_CHECKS;
use crate::runtime::decode::cross_check::CrossCheck;
use crate::runtime::decode::schema::{Component, Kind, Member, Shape};

/// JSON values to put in the place of others.
pub(super) const VALUES: &[&str] = &[
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "\"\\ud83d\"",
    "7",
    "1.5",
    "1e999",
    "\" -3.0 \"",
    "18446744073709551616",
    "[null]",
    "{\"a\":{}}",
];

/// Returns a sample of a value, with all optional members or with none.
///
/// `variant` selects the variant of a union. Deeply nested objects have only their required members, because their components
/// have samples of their own.
pub(super) fn sample(kind: Kind, is_full: bool, variant: usize, depth: usize) -> Value {
    match kind {
        Kind::Text | Kind::NeverEmpty | Kind::Timestamp | Kind::Id | Kind::AnyId | Kind::Secret => json!("text"),
        Kind::Only(value) => json!(value),
        Kind::Bool | Kind::Untagged | Kind::UntaggedNeverEmpty => json!(false),
        Kind::True => json!(true),
        Kind::Integer | Kind::IntegerEnum => json!(2),
        Kind::Number => json!(2.5),
        Kind::Any => json!({"any": [1, "text", null]}),
        Kind::List(of) => Value::Array(vec![sample(*of, is_full, variant, depth + 1); 2]),
        Kind::Map(of) => {
            json!({"one": sample(*of, is_full, variant, depth + 1), "two": sample(*of, is_full, variant, depth + 1)})
        }
        Kind::Of(Component { shape, .. }) => match shape {
            Shape::Object(members) | Shape::OpenObject(members) => {
                let is_there = |member: &&Member| member.is_required() || is_full && depth < 2;
                let there = members.iter().filter(is_there);
                let members = there.map(|member| {
                    (
                        member.name().to_owned(),
                        sample(member.kind(), is_full, variant, depth + 1),
                    )
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
            Shape::Tagged(tag, variants) => {
                let (value, component) = variants[variant % variants.len()];
                let mut object = sample(Kind::Of(component), is_full, variant, depth);
                object[tag] = json!(value);
                object
            }
        },
    }
}

/// A path to a value, of members, keys and items.
pub(super) type Way = Vec<Value>;

pub(super) fn ways(value: &Value, way: &mut Way, all: &mut Vec<Way>) {
    all.push(way.clone());
    let mut inside = |step, value: &Value| {
        way.push(step);
        ways(value, way, all);
        way.pop();
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| inside(json!(name), value)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| inside(json!(index), value)),
        _ => {}
    }
}

pub(super) fn at<'a>(value: &'a mut Value, way: &[Value]) -> Option<&'a mut Value> {
    way.iter().try_fold(value, |value, step| match step {
        Value::String(name) => value.get_mut(name),
        step => value.get_mut(usize::try_from(step.as_u64()?).ok()?),
    })
}

pub(super) fn remove(value: &mut Value, way: &[Value]) {
    let Some((last, parent)) = way.split_last() else {
        *value = Value::Null;
        return;
    };
    match at(value, parent) {
        Some(Value::Object(object)) => drop(object.remove(last.as_str().unwrap())),
        Some(Value::Array(items)) => drop(items.remove(usize::try_from(last.as_u64().unwrap()).unwrap())),
        _ => {}
    }
}

/// The properties of the value at the end of a path.
#[derive(Default)]
pub(super) struct Place {
    /// Whether it is exact, or inside of an exact component.
    pub(super) is_exact: bool,
    /// Whether it is the tag of a union.
    pub(super) is_tag: bool,
    /// Whether any value is valid there.
    pub(super) is_open: bool,
    /// Whether it is a documented member.
    pub(super) is_member: bool,
}

pub(super) fn place(mut kind: Kind, sample: &Value, way: &[Value]) -> Place {
    let (mut place, mut sample) = (Place::default(), sample.clone());
    for step in way {
        place.is_member = false;
        kind = match kind {
            Kind::List(of) | Kind::Map(of) => *of,
            Kind::Of(mut component) => {
                place.is_exact |= component.is_exact;
                if let Shape::Tagged(tag, variants) = component.shape {
                    place.is_tag = step == tag;
                    let of = variants.iter().find(|(value, _)| sample[tag] == **value);
                    component = of.map(|(_, component)| *component).unwrap();
                    place.is_exact |= component.is_exact;
                }
                let (Shape::Object(members) | Shape::OpenObject(members)) = component.shape else {
                    panic!("a variant of a union is a union");
                };
                let member = members.iter().find(|member| step == member.name());
                place.is_member = member.is_some();
                member.map_or(Kind::Any, |member| member.kind())
            }
            _ => Kind::Any,
        };
        sample = at(&mut sample, std::slice::from_ref(step)).unwrap().clone();
    }
    place.is_exact |= matches!(kind, Kind::Of(Component { is_exact: true, .. }));
    place.is_open = matches!(kind, Kind::Any | Kind::Untagged | Kind::UntaggedNeverEmpty);
    place
}

/// Formats a path as misfits do.
pub(super) fn shown(way: &[Value]) -> String {
    let steps = way.iter().map(|step| match step {
        Value::String(name) => format!(".{name}"),
        index => format!("[{index}]"),
    });
    steps.collect::<String>().trim_start_matches('.').to_owned()
}

pub(super) fn without(value: &Value, way: &[Value]) -> Value {
    let mut value = value.clone();
    remove(&mut value, way);
    value
}

/// Calls a function with every sample and its component.
pub(super) fn each_sample(mut each: impl FnMut(&str, Kind, CrossCheck, &Value)) {
    for (name, kind, cross_check) in CROSS_CHECKS {
        let variants = match kind {
            Kind::Of(Component {
                shape: Shape::Tagged(_, variants),
                ..
            }) => variants.len(),
            _ => 1,
        };
        for variant in 0..variants {
            for is_full in [true, false] {
                each(name, *kind, *cross_check, &sample(*kind, is_full, variant, 0));
            }
        }
    }
}

pub(super) fn bytes(text: impl Into<String>) -> Bytes {
    Bytes::from(text.into())
}

/// Encodes a sample in unusual ways.
///
/// Members are in random order, missing, or repeated with other values; texts have needless escapes; now and then, a value is
/// another one.
pub(super) fn scribble(value: &Value, random: &mut fastrand::Rng, rarely: u32, out: &mut String) {
    if random.u32(0..rarely) == 0 {
        out.push_str(random.choice(VALUES).unwrap());
        return;
    }
    match value {
        Value::String(text) => scribble_text(text, random, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { " , " } else { "" });
                scribble(item, random, rarely, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            random.shuffle(&mut members);
            let mut separator = '{';
            for (name, value) in members {
                let (times, rarely) = match random.u32(0..rarely) {
                    0 => (0, rarely),
                    1 => (2, 3),
                    _ => (1, rarely),
                };
                for _ in 0..times {
                    out.push(std::mem::replace(&mut separator, ','));
                    scribble_text(name, random, out);
                    out.push_str(random.choice([":", " : "]).unwrap());
                    scribble(value, random, rarely, out);
                }
            }
            out.push_str(if separator == '{' { "{}" } else { "}" });
        }
        other => out.push_str(&other.to_string()),
    }
}

pub(super) fn scribble_text(text: &str, random: &mut fastrand::Rng, out: &mut String) {
    let is_escaped = random.u8(0..10) == 0;
    out.push('"');
    for c in text.chars() {
        match is_escaped && random.bool() {
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    out.push('"');
}
