//! Property tests on samples of all components: what is true of every response, however malformed.

use std::time::Duration;

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::generated::schemas::CROSS_CHECKS;
use crate::generated::types::MessagePage;
use crate::response::misfit::MisfitEffect;
use crate::runtime::decode::decode_answer;
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::schema::{Component, Kind, Shape};
use crate::runtime::decode::tests::samples::{
    VALUES, at, bytes, each_sample, place, remove, sample, scribble, shown, ways, without,
};

/// The text that marks the place of the broken value in a sample.
const BROKEN: &str = "BROKEN";

#[test]
fn samples_decode_plainly_and_come_out_of_the_pass_unchanged() {
    each_sample(|name, kind, cross_check, sample| {
        let read =
            cross_check(&bytes(sample.to_string()), kind).unwrap_or_else(|error| panic!("{name}: {error:?}: {sample}"));
        assert!(read.is_plain, "{name}: {sample}");
        assert_eq!(&read.value, sample, "{name}");
    });
}

/// A value that cannot be read has the same effect as a missing one, and only affects the values that require it.
#[test]
fn a_malformed_part_leaves_the_other_parts_intact() {
    let mut tried = 0;
    each_sample(|name, kind, cross_check, sample| {
        let mut all = Vec::new();
        ways(sample, &mut Vec::new(), &mut all);
        // Deeper values are in the samples of their own components.
        for way in all.iter().filter(|way| (1..=3).contains(&way.len())) {
            let place = place(kind, sample, way);
            let missing = cross_check(&bytes(without(sample, way).to_string()), kind);
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
                let read = cross_check(&bytes(body.as_str()), kind);
                // An unknown tag turns it into an object of another type.
                if place.is_tag {
                    continue;
                }
                let read = match read {
                    Ok(read) => read,
                    Err(_) => {
                        assert!(place.is_exact || missing.is_err(), "the body is refused: {}", context());
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

/// Random JSON with the names of the schemas.
#[test]
fn randomly_damaged_bodies_are_refused_as_not_json_only_if_they_are_not() {
    let mut random = fastrand::Rng::with_seed(7);
    let names: Vec<_> = CROSS_CHECKS.iter().flat_map(|(_, kind, _)| members_of(*kind)).collect();
    for _ in 0..4000 {
        let (name, kind, cross_check) = random.choice(CROSS_CHECKS).unwrap();
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
        let read = cross_check(&Bytes::from(body.clone()), *kind);
        let is_refused_as_no_json = matches!(read, Err(DecodeError::NotJson));
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

/// Returns the processor time of this thread, which does not depend on what else the computer does.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap()
}

/// Returns the time since the first call, because other systems count the processor time of a thread in large steps.
#[cfg(not(unix))]
fn processor_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// The time is linear: 10,000 malformed items take at most ten times as long as well-formed ones.
#[test]
fn a_page_of_odd_items_takes_a_small_multiple_of_the_time() {
    let message = sample(Kind::Of(component("Message")), false, 0, 0).to_string();
    let page = |item: &str| bytes(format!("{{\"items\":[{}{item}]}}", format!("{item},").repeat(9_999)));
    let schema = Kind::Of(component("MessagePage"));
    let time = |body: &Bytes| {
        let once = || {
            let start = processor_time();
            let decoded = decode_answer::<MessagePage>(body, || schema).unwrap_or_else(|_| panic!());
            (processor_time() - start, decoded.value.items.len())
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
        assert!(time < limit, "{time:?}, but well-formed items take {good:?}: {odd}");
    }
}

fn component(name: &str) -> &'static Component {
    match CROSS_CHECKS.iter().find(|(of, ..)| *of == name) {
        Some((_, Kind::Of(component), _)) => component,
        _ => panic!("no component is called {name}"),
    }
}

/// A body that serde decodes passes the repair unchanged and without a misfit, and serde decodes every repaired body.
#[test]
fn an_answer_decodes_the_same_however_it_is_written() {
    let mut random = fastrand::Rng::with_seed(7);
    let (mut tried, mut plain) = (0, 0);
    for _ in 0..10 {
        each_sample(|_, kind, cross_check, sample| {
            for rarely in [5, 15, 60] {
                let mut body = String::new();
                scribble(sample, &mut random, rarely, &mut body);
                tried += 1;
                plain += usize::from(cross_check(&bytes(body), kind).is_ok_and(|read| read.is_plain));
            }
        });
    }
    assert!(plain > tried / 4 && plain < tried * 3 / 4, "{plain} of {tried}");
}
