//! A capture from start to end, over the pipe to a running browser.
//!
//! It is one loop. It passes each message of the browser to the parts that handle it, combines their values into a snapshot,
//! and asks the step's matcher whether the values are complete.

mod cookies;
mod json;
mod page;
mod patterns;
mod quiet;
mod requests;
mod script;
mod start;
mod storage;
#[cfg(test)]
mod tests;
mod told;
mod visited;
mod windows;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use beeper_desktop_client::types::LoginStepSource;
use serde_json::{Value, json};

use super::error::CaptureError;
use super::message::{Message, Refused};
use super::observer::Observer;
use super::pipe::{Pipe, Received};
use super::settings::Settings;
use crate::steps::cookies::answer::MissingValues;
use crate::steps::cookies::collected_values::CollectedValues;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;
use cookies::Cookies;
use page::Happening;
use patterns::Patterns;
use quiet::Quiet;
use requests::Requests;
use script::Scripts;
use storage::LocalStorage;
use told::Told;
use visited::Visited;
use windows::Windows;

/// The longest time between two checks whether the capture was given up.
const TICK: Duration = Duration::from_millis(100);

/// The pause after the last window has closed, in case the site opens another one.
const LAST_WINDOW: Duration = Duration::from_millis(200);

/// Captures the values that the step asks for. The browser may still run when this returns.
///
/// # Errors
///
/// See [`CaptureError`].
pub(super) fn run(
    step: &CookieStep,
    settings: &Settings,
    mut pipe: Pipe,
    observer: &impl Observer,
) -> Result<WebSnapshot, CaptureError> {
    let begun = Instant::now();
    let context = start::context(&mut pipe, settings, observer)?;
    let mut capture = Capture {
        cookies: Cookies::new(step, context.clone(), begun),
        windows: Windows::new(
            context.clone(),
            step.url().as_str().to_owned(),
            settings.is_headless || step.is_hidden(),
        ),
        requests: Requests::new(step),
        storage: LocalStorage::new(step),
        scripts: Scripts::new(step, settings.allows_script),
        patterns: Patterns::default(),
        visited: Visited::new(step),
        quiet: Quiet::default(),
        told: Told::default(),
        has_changed: true,
        navigation: None,
        answers: BTreeMap::new(),
        end: None,
        step,
        settings,
        pipe,
        observer,
    };
    capture.open(&context)?;
    capture.watch(begun + settings.time_limit)
}

struct Capture<'a, O> {
    step: &'a CookieStep,
    settings: &'a Settings,
    observer: &'a O,
    pipe: Pipe,
    windows: Windows,
    cookies: Cookies,
    storage: LocalStorage,
    requests: Requests,
    scripts: Scripts,
    patterns: Patterns,
    visited: Visited,
    quiet: Quiet,
    told: Told,
    /// Whether the matcher has not seen the latest values.
    has_changed: bool,
    /// The ID of the call that opens the step's page.
    navigation: Option<u64>,
    /// The responses to awaited calls; `None` if a response has not arrived.
    answers: BTreeMap<u64, Option<Result<Value, Refused>>>,
    /// The reason why the capture must end.
    end: Option<CaptureError>,
}

impl<O: Observer> Capture<'_, O> {
    /// Opens the step's page in a browser context in which the capture sees all its activity.
    fn open(&mut self, context: &str) -> Result<(), CaptureError> {
        let of_context = json!({"browserContextId": context});
        let discover = json!({"discover": true});
        let no_downloads = json!({"behavior": "deny", "browserContextId": context});
        // The browser denies all permissions that are not granted.
        let no_permissions = json!({"permissions": [], "browserContextId": context});
        for (method, params) in [
            ("Target.setDiscoverTargets", &discover),
            ("Browser.setDownloadBehavior", &no_downloads),
            ("Browser.grantPermissions", &no_permissions),
            ("Target.setAutoAttach", &windows::auto_attach()),
        ] {
            self.pipe.call(None, method, params);
        }
        let limit = self.settings.times.start;
        for cookie in cookies::initial_cookies(self.step, context) {
            if self.wait_for("Storage.setCookies", &cookie, limit)?.is_err() {
                tracing::warn!("the browser refused an initial cookie of the step");
            }
        }
        let mut page = of_context;
        page["url"] = "about:blank".into();
        let created = self.wait_for("Target.createTarget", &page, limit)?;
        let target = created.map_or_else(|Refused| String::new(), |it| json::text(&it, "targetId").to_owned());
        let deadline = Instant::now() + limit;
        let session = loop {
            let session = self.windows.session_of(&target).map(str::to_owned);
            if let Some(session) = session.filter(|session| self.windows.is_prepared(session)) {
                break session;
            }
            if target.is_empty() || Instant::now() > deadline {
                return Err(CaptureError::cannot_start(&"it opened no page"));
            }
            self.receive(TICK)?;
            let _ = self.windows.work(&self.settings.times, Instant::now(), &mut self.pipe);
        };
        let url = json!({"url": self.step.url().as_str()});
        self.navigation = Some(self.pipe.call(Some(&session), "Page.navigate", &url));
        Ok(())
    }

    /// Runs the loop until the values are complete or the login has ended in another way.
    fn watch(mut self, deadline: Instant) -> Result<WebSnapshot, CaptureError> {
        loop {
            let now = Instant::now();
            self.work(now);
            if let Some(error) = self.end.take() {
                return Err(error);
            }
            if self.windows.closed().is_some_and(|since| now > since + LAST_WINDOW) {
                return self.closed();
            }
            if self.is_done(now) || (now >= deadline && self.quiet.is_complete()) {
                return Ok(self.finish());
            }
            if now >= deadline {
                let collected = self.step.collect(&self.snapshot());
                return Err(CaptureError::TimeLimit(missing(&collected)));
            }
            let due = self.quiet.due(&self.settings.times).unwrap_or(now + TICK);
            let next = due.min(self.cookies.next_look()).min(deadline).min(now + TICK);
            // Work that is due but not done waits for a response.
            let wait = next.saturating_duration_since(now).max(Duration::from_millis(1));
            match self.receive(wait) {
                Err(CaptureError::Died) if self.windows.closed().is_some() => return self.closed(),
                Err(error) => return Err(error),
                Ok(()) => {}
            }
        }
    }

    /// Does the work that is due, and evaluates changes.
    fn work(&mut self, now: Instant) {
        let times = &self.settings.times;
        self.cookies.work(now, times.look, &mut self.pipe);
        self.scripts.work(times, now, &mut self.pipe);
        self.has_changed |= self.patterns.work(times, now, &mut self.pipe);
        if let Some(happening) = self.windows.work(times, now, &mut self.pipe) {
            self.take(happening, now);
        }
        if let Some(error) = self.windows.lasting_error(times, now) {
            self.end = self.end.take().or(Some(CaptureError::of_page(&error.reason)));
        }
        if std::mem::take(&mut self.has_changed) {
            let collected = self.step.collect(&self.snapshot());
            self.patterns.ask(collected.open_checks(), now, &mut self.pipe);
            let mut hasher = DefaultHasher::new();
            self.visited.hash(&mut hasher);
            for (field, value) in collected.values() {
                (field.as_str(), value.expose()).hash(&mut hasher);
            }
            self.quiet
                .update(hasher.finish(), collected.may_close_automatically(), now);
            self.told.tell(self.step, &collected, self.observer);
        }
        if let Some(due) = self.quiet.due(times) {
            self.cookies.look_at(due);
        }
    }

    /// Returns `true` if the values have been complete for long enough.
    fn is_done(&self, now: Instant) -> bool {
        let times = &self.settings.times;
        let is_quiet = self
            .quiet
            .due(times)
            .is_some_and(|due| now >= due && self.cookies.looked_after(due));
        let is_settled = !self.windows.is_navigating(times, now) && self.patterns.is_idle();
        (is_quiet || self.quiet.is_restless(times, now)) && self.quiet.is_complete() && is_settled
    }

    /// Ends the capture after the last window was closed.
    fn closed(mut self) -> Result<WebSnapshot, CaptureError> {
        let is_complete = self.step.collect(&self.snapshot()).is_complete();
        // Read cookies that were set just before the end. The browser may have exited, too.
        let _ = self.read_cookies();
        let snapshot = self.snapshot();
        if self.step.collect(&snapshot).is_complete() || is_complete {
            return Ok(self.finish());
        }
        Err(CaptureError::Closed)
    }

    /// Closes the pages, and reads the final values.
    fn finish(mut self) -> WebSnapshot {
        let before = self.snapshot();
        self.windows.close(&mut self.pipe);
        let deadline = Instant::now() + self.settings.times.close;
        while self.windows.has_pages() && Instant::now() < deadline && self.receive(TICK).is_ok() {
            let _ = self.windows.work(&self.settings.times, Instant::now(), &mut self.pipe);
        }
        let _ = self.read_cookies();
        let after = self.snapshot();
        let is_complete = self.step.collect(&after).is_complete();
        self.end_browser();
        // Pages may delete their values when they are closed.
        let mut snapshot = if is_complete { after } else { before };
        snapshot.set_source(LoginStepSource::Webview);
        snapshot
    }

    fn end_browser(&mut self) {
        self.pipe.call(None, "Browser.close", &json!({}));
        let deadline = Instant::now() + 2 * self.settings.times.close;
        while Instant::now() < deadline && !self.observer.has_given_up() {
            if matches!(self.pipe.receive(TICK), Received::End) {
                break;
            }
        }
    }

    fn read_cookies(&mut self) -> Result<(), CaptureError> {
        let id = self.cookies.ask(&mut self.pipe);
        let result = self.answer(id, self.settings.times.close)?;
        self.cookies.read(&result);
        Ok(())
    }

    fn snapshot(&self) -> WebSnapshot {
        let mut snapshot = WebSnapshot::new();
        self.cookies.add_to(&mut snapshot);
        self.storage.add_to(&mut snapshot);
        self.requests.add_to(&mut snapshot);
        self.scripts.add_to(&mut snapshot);
        self.patterns.add_to(&mut snapshot);
        self.visited.add_to(&mut snapshot);
        snapshot
    }

    /// Calls a method of the browser and waits for the response. A call without a response counts as refused.
    fn wait_for(
        &mut self,
        method: &str,
        params: &Value,
        limit: Duration,
    ) -> Result<Result<Value, Refused>, CaptureError> {
        let id = self.pipe.call(None, method, params);
        self.answer(id, limit)
    }

    fn answer(&mut self, id: u64, limit: Duration) -> Result<Result<Value, Refused>, CaptureError> {
        self.answers.insert(id, None);
        let deadline = Instant::now() + limit;
        loop {
            if let Some(Some(_)) = self.answers.get(&id) {
                break;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            self.receive(left.min(TICK))?;
        }
        Ok(self.answers.remove(&id).flatten().unwrap_or(Err(Refused)))
    }

    /// Waits for a message, and handles it and those that arrived with it.
    fn receive(&mut self, limit: Duration) -> Result<(), CaptureError> {
        let mut limit = limit;
        // Limit the messages, because other work may be due.
        for _ in 0..200 {
            if self.observer.has_given_up() {
                return Err(CaptureError::Died);
            }
            match self.pipe.receive(limit) {
                Received::Message(message) => self.message(*message, Instant::now()),
                Received::Nothing => break,
                Received::End => return Err(CaptureError::Died),
            }
            limit = Duration::ZERO;
        }
        Ok(())
    }

    fn message(&mut self, message: Message, now: Instant) {
        let Some(id) = message.id else {
            return self.event(&message, now);
        };
        let result = message.result;
        if self.navigation.take_if(|navigation| *navigation == id).is_some() {
            self.navigated(&result);
        } else if let Some(answer) = self.answers.get_mut(&id) {
            *answer = Some(result);
        } else {
            let times = &self.settings.times;
            let changed = self.cookies.answer(id, &result);
            let changed = changed.or_else(|| self.windows.answer(id, &mut self.pipe));
            let changed = changed.or_else(|| self.storage.answer(id, &result));
            let changed = changed.or_else(|| self.requests.answer(id, &result));
            let changed = changed.or_else(|| self.scripts.answer(id, &result, times, now));
            let changed = changed.or_else(|| self.patterns.answer(id, &result, now));
            self.has_changed |= changed.unwrap_or(false);
        }
    }

    /// Handles the result of opening the step's page. Pages that it leads to may fail as well, but there the user can act.
    fn navigated(&mut self, result: &Result<Value, Refused>) {
        let reason = match result {
            Ok(result) => json::text(result, "errorText"),
            Err(Refused) => "net::ERR_INVALID_URL",
        };
        if !matches!(
            reason,
            "" | page::ABORTED | page::REFUSED_BY_SERVER | page::UNAUTHORIZED
        ) {
            self.end = Some(CaptureError::of_page(reason));
        }
    }

    fn event(&mut self, event: &Message, now: Instant) {
        let (name, params, session) = (event.method.as_str(), &event.params, event.session.as_deref());
        if name == "Target.attachedToTarget" {
            self.patterns.attached(params);
        }
        if let Some(session) = session.filter(|session| self.windows.is_own(session)) {
            if name.starts_with("Network.") {
                self.has_changed |= self.requests.event(name, session, params, &mut self.pipe);
                if name == "Network.responseReceivedExtraInfo" {
                    // The page may have set cookies.
                    self.cookies.look_at(now);
                }
            } else if name.starts_with("DOMStorage.") {
                self.has_changed |= self.storage.event(name, params);
            }
        }
        if let Some(happening) = self.windows.event(name, session, params, now, &mut self.pipe) {
            self.take(happening, now);
        }
    }

    fn take(&mut self, happening: Happening, now: Instant) {
        match happening {
            Happening::Opened { session, address } => {
                self.visit(&address);
                self.storage.opened(&session, &address, &mut self.pipe);
                self.scripts.opened(&session, &address, now);
                self.cookies.look_at(now);
                if self.visited.has_begun() {
                    self.told.opened(self.observer);
                }
            }
            Happening::Moved { address } => self.visit(&address),
            Happening::Read { session } => self.scripts.read(&session, now),
            Happening::Closed { session } => self.scripts.closed(&session),
            Happening::Died => self.end = Some(CaptureError::PageCrashed),
        }
    }

    fn visit(&mut self, address: &str) {
        match self.visited.add(address) {
            Ok(is_new) => self.has_changed |= is_new,
            Err(error) => self.end = Some(error),
        }
    }
}

fn missing(collected: &CollectedValues) -> Option<MissingValues> {
    MissingValues::new(collected.missing_required().to_vec())
}
