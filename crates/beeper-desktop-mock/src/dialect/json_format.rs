//! The format in which a dialect writes JSON, as far as it differs from the state's.

use serde_json::{Map, Value, json};

/// The format of an object, by the names of its members.
pub(super) struct ObjectFormat {
    /// Members that this version of the server does not have.
    pub(super) omitted: &'static [&'static str],
    /// Members with the same text in every answer.
    pub(super) fixed: &'static [(&'static str, &'static str)],
    /// Optional texts and IDs that are written as empty texts if they are absent.
    pub(super) empty_if_absent: &'static [&'static str],
    /// Lists that are written as `null` if they are absent or empty.
    pub(super) null_if_empty: &'static [&'static str],
    /// Times that are written with as few decimals as possible, or with some more.
    pub(super) times: &'static [&'static str],
    /// Members with their own format.
    pub(super) members: &'static [(&'static str, ValueFormat)],
}

/// The format of a value: an object, each item of a list, or each value of a map.
pub(super) enum ValueFormat {
    One(&'static ObjectFormat),
    Each(&'static ObjectFormat),
    EachValue(&'static ObjectFormat),
}

impl ValueFormat {
    pub(super) fn write(&self, value: &mut Value) {
        match (self, value) {
            (Self::One(format), Value::Object(object)) => format.write(object),
            (Self::Each(format), Value::Array(items)) => format.write_each(items),
            (Self::EachValue(format), Value::Object(map)) => format.write_each(map.values_mut()),
            // A test put another kind of value there, which stays as it is.
            _ => {}
        }
    }
}

impl ObjectFormat {
    /// The format that changes nothing, as a base for others.
    pub(super) const UNCHANGED: Self = Self {
        omitted: &[],
        fixed: &[],
        empty_if_absent: &[],
        null_if_empty: &[],
        times: &[],
        members: &[],
    };

    fn write_each<'a>(&self, values: impl IntoIterator<Item = &'a mut Value>) {
        for value in values {
            if let Value::Object(object) = value {
                self.write(object);
            }
        }
    }

    fn write(&self, object: &mut Map<String, Value>) {
        for (name, format) in self.members {
            if let Some(value) = object.get_mut(*name) {
                format.write(value);
            }
        }
        omit(self.omitted, object);
        write_fixed(self.fixed, object);
        write_absent_texts_as_empty(self.empty_if_absent, object);
        write_empty_lists_as_null(self.null_if_empty, object);
        vary_decimals(self.times, object);
    }
}

fn omit(names: &[&str], object: &mut Map<String, Value>) {
    for name in names {
        object.remove(*name);
    }
}

fn write_fixed(members: &[(&str, &str)], object: &mut Map<String, Value>) {
    for (name, text) in members {
        object.insert((*name).to_owned(), json!(text));
    }
}

fn write_absent_texts_as_empty(names: &[&str], object: &mut Map<String, Value>) {
    for name in names {
        object.entry(*name).or_insert_with(|| json!(""));
    }
}

fn write_empty_lists_as_null(names: &[&str], object: &mut Map<String, Value>) {
    for name in names {
        let list = object.entry(*name).or_insert(Value::Null);
        if list.as_array().is_some_and(Vec::is_empty) {
            *list = Value::Null;
        }
    }
}

/// Writes times with 0 to 3 decimals, depending on their seconds, and never with fewer than they need.
fn vary_decimals(names: &[&str], object: &mut Map<String, Value>) {
    for name in names {
        if let Some(Value::String(time)) = object.get_mut(*name)
            && let Some(varied) = with_varied_decimals(time)
        {
            *time = varied;
        }
    }
}

/// Returns the time with a varying number of decimals, or `None` if the text is not a time in the state's format.
fn with_varied_decimals(time: &str) -> Option<String> {
    let (seconds, decimals) = time.strip_suffix('Z')?.split_once('.')?;
    let last_digit = seconds.chars().next_back()?.to_digit(10)?;
    let needed = decimals.trim_end_matches('0').len();
    let shown = needed.max(usize::try_from(last_digit % 4).ok()?).min(decimals.len());
    Some(match shown {
        0 => format!("{seconds}Z"),
        _ => format!("{seconds}.{}Z", decimals.get(..shown)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const INNER: ObjectFormat = ObjectFormat {
        empty_if_absent: &["name"],
        ..ObjectFormat::UNCHANGED
    };
    const OUTER: ObjectFormat = ObjectFormat {
        omitted: &["bridge"],
        fixed: &[("sortKey", "-1")],
        empty_if_absent: &["imgURL", "title"],
        null_if_empty: &["items", "labels", "people"],
        times: &["timestamp"],
        members: &[
            ("people", ValueFormat::Each(&INNER)),
            ("owner", ValueFormat::One(&INNER)),
            ("byID", ValueFormat::EachValue(&INNER)),
        ],
    };

    #[test]
    fn members_are_written_by_their_kind() {
        let mut value = json!({
            "bridge": {},
            "sortKey": "7",
            "title": "Ana",
            "items": [],
            "people": [{}, "nobody"],
            "owner": {},
            "byID": { "1": {} },
            "timestamp": "2025-01-01T00:00:02.000Z",
        });

        ValueFormat::One(&OUTER).write(&mut value);

        assert_eq!(
            value,
            json!({
                "sortKey": "-1",
                "title": "Ana",
                "imgURL": "",
                "items": null,
                "labels": null,
                "people": [{ "name": "" }, "nobody"],
                "owner": { "name": "" },
                "byID": { "1": { "name": "" } },
                "timestamp": "2025-01-01T00:00:02.00Z",
            })
        );
    }

    #[test]
    fn a_time_keeps_the_decimals_it_needs() {
        for (time, varied) in [
            ("2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00Z"),
            ("2025-01-01T00:00:01.000Z", "2025-01-01T00:00:01.0Z"),
            ("2025-01-01T00:00:07.000Z", "2025-01-01T00:00:07.000Z"),
            ("2025-01-01T00:00:00.120Z", "2025-01-01T00:00:00.12Z"),
            ("2025-01-01T00:00:01.123Z", "2025-01-01T00:00:01.123Z"),
        ] {
            assert_eq!(with_varied_decimals(time).as_deref(), Some(varied));
        }
        assert_eq!(with_varied_decimals("yesterday"), None);
    }
}
