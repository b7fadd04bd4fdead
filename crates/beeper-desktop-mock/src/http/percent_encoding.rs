use std::fmt::Write;

/// The pairs of a query, decoded; `None` where one of them is no UTF-8.
pub(crate) fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = |text: &str| decoded_segment(&text.replace('+', " "));
            Some((decoded(name)?, decoded(value)?))
        })
        .collect()
}

/// The text that stands in one segment of an address; `None` where it is no UTF-8.
pub(crate) fn decoded_segment(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, after) = match (first, after) {
            // A sign that begins no number stands for itself.
            (b'%', [high, low, after @ ..]) => match hex(*high).zip(hex(*low)) {
                Some((high, low)) => (high << 4 | low, after),
                None => (b'%', &rest[1..]),
            },
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// A text as one segment of an address.
pub(crate) fn encoded_segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            // Writing to a string never fails.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn names_come_as_often_as_they_were_sent() {
        let expected = [
            pair("ids", "a b"),
            pair("ids", "!c:d&e"),
            pair("flag", ""),
            pair("odd", "%zz%"),
        ];

        let read = pairs("ids=a+b&ids=%21c%3Ad%26e&&flag&odd=%zz%").unwrap();

        assert_eq!(read, expected);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(pairs("query=%FF"), None);
    }

    #[test]
    fn a_segment_comes_back() {
        let name = "grüße & mehr/%2F+.txt";

        let back = pairs(&encoded_segment(name)).unwrap();

        assert_eq!(back, [pair(name, "")]);
    }
}
