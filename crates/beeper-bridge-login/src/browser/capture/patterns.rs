//! Patterns that Rust's engine cannot run: the browser runs them in a hidden page of the capture.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::json::text;
use crate::browser::message::Refused;
use crate::browser::pipe::Pipe;
use crate::browser::settings::Times;
use crate::steps::cookies::pattern_checks::PatternCheck;
use crate::steps::cookies::snapshot::WebSnapshot;

/// The largest number of checks in one login.
const MAX_CHECKS: usize = 1_000;

/// How long the page may take to open, and to respond beyond the time limit of a pattern.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Default)]
pub(super) struct Patterns {
    page: Page,
    /// Sessions that belong to no page of the login, by target; one of them belongs to the hidden page.
    others: BTreeMap<String, String>,
    waiting: VecDeque<PatternCheck>,
    running: Option<(u64, Instant, PatternCheck)>,
    done: Vec<(PatternCheck, Option<bool>)>,
}

#[derive(Default)]
enum Page {
    #[default]
    NotNeeded,
    Asked(u64, Instant),
    /// The page's target, and since when it is known.
    There(String, Instant),
    /// The browser refused to open the page.
    Refused,
}

impl Patterns {
    /// Adds the open checks that are not known yet.
    pub(super) fn ask(&mut self, checks: &[PatternCheck], now: Instant, pipe: &mut Pipe) {
        for check in checks {
            let running = self.running.iter().map(|(.., running)| running);
            let done = self.done.iter().map(|(done, _)| done);
            let is_known = running
                .chain(&self.waiting)
                .chain(done)
                .any(|known| is_same(known, check));
            if !is_known && self.waiting.len() + self.done.len() < MAX_CHECKS {
                self.waiting.push_back(check.clone());
            }
        }
        if !self.waiting.is_empty() && matches!(self.page, Page::NotNeeded) {
            let params = json!({"url": "about:blank", "hidden": true});
            self.page = Page::Asked(pipe.call(None, "Target.createTarget", &params), now);
        }
    }

    /// Returns `true` if every check has a result.
    pub(super) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.running.is_none()
    }

    /// Records a session that may belong to the hidden page.
    pub(super) fn attached(&mut self, params: &Value) {
        let target = params.get("targetInfo").map_or("", |info| text(info, "targetId"));
        self.others
            .insert(target.to_owned(), text(params, "sessionId").to_owned());
    }

    /// Runs the next check. Returns whether a check was given up, so that only the fields count.
    pub(super) fn work(&mut self, times: &Times, now: Instant, pipe: &mut Pipe) -> bool {
        if self
            .running
            .as_ref()
            .is_some_and(|(_, since, _)| now > *since + times.pattern + PATIENCE)
        {
            // The following checks would have to wait as long.
            self.page = Page::Refused;
        }
        match &self.page {
            Page::Asked(_, since) if now > *since + PATIENCE => self.page = Page::Refused,
            Page::There(target, since) if self.running.is_none() => match self.others.get(target) {
                None if now > *since + PATIENCE => self.page = Page::Refused,
                None => {}
                Some(session) => {
                    if let Some(check) = self.waiting.pop_front() {
                        let (pattern, text) = (json!(check.pattern()), json!(check.text().expose()));
                        let params = json!({
                            "expression": format!("new RegExp({pattern}).test({text})"),
                            "returnByValue": true,
                            "silent": true,
                            "timeout": times.pattern.as_millis() as u64,
                        });
                        self.running = Some((pipe.call(Some(session), "Runtime.evaluate", &params), now, check));
                    }
                }
            },
            _ => {}
        }
        if !matches!(self.page, Page::Refused) || self.is_idle() {
            return false;
        }
        let running = self.running.take().map(|(.., check)| check);
        let given_up = running.into_iter().chain(self.waiting.drain(..));
        self.done.extend(given_up.map(|check| (check, None)));
        true
    }

    /// Handles the response to a check. Returns whether a result is new, or `None` if the response belongs to another call.
    pub(super) fn answer(&mut self, id: u64, result: &Result<Value, Refused>, now: Instant) -> Option<bool> {
        if matches!(self.page, Page::Asked(asked, _) if asked == id) {
            let target = result.as_ref().map_or("", |result| text(result, "targetId"));
            self.page = match target.is_empty() {
                true => Page::Refused,
                false => Page::There(target.to_owned(), now),
            };
            return Some(false);
        }
        let (.., check) = self.running.take_if(|(running, ..)| *running == id)?;
        let fits = result
            .as_ref()
            .ok()
            .and_then(|result| result.pointer("/result/value")?.as_bool());
        self.done.push((check, fits));
        Some(true)
    }

    pub(super) fn add_to(&self, snapshot: &mut WebSnapshot) {
        for (check, fits) in &self.done {
            snapshot.add_check_result(check.clone(), *fits);
        }
    }
}

fn is_same(one: &PatternCheck, other: &PatternCheck) -> bool {
    one.pattern() == other.pattern() && one.text().expose() == other.text().expose()
}
