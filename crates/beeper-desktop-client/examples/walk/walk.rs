//! Makes the calls, and adds the outcome of each to the report.

use std::time::{Duration, Instant};

use beeper_desktop_client::paging::Items;
use beeper_desktop_client::types::PageDirection;
use beeper_desktop_client::{Client, Error, ErrorKind, ResponseValue, ServerText};

use crate::list::List;
use crate::report::{Outcome, Report};

/// How many pages of a list to read as a stream.
const PAGES: usize = 3;

pub struct Walk {
    client: Client,
    report: Report,
}

impl Walk {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            report: Report::default(),
        }
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    pub fn into_report(self) -> Report {
        self.report
    }

    /// Calls an operation, and adds the outcome to the report.
    pub async fn attempt<T>(
        &mut self,
        operation: &'static str,
        request: impl IntoFuture<Output = Result<ResponseValue<T>, Error>>,
    ) -> Result<ResponseValue<T>, Error> {
        let start = Instant::now();
        let answer = request.await;
        match &answer {
            Ok(value) => {
                self.report.add(operation, Outcome::Read, start.elapsed());
                self.report.add_misfits(operation, value.misfits());
            }
            Err(error) => self.report.add(operation, Outcome::of(error), start.elapsed()),
        }
        answer
    }

    /// Calls an operation, and returns the value in its response, if it succeeds.
    pub async fn call<T>(
        &mut self,
        operation: &'static str,
        request: impl IntoFuture<Output = Result<ResponseValue<T>, Error>>,
    ) -> Option<T> {
        self.attempt(operation, request)
            .await
            .ok()
            .map(ResponseValue::into_inner)
    }

    /// Calls an operation, and returns whether it may have had an effect, even if its response was lost or does not fit.
    pub async fn may_have<T>(
        &mut self,
        operation: &'static str,
        request: impl IntoFuture<Output = Result<ResponseValue<T>, Error>>,
    ) -> bool {
        let answer = self.attempt(operation, request).await;
        !answer.is_err_and(|error| was_not_done(&error))
    }

    /// Reads a list page by page and as a stream, both in both directions, and returns its first page.
    pub async fn list<L: List>(&mut self, list: L) -> Option<L::Page> {
        let page = self.call(L::OPERATION, list.clone()).await?;
        let most = (PAGES - 1) * L::items(&page).len() + 1;
        self.stream(L::OPERATION, list.clone().stream(), most).await;
        if let Some(cursor) = L::end(&page) {
            let before = list.clone().at(&cursor, PageDirection::Before);
            self.call(L::OPERATION, before).await;
            let after = list.at(&cursor, PageDirection::After);
            self.call(L::OPERATION, after.clone()).await;
            self.stream(L::OPERATION, after.stream(), most).await;
        }
        Some(page)
    }

    async fn stream<T>(&mut self, operation: &'static str, mut items: Items<T>, most: usize) {
        let start = Instant::now();
        let mut outcome = Outcome::Read;
        for _ in 0..most {
            match items.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    outcome = Outcome::of(&error);
                    break;
                }
                None => break,
            }
        }
        self.report.add(operation, outcome, start.elapsed());
        self.report.add_misfits(operation, &items.misfits());
    }

    /// Adds the outcome of a call that the other methods cannot make.
    pub fn note(&mut self, operation: &'static str, outcome: Outcome, time: Duration) {
        self.report.add(operation, outcome, time);
    }

    /// Adds the error in the body of a response whose status is a success.
    pub fn note_error(&mut self, operation: &'static str, error: Option<ServerText>) {
        if error.is_some() {
            let why = "the status is a success, but the body has an `error`".to_owned();
            self.report.add(operation, Outcome::Refused(why), Duration::ZERO);
        }
    }

    /// Adds the reason why operations were not called: the operation `needed` returned nothing to call them with.
    pub fn skip(&mut self, operations: &[&'static str], needed: &'static str, lacking: &str) {
        for operation in operations {
            let why = match self.report.has_read(needed) {
                true => format!("there is no {lacking}"),
                false => format!("{needed} has no answer"),
            };
            self.report.skip(operation, why);
        }
    }

    /// Adds the reason why an operation was not called.
    pub fn skip_because(&mut self, operation: &'static str, why: &str) {
        self.report.skip(operation, why);
    }
}

/// Returns whether a failed call certainly had no effect.
pub fn was_not_done(error: &Error) -> bool {
    let is_refusal = error.status().is_some_and(|status| status.is_client_error());
    let never_arrived = matches!(error.kind(), ErrorKind::Connect | ErrorKind::ConnectTimeout { .. });
    is_refusal || never_arrived || error.is_not_supported()
}
