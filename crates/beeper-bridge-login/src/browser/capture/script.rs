//! The script of a step, where the application allows it: it runs in the pages of the step's site, and what it gives is collected.

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

/// Where scripts of bridges put what they find, some of them after they have returned.
const PUBLISHED: &str = "globalThis.__BEEP_BEEP_AUTH_RESULTS__";

/// A document that is still being read after this time gets its script all the same.
const READING: Duration = Duration::from_secs(2);

pub(super) struct Scripts {
    /// `None` if there is none, or it may not run.
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

    /// A document is open in a page.
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

    /// The document of a page has been read.
    pub(super) fn read(&mut self, session: &str, now: Instant) {
        if let Some(Document { run: Run::Due(due), .. }) = self.documents.get_mut(session) {
            *due = now.min(*due);
        }
    }

    pub(super) fn closed(&mut self, session: &str) {
        self.documents.remove(session);
    }

    /// Whether an address is one of the step's site: its host, those above and those below.
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

    /// Runs the script where it is due, and looks at what was published.
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
                // The page does not get to answer any more, and the limit that the browser was given did not help.
                Some((_, asked)) if !document.is_stopped && now > asked + 2 * times.script => {
                    document.is_stopped = true;
                    pipe.call(Some(session), "Runtime.terminateExecution", &json!({}));
                }
                _ => {}
            }
        }
    }

    /// Takes what a script gave. Returns whether something is different, or `None` if the answer is to something else.
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
                // Also when the browser has stopped it.
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
