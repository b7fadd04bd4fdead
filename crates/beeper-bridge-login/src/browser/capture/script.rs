//! The step's script: it runs in the pages of the step's site if the application allows it, and returns values.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::FieldId;
use serde_json::{Value, json};
use url::{Host, Url};

use crate::browser::message::Refused;
use crate::browser::pipe::Pipe;
use crate::browser::settings::Times;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// The variable in which scripts of bridges publish their results, some of them after they have returned.
const PUBLISHED: &str = "globalThis.__BEEP_BEEP_AUTH_RESULTS__";

/// The time after which a document that is still loading gets its script nevertheless.
const READING: Duration = Duration::from_secs(2);

pub(super) struct Scripts {
    /// `None` if the step has no script or it may not run.
    script: Option<String>,
    home: Option<Host<String>>,
    fields: Vec<FieldId>,
    documents: BTreeMap<String, Document>,
    found: BTreeMap<FieldId, Secret>,
}

/// A document in which the script runs.
struct Document {
    run: Run,
    look: Option<(u64, Instant)>,
    next_look: Instant,
    is_stopped: bool,
}

enum Run {
    Due(Instant),
    Running(u64),
    Over,
}

impl Scripts {
    pub(super) fn new(step: &CookieStep, is_allowed: bool) -> Self {
        let script = step.extract_script().filter(|_| is_allowed);
        Self {
            script: script.map(|script| script.as_str().to_owned()),
            home: step.url().host().map(|host| host.to_owned()),
            fields: step.fields().iter().map(|field| field.id().clone()).collect(),
            documents: BTreeMap::new(),
            found: BTreeMap::new(),
        }
    }

    /// Records that a page has opened a document.
    pub(super) fn opened(&mut self, session: &str, address: &str, now: Instant) {
        self.documents.remove(session);
        if self.script.is_some() && self.is_home(address) {
            let document = Document {
                run: Run::Due(now + READING),
                look: None,
                next_look: now,
                is_stopped: false,
            };
            self.documents.insert(session.to_owned(), document);
        }
    }

    /// Records that the document of a page has finished loading.
    pub(super) fn read(&mut self, session: &str, now: Instant) {
        if let Some(Document { run: Run::Due(due), .. }) = self.documents.get_mut(session) {
            *due = now.min(*due);
        }
    }

    pub(super) fn closed(&mut self, session: &str) {
        self.documents.remove(session);
    }

    /// Returns `true` if an address belongs to the step's site: its host, the parent domains and the subdomains.
    fn is_home(&self, address: &str) -> bool {
        let (Some(home), Ok(url)) = (&self.home, Url::parse(address)) else {
            return false;
        };
        let is_below = |name: &str, parent: &str| {
            let below = name.strip_suffix(parent).is_some_and(|below| below.ends_with('.'));
            below && (parent.contains('.') || parent == "localhost")
        };
        match (home, url.host()) {
            (Host::Domain(home), Some(Host::Domain(host))) => {
                home == host || is_below(host, home) || is_below(home, host)
            }
            (home, Some(host)) => *home == host.to_owned(),
            (_, None) => false,
        }
    }

    /// Runs the script where it is due, and reads published results.
    pub(super) fn work(&mut self, times: &Times, now: Instant, pipe: &mut Pipe) {
        let Some(script) = &self.script else {
            return;
        };
        for (session, document) in &mut self.documents {
            if matches!(document.run, Run::Due(due) if due <= now) {
                document.run = Run::Running(evaluate(script, session, times, pipe));
            }
            match document.look {
                None if document.next_look <= now => {
                    document.look = Some((evaluate(PUBLISHED, session, times, pipe), now));
                    document.next_look = now + times.script_look;
                }
                // The page no longer responds, although the browser had a time limit for the script.
                Some((_, asked)) if !document.is_stopped && now > asked + 2 * times.script => {
                    document.is_stopped = true;
                    pipe.call(Some(session), "Runtime.terminateExecution", &json!({}));
                }
                _ => {}
            }
        }
    }

    /// Handles the result of a script. Returns whether a value has changed, or `None` if the response belongs to another call.
    pub(super) fn answer(
        &mut self,
        id: u64,
        result: &Result<Value, Refused>,
        times: &Times,
        now: Instant,
    ) -> Option<bool> {
        let document = self.documents.values_mut().find(|document| document.awaits(id))?;
        let thrown = result
            .as_ref()
            .is_ok_and(|result| result.get("exceptionDetails").is_some());
        if document.look.take_if(|(look, _)| *look == id).is_some() {
            document.is_stopped = false;
        } else {
            document.run = match thrown {
                true => Run::Due(now + times.script_look),
                // The browser may also have stopped the script.
                false => Run::Over,
            };
        }
        let value = result.as_ref().ok().filter(|_| !thrown);
        let members = value.and_then(|result| result.pointer("/result/value")?.as_object());
        let mut is_different = false;
        for (name, value) in members.into_iter().flatten() {
            let text = value.as_str().filter(|text| !text.is_empty());
            let Some((text, field)) = text.zip(self.fields.iter().find(|field| field.as_str() == name)) else {
                continue;
            };
            let before = self.found.insert(field.clone(), text.into());
            is_different |= before.is_none_or(|before| before.expose() != text);
        }
        Some(is_different)
    }

    pub(super) fn add_to(&self, snapshot: &mut WebSnapshot) {
        for (field, value) in &self.found {
            snapshot.add_extracted(field.clone(), value.clone());
        }
    }
}

impl Document {
    fn awaits(&self, id: u64) -> bool {
        let is_look = self.look.is_some_and(|(look, _)| look == id);
        is_look || matches!(self.run, Run::Running(run) if run == id)
    }
}

fn evaluate(script: &str, session: &str, times: &Times, pipe: &mut Pipe) -> u64 {
    let params = json!({
        "expression": script,
        "awaitPromise": true,
        "returnByValue": true,
        "silent": true,
        "timeout": times.script.as_millis() as u64,
    });
    pipe.call(Some(session), "Runtime.evaluate", &params)
}
