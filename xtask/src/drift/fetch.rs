//! Gets the server's document.
//!
//! Every address is asked without the access token first, and with it when the answer is 401 or 403. The token goes to this
//! computer only, unless told otherwise. No redirect is followed, and no proxy asked.
//!
//! The HTTP client is ureq, as it blocks, bounds a body while reading it, and brings three crates of its own; minreq, which is
//! smaller, has no such bound and follows redirects by itself.

use std::net::IpAddr;
use std::time::Duration;

use serde_json::Value;
use ureq::http::header::LOCATION;
use ureq::http::{StatusCode, Uri};
use ureq::{Agent, Error};

use crate::document::load::MAX_DOCUMENT_BYTES;
use crate::document::problem::{Problem, quoted};

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE_ANSWER: Duration = Duration::from_secs(60);

/// Where the server says what it is, and where its document usually is.
const INFO: &str = "/v1/info";
const SPEC: &str = "/v1/spec";

/// Gets documents, with what it may show to servers.
pub struct Fetch {
    agent: Agent,
    token: Option<String>,
    /// Whether the token goes to other computers too.
    send_token: bool,
}

/// What a server said.
struct Answer {
    status: StatusCode,
    location: Option<String>,
    body: Vec<u8>,
}

impl Fetch {
    /// Gets documents with this token.
    pub fn new(token: Option<String>, send_token: bool) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE_ANSWER));
        Self {
            agent: config.build().into(),
            token,
            send_token,
        }
    }

    /// Gets the document under its own address, or that of the server at an address without a path. Returns it with the
    /// address that it was found under.
    pub fn document(&self, url: &str) -> Result<(String, Vec<u8>), Problem> {
        let uri = parsed(url)?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return self.fine(url).map(|body| (url.to_owned(), body));
        }
        self.document_of(url)
    }

    /// Gets the document of the server at an address, from where the server says it is. Of what it says only the path
    /// counts: the address under which it knows itself need not be the one under which it can be reached, and the token
    /// stays with the server that was named.
    pub fn document_of(&self, base_url: &str) -> Result<(String, Vec<u8>), Problem> {
        parsed(base_url)?;
        let base_url = base_url.trim_end_matches('/');
        let info = self.ask(&format!("{base_url}{INFO}"))?;
        let named = serde_json::from_slice(&info.body)
            .ok()
            .and_then(|info| path_of_spec(&info));
        let url = match named.filter(|_| info.status == StatusCode::OK) {
            Some(path) => format!("{}{path}", origin(base_url)),
            None => format!("{base_url}{SPEC}"),
        };
        self.fine(&url).map(|body| (url, body))
    }

    /// The body of an answer that is fine.
    fn fine(&self, url: &str) -> Result<Vec<u8>, Problem> {
        let answer = self.ask(url)?;
        let status = answer.status.as_u16();
        let (message, help) = match (status, &answer.location) {
            (200, _) => return Ok(answer.body),
            (401 | 403, _) => return Err(self.refused(url, status)),
            (300..=399, Some(location)) => (
                format!("the server sends on to {}", quoted(location)),
                "give that address, if it is to be trusted",
            ),
            _ => (
                format!("the server answers {status}"),
                "give the address of the document, or a file that holds it",
            ),
        };
        Err(Problem::new(url, message, help))
    }

    fn refused(&self, url: &str, status: u16) -> Problem {
        let help = match &self.token {
            None => "put an access token into BEEPER_ACCESS_TOKEN",
            Some(_) if !self.may_see_token(url) => {
                "the token stays on this computer; `--send-token` sends it there all the same"
            }
            Some(_) => "make a new access token, and put it into BEEPER_ACCESS_TOKEN",
        };
        let with = match self.may_see_token(url) && self.token.is_some() {
            true => "also with the access token",
            false => "without an access token",
        };
        Problem::new(url, format!("the server answers {status} {with}"), help)
    }

    fn ask(&self, url: &str) -> Result<Answer, Problem> {
        let bare = self.get(url, None)?;
        let is_refusal = matches!(bare.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        match &self.token {
            Some(token) if is_refusal && self.may_see_token(url) => self.get(url, Some(token)),
            _ => Ok(bare),
        }
    }

    fn may_see_token(&self, url: &str) -> bool {
        self.send_token || url.parse::<Uri>().is_ok_and(|uri| is_loopback(&uri))
    }

    fn get(&self, url: &str, token: Option<&str>) -> Result<Answer, Problem> {
        let mut request = self
            .agent
            .get(url)
            .header("accept", "application/json, application/yaml");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut response = request.call().map_err(|error| unreachable(url, &error))?;
        let location = response.headers().get(LOCATION);
        let location = location.map(|location| String::from_utf8_lossy(location.as_bytes()).into_owned());
        let body = response
            .body_mut()
            .with_config()
            .limit(MAX_DOCUMENT_BYTES)
            .read_to_vec();
        Ok(Answer {
            status: response.status(),
            location,
            body: body.map_err(|error| unreachable(url, &error))?,
        })
    }
}

fn parsed(url: &str) -> Result<Uri, Problem> {
    let help = "write it like http://127.0.0.1:23373";
    let uri: Uri = match url.parse() {
        Ok(uri) => uri,
        Err(error) => return Err(Problem::new(url, format!("this is not an address: {error}"), help)),
    };
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        // Reports print the address, so this one prints the server alone.
        let server = uri.host().unwrap_or_default();
        let message = "the address holds a name or a password, and none is sent";
        let help = "take out what comes before the `@`; a token goes into BEEPER_ACCESS_TOKEN";
        return Err(Problem::new(server, message, help));
    }
    match (uri.scheme_str(), uri.host()) {
        (Some("http"), Some(host)) if !host.is_empty() => Ok(uri),
        (Some("https"), _) => {
            let help = "download the document, and give the file";
            Err(Problem::new(url, "`https` is not spoken here, only `http`", help))
        }
        _ => Err(Problem::new(url, "this is not the address of a server", help)),
    }
}

/// Scheme and authority, without what comes after.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[start..].find('/').map_or(url.len(), |path| start + path);
    &url[..end]
}

fn path_of_spec(info: &Value) -> Option<String> {
    let spec: Uri = info.pointer("/endpoints/spec")?.as_str()?.parse().ok()?;
    let path = spec.path_and_query()?.as_str();
    path.starts_with('/').then(|| path.to_owned())
}

fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

fn unreachable(url: &str, error: &Error) -> Problem {
    let running = "start Beeper Desktop with its API switched on, or give another address or a file";
    let (message, help) = match error {
        Error::BodyExceedsLimit(_) => (
            format!("the answer is larger than {} MiB", MAX_DOCUMENT_BYTES / 1024 / 1024),
            "give the address of the document, or a file that holds it",
        ),
        Error::Http(_) => (
            "the access token cannot be sent".to_owned(),
            "put the token alone into BEEPER_ACCESS_TOKEN, on one line",
        ),
        Error::Timeout(_) => ("the server does not answer in time".to_owned(), running),
        error => (format!("the server cannot be reached: {error}"), running),
    };
    Problem::new(url, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_addresses_are_recognised() {
        for (url, expected) in [
            ("http://127.0.0.1:23373/", true),
            ("http://127.7.7.7/", true),
            ("http://LOCALHOST/", true),
            ("http://[::1]:80/", true),
            ("http://192.168.1.2/", false),
            ("http://127.0.0.1.example.org/", false),
            ("http://localhost.example.org/", false),
            ("http://localhost@example.org/", false),
            ("http://127.0.0.1:80@example.org/", false),
        ] {
            assert_eq!(is_loopback(&url.parse().unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn the_token_is_not_sent_to_another_host_by_default() {
        let url = "http://example.org/v1/spec";
        let token = || Some("a-token".to_owned());
        assert!(Fetch::new(token(), false).may_see_token("http://localhost/v1/spec"));
        assert!(Fetch::new(token(), true).may_see_token(url));
        let careful = Fetch::new(token(), false);
        assert!(!careful.may_see_token(url));
        assert_eq!(
            careful.refused(url, 401).to_string(),
            "error: the server answers 401 without an access token\n  --> http://example.org/v1/spec\n  \
             help: the token stays on this computer; `--send-token` sends it there all the same"
        );
    }

    #[test]
    fn only_the_path_of_the_announced_address_is_used() {
        for (spec, path) in [
            ("http://example.org:8/v1/spec?format=json", Some("/v1/spec?format=json")),
            ("/v2/spec", Some("/v2/spec")),
            ("spec", None),
            ("http://a b/", None),
        ] {
            let info = serde_json::json!({ "endpoints": { "spec": spec } });
            assert_eq!(path_of_spec(&info).as_deref(), path, "{spec}");
        }
        assert_eq!(origin("http://127.0.0.1:23373/api"), "http://127.0.0.1:23373");
        assert_eq!(origin("http://[::1]:23373"), "http://[::1]:23373");
    }
}
