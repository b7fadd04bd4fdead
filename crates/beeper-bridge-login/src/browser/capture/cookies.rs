//! The cookies of a capture: those of the browser that have the requested names.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use beeper_desktop_client::Secret;
use serde_json::{Value, json};

use super::json::{list, text};
use crate::browser::message::Refused;
use crate::browser::pipe::Pipe;
use crate::steps::cookies::cookie::Cookie;
use crate::steps::cookies::field::SourceKind;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// The time after which an unanswered request for cookies counts as lost.
const LOST: Duration = Duration::from_secs(5);

/// The cookies of all sites that the browser last reported.
pub(super) struct Cookies {
    context: String,
    names: BTreeSet<String>,
    held: Vec<HeldCookie>,
    look: Option<(u64, Instant)>,
    next_look: Instant,
    /// When the last answered request was sent.
    looked: Option<Instant>,
}

#[derive(PartialEq, Eq)]
struct HeldCookie {
    name: String,
    value: String,
    domain: String,
    path: String,
    expires: Option<u64>,
    is_partitioned: bool,
}

impl Cookies {
    pub(super) fn new(step: &CookieStep, context: String, now: Instant) -> Self {
        let sources = step.fields().iter().flat_map(|field| field.sources());
        let cookies = sources.filter(|source| source.kind() == &SourceKind::Cookie);
        Self {
            context,
            names: cookies.map(|source| source.name().to_owned()).collect(),
            held: Vec::new(),
            look: None,
            next_look: now,
            looked: None,
        }
    }

    /// Requests the cookies if a request is due.
    pub(super) fn work(&mut self, now: Instant, interval: Duration, pipe: &mut Pipe) {
        if self.look.is_some_and(|(_, asked)| now.duration_since(asked) > LOST) {
            self.look = None;
        }
        if self.look.is_none() && now >= self.next_look {
            self.look = Some((self.ask(pipe), now));
            self.next_look = now + interval;
        }
    }

    /// Requests the cookies. Pass the response to [`answer`](Self::answer) or [`read`](Self::read).
    pub(super) fn ask(&self, pipe: &mut Pipe) -> u64 {
        pipe.call(None, "Storage.getCookies", &json!({"browserContextId": self.context}))
    }

    /// Schedules the next request at this time, unless an earlier one is due.
    pub(super) fn look_at(&mut self, time: Instant) {
        self.next_look = self.next_look.min(time);
    }

    pub(super) fn next_look(&self) -> Instant {
        self.next_look
    }

    /// Returns `true` if the known cookies were requested after this time.
    pub(super) fn looked_after(&self, time: Instant) -> bool {
        self.looked.is_some_and(|looked| looked >= time)
    }

    /// Handles a response. Returns whether the cookies have changed, or `None` if the response belongs to another call.
    pub(super) fn answer(&mut self, id: u64, result: &Result<Value, Refused>) -> Option<bool> {
        let (_, asked) = self.look.take_if(|(asked, _)| *asked == id)?;
        self.looked = Some(asked);
        Some(self.read(result))
    }

    /// Reads the browser's list of cookies. Returns whether they have changed.
    pub(super) fn read(&mut self, result: &Result<Value, Refused>) -> bool {
        let Ok(result) = result else {
            return false;
        };
        let cookies = list(result, "cookies").iter().filter_map(|cookie| self.held(cookie));
        let held: Vec<_> = cookies.collect();
        let is_different = held != self.held;
        self.held = held;
        is_different
    }

    fn held(&self, cookie: &Value) -> Option<HeldCookie> {
        let name = text(cookie, "name");
        if !self.names.contains(name) {
            return None;
        }
        let expires = cookie.get("expires").and_then(Value::as_f64);
        let is_there = |member: &str| {
            cookie
                .get(member)
                .is_some_and(|it| !it.is_null() && it != &json!(false))
        };
        Some(HeldCookie {
            name: name.to_owned(),
            value: text(cookie, "value").to_owned(),
            domain: text(cookie, "domain").to_owned(),
            path: text(cookie, "path").to_owned(),
            // Negative for cookies that live as long as the browser.
            expires: expires.filter(|seconds| *seconds > 0.0).map(|seconds| seconds as u64),
            is_partitioned: is_there("partitionKey") || is_there("partitionKeyOpaque"),
        })
    }

    pub(super) fn add_to(&self, snapshot: &mut WebSnapshot) {
        for held in &self.held {
            let mut cookie = Cookie::new(held.name.as_str(), Secret::from(held.value.as_str())).domain(&held.domain);
            if !held.path.is_empty() {
                cookie = cookie.path(held.path.as_str());
            }
            if !held.domain.starts_with('.') {
                cookie = cookie.host_only();
            }
            if let Some(time) = held.expires.and_then(time_of) {
                cookie = cookie.expires(time);
            }
            if held.is_partitioned {
                cookie = cookie.partitioned();
            }
            snapshot.add_cookie(cookie);
        }
    }
}

fn time_of(seconds: u64) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// Returns the calls that set the step's initial cookies.
///
/// Each is set separately, because the browser would refuse all of them because of one.
pub(super) fn initial_cookies(step: &CookieStep, context: &str) -> Vec<Value> {
    let cookies = step.initial_cookies().iter().filter_map(|cookie| {
        let domain = cookie.domain().or_else(|| step.url().host_str())?;
        let host = domain.trim_start_matches('.');
        let is_of_step = step.url().host_str() == Some(host);
        // The origin also decides whether the browser sends the cookie to `http` pages, which tests use.
        let origin = match is_of_step {
            true => step.url().origin().ascii_serialization(),
            false => format!("{}://{host}", step.url().scheme()),
        };
        let mut set = json!({
            "name": cookie.name(),
            "value": cookie.value().expose(),
            "url": format!("{origin}/"),
            "path": cookie.path().unwrap_or("/"),
            "secure": cookie.is_secure() || cookie.name().starts_with("__Host-") || cookie.name().starts_with("__Secure-"),
            "httpOnly": cookie.is_http_only(),
        });
        if domain.starts_with('.') {
            set["domain"] = domain.into();
        }
        Some(json!({"cookies": [set], "browserContextId": context}))
    });
    cookies.collect()
}
