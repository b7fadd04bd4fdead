//! Names of headers, and other titles that developer tools show beside them.

use crate::paste::text::trim;

/// Common headers of requests and responses. Other names must be recognizable as names.
const KNOWN: &str = " accept accept-ch accept-charset accept-encoding accept-language accept-ranges \
    access-control-allow-credentials access-control-allow-headers access-control-allow-methods access-control-allow-origin \
    access-control-expose-headers access-control-max-age access-control-request-headers access-control-request-method age allow \
    alt-svc authorization cache-control cf-cache-status cf-ray client-hints connection content-disposition content-encoding \
    content-language content-length content-location content-range content-security-policy content-type cookie cookie2 \
    cross-origin-opener-policy cross-origin-resource-policy csrf-token date device-memory dnt downlink dpr ect etag expect expires \
    forwarded from host if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive last-event-id \
    last-modified link location max-forwards nel origin p3p permissions-policy pragma priority proxy-authenticate \
    proxy-authorization proxy-connection range referer referrer-policy report-to rtt save-data server server-timing set-cookie \
    set-cookie2 strict-transport-security te timing-allow-origin trailer transfer-encoding upgrade upgrade-insecure-requests \
    user-agent vary via viewport-width warning www-authenticate x-csrf-token x-requested-with ";

/// Chrome's names for the parts of a request that are not headers.
const GENERAL: [&str; 8] = [
    "request url",
    "request method",
    "status code",
    "remote address",
    "referrer policy",
    "protocol version",
    // Firefox's names for a cookie's attributes.
    "expires / max-age",
    "last accessed",
];

const SECTIONS: [&str; 26] = [
    "general",
    "headers",
    "request headers",
    "response headers",
    "request",
    "response",
    "summary",
    "raw",
    "view source",
    "view parsed",
    "cookies",
    "request cookies",
    "response cookies",
    "payload",
    "preview",
    "initiator",
    "timing",
    "query string parameters",
    "form data",
    "view url-encoded",
    "view url encoded",
    "view decoded",
    "filter headers",
    "copy",
    "copy all",
    "hide",
];

/// Returns `true` for a known name, ignoring case.
pub(super) fn is_known(name: &str) -> bool {
    let lower = name.trim_start_matches(':').to_ascii_lowercase();
    if name.starts_with(':') {
        return matches!(
            lower.as_str(),
            "authority" | "method" | "path" | "scheme" | "status" | "protocol"
        );
    }
    let is_family = lower.starts_with("x-") && lower.len() > 2 || lower.starts_with("sec-") && lower.len() > 4;
    is_family && is_token(&lower) || (!lower.contains(' ') && KNOWN.split(' ').any(|it| it == lower))
}

/// Returns `true` if a text can be the name of a header.
pub(super) fn is_token(name: &str) -> bool {
    let name = name.strip_prefix(':').unwrap_or(name);
    name.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_' || it == '$')
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "-_.$!#+~".contains(it))
}

/// Returns the name that Chrome gives to a part of a request that is not a header.
pub(super) fn general(name: &str) -> Option<&'static str> {
    GENERAL.into_iter().find(|it| name.eq_ignore_ascii_case(it))
}

/// Returns `true` if a line is the title of a section, perhaps with a count or size.
pub(super) fn is_section(line: &str) -> bool {
    let title = trim(line).trim_start_matches(['▼', '▶', '►', '▾', '▸', '#', '*', ' ']);
    let title = title
        .split(" (")
        .next()
        .unwrap_or(title)
        .trim_end_matches([':', '*', ' ']);
    SECTIONS.iter().any(|it| title.eq_ignore_ascii_case(it))
}

/// Returns whether a line begins the section of a response or of a request. `None` if it begins neither.
pub(super) fn section_is_response(line: &str) -> Option<bool> {
    let lower = line.to_ascii_lowercase();
    match (is_section(line), lower.contains("response"), lower.contains("request")) {
        (true, true, _) => Some(true),
        (true, _, true) => Some(false),
        _ => None,
    }
}

pub(super) fn is_provisional_notice(line: &str) -> bool {
    line.to_ascii_lowercase().contains("provisional headers are shown")
}

pub(super) fn is_request_line(line: &str) -> bool {
    let mut words = trim(line).split(' ');
    let method = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    let is_method = !method.is_empty() && method.len() <= 10 && method.chars().all(|it| it.is_ascii_uppercase());
    let is_target = rest
        .first()
        .is_some_and(|it| it.starts_with(['/', '*']) || it.contains("://"));
    let is_whole = match rest.as_slice() {
        [_] => true,
        [_, version] => version.starts_with("HTTP/"),
        _ => false,
    };
    is_method && is_target && is_whole
}

pub(super) fn is_status_line(line: &str) -> bool {
    let line = trim(line);
    line.strip_prefix("HTTP/")
        .and_then(|rest| rest.split_once(' '))
        .is_some_and(|(_, status)| {
            status
                .as_bytes()
                .iter()
                .take(3)
                .filter(|it| it.is_ascii_digit())
                .count()
                == 3
        })
}
