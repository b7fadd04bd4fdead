//! The cookies of a capture: all that the browser holds under the names that are asked for.

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

/// After which a look that was not answered is taken for lost.
const LOST: Duration = Duration::from_secs(5);

/// The cookies that the browser held at the last look, of all its sites.
pub(super) struct Cookies {
    context: String,
    names: BTreeSet<String>,
    held: Vec<HeldCookie>,
    look: Option<(u64, Instant)>,
    next_look: Instant,
    /// When the look was asked for that was answered last.
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

    /// Looks at the cookies, if it is time to.
    pub(super) fn work(&mut self, now: Instant, interval: Duration, pipe: &mut Pipe) {
        if self.look.is_some_and(|(_, asked)| now.duration_since(asked) > LOST) {
            self.look = None;
        }
        if self.look.is_none() && now >= self.next_look {
            self.look = Some((self.ask(pipe), now));
            self.next_look = now + interval;
        }
    }

    /// Asks for the cookies. The answer belongs to [`answer`](Self::answer), or [`read`](Self::read).
    pub(super) fn ask(&self, pipe: &mut Pipe) -> u64 {
        pipe.call(None, "Storage.getCookies", &json!({"browserContextId": self.context}))
    }

    /// Lets the next look be due at this time, if it is not before.
    pub(super) fn look_at(&mut self, time: Instant) {
        self.next_look = self.next_look.min(time);
    }

    pub(super) fn next_look(&self) -> Instant {
        self.next_look
    }

    /// Whether what is known was looked at after this time.
    pub(super) fn looked_after(&self, time: Instant) -> bool {
        self.looked.is_some_and(|looked| looked >= time)
    }

    /// Takes the answer to a look. Returns whether something is different, or `None` if it answers something else.
    pub(super) fn answer(&mut self, id: u64, result: &Result<Value, Refused>) -> Option<bool> {
        let (_, asked) = self.look.take_if(|(asked, _)| *asked == id)?;
        self.looked = Some(asked);
        Some(self.read(result))
    }

    /// Takes what the browser says of its cookies. Returns whether something is different.
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
            // Negative for those that live as long as the browser.
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

/// What sets the cookies that the step wants to be there before its page opens. Each on its own, since the browser refuses all of
/// them because of one.
pub(super) fn initial_cookies(step: &CookieStep, context: &str) -> Vec<Value> {
    let cookies = step.initial_cookies().iter().filter_map(|cookie| {
        let domain = cookie.domain().or_else(|| step.url().host_str())?;
        let host = domain.trim_start_matches('.');
        let is_of_step = step.url().host_str() == Some(host);
        // Where a cookie comes from says, too, whether it goes to pages of `http`: those of tests.
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
