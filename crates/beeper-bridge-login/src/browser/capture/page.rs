//! A page of a login: its address, its navigation, and whether it has crashed.

use std::time::Instant;

use serde_json::{Value, json};

use super::json::text;
use crate::browser::pipe::Pipe;
use crate::browser::settings::Times;

/// How often a crashed page is loaded again.
const MAX_DEATHS: u32 = 2;

/// The browser's error if a server's response has an error status and no body. The browser shows a page for it.
pub(super) const REFUSED_BY_SERVER: &str = "net::ERR_HTTP_RESPONSE_CODE_FAILURE";

/// The browser's error for HTTP authentication that nobody completed. The page shows the server's response instead.
pub(super) const UNAUTHORIZED: &str = "net::ERR_INVALID_AUTH_CREDENTIALS";

/// The browser's error for a navigation that leaves the page unchanged.
///
/// Examples are a download, a response without a document, and a stopped navigation.
pub(super) const ABORTED: &str = "net::ERR_ABORTED";

pub(super) struct Page {
    pub(super) target: String,
    pub(super) session: String,
    /// The main frame of the page.
    frame: String,
    /// The complete address of the open document.
    address: Option<String>,
    navigation: Option<Navigation>,
    error: Option<PageError>,
    dialog: Option<Dialog>,
    died: Option<Instant>,
    deaths: u32,
}

/// A navigation in progress.
struct Navigation {
    loader: String,
    since: Instant,
    failure: Option<String>,
}

/// An open dialog of a page.
struct Dialog {
    since: Instant,
    /// The answer if the user types no other one.
    default: String,
}

/// An error that the browser shows in place of a page.
#[derive(Clone)]
pub(super) struct PageError {
    pub(super) since: Instant,
    pub(super) reason: String,
}

/// A change in a page that concerns other parts of the capture.
pub(super) enum Happening {
    /// A page has opened a document.
    Opened { session: String, address: String },
    /// The address of a page has changed, but not its document.
    Moved { address: String },
    /// A document has finished loading, so that scripts can use it.
    Read { session: String },
    /// A page has crashed for good.
    Died,
    /// A page was closed.
    Closed { session: String },
}

impl Page {
    pub(super) fn new(session: &str, target: &str) -> Self {
        Self {
            target: target.to_owned(),
            session: session.to_owned(),
            // The main frame has the target's ID; each document confirms it.
            frame: target.to_owned(),
            address: None,
            navigation: None,
            error: None,
            dialog: None,
            died: None,
            deaths: 0,
        }
    }

    /// Returns the error that the browser shows in place of the page.
    pub(super) fn error(&self) -> Option<&PageError> {
        self.error.as_ref()
    }

    /// Returns `true` if a document is loading and its time limit has not passed.
    pub(super) fn is_navigating(&self, times: &Times, now: Instant) -> bool {
        let navigation = self.navigation.as_ref();
        navigation.is_some_and(|navigation| now < navigation.since + times.navigation)
    }

    /// Handles an event of the page's session.
    pub(super) fn event(
        &mut self,
        name: &str,
        params: &Value,
        start: &str,
        now: Instant,
        pipe: &mut Pipe,
    ) -> Option<Happening> {
        let is_of_page = text(params, "frameId") == self.frame;
        match name {
            "Page.frameNavigated" => return self.opened(params.get("frame")?, text(params, "type"), now),
            "Page.navigatedWithinDocument" if is_of_page => {
                let address = text(params, "url").to_owned();
                self.address = Some(address.clone());
                return Some(Happening::Moved { address });
            }
            "Page.frameStartedNavigating" if is_of_page => {
                let is_in_document = text(params, "navigationType").ends_with("ameDocument");
                let goes_to_server = text(params, "url").starts_with("http");
                if goes_to_server && !is_in_document {
                    self.navigates(text(params, "loaderId"), now);
                }
            }
            "Network.requestWillBeSent" if is_of_page && text(params, "type") == "Document" => {
                let loader = text(params, "loaderId");
                // Otherwise, it is a resource of a document.
                if loader == text(params, "requestId") {
                    self.navigates(loader, now);
                }
            }
            "Network.loadingFailed" => self.failed(text(params, "requestId"), text(params, "errorText")),
            "Page.domContentEventFired" => {
                return Some(Happening::Read {
                    session: self.session.clone(),
                });
            }
            "Page.javascriptDialogOpening" => {
                let default = text(params, "defaultPrompt").to_owned();
                self.dialog = Some(Dialog { since: now, default });
                if text(params, "type") == "beforeunload" {
                    self.accept_dialog(pipe);
                }
            }
            "Page.javascriptDialogClosed" => self.dialog = None,
            "Inspector.targetCrashed" => return self.died(start, now, pipe),
            _ => {}
        }
        None
    }

    fn navigates(&mut self, loader: &str, now: Instant) {
        if self
            .navigation
            .as_ref()
            .is_none_or(|navigation| navigation.loader != loader)
        {
            self.navigation = Some(Navigation {
                loader: loader.to_owned(),
                since: now,
                failure: None,
            });
        }
    }

    fn failed(&mut self, loader: &str, reason: &str) {
        let Some(navigation) = self
            .navigation
            .as_mut()
            .filter(|navigation| navigation.loader == loader)
        else {
            return;
        };
        if reason == ABORTED {
            self.navigation = None;
        } else {
            navigation.failure = Some(reason.to_owned());
        }
    }

    fn opened(&mut self, frame: &Value, kind: &str, now: Instant) -> Option<Happening> {
        if !text(frame, "parentId").is_empty() {
            return None;
        }
        self.frame = text(frame, "id").to_owned();
        let loader = text(frame, "loaderId");
        // A document that the user returns to keeps its earlier ID.
        let is_shown_again = kind == "BackForwardCacheRestore";
        let is_it = |it: &mut Navigation| is_shown_again || loader.is_empty() || it.loader == loader;
        let navigation = self.navigation.take_if(is_it);
        (self.died, self.dialog, self.error) = (None, None, None);
        let unreachable = text(frame, "unreachableUrl");
        let mut address = format!("{}{}", text(frame, "url"), text(frame, "urlFragment"));
        if !unreachable.is_empty() {
            let reason = navigation.and_then(|navigation| navigation.failure).unwrap_or_default();
            if !matches!(reason.as_str(), REFUSED_BY_SERVER | UNAUTHORIZED) {
                self.error = Some(PageError { since: now, reason });
                return None;
            }
            address = unreachable.to_owned();
        }
        self.address = Some(address.clone());
        Some(Happening::Opened {
            session: self.session.clone(),
            address,
        })
    }

    /// Loads a crashed page again.
    pub(super) fn died(&mut self, start: &str, now: Instant, pipe: &mut Pipe) -> Option<Happening> {
        if self.died.is_some() {
            return None;
        }
        self.died = Some(now);
        self.deaths += 1;
        (self.dialog, self.navigation) = (None, None);
        if self.deaths > MAX_DEATHS {
            return Some(Happening::Died);
        }
        let address = self.address.as_deref().unwrap_or(start);
        pipe.call(Some(&self.session), "Page.navigate", &json!({"url": address}));
        None
    }

    /// Closes a dialog after its time limit, and detects a crashed page that did not recover.
    pub(super) fn work(&mut self, times: &Times, is_hidden: bool, now: Instant, pipe: &mut Pipe) -> Option<Happening> {
        let dialog = self.dialog.as_ref();
        if dialog.is_some_and(|dialog| is_hidden || now >= dialog.since + times.dialog) {
            self.accept_dialog(pipe);
        }
        let is_dead = self.died.is_some_and(|since| now >= since + times.revival);
        is_dead.then_some(Happening::Died)
    }

    fn accept_dialog(&mut self, pipe: &mut Pipe) {
        if let Some(dialog) = self.dialog.take() {
            let params = json!({"accept": true, "promptText": dialog.default});
            pipe.call(Some(&self.session), "Page.handleJavaScriptDialog", &params);
        }
    }
}
