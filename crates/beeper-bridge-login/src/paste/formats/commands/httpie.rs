//! Reads commands of HTTPie and of `xh`, which has the same syntax.

use super::command_line::Meaning::{Body, File, Flag, Other, User};
use super::command_line::{Options, Request, program_at, read_command_of};
use crate::paste::findings::Findings;
use crate::paste::problem::{Problem, Reason};

const PROGRAMS: &[&str] = &["http", "https", "xh", "xhs"];

pub(in crate::paste::formats) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    // Text about the protocol looks the same: `HTTP request sent`.
    if program_at(text, PROGRAMS).is_some_and(|start| text[start..].starts_with("HTTP")) {
        return Ok(None);
    }
    read_command_of(PROGRAMS, OPTIONS, argument, text, findings)
}

/// Reads a method, then the address, then items: headers, and parts of the address or the body.
fn argument(request: &mut Request, text: &str) -> Result<(), Reason> {
    if request.url.is_none() {
        let is_method = !text.is_empty() && text.chars().all(|it| it.is_ascii_uppercase())
            || METHODS.iter().any(|it| text.eq_ignore_ascii_case(it));
        return match text.strip_prefix(':') {
            _ if is_method => Ok(()),
            // `:3000/path` is an address on this computer.
            Some(path) if path.starts_with(['/', ':']) || path.is_empty() => {
                request.set_url(&format!("http://localhost{path}"))
            }
            Some(path) => request.set_url(&format!("http://localhost:{path}")),
            None => request.set_url(text.strip_prefix("://").unwrap_or(text)),
        };
    }
    let at = text.find([':', '=', '@', ';']).ok_or(Reason::NotAnAddress)?;
    let (name, item) = text.split_at(at);
    match item.as_bytes() {
        // A header from a file.
        [b':', b'@', ..] => Err(Reason::InputFile),
        [b':' | b'=', b'=', ..] | [b'=' | b'@', ..] => body(request),
        [b':', ..] => request.set(name, item[1..].trim()),
        // `Name;` is a header without a value.
        _ if item == ";" => Ok(()),
        _ => Err(Reason::NotAnAddress),
    }
}

fn body(request: &mut Request) -> Result<(), Reason> {
    request.has_body = true;
    Ok(())
}

/// The methods that may be in lower case. Other words could be hosts.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const OPTIONS: &Options = &[
    ("auth", 'a', User),
    ("session", ' ', File),
    ("session-read-only", ' ', File),
    ("raw", ' ', Body),
    ("json", 'j', Flag),
    ("form", 'f', Flag),
    ("multipart", ' ', Flag),
    ("verbose", 'v', Flag),
    ("headers", 'h', Flag),
    ("body", 'b', Flag),
    ("meta", 'm', Flag),
    ("quiet", 'q', Flag),
    ("stream", 'S', Flag),
    ("download", 'd', Flag),
    ("continue", 'c', Flag),
    ("follow", 'F', Flag),
    ("all", ' ', Flag),
    ("check-status", ' ', Flag),
    ("compress", 'x', Flag),
    ("ignore-stdin", 'I', Flag),
    ("ignore-netrc", ' ', Flag),
    ("offline", ' ', Flag),
    ("path-as-is", ' ', Flag),
    ("debug", ' ', Flag),
    ("auth-type", 'A', Other),
    ("boundary", ' ', Other),
    ("cert", ' ', Other),
    ("cert-key", ' ', Other),
    ("ciphers", ' ', Other),
    ("default-scheme", ' ', Other),
    ("format-options", ' ', Other),
    ("max-headers", ' ', Other),
    ("max-redirects", ' ', Other),
    ("output", 'o', Other),
    ("pretty", ' ', Other),
    ("print", 'p', Other),
    ("proxy", ' ', Other),
    ("response-charset", ' ', Other),
    ("response-mime", ' ', Other),
    ("ssl", ' ', Other),
    ("style", 's', Other),
    ("timeout", ' ', Other),
    ("verify", ' ', Other),
];
