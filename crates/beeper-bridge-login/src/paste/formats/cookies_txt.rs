//! Reads cookies.txt, Netscape's format, which cURL, wget, yt-dlp and extensions write.

use crate::paste::findings::{ExportedCookie, Findings};
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::{is_blank, lines, trim, visible};
use crate::paste::wrapping::may_go_on;

const HTTP_ONLY: &str = "#HttpOnly_";

pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let mut is_file = false;
    let mut len = 0;
    let mut previous = "";
    for line in lines(text) {
        let entry = visible(line.text);
        let entry = entry.trim_matches(|it: char| is_blank(it) && it != '\t').trim_start();
        if trim(entry).is_empty() {
            // Empty lines may separate cookies, but do not belong to what follows the file.
            len = if is_file { line.next } else { len };
            previous = "";
            continue;
        }
        let is_comment = entry.starts_with("# ");
        if is_comment && (is_file || is_title(entry)) {
            is_file = true;
            len = line.next;
            continue;
        }
        let Some(fields) = fields(entry) else {
            if may_go_on(previous, entry) {
                return Err(Reason::UnclearContinuation.at(line.start));
            }
            // Other formats read any other text that begins here.
            if is_file && entry.contains('\t') && !looks_like_table(entry) || entry.starts_with(HTTP_ONLY) {
                return Err(Reason::CookieLineFields.at(line.start));
            }
            break;
        };
        is_file = true;
        len = line.next;
        previous = line.text;
        let cookie = ExportedCookie {
            domain: Some(fields.domain),
            name: fields.name,
            value: fields.value,
            ..ExportedCookie::default()
        };
        findings.add_cookie(cookie).map_err(|reason| reason.at(line.start))?;
    }
    findings.has_empty |= is_file;
    Ok(is_file.then_some(len))
}

fn is_title(line: &str) -> bool {
    line.contains("HTTP Cookie File") || line.contains("Netscape")
}

fn looks_like_table(line: &str) -> bool {
    let mut cells = line.split('\t');
    cells
        .next()
        .is_some_and(|it| matches!(trim(it).to_ascii_lowercase().as_str(), "name" | "key"))
}

struct Fields<'a> {
    domain: &'a str,
    name: &'a str,
    value: &'a str,
}

/// Reads the fields of a line. Chats replace tabs with spaces, which hides an empty value.
fn fields(line: &str) -> Option<Fields<'_>> {
    let line = line.strip_prefix(HTTP_ONLY).unwrap_or(line);
    let fields: Vec<&str> = if line.contains('\t') {
        line.split('\t').map(trim).collect()
    } else {
        line.split(is_blank).filter(|field| !field.is_empty()).collect()
    };
    let [domain, is_shared, path, is_secure, expiry, name, value] = fields.as_slice() else {
        return None;
    };
    let is_flag = |text: &str| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
    // Python leaves out the expiration time of a session cookie.
    let is_time = expiry.chars().all(|it| it.is_ascii_digit() || matches!(it, '.' | '-'));
    let is_domain = !domain.is_empty() && domain.chars().all(|it| it.is_alphanumeric() || ".-_:[]".contains(it));
    (is_domain && is_flag(is_shared) && is_flag(is_secure) && is_time && path.starts_with('/')).then_some(Fields {
        domain,
        name,
        value,
    })
}
