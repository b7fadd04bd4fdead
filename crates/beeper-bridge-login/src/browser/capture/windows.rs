//! The windows of a login: its pages, and the frames, workers and windows that they start.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::json::text;
use super::page::{Happening, Page, PageError};
use crate::browser::pipe::Pipe;
use crate::browser::settings::Times;

/// The largest body that the browser includes in the event of its request.
const MAX_BODY: u32 = 32 << 20;

/// How long a page, frame or worker waits for the responses to its preparation.
const PREPARATION: Duration = Duration::from_secs(3);

/// All pages of the login, and the sessions of pages, frames and workers.
pub(super) struct Windows {
    context: String,
    /// The address at which the login begins.
    start: String,
    /// Whether the windows are hidden, so that nobody can answer their dialogs.
    is_hidden: bool,
    pages: Vec<Page>,
    /// The target of each session.
    sessions: BTreeMap<String, String>,
    /// Sessions that continue once the response to this call arrives, or at this time.
    paused: BTreeMap<u64, (String, Instant)>,
    /// The time since when no page is open.
    closed: Option<Instant>,
}

impl Windows {
    /// Creates an empty set of windows for a browser context.
    pub(super) fn new(context: String, start: String, is_hidden: bool) -> Self {
        Self {
            context,
            start,
            is_hidden,
            pages: Vec::new(),
            sessions: BTreeMap::new(),
            paused: BTreeMap::new(),
            closed: None,
        }
    }

    /// Returns the session of a page.
    pub(super) fn session_of(&self, target: &str) -> Option<&str> {
        let page = self.pages.iter().find(|page| page.target == target);
        page.map(|page| page.session.as_str())
    }

    /// Returns `true` if a session belongs to a page, frame or worker of this login.
    pub(super) fn is_own(&self, session: &str) -> bool {
        self.sessions.contains_key(session)
    }

    pub(super) fn has_pages(&self) -> bool {
        !self.pages.is_empty()
    }

    /// Returns the time since when no page is left. `None` if a page is open or none was opened yet.
    pub(super) fn closed(&self) -> Option<Instant> {
        self.closed
    }

    pub(super) fn is_navigating(&self, times: &Times, now: Instant) -> bool {
        self.pages.iter().any(|page| page.is_navigating(times, now))
    }

    /// Returns the browser's error page, if no window shows anything else and the user cannot act.
    pub(super) fn lasting_error(&self, times: &Times, now: Instant) -> Option<&PageError> {
        let mut errors = self.pages.iter().map(|page| {
            let error = page.error().filter(|error| now >= error.since + times.error_page);
            error.filter(|_| !page.is_navigating(times, now))
        });
        let first = errors.next()??;
        (self.is_hidden && errors.all(|error| error.is_some())).then_some(first)
    }

    /// Closes all pages. Their dialogs are then answered at once.
    pub(super) fn close(&mut self, pipe: &mut Pipe) {
        self.is_hidden = true;
        for page in &self.pages {
            pipe.call(None, "Target.closeTarget", &json!({"targetId": page.target}));
        }
    }

    /// Does the work that is due in the pages.
    pub(super) fn work(&mut self, times: &Times, now: Instant, pipe: &mut Pipe) -> Option<Happening> {
        self.paused.retain(|_, (session, until)| {
            let is_overdue = now >= *until;
            if is_overdue {
                resume(session, pipe);
            }
            !is_overdue
        });
        let is_hidden = self.is_hidden;
        let happened = self.pages.iter_mut().map(|page| page.work(times, is_hidden, now, pipe));
        happened.fold(None, Option::or)
    }

    /// Handles an event. Ignores unknown events.
    pub(super) fn event(
        &mut self,
        name: &str,
        session: Option<&str>,
        params: &Value,
        now: Instant,
        pipe: &mut Pipe,
    ) -> Option<Happening> {
        let Self { start, pages, .. } = self;
        match name {
            "Target.attachedToTarget" => {
                self.attach(params, now, pipe);
                None
            }
            "Target.detachedFromTarget" => {
                let session = text(params, "sessionId");
                self.sessions.remove(session);
                self.remove(|page| page.session == session, now)
            }
            "Target.targetDestroyed" => {
                let target = text(params, "targetId");
                self.sessions.retain(|_, known| known != target);
                self.remove(|page| page.target == target, now)
            }
            "Target.targetCrashed" => {
                let page = pages.iter_mut().find(|page| page.target == text(params, "targetId"))?;
                page.died(start, now, pipe)
            }
            _ => match pages.iter_mut().find(|page| Some(page.session.as_str()) == session) {
                Some(page) => page.event(name, params, start, now, pipe),
                None if name == "Page.javascriptDialogOpening" => {
                    pipe.call(session, "Page.handleJavaScriptDialog", &json!({"accept": true}));
                    None
                }
                None => None,
            },
        }
    }

    /// Prepares a target that the browser has attached. Targets of other logins continue unprepared.
    fn attach(&mut self, params: &Value, now: Instant, pipe: &mut Pipe) {
        let (session, target) = (
            text(params, "sessionId"),
            params.get("targetInfo").unwrap_or(&Value::Null),
        );
        let (id, kind) = (text(target, "targetId"), text(target, "type"));
        let is_known = self.sessions.values().any(|known| known == id);
        if is_known || text(target, "browserContextId") != self.context {
            return resume(session, pipe);
        }
        self.sessions.insert(session.to_owned(), id.to_owned());
        pipe.call(Some(session), "Target.setAutoAttach", &auto_attach());
        let mut last = pipe.call(Some(session), "Network.enable", &json!({"maxPostDataSize": MAX_BODY}));
        if !kind.ends_with("worker") {
            pipe.call(Some(session), "Inspector.enable", &json!({}));
            pipe.call(Some(session), "DOMStorage.enable", &json!({}));
            last = pipe.call(Some(session), "Page.enable", &json!({}));
        }
        // If the target continued before all responses, a page that navigates would lose its preparation.
        self.paused.insert(last, (session.to_owned(), now + PREPARATION));
        if kind == "page" && text(target, "subtype") != "prerender" {
            self.pages.push(Page::new(session, id));
            self.closed = None;
        }
    }

    /// Lets a prepared target continue. `None` if the response belongs to another call.
    pub(super) fn answer(&mut self, id: u64, pipe: &mut Pipe) -> Option<bool> {
        let (session, _) = self.paused.remove(&id)?;
        resume(&session, pipe);
        Some(false)
    }

    /// Returns `true` if the page of a session has continued.
    pub(super) fn is_prepared(&self, session: &str) -> bool {
        !self.paused.values().any(|(paused, _)| paused == session)
    }

    fn remove(&mut self, is_it: impl Fn(&Page) -> bool, now: Instant) -> Option<Happening> {
        let place = self.pages.iter().position(is_it)?;
        let page = self.pages.remove(place);
        if self.pages.is_empty() {
            self.closed = Some(now);
        }
        Some(Happening::Closed { session: page.session })
    }
}

fn resume(session: &str, pipe: &mut Pipe) {
    pipe.call(Some(session), "Runtime.runIfWaitingForDebugger", &json!({}));
}

/// Returns the call that attaches to everything that pages consist of and start, before it runs.
pub(super) fn auto_attach() -> Value {
    json!({
        "autoAttach": true,
        "waitForDebuggerOnStart": true,
        "flatten": true,
        "filter": [
            {"type": "browser", "exclude": true},
            {"type": "tab", "exclude": true},
            {"type": "browser_ui", "exclude": true},
            {},
        ],
    })
}
