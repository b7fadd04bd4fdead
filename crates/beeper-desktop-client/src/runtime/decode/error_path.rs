//! Finds the path of the place in a JSON text at which decoding failed.

/// Returns the path of the value that was being read, or had just been read, when `error` occurred.
///
/// The text has to be JSON. Decoding it again with a deserializer that tracks paths would return the same, but would compile the
/// decoding of each type twice.
pub(super) fn of(error: &serde_json::Error, body: &[u8]) -> String {
    let lines = body.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::len);
    let offset = lines.take(error.line().saturating_sub(1)).sum::<usize>() + error.column();
    printable(&places(body.get(..offset).unwrap_or(body)))
}

/// A position in a list or an object.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Item(usize),
    /// A property, by its name in the text. `None` before a name.
    Property(Option<&'a [u8]>),
}

/// Returns the path to the end of a text: a position in each list and object that is not closed.
fn places(text: &[u8]) -> Vec<Place<'_>> {
    let (mut places, mut last_string, mut rest) = (Vec::new(), None, text);
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'[' => places.push(Place::Item(0)),
            b'{' => places.push(Place::Property(None)),
            b']' | b'}' => drop(places.pop()),
            b'"' => {
                let (string, after) = rest.split_at(length_of_string(rest));
                last_string = Some(string);
                rest = after.get(1..).unwrap_or_default();
            }
            b':' | b',' => {
                if let Some(place) = places.last_mut() {
                    *place = match *place {
                        Place::Item(index) => Place::Item(index + 1),
                        Place::Property(_) => Place::Property(last_string.filter(|_| *byte == b':')),
                    };
                }
            }
            _ => {}
        }
    }
    places
}

/// Returns the length of a string up to its closing quotation mark.
fn length_of_string(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// The number of segments that are printed. Documented paths are shorter.
const LONGEST_PATH: usize = 16;

/// Formats a path.
///
/// The document chooses the keys of maps, so a name that is long, or has other characters than a name, is printed as `?`.
pub(super) fn printable(places: &[Place<'_>]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let segments = places.iter().filter_map(|place| match *place {
        Place::Item(index) => Some(format!("[{index}]")),
        Place::Property(Some(name)) if (1..=40).contains(&name.len()) && name.iter().all(plain) => {
            Some(String::from_utf8_lossy(name).into_owned())
        }
        Place::Property(Some(_)) => Some("?".to_owned()),
        // Before a property's name, the path ends at the object.
        Place::Property(None) => None,
    });
    let segments: Vec<_> = segments.collect();
    let path = segments
        .iter()
        .take(LONGEST_PATH)
        .fold(".".to_owned(), |path, segment| join(&path, segment));
    if segments.len() > LONGEST_PATH {
        path + "..."
    } else {
        path
    }
}

pub(super) fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        (".", inner) => inner.to_owned(),
        (outer, ".") => outer.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}
