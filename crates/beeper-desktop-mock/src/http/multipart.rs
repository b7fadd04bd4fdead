//! Parses a complete `multipart/form-data` body.
//!
//! Written by hand, because `multer`, which axum's feature also uses, brings ten crates, seven of them for character sets that no
//! form of the API uses. It reads a stream, accepts an empty boundary, and does not decode the `%22` that browsers write for a
//! quote.

use axum::body::Bytes;

/// One field of a form.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) data: Bytes,
}

/// Returns the boundary from a content type, or `None` if the type is not `multipart/form-data`.
pub(crate) fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(parameters, "boundary")?;
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// Returns the parts between the boundaries, or `None` if the form is malformed or truncated.
pub(crate) fn multipart(body: &Bytes, boundary: &str) -> Option<Vec<Part>> {
    let opening = format!("--{boundary}");
    let delimiter = format!("\r\n--{boundary}");
    let mut at = match body.starts_with(opening.as_bytes()) {
        true => opening.len(),
        false => find(body, delimiter.as_bytes())? + delimiter.len(),
    };
    let mut parts = Vec::new();
    loop {
        let rest = &body[at..];
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        // Spaces may follow a boundary.
        let line = find(rest, b"\r\n")?;
        if !rest[..line].iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return None;
        }
        // The search starts at this line break: if the part has no headers, the empty line follows it directly.
        let headers_end = find(&rest[line..], b"\r\n\r\n")? + line;
        let headers = std::str::from_utf8(&rest[line..headers_end]).ok()?;
        let start = headers_end + 4;
        let length = find(&rest[start..], delimiter.as_bytes())?;
        let data = body.slice(at + start..at + start + length);
        parts.push(part(headers, data)?);
        at += start + length + delimiter.len();
    }
}

fn part(headers: &str, data: Bytes) -> Option<Part> {
    let header = |name: &str| {
        let mut lines = headers.lines().filter_map(|line| line.split_once(':'));
        let (_, value) = lines.find(|(known, _)| known.trim().eq_ignore_ascii_case(name))?;
        Some(value.trim())
    };
    let (kind, parameters) = header("content-disposition")?.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    Some(Part {
        name: parameter(parameters, "name")?,
        file_name: parameter(parameters, "filename"),
        content_type: header("content-type").map(str::to_owned),
        data,
    })
}

/// Returns a parameter by its name: `boundary=x`, or `name="x; \"y\""`.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        let (known, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, remaining) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let (value, remaining) = after.split_once(';').unwrap_or((after, ""));
                (value.trim().to_owned(), remaining)
            }
        };
        if known.trim_matches([' ', '\t', ';']).eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = remaining;
    }
}

/// Reads a quoted value as browsers write it: `%22` and `\"` are quotes, and any other backslash is literal.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find(['"', '\\'])?;
        value.push_str(&rest[..end]);
        let (special, after) = rest[end..].split_at(1);
        match (special, after.strip_prefix('"')) {
            ("\"", _) => return Some((value.replace("%22", "\""), after)),
            (_, Some(after)) => {
                value.push('"');
                rest = after;
            }
            (_, None) => {
                value.push('\\');
                rest = after;
            }
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "preamble\r\n--b\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"a; \\\"b\\\".txt\"\r\n\
        content-type: text/plain\r\n\r\n\
        one\r\n--not this\r\n\r\n--b \r\n\
        CONTENT-DISPOSITION: form-data; filename=x; name=empty\r\n\r\n\
        \r\n--b--\r\nepilogue";

    #[test]
    fn parts_between_boundaries_are_read() {
        let parts = multipart(&Bytes::from(FORM), "b").unwrap();

        let expected = [
            Part {
                name: "file".to_owned(),
                file_name: Some("a; \"b\".txt".to_owned()),
                content_type: Some("text/plain".to_owned()),
                data: Bytes::from("one\r\n--not this\r\n"),
            },
            Part {
                name: "empty".to_owned(),
                file_name: Some("x".to_owned()),
                ..Part::default()
            },
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_truncated_form_is_refused() {
        let whole = FORM.len() - "--\r\nepilogue".len();
        for length in 0..whole {
            let body = Bytes::from(&FORM[..length]);
            assert_eq!(multipart(&body, "b"), None, "{length}");
        }
    }

    #[test]
    fn a_boundary_belongs_to_a_form() {
        assert_eq!(boundary("multipart/form-data; boundary=x-1").as_deref(), Some("x-1"));
        assert_eq!(
            boundary("Multipart/Form-Data; charset=utf-8; boundary=\"x 1\"").as_deref(),
            Some("x 1")
        );
        for none in [
            "",
            "multipart/form-data",
            "multipart/mixed; boundary=x",
            "multipart/form-data; boundary=",
        ] {
            assert_eq!(boundary(none), None, "{none}");
        }
    }
}
