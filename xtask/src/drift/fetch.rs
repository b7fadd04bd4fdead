//! Downloads the server's document.
//!
//! Every request is sent without the access token first, and again with the token if the status is 401 or 403. The token is sent
//! only to this computer, unless the user allows more. No redirect is followed, and no proxy is used.
//!
//! The HTTP client is ureq, because it blocks, limits a body while reading it, and has only three dependencies; minreq, which is
//! smaller, has no such limit and follows redirects by itself.

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

/// The path at which the server describes itself, and the usual path of its document.
const INFO: &str = "/v1/info";
const SPEC: &str = "/v1/spec";

/// Downloads documents, with a token that it may send.
pub struct Fetch {
    agent: Agent,
    token: Option<String>,
    /// Whether the token is sent to other computers too.
    send_token: bool,
}

/// A response of the server.
struct Answer {
    status: StatusCode,
    location: Option<String>,
    body: Vec<u8>,
}

impl Fetch {
    /// Downloads documents with this token.
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

    /// Downloads the document at a URL, or that of the server at a URL without a path.
    ///
    /// Returns it with the URL at which it was found.
    pub fn document(&self, url: &str) -> Result<(String, Vec<u8>), Problem> {
        let uri = parsed(url)?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return self.fine(url).map(|body| (url.to_owned(), body));
        }
        self.document_of(url)
    }

    /// Downloads the document of a server, from the URL that the server reports.
    ///
    /// Only the path of that URL is used: the server may be reachable by another host than the one that it reports, and the token
    /// must stay with the server that the user named.
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

    /// Returns the body of a response with the status 200.
    fn fine(&self, url: &str) -> Result<Vec<u8>, Problem> {
        let answer = self.ask(url)?;
        let status = answer.status.as_u16();
        let (message, help) = match (status, &answer.location) {
            (200, _) => return Ok(answer.body),
            (401 | 403, _) => return Err(self.refused(url, status)),
            (300..=399, Some(location)) => (
                format!("the server redirects to {}", quoted(location)),
                "name that URL, if you trust it",
            ),
            _ => (
                format!("the server responds with {status}"),
                "name the URL of the document, or a file that contains it",
            ),
        };
        Err(Problem::new(url, message, help))
    }

    fn refused(&self, url: &str, status: u16) -> Problem {
        let help = match &self.token {
            None => "set BEEPER_ACCESS_TOKEN to an access token",
            Some(_) if !self.may_see_token(url) => {
                "the token is only sent to this computer; add `--send-token` to send it there"
            }
            Some(_) => "create a new access token, and set BEEPER_ACCESS_TOKEN to it",
        };
        let with = match self.may_see_token(url) && self.token.is_some() {
            true => "even with the access token",
            false => "without an access token",
        };
        Problem::new(url, format!("the server responds with {status} {with}"), help)
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
    let help = "write it as in http://127.0.0.1:23373";
    let uri: Uri = match url.parse() {
        Ok(uri) => uri,
        Err(error) => return Err(Problem::new(url, format!("this is not a URL: {error}"), help)),
    };
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        // Reports print the URL, so that this one shows only the server.
        let server = uri.host().unwrap_or_default();
        let message = "the URL contains a name or a password, which is never sent";
        let help = "remove everything before the `@`; set BEEPER_ACCESS_TOKEN to a token instead";
        return Err(Problem::new(server, message, help));
    }
    match (uri.scheme_str(), uri.host()) {
        (Some("http"), Some(host)) if !host.is_empty() => Ok(uri),
        (Some("https"), _) => {
            let help = "download the document, and name the file";
            Err(Problem::new(url, "only `http` is supported, not `https`", help))
        }
        _ => Err(Problem::new(url, "this is not the URL of a server", help)),
    }
}

/// Returns the scheme and authority of a URL.
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
    let running = "start Beeper Desktop with its API enabled, or name another URL or a file";
    let (message, help) = match error {
        Error::BodyExceedsLimit(_) => (
            format!("the response is larger than {} MiB", MAX_DOCUMENT_BYTES / 1024 / 1024),
            "name the URL of the document, or a file that contains it",
        ),
        Error::Http(_) => (
            "the access token cannot be sent".to_owned(),
            "set BEEPER_ACCESS_TOKEN to the token alone, on one line",
        ),
        Error::Timeout(_) => ("the server does not respond in time".to_owned(), running),
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
            "error: the server responds with 401 without an access token\n  --> http://example.org/v1/spec\n  \
             help: the token is only sent to this computer; add `--send-token` to send it there"
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
