//! The exchange of a call with the server: its attempts, from the first request to the last byte of the response.

mod deadline;
pub(crate) mod size_limit;
mod status;
pub(crate) mod streaming_response;

use std::pin::{Pin, pin};
use std::time::Duration;

use reqwest::header::AUTHORIZATION;
use reqwest::{Method, Request, StatusCode};
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, debug, debug_span};

use crate::client::Client;
use crate::client::observer::Exchange;
use crate::client::settings::Settings;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::call::{Call, WholeResponse};
use crate::runtime::exchange::deadline::Deadline;
use crate::runtime::exchange::size_limit::read_body;
use crate::runtime::exchange::status::check_status;
use crate::runtime::exchange::streaming_response::StreamingResponse;
use crate::runtime::request::endpoint::Endpoint;
use crate::runtime::retry::pause_before_retry;

/// Sends a request, and reads the whole response.
pub(crate) async fn perform(endpoint: Box<dyn Endpoint>) -> Result<WholeResponse, Error> {
    let mut attempts = Attempts::of(&*endpoint)?;
    loop {
        let request = attempts.next_request()?;
        let trace = attempts.trace(&request);
        let receiving = pin!(attempts.receive_whole(request));
        match attempts
            .observe(trace, receiving, |answer: &WholeResponse| &answer.head)
            .await
        {
            Ok(answer) => return Ok(answer),
            Err(error) => attempts.pause_before_next(error).await?,
        }
    }
}

/// Sends a request, and returns as soon as a response begins.
pub(crate) async fn perform_streaming(endpoint: Box<dyn Endpoint>) -> Result<StreamingResponse, Error> {
    perform_until_head(endpoint, |status| status.is_success()).await
}

/// Sends a request to switch to another protocol, and returns as soon as a response begins that agrees.
#[cfg(feature = "events")]
pub(crate) async fn perform_upgrade(endpoint: Box<dyn Endpoint>) -> Result<StreamingResponse, Error> {
    let agreed = perform_until_head(endpoint, |status| {
        status == StatusCode::SWITCHING_PROTOCOLS || status.is_success()
    })
    .await?;
    match agreed.head.status {
        StatusCode::SWITCHING_PROTOCOLS => Ok(agreed),
        _ => Err(agreed.error(ErrorKind::UnexpectedStatus)),
    }
}

async fn perform_until_head(
    endpoint: Box<dyn Endpoint>,
    is_wanted: fn(StatusCode) -> bool,
) -> Result<StreamingResponse, Error> {
    let mut attempts = Attempts::of(&*endpoint)?;
    loop {
        let request = attempts.next_request()?;
        let trace = attempts.trace(&request);
        let receiving = pin!(attempts.receive_head(request, is_wanted));
        match attempts
            .observe(trace, receiving, |answer: &StreamingResponse| &answer.head)
            .await
        {
            Ok(answer) => return Ok(answer),
            Err(error) => attempts.pause_before_next(error).await?,
        }
    }
}

/// The attempts of one call.
struct Attempts<'a> {
    endpoint: &'a dyn Endpoint,
    client: &'a Client,
    settings: &'a Settings,
    call: Call,
    /// The time limit of each attempt.
    limit: Duration,
    retries: u32,
    number: u32,
    /// The start of the call, by the client's clock.
    began: std::time::Instant,
    /// The start of this attempt.
    started: Instant,
}

impl<'a> Attempts<'a> {
    fn of(endpoint: &'a dyn Endpoint) -> Result<Self, Error> {
        let (sender, operation) = (endpoint.sender(), endpoint.operation());
        sender.check(operation)?;
        let client = sender.client();
        let settings = client.settings();
        let call = Call {
            operation_id: operation.id,
            delivery: endpoint.delivery(),
            needs_token: operation.needs_token,
        };
        let options = sender.options();
        Ok(Self {
            endpoint,
            client,
            settings,
            call,
            limit: options
                .and_then(|options| options.timeout)
                .unwrap_or_else(|| call.delivery.timeout(&settings.timeouts)),
            retries: options.and_then(|options| options.retries).unwrap_or(settings.retries),
            number: 0,
            began: settings.clock.now(),
            started: Instant::now(),
        })
    }

    /// Builds the request of the next attempt.
    fn next_request(&mut self) -> Result<Request, Error> {
        self.number += 1;
        let request = self.endpoint.build();
        let mut request = request.map_err(|error| error.into_error(self.endpoint.operation()))?;
        let headers = request.headers_mut();
        if let Some(options) = self.endpoint.sender().options() {
            for name in options.headers.keys() {
                headers.remove(name);
                for value in options.headers.get_all(name) {
                    headers.append(name, value.clone());
                }
            }
        }
        if let Some(authorization) = &self.settings.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        self.started = Instant::now();
        Ok(request)
    }

    /// Waits until the next attempt may begin. Returns the error if the call is not retried.
    async fn pause_before_next(&mut self, error: Error) -> Result<(), Error> {
        let clock = &self.settings.clock;
        let elapsed = clock.now().saturating_duration_since(self.began);
        let wait = pause_before_retry(
            &error,
            self.call.delivery,
            self.number,
            elapsed,
            self.retries,
            self.settings.retry_within,
        );
        let Some(wait) = wait.filter(|_| self.endpoint.can_be_built_again()) else {
            return Err(error);
        };
        clock.sleep(wait).await;
        Ok(())
    }

    /// Creates the span of an attempt.
    fn trace(&self, request: &Request) -> AttemptTrace {
        let url = request.url();
        AttemptTrace {
            method: request.method().clone(),
            span: debug_span!(
                "beeper_desktop_call",
                operation = self.call.operation_id,
                http.request.method = request.method().as_str(),
                http.request.resend_count = (self.number > 1).then(|| self.number - 1),
                url.template = self.endpoint.path_template(),
                // OpenTelemetry expects an IPv6 address without brackets.
                server.address = url.host_str().map(|host| host.trim_matches(['[', ']'])),
                server.port = url.port_or_known_default(),
                http.response.status_code = Empty,
                beeper.server.version = Empty,
                duration_ms = Empty,
            ),
        }
    }

    /// Runs an attempt in its span, and calls the observer.
    ///
    /// The span contains no secrets and no IDs. The attempt is pinned, because it is large and would be copied into each future
    /// around it.
    async fn observe<T>(
        &self,
        trace: AttemptTrace,
        receiving: Pin<&mut impl Future<Output = Result<T, Error>>>,
        head: fn(&T) -> &ResponseHead,
    ) -> Result<T, Error> {
        let AttemptTrace { method, span } = trace;
        let result = receiving.instrument(span.clone()).await.map_err(|error| {
            let error = error.with_tries(self.number).with_server(&self.settings.server);
            error.with_authorization(self.settings.authorization.as_ref())
        });
        let duration = self.started.elapsed();
        let head = match &result {
            Ok(answer) => Some(head(answer)),
            Err(error) => error.head(),
        };
        if !span.is_disabled() {
            let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
            span.record("duration_ms", milliseconds);
            if let Some(head) = head {
                span.record("http.response.status_code", head.status.as_u16());
                if let Some(version) = head.server_version() {
                    span.record("beeper.server.version", version);
                }
            }
            span.in_scope(|| match &result {
                Ok(_) => debug!("answered"),
                Err(error) => debug!(%error, "failed"),
            });
        }
        if let Some(observer) = &self.settings.observer {
            observer(&Exchange {
                operation_id: self.call.operation_id,
                method: &method,
                path_template: self.endpoint.path_template(),
                attempt: self.number,
                duration,
                head,
                error: result.as_ref().err(),
            });
        }
        result
    }

    fn deadline(&self) -> Deadline {
        Deadline::new(self.call, self.started, self.limit, self.settings.timeouts.connect)
    }

    fn receive_whole(&self, request: Request) -> impl Future<Output = Result<WholeResponse, Error>> + use<> {
        let answer = self.client.shared().http.execute(request);
        let (deadline, tries, limit) = (self.deadline(), self.number, self.settings.max_body_bytes);
        let max_refusal_bytes = self.settings.max_refusal_bytes;
        let server = self.settings.server.clone();
        async move {
            let call = deadline.call;
            let (head, mut answer) =
                check_status(answer, &deadline, |status| status.is_success(), max_refusal_bytes).await?;
            let mut received = Vec::new();
            let body = deadline
                .within(pin!(read_body(&mut answer, limit, &mut received)))
                .await;
            match body {
                Ok(Some(body)) => Ok(WholeResponse {
                    call,
                    tries,
                    head,
                    body,
                    server,
                }),
                Ok(None) => {
                    let error = Error::of(call, ErrorKind::BodyTooLarge { limit });
                    Err(error.with_head(head).with_received(received.into()))
                }
                Err(error) => Err(error.with_head(head).with_received(received.into())),
            }
        }
    }

    fn receive_head(
        &self,
        request: Request,
        is_wanted: fn(StatusCode) -> bool,
    ) -> impl Future<Output = Result<StreamingResponse, Error>> + use<> {
        let answer = self.client.shared().http.execute(request);
        let (deadline, tries) = (self.deadline(), self.number);
        let max_refusal_bytes = self.settings.max_refusal_bytes;
        async move {
            let (head, answer) = check_status(answer, &deadline, is_wanted, max_refusal_bytes).await?;
            Ok(StreamingResponse {
                call: deadline.call,
                tries,
                head,
                answer,
                chunk_timeout: deadline.limit,
            })
        }
    }
}

/// What traces and observers receive about an attempt.
struct AttemptTrace {
    method: Method,
    span: tracing::Span,
}
