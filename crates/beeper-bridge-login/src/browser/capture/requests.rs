//! The requests of a capture: their addresses, and the headers and bodies that the step asks for.
//!
//! The browser reports each request in two events, in either order: one with the address, and one with the headers that it
//! sent. Both have the same request ID, which all redirects of a request share. So the first event of one kind belongs to the
//! first of the other, the second to the second.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use beeper_desktop_client::Secret;
use serde_json::{Value, json};

use super::json::text;
use crate::browser::message::Refused;
use crate::browser::pipe::Pipe;
use crate::steps::cookies::field::SourceKind;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// The number of newest requests to keep, at least.
const MAX_REQUESTS: usize = 5_000;

/// The total size of the newest bodies to keep.
const MAX_BODIES: usize = 64 << 20;

/// The name under which the content type of a body is kept.
const CONTENT_TYPE: &str = "content-type";

pub(super) struct Requests {
    /// The names in lower case.
    headers: BTreeSet<String>,
    body_values: Vec<String>,
    sent: BTreeMap<u64, Request>,
    chains: HashMap<String, Chain>,
    last: u64,
    bodies: usize,
    reads: HashMap<u64, u64>,
}

type Headers = BTreeMap<String, Secret>;

struct Request {
    chain: String,
    url: Secret,
    headers: Headers,
    body: Option<Secret>,
}

/// A request and its redirects.
#[derive(Default)]
struct Chain {
    /// The numbers of those requests whose headers the browser reports completely.
    requests: Vec<u64>,
    /// Headers that arrived before their request.
    early: Vec<Headers>,
    /// The number of requests that have all their headers.
    joined: usize,
}

impl Requests {
    pub(super) fn new(step: &CookieStep) -> Self {
        let names = |kind: &SourceKind| {
            let sources = step.fields().iter().flat_map(|field| field.sources());
            let of_kind = sources.filter(|source| source.kind() == kind);
            of_kind.map(|source| source.name().to_owned()).collect::<Vec<_>>()
        };
        let headers = names(&SourceKind::RequestHeader).into_iter();
        Self {
            headers: headers.map(|name| name.to_ascii_lowercase()).collect(),
            body_values: names(&SourceKind::RequestBody),
            sent: BTreeMap::new(),
            chains: HashMap::new(),
            last: 0,
            bodies: 0,
            reads: HashMap::new(),
        }
    }

    /// Handles an event of the domain `Network`. Returns whether it contains a requested value.
    pub(super) fn event(&mut self, name: &str, session: &str, params: &Value, pipe: &mut Pipe) -> bool {
        if self.headers.is_empty() && self.body_values.is_empty() {
            return false;
        }
        match name {
            "Network.requestWillBeSent" => self.add(session, params, pipe),
            "Network.requestWillBeSentExtraInfo" => self.add_headers(params),
            "Network.webSocketCreated" => self.add_socket(params),
            "Network.webSocketWillSendHandshakeRequest" => self.add_socket_headers(params),
            _ => false,
        }
    }

    fn add(&mut self, session: &str, params: &Value, pipe: &mut Pipe) -> bool {
        let (Some(request), chain) = (params.get("request"), text(params, "requestId")) else {
            return false;
        };
        self.last += 1;
        let number = self.last;
        if params.get("redirectResponse").is_some() && params.get("redirectHasExtraInfo") == Some(&json!(false)) {
            // The browser redirected by itself without a request, for instance to `https`.
            if let Some(chain) = self.chains.get_mut(chain) {
                chain.requests.pop();
                chain.joined = chain.joined.min(chain.requests.len());
            }
        }
        let mut headers = self.wanted(request);
        let joined = self.chains.entry(chain.to_owned()).or_default();
        joined.requests.push(number);
        if !joined.early.is_empty() {
            headers.append(&mut joined.early.remove(0));
            joined.joined += 1;
        }
        let body = self
            .wants_body()
            .then(|| request.get("postData").and_then(Value::as_str))
            .flatten();
        let body = body.filter(|body| self.may_hold_values(body)).map(Secret::from);
        if self.wants_body() && body.is_none() && request.get("postData").is_none() && is_true(request, "hasPostData") {
            // The body is large or has parts that are not text.
            let params = json!({"requestId": chain});
            let call = pipe.call(Some(session), "Network.getRequestPostData", &params);
            self.reads.insert(call, number);
        }
        self.bodies += body.as_ref().map_or(0, |body| body.expose().len());
        let is_wanted = body.is_some() || has_wanted(&headers, &self.headers);
        self.sent.insert(
            number,
            Request {
                chain: chain.to_owned(),
                url: format!("{}{}", text(request, "url"), text(request, "urlFragment")).into(),
                headers,
                body,
            },
        );
        self.forget_oldest();
        is_wanted
    }

    fn add_headers(&mut self, params: &Value) -> bool {
        let mut headers = self.wanted(params);
        let is_wanted = has_wanted(&headers, &self.headers);
        let chain = self.chains.entry(text(params, "requestId").to_owned()).or_default();
        match chain.requests.get(chain.joined) {
            Some(number) => {
                chain.joined += 1;
                if let Some(request) = self.sent.get_mut(number) {
                    request.headers.append(&mut headers);
                }
            }
            None => chain.early.push(headers),
        }
        is_wanted
    }

    /// Records the address of a WebSocket, whose headers arrive later in one event.
    fn add_socket(&mut self, params: &Value) -> bool {
        self.last += 1;
        let id = text(params, "requestId");
        self.chains.entry(id.to_owned()).or_default().requests.push(self.last);
        let request = Request {
            chain: id.to_owned(),
            url: text(params, "url").into(),
            headers: Headers::new(),
            body: None,
        };
        self.sent.insert(self.last, request);
        self.forget_oldest();
        false
    }

    fn add_socket_headers(&mut self, params: &Value) -> bool {
        let mut headers = params
            .get("request")
            .map(|request| self.wanted(request))
            .unwrap_or_default();
        let is_wanted = has_wanted(&headers, &self.headers);
        let chain = self.chains.get(text(params, "requestId"));
        let number = chain.and_then(|chain| chain.requests.last());
        if let Some(request) = number.and_then(|number| self.sent.get_mut(number)) {
            request.headers.append(&mut headers);
        }
        is_wanted
    }

    /// Handles the response with a body.
    ///
    /// Returns whether it may contain requested values, or `None` if the response belongs to another call.
    pub(super) fn answer(&mut self, id: u64, result: &Result<Value, Refused>) -> Option<bool> {
        let number = self.reads.remove(&id)?;
        let body = result.as_ref().map_or("", |result| text(result, "postData"));
        let is_wanted = self.may_hold_values(body);
        if let Some(request) = self.sent.get_mut(&number).filter(|_| is_wanted) {
            self.bodies += body.len();
            request.body = Some(body.into());
            self.forget_oldest();
        }
        Some(is_wanted)
    }

    fn wants_body(&self) -> bool {
        !self.body_values.is_empty()
    }

    /// Returns `true` if a body contains the name of a value.
    ///
    /// Names with special characters may be encoded there, so those always count.
    fn may_hold_values(&self, body: &str) -> bool {
        let is_plain = |name: &str| {
            name.chars()
                .all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '-')
        };
        let mut names = self.body_values.iter();
        !body.is_empty() && names.any(|name| !is_plain(name) || body.contains(name.as_str()))
    }

    fn wanted(&self, of: &Value) -> Headers {
        let headers = of.get("headers").and_then(Value::as_object).into_iter().flatten();
        let named = headers.map(|(name, value)| (name.to_ascii_lowercase(), value));
        let wanted =
            named.filter(|(name, _)| self.headers.contains(name) || (self.wants_body() && name == CONTENT_TYPE));
        wanted
            .filter_map(|(name, value)| Some((name, value.as_str()?.into())))
            .collect()
    }

    fn forget_oldest(&mut self) {
        while self.sent.len() > MAX_REQUESTS || (self.bodies > MAX_BODIES && self.sent.len() > 1) {
            let Some((_, request)) = self.sent.pop_first() else {
                break;
            };
            self.bodies -= request.body.map_or(0, |body| body.expose().len());
            self.chains.remove(&request.chain);
        }
        if self.chains.len() > 2 * MAX_REQUESTS {
            // Removes requests that the browser reported only in part.
            self.chains.retain(|_, chain| !chain.requests.is_empty());
        }
    }

    pub(super) fn add_to(&self, snapshot: &mut WebSnapshot) {
        for request in self.sent.values() {
            let url = request.url.expose();
            for (name, value) in request.headers.iter().filter(|(name, _)| self.headers.contains(*name)) {
                snapshot.add_request_header(url, name.as_str(), value.clone());
            }
            if let Some(body) = &request.body {
                let content_type = request.headers.get(CONTENT_TYPE).map(Secret::expose);
                snapshot.add_request_body(url, content_type, body.clone());
            }
        }
    }
}

fn is_true(value: &Value, member: &str) -> bool {
    value.get(member) == Some(&json!(true))
}

fn has_wanted(headers: &Headers, wanted: &BTreeSet<String>) -> bool {
    headers.keys().any(|name| wanted.contains(name))
}
