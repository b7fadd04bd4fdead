//! What holds of every answer, however it is broken: tried on samples of all components, made of their schemas.

use crate::runtime::decode::error::Undecodable;
use std::time::{Duration, Instant};

use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::*;
use crate::generated::schemas::TRIED;
use crate::generated::types::MessagePage;
use crate::response::misfit::MisfitEffect;
use crate::runtime::decode::cross_check::BothWays;
use crate::runtime::decode::schema::{Component, Kind, Member, Shape};

/// What stands in a sample for the broken value, until it is text.
const BROKEN: &str = "BROKEN";

/// Values in the place of what should be there: as JSON, and whether a text or a number is at home there.
const VALUES: &[&str] = &[
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

/// A sample of a value: with all optional members, or with none. Of the variants of a union, one. What is deep inside has
/// what is required alone, for it is a sample of its own.
fn sample(kind: Kind, is_full: bool, variant: usize, depth: usize) -> Value {
    match kind {
        Kind::Text | Kind::NeverEmpty | Kind::Id | Kind::AnyId | Kind::Secret => json!("text"),
        Kind::Only(value) => json!(value),
        Kind::Bool | Kind::Shapes | Kind::ShapesNeverEmpty => json!(false),
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

/// A way to a value: through members, keys and items.
type Way = Vec<Value>;

fn ways(value: &Value, way: &mut Way, all: &mut Vec<Way>) {
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

fn at<'a>(value: &'a mut Value, way: &[Value]) -> Option<&'a mut Value> {
    way.iter().try_fold(value, |value, step| match step {
        Value::String(name) => value.get_mut(name),
        step => value.get_mut(usize::try_from(step.as_u64()?).ok()?),
    })
}

fn remove(value: &mut Value, way: &[Value]) {
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

/// What stands at the end of a way.
#[derive(Default)]
struct Place {
    /// Whether it is exact, or in something that is.
    is_exact: bool,
    /// Whether it is the tag of a union.
    is_tag: bool,
    /// Whether any value may stand there.
    is_open: bool,
    /// Whether it is a member that is known by its name.
    is_member: bool,
}

fn place(mut kind: Kind, sample: &Value, way: &[Value]) -> Place {
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
                    panic!("a union in a union");
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
    place.is_open = matches!(kind, Kind::Any | Kind::Shapes | Kind::ShapesNeverEmpty);
    place
}

/// A way, as misfits write it.
fn shown(way: &[Value]) -> String {
    let steps = way.iter().map(|step| match step {
        Value::String(name) => format!(".{name}"),
        index => format!("[{index}]"),
    });
    steps.collect::<String>().trim_start_matches('.').to_owned()
}

fn without(value: &Value, way: &[Value]) -> Value {
    let mut value = value.clone();
    remove(&mut value, way);
    value
}

/// Every sample, with the component that it is of.
fn each_sample(mut each: impl FnMut(&str, Kind, BothWays, &Value)) {
    for (name, kind, both_ways) in TRIED {
        let variants = match kind {
            Kind::Of(Component {
                shape: Shape::Tagged(_, variants),
                ..
            }) => variants.len(),
            _ => 1,
        };
        for variant in 0..variants {
            for is_full in [true, false] {
                each(name, *kind, *both_ways, &sample(*kind, is_full, variant, 0));
            }
        }
    }
}

fn bytes(text: impl Into<String>) -> Bytes {
    Bytes::from(text.into())
}

#[test]
fn samples_decode_plainly_and_come_out_of_the_pass_unchanged() {
    each_sample(|name, kind, both_ways, sample| {
        let read =
            both_ways(&bytes(sample.to_string()), kind).unwrap_or_else(|error| panic!("{name}: {error:?}: {sample}"));
        assert!(read.is_plain, "{name}: {sample}");
        assert_eq!(&read.value, sample, "{name}");
    });
}

/// A value that cannot be read is as good as one that is missing, and costs nothing that does not need it.
#[test]
fn good_parts_arrive_whatever_one_part_is() {
    let mut tried = 0;
    each_sample(|name, kind, both_ways, sample| {
        let mut all = Vec::new();
        ways(sample, &mut Vec::new(), &mut all);
        // What is deeper is in a sample of its own.
        for way in all.iter().filter(|way| (1..=3).contains(&way.len())) {
            let place = place(kind, sample, way);
            let missing = both_ways(&bytes(without(sample, way).to_string()), kind);
            let mut broken = sample.clone();
            let original = std::mem::replace(at(&mut broken, way).unwrap(), json!(BROKEN)).to_string();
            let broken = broken.to_string();
            let again = match way.last() {
                Some(Value::String(name)) if place.is_member && !place.is_tag => {
                    format!("{original},\"{name}\":{{\"more\":[]}}")
                }
                _ => "null".to_owned(),
            };
            for value in VALUES.iter().copied().chain([again.as_str()]) {
                let body = broken.replace("\"BROKEN\"", value);
                let context = || format!("{name} with {value} at {}: {body}", shown(way));
                tried += 1;
                let read = both_ways(&bytes(body.as_str()), kind);
                // An unknown tag makes another object of it.
                if place.is_tag {
                    continue;
                }
                let read = match read {
                    Ok(read) => read,
                    Err(_) => {
                        assert!(place.is_exact || missing.is_err(), "it is refused: {}", context());
                        continue;
                    }
                };
                if value == again && value != "null" {
                    assert_eq!((&read.value, read.misfits.len()), (sample, 1), "{}", context());
                    continue;
                }
                let is_taken_out = read
                    .misfits
                    .iter()
                    .any(|misfit| shown(way).starts_with(&misfit.place()) && misfit.effect() == MisfitEffect::TakenOut);
                match &missing {
                    Ok(missing) if is_taken_out && !place.is_open => {
                        assert_eq!(read.value, missing.value, "{}", context())
                    }
                    _ => {
                        let expected = without(sample, way);
                        let mut value = read.value.clone();
                        if at(&mut value, way).is_some() {
                            remove(&mut value, way);
                        }
                        assert_eq!(value, expected, "{}", context());
                    }
                }
            }
        }
    });
    assert!(tried > 10_000, "{tried}");
}

/// Random JSON, of the names that the schemas know.
#[test]
fn no_body_is_too_strange() {
    let mut random = fastrand::Rng::with_seed(7);
    let names: Vec<_> = TRIED.iter().flat_map(|(_, kind, _)| members_of(*kind)).collect();
    for _ in 0..4000 {
        let (name, kind, both_ways) = random.choice(TRIED).unwrap();
        let mut body = sample(*kind, true, random.usize(0..4), 6).to_string().into_bytes();
        for _ in 0..random.usize(0..4) {
            let at = random.usize(0..=body.len());
            let end = (at + random.usize(0..12)).min(body.len());
            let new: Vec<u8> = match random.u8(0..6) {
                0 => format!("\"{}\":", random.choice(&names).unwrap()).into_bytes(),
                1 => random.choice(VALUES).unwrap().as_bytes().to_vec(),
                2 => b",".to_vec(),
                3 => [random.u8(..)].to_vec(),
                4 => body[at..end].repeat(2),
                _ => Vec::new(),
            };
            body.splice(at..end, new);
        }
        let is_json = serde_json::from_slice::<IgnoredAny>(&body).is_ok();
        let read = both_ways(&Bytes::from(body.clone()), *kind);
        let is_refused_as_no_json = matches!(read, Err(Undecodable::NotJson));
        assert_eq!(
            is_refused_as_no_json,
            !is_json,
            "{name}: {}",
            String::from_utf8_lossy(&body)
        );
    }
}

fn members_of(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Of(Component {
            shape: Shape::Object(members) | Shape::OpenObject(members),
            ..
        }) => members.iter().map(|member| member.name()).collect(),
        _ => Vec::new(),
    }
}

/// Time in proportion: 10,000 odd items in a page within ten times the time of as many good ones.
#[test]
fn a_page_of_odd_items_takes_a_small_multiple_of_the_time() {
    let message = sample(Kind::Of(component("Message")), false, 0, 0).to_string();
    let page = |item: &str| bytes(format!("{{\"items\":[{}{item}]}}", format!("{item},").repeat(9_999)));
    let schema = Kind::Of(component("MessagePage"));
    let time = |body: &Bytes| {
        let once = || {
            let start = Instant::now();
            let decoded = decode_answer::<MessagePage>(body, || schema).unwrap_or_else(|_| panic!());
            (start.elapsed(), decoded.value.items.len())
        };
        (0..3).map(|_| once()).min().unwrap()
    };
    let (good, count) = time(&page(&message));
    assert_eq!(count, 10_000);
    let without_sender = message.replacen("\"senderID\":\"text\"", "\"x\":[]", 1);
    let filled_in = message.replacen("\"sortKey\":\"text\"", "\"sortKey\":[]", 1);
    let nested = message.replacen(
        '{',
        &format!("{{\"reactions\":[{}1],", "{\"id\":[[[]]]},".repeat(20)),
        1,
    );
    let twice = message.replacen('{', &format!("{{{}", "\"id\":{},".repeat(20)), 1);
    for (odd, expected) in [
        (without_sender, 0),
        (filled_in, 10_000),
        (nested, 10_000),
        (twice, 10_000),
    ] {
        let (time, count) = time(&page(&odd));
        assert_eq!(count, expected, "{odd}");
        let longer = odd.len().div_ceil(message.len());
        let limit = good * 10 * u32::try_from(longer).unwrap() + Duration::from_millis(50);
        assert!(time < limit, "{time:?}, where good ones take {good:?}: {odd}");
    }
}

fn component(name: &str) -> &'static Component {
    match TRIED.iter().find(|(of, ..)| *of == name) {
        Some((_, Kind::Of(component), _)) => component,
        _ => panic!("there is no {name}"),
    }
}

/// Writes a sample as nobody would: members in any order, left out, or there again as something else; texts with escapes that
/// they do not need; other values here and there.
fn scribble(value: &Value, random: &mut fastrand::Rng, rarely: u32, out: &mut String) {
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

fn scribble_text(text: &str, random: &mut fastrand::Rng, out: &mut String) {
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

/// Whatever decodes plainly comes out of the pass equal and without a misfit, and what comes out of the pass decodes.
#[test]
fn an_answer_means_the_same_however_it_is_written() {
    let mut random = fastrand::Rng::with_seed(7);
    let (mut tried, mut plain) = (0, 0);
    for _ in 0..10 {
        each_sample(|_, kind, both_ways, sample| {
            for rarely in [5, 15, 60] {
                let mut body = String::new();
                scribble(sample, &mut random, rarely, &mut body);
                tried += 1;
                plain += usize::from(both_ways(&bytes(body), kind).is_ok_and(|read| read.is_plain));
            }
        });
    }
    assert!(plain > tried / 4 && plain < tried * 3 / 4, "{plain} of {tried}");
}
