//! Removes the notes that `curl -v` prints besides headers.

use std::borrow::Cow;
use std::collections::HashSet;

use super::line_marks::without_starts;
use super::text::{lines, trim};

/// The beginnings of these notes. None of them contains a value; any other line must be understood.
const NOTES: [&str; 47] = [
    "ALPN",
    "Connected to ",
    "Connection #",
    "Certificate level ",
    "Closing connection",
    "CAfile: ",
    "CApath: ",
    "Established connection ",
    "Expire in ",
    "Host ",
    "IPv4: ",
    "IPv6: ",
    "Immediate connect fail",
    "Issue another request to this URL",
    "Mark bundle as not supporting multiuse",
    "Network is unreachable",
    "Re-using existing ",
    "Request completely sent off",
    "SSL certificate ",
    "SSL connection using ",
    "Server auth using ",
    "Server certificate:",
    "TCP_NODELAY set",
    "TLSv1",
    "Trying ",
    "Using HTTP2",
    "Using HTTP/",
    "Using Stream ID",
    "We are completely uploaded and fine",
    "expire date: ",
    "h2 not negotiated",
    "issuer: ",
    "old SSL session ID is stale",
    "schannel: ",
    "start date: ",
    "subject: ",
    "subjectAltName: ",
    "successfully set certificate verify locations",
    "upload completely sent off",
    "using HTTP/",
    "OpenSSL verify result",
    "SSL Trust Anchors",
    "SSL Trust:",
    "Could not resolve host",
    "Copying HTTP/2 data",
    "Ignoring the response-body",
    "Excess found",
];

/// Replaces these notes with empty lines, if a text is the output of `curl -v`.
pub(super) fn without_notes(text: &str) -> Cow<'_, str> {
    if !lines(text).any(|line| is_request_line(line.text)) {
        return Cow::Borrowed(text);
    }
    let sent: HashSet<_> = lines(text)
        .filter_map(|line| header(line.text.strip_prefix('>')?))
        .collect();
    without_starts(text, |line| {
        let is_left_out = match trim(line.text).strip_prefix("* ") {
            Some(note) => is_note(trim(note), &sent),
            None => is_count(trim(line.text)),
        };
        if is_left_out { line.text.len() } else { 0 }
    })
}

/// Matches `> GET /path HTTP/2`.
fn is_request_line(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).take(5).collect();
    matches!(words.as_slice(), [">", method, _, version]
        if method.bytes().all(|it| it.is_ascii_uppercase()) && version.starts_with("HTTP/"))
}

fn is_note(note: &str, sent: &HashSet<(String, &str)>) -> bool {
    // For HTTP/2, curl prints each header first as `[HTTP/2] [1] [name: value]`.
    if let Some(of_stream) = ["[HTTP/2] [", "h2h3 [", "h2 ["]
        .iter()
        .find_map(|it| note.strip_prefix(it))
    {
        let inner = of_stream.split_once("] ").map_or(of_stream, |(_, inner)| inner);
        let inner = inner.strip_prefix('[').unwrap_or(inner);
        let inner = inner.strip_suffix(']').unwrap_or(inner);
        return inner.starts_with(':')
            || inner.starts_with("OPENED stream for ")
            || header(inner).is_some_and(|header| sent.contains(&header));
    }
    NOTES.iter().any(|start| note.starts_with(start))
}

fn header(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    Some((trim(name).to_ascii_lowercase(), trim(value)))
}

/// Matches the size of a transferred part of a body: `{ [5 bytes data]`.
fn is_count(line: &str) -> bool {
    let count = ["{ [", "} ["].iter().find_map(|it| line.strip_prefix(it));
    let count = count.and_then(|it| it.strip_suffix(" bytes data]"));
    count.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::without_notes;

    #[test]
    fn notes_become_empty_lines() {
        assert_eq!(
            without_notes(
                "* Trying 127.0.0.1:443...\n*  subject: CN=*.example.com\n* [HTTP/2] [1] [:path: /]\n\
                 * [HTTP/2] [1] [cookie: a=1]\n> GET / HTTP/2\n> Cookie: a=1\n> \n{ [5 bytes data]\n< HTTP/2 200\n"
            ),
            "\n\n\n\n> GET / HTTP/2\n> Cookie: a=1\n> \n\n< HTTP/2 200\n"
        );
    }

    #[test]
    fn what_could_be_a_value_stays() {
        for text in [
            "* Trying 127.0.0.1:443...\n* a=1",
            "> GET / HTTP/2\n> Cookie: a=1\n>\n* b=2",
            "> GET / HTTP/2\n> Cookie: a=1\n>\n* [HTTP/2] [1] [x-csrf: 2]",
            "> GET / HTTP/2\n> Cookie: a=1\n>\n* Added cookie b=\"2\" for domain example.com, path /, expire 0",
        ] {
            assert_eq!(without_notes(text), text);
        }
    }
}
