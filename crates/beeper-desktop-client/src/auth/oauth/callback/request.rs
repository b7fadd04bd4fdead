//! Distinguishes the callback from all other requests to the listener.

use std::borrow::Cow;

use crate::auth::oauth::endpoints::issuer::ExpectedIssuer;
use crate::auth::oauth::error::server_words::ServerWords;
use crate::values::secret::Secret;

/// The path of the callback.
pub(crate) const PATH: &str = "/callback";

/// The most headers that are parsed. Browsers send a dozen or two.
const MAX_HEADERS: usize = 100;

/// Headers with which browsers and mail programs mark a prefetch: nobody has followed the link yet.
const PURPOSE: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];
const NOT_FOLLOWED: [&str; 3] = ["prefetch", "prerender", "preview"];

/// What a request has to contain to be the expected callback.
pub(crate) struct ExpectedCallback {
    /// The host and port of the redirect.
    pub(crate) host: String,
    pub(crate) state: Secret,
    pub(crate) issuer: ExpectedIssuer,
}

/// The callback: the server's response, by way of the browser.
pub(crate) enum Callback {
    Code(Secret),
    Refused(ServerWords),
    WrongIssuer,
    Invalid(&'static str),
}

/// A request that is not the callback. It does not change the sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stray {
    /// The request is malformed, or does not contain the state.
    BadRequest,
    NotFound,
    MethodNotAllowed,
    /// The request is for another host.
    Misdirected,
    /// The request is a prefetch: nobody has followed the link yet.
    Prefetch,
    TooLarge,
}

/// Parses a request up to the empty line after its headers.
pub(crate) fn read(head: &[u8], expected: &ExpectedCallback) -> Result<Callback, Stray> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Stray::TooLarge),
        Ok(httparse::Status::Partial) | Err(_) => return Err(Stray::BadRequest),
    }
    let target = request.path.filter(|target| target.starts_with('/'));
    let target = target.ok_or(Stray::BadRequest)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path != PATH {
        return Err(Stray::NotFound);
    }
    let values = |name: &'static str| {
        let named = request
            .headers
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| header.value)
    };
    // Any page can make a browser send a request to 127.0.0.1 under its own host name.
    if !values("host").eq([expected.host.as_bytes()]) {
        return Err(Stray::Misdirected);
    }
    if request.method != Some("GET") {
        return Err(Stray::MethodNotAllowed);
    }
    if PURPOSE.into_iter().flat_map(values).any(says_not_followed) {
        return Err(Stray::Prefetch);
    }
    let parameters = Parameters(form_urlencoded::parse(query.as_bytes()).collect());
    match parameters.one("state") {
        Ok(Some(state)) if is_equal(state, expected.state.expose()) => Ok(callback(&parameters, expected)),
        _ => Err(Stray::BadRequest),
    }
}

/// Returns the callback in a request that contains the state.
fn callback(parameters: &Parameters<'_>, expected: &ExpectedCallback) -> Callback {
    let read = || {
        let issuer = parameters.one("iss")?;
        let (code, error) = (parameters.one("code")?, parameters.one("error")?);
        Ok((issuer, code, error, parameters.one("error_description")?))
    };
    match read() {
        Err(Repeated) => Callback::Invalid("a parameter occurs twice"),
        Ok((issuer, ..)) if !expected.issuer.is(issuer) => Callback::WrongIssuer,
        Ok((_, _, Some(error), description)) => Callback::Refused(ServerWords::new(Some(error), description)),
        Ok((_, Some(code), None, _)) => Callback::Code(code.into()),
        Ok((_, None, None, _)) => Callback::Invalid("it contains neither a code nor an error"),
    }
}

/// The parameters of a query.
struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

/// A parameter that occurs twice, which is not allowed (RFC 6749, section 3.1).
struct Repeated;

impl Parameters<'_> {
    /// Returns the value of a parameter. An empty one counts as absent (RFC 6749, section 3.1).
    fn one(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|it| it.0 == name).map(|it| &*it.1);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Repeated),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }
}

fn says_not_followed(value: &[u8]) -> bool {
    let value = value.to_ascii_lowercase();
    let holds = |word: &str| value.windows(word.len()).any(|part| part == word.as_bytes());
    NOT_FOLLOWED.into_iter().any(holds)
}

/// Compares two texts in constant time, so that the duration does not reveal how many characters are equal.
fn is_equal(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    one.len() == other.len() && pairs.fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::*;

    fn expected(is_promised: bool) -> ExpectedCallback {
        ExpectedCallback {
            host: "127.0.0.1:5000".to_owned(),
            state: "STATE".into(),
            issuer: ExpectedIssuer::new(Url::parse("http://127.0.0.1:23373").unwrap(), None, is_promised),
        }
    }

    fn head(request_line: &str, headers: &[&str]) -> Vec<u8> {
        format!("{request_line}\r\n{}\r\n\r\n", headers.join("\r\n")).into_bytes()
    }

    const HOST: &str = "Host: 127.0.0.1:5000";

    fn read_request(request_line: &str, headers: &[&str]) -> Result<Callback, Stray> {
        read(&head(request_line, headers), &expected(false))
    }

    /// Parses a callback with this query.
    fn read_query(query: &str) -> Result<Callback, Stray> {
        read_request(&format!("GET /callback?{query} HTTP/1.1"), &[HOST])
    }

    fn code(result: Result<Callback, Stray>) -> Option<String> {
        match result {
            Ok(Callback::Code(code)) => Some(code.expose().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn the_callback_brings_the_code() {
        for (query, expected) in [
            ("code=CODE&state=STATE", "CODE"),
            ("state=STATE&code=CODE&scope=read&extra", "CODE"),
            ("code=a%2Fb%2Bc&state=%53TATE", "a/b+c"),
            ("code=CODE&state=STATE&iss=http%3A%2F%2Flocalhost%3A23373", "CODE"),
            ("code=CODE&state=STATE&error=&iss=", "CODE"),
        ] {
            assert_eq!(code(read_query(query)).as_deref(), Some(expected), "{query}");
        }
        let as_browsers_ask = [
            HOST,
            "User-Agent: x",
            "Accept: text/html",
            "Cookie: a=b; code=x",
            "Sec-Fetch-Mode: navigate",
        ];
        let line = "GET /callback?code=CODE&state=STATE HTTP/1.1";
        assert_eq!(code(read_request(line, &as_browsers_ask)).as_deref(), Some("CODE"));
        assert_eq!(
            code(read_request(&line.replace("1.1", "1.0"), &[HOST])).as_deref(),
            Some("CODE")
        );
    }

    #[test]
    fn a_request_that_is_not_the_callback_is_a_stray() {
        for (line, stray) in [
            ("GET / HTTP/1.1", Stray::NotFound),
            ("GET /favicon.ico HTTP/1.1", Stray::NotFound),
            ("GET /callback/?QUERY HTTP/1.1", Stray::NotFound),
            ("GET /Callback?QUERY HTTP/1.1", Stray::NotFound),
            ("GET //callback?QUERY HTTP/1.1", Stray::NotFound),
            ("GET /%63allback?QUERY HTTP/1.1", Stray::NotFound),
            ("GET /callback;x?QUERY HTTP/1.1", Stray::NotFound),
            ("HEAD /callback?QUERY HTTP/1.1", Stray::MethodNotAllowed),
            ("OPTIONS /callback?QUERY HTTP/1.1", Stray::MethodNotAllowed),
            ("POST /callback?QUERY HTTP/1.1", Stray::MethodNotAllowed),
            ("get /callback?QUERY HTTP/1.1", Stray::MethodNotAllowed),
            ("GET http://127.0.0.1:5000/callback?QUERY HTTP/1.1", Stray::BadRequest),
            ("OPTIONS * HTTP/1.1", Stray::BadRequest),
            ("CONNECT 127.0.0.1:5000 HTTP/1.1", Stray::BadRequest),
            ("GET /callback?QUERY HTTP/2.0", Stray::BadRequest),
            ("GET /callback?QUERY", Stray::BadRequest),
            ("GET /callback?QUERY x HTTP/1.1", Stray::BadRequest),
            ("GET /callback HTTP/1.1", Stray::BadRequest),
            ("GET /callback#QUERY HTTP/1.1", Stray::NotFound),
        ] {
            let line = line.replace("QUERY", "code=CODE&state=STATE");
            let result = read_request(&line, &[HOST]);
            assert_eq!(result.err(), Some(stray), "{line}");
        }
        for query in [
            "",
            "code=CODE",
            "code=CODE&state=",
            "code=CODE&state=state",
            "code=CODE&state=STATE%00",
            "code=CODE&state=STATES",
            "code=CODE&state=STAT",
            "code=CODE&state=STATE&state=STATE",
            "code=CODE&state=x&state=STATE",
            "code=CODE&State=STATE",
            "error=access_denied&state=x",
            "error=access_denied",
            "code=CODE&state=\u{fffd}",
        ] {
            assert_eq!(read_query(query).err(), Some(Stray::BadRequest), "{query}");
        }
    }

    #[test]
    fn a_request_for_another_host_is_misdirected() {
        let line = "GET /callback?code=CODE&state=STATE HTTP/1.1";
        for headers in [
            &["Accept: x"][..],
            &["Host: localhost:5000"],
            &["Host: 127.0.0.1"],
            &["Host: 127.0.0.1:5001"],
            &["Host: evil.example"],
            &["Host: 127.0.0.1:5000.evil.example"],
            &["Host: "],
            &["Host: 127.0.0.1:5000", "Host: 127.0.0.1:5000"],
            &["Host: evil.example", "Host: 127.0.0.1:5000"],
        ] {
            assert_eq!(
                read_request(line, headers).err(),
                Some(Stray::Misdirected),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn a_link_that_nobody_has_followed_yet_is_a_stray() {
        let line = "GET /callback?code=CODE&state=STATE HTTP/1.1";
        for header in [
            "Sec-Purpose: prefetch",
            "Sec-Purpose: prefetch;prerender",
            "sec-purpose: PREFETCH;anonymous-client-ip",
            "Purpose: prefetch",
            "X-Purpose: preview",
            "X-moz: prefetch",
        ] {
            assert_eq!(
                read_request(line, &[HOST, header]).err(),
                Some(Stray::Prefetch),
                "{header}"
            );
        }
        assert!(read_request(line, &[HOST, "Purpose: navigation", "X-Other: prefetch"]).is_ok());
    }

    #[test]
    fn the_server_can_refuse_by_way_of_the_browser() {
        let result = read_query("error=access_denied&error_description=No%0Away&state=STATE&code=CODE");
        assert!(matches!(result, Ok(Callback::Refused(_))));
        assert!(matches!(
            read_query("error=access_denied&state=STATE"),
            Ok(Callback::Refused(_))
        ));
    }

    #[test]
    fn what_has_the_state_and_says_nothing_ends_the_sign_in_too() {
        for query in [
            "state=STATE",
            "state=STATE&code=",
            "state=STATE&code=a&code=a",
            "state=STATE&code=a&iss=x&iss=y",
            "state=STATE&error=a&error=b",
        ] {
            assert!(matches!(read_query(query), Ok(Callback::Invalid(_))), "{query}");
        }
    }

    #[test]
    fn another_issuer_ends_the_sign_in_and_so_does_one_that_was_promised_and_is_missing() {
        for query in [
            "code=CODE&state=STATE&iss=http%3A%2F%2Fevil.example",
            "error=x&state=STATE&iss=x",
        ] {
            assert!(matches!(read_query(query), Ok(Callback::WrongIssuer)), "{query}");
        }
        for (query, is_right) in [
            ("code=CODE&state=STATE", false),
            ("code=CODE&state=STATE&iss=", false),
            ("code=CODE&state=STATE&iss=http%3A%2F%2F127.0.0.1%3A23373", true),
        ] {
            let head = head(&format!("GET /callback?{query} HTTP/1.1"), &[HOST]);
            let is_code = code(read(&head, &expected(true))).is_some();
            assert_eq!(is_code, is_right, "{query}");
        }
    }

    #[test]
    fn what_is_no_request_is_a_stray() {
        for bytes in [
            &b""[..],
            b"\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\n\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"SSH-2.0-x\r\n\r\n",
            b"GET /callback?code=CODE&state=STATE\0 HTTP/1.1\r\nHost: 127.0.0.1:5000\r\n\r\n",
            b"GET /callback?code=CODE&state=STATE HTTP/1.1\r\nHost : 127.0.0.1:5000\r\n\r\n",
        ] {
            assert_eq!(
                read(bytes, &expected(false)).err(),
                Some(Stray::BadRequest),
                "{bytes:?}"
            );
        }
        let many = vec!["X: y"; 200];
        let line = "GET /callback?code=CODE&state=STATE HTTP/1.1";
        assert_eq!(read_request(line, &many).err(), Some(Stray::TooLarge));
    }
}
