//! The headers that a program cannot set.

use reqwest::header::{AUTHORIZATION, HOST, HeaderName, TRANSFER_ENCODING};

/// Returns whether only the client sets this header, because it tells who calls, which server, or how to read the request.
pub(crate) fn is_reserved_header(name: &HeaderName) -> bool {
    [AUTHORIZATION, HOST, TRANSFER_ENCODING].contains(name) || name.as_str().starts_with("content-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_requests_need_of_their_own_are_reserved() {
        for (name, expected) in [
            ("Authorization", true),
            ("host", true),
            ("Transfer-Encoding", true),
            ("Content-Length", true),
            ("content-type", true),
            ("Proxy-Authorization", false),
            ("user-agent", false),
            ("x-content-type", false),
        ] {
            assert_eq!(is_reserved_header(&name.parse().unwrap()), expected, "{name}");
        }
    }
}
