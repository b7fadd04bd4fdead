//! The path, in a JSON text, of the place at which decoding failed.

/// The path of what was being read when `error` arose, or had just been read. That the text is JSON is known. Decoding it a
/// second time in a way that keeps track would tell as much, but for each type all the code of decoding would be there twice.
pub(super) fn of(error: &serde_json::Error, body: &[u8]) -> String {
    let lines = body.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::len);
    let offset = lines.take(error.line().saturating_sub(1)).sum::<usize>() + error.column();
    printable(&places(body.get(..offset).unwrap_or(body)))
}

/// A place in a list or an object.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Item(usize),
    /// By its name as it is written, which comes before the property's value.
    Property(Option<&'a [u8]>),
}

/// The way to where a text stops: a place in each of the lists and objects that are not closed.
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

/// Up to the quotation mark that ends it.
fn length_of_string(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// Deeper than anything documented, and still on one line.
const LONGEST_PATH: usize = 16;

/// A path as it can be printed. Names of properties are, while the keys of maps are the document's: one that is more than
/// a name's characters long or wide is left out.
pub(super) fn printable(places: &[Place<'_>]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let segments = places.iter().filter_map(|place| match *place {
        Place::Item(index) => Some(format!("[{index}]")),
        Place::Property(Some(name)) if (1..=40).contains(&name.len()) && name.iter().all(plain) => {
            Some(String::from_utf8_lossy(name).into_owned())
        }
        Place::Property(Some(_)) => Some("?".to_owned()),
        // Before the first name, and between a property and the next: the object is meant.
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
