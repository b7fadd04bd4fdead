//! One call's exchange with the server, from the first try to the answer's last byte.

use std::time::{Duration, Instant};

use reqwest::header::LOCATION;
use reqwest::{Request, StatusCode};
use tracing::field::Empty;
use tracing::{Instrument, debug, debug_span};

use crate::DeliveryClass;
use crate::error::{Error, ErrorKind, Head};
use crate::runtime::Settings;
use crate::runtime::retry::wait_before_retry;

/// How long a refusal's body is waited for.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);

/// The most of a refusal's body that is read, in bytes.
const LARGEST_REFUSAL: usize = 1024 * 1024;

/// What a request is sent for.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) operation_id: &'static str,
    pub(crate) delivery: DeliveryClass,
}

/// A whole answer, of a status that means success.
pub struct Response {
    pub(crate) call: Call,
    pub(crate) tries: u32,
    pub(crate) head: Head,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// The status, which the generated code compares with the documented one.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }
}

/// Sends `request`, as often as its class allows, and reads the whole answer.
pub(crate) async fn run(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    operation_id: &'static str,
) -> Result<Response, Error> {
    let delivery = DeliveryClass::of(operation_id, &request);
    let call = Call { operation_id, delivery };
    let mut elapsed = Duration::ZERO;
    let mut tries = 1;
    loop {
        // Bodies are in memory; a request that cannot be copied is sent as it is, and not again.
        let Some(this_try) = request.try_clone() else {
            return traced_try(http, settings, request, call, tries).await;
        };
        let started = Instant::now();
        let error = match traced_try(http, settings, this_try, call, tries).await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        elapsed += started.elapsed();
        let Some(wait) = wait_before_retry(&error, delivery, tries, elapsed, settings) else {
            return Err(error);
        };
        settings.sleeper.sleep(wait).await;
        elapsed += wait;
        tries += 1;
    }
}

/// One try in a span of its own. The span names what no secret and no ID is part of.
async fn traced_try(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    call: Call,
    tries: u32,
) -> Result<Response, Error> {
    let span = debug_span!(
        "beeper_desktop_call",
        operation = call.operation_id,
        attempt = tries,
        status = Empty,
        duration_ms = Empty,
    );
    let started = Instant::now();
    let result = one_try(http, settings, request, call, tries)
        .instrument(span.clone())
        .await
        .map_err(|error| error.after(tries));
    let duration = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.record("duration_ms", duration);
    let status = match &result {
        Ok(response) => Some(response.head.status),
        Err(error) => error.status(),
    };
    if let Some(status) = status {
        span.record("status", status.as_u16());
    }
    span.in_scope(|| match &result {
        Ok(_) => debug!("answered"),
        Err(error) => debug!(%error, "failed"),
    });
    result
}

async fn one_try(
    http: &reqwest::Client,
    settings: &Settings,
    mut request: Request,
    call: Call,
    tries: u32,
) -> Result<Response, Error> {
    let time = Time {
        started: Instant::now(),
        connect: settings.timeouts.connect,
        limit: call.delivery.timeout(&settings.timeouts),
    };
    // The HTTP client counts this until the last byte of the body.
    *request.timeout_mut() = Some(time.limit);

    let mut answer = match http.execute(request).await {
        Ok(answer) => answer,
        Err(error) => return Err(broken(call, error, &time)),
    };
    let head = Head {
        status: answer.status(),
        headers: std::mem::take(answer.headers_mut()),
    };
    if head.status.is_redirection() {
        let kind = match head.headers.contains_key(LOCATION) {
            true => ErrorKind::Redirect,
            false => ErrorKind::UnexpectedStatus,
        };
        return Err(Error::of(call, kind).with_head(head));
    }
    if !head.status.is_success() {
        return Err(Error::refused(call, head, &read_refusal(&mut answer).await));
    }
    match read_body(&mut answer, settings.max_body_bytes).await {
        Ok(body) => Ok(Response {
            call,
            tries,
            head,
            body,
        }),
        Err(BodyError::TooLarge) => {
            let limit = settings.max_body_bytes;
            Err(Error::of(call, ErrorKind::BodyTooLarge { limit }).with_head(head))
        }
        Err(BodyError::Broken(error)) => Err(broken(call, error, &time).with_head(head)),
    }
}

/// What there is of a refusal's body. That the call was refused is known without, so it is not waited for as for an answer.
async fn read_refusal(answer: &mut reqwest::Response) -> Vec<u8> {
    let body = tokio::time::timeout(REFUSAL_TIMEOUT, read_body(answer, LARGEST_REFUSAL)).await;
    body.ok().and_then(Result::ok).unwrap_or_default()
}

enum BodyError {
    TooLarge,
    Broken(reqwest::Error),
}

async fn read_body(answer: &mut reqwest::Response, max: usize) -> Result<Vec<u8>, BodyError> {
    if answer.content_length().is_some_and(|announced| announced > max as u64) {
        return Err(BodyError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(BodyError::Broken)? {
        if body.len() + chunk.len() > max {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The limits of a try.
struct Time {
    started: Instant,
    connect: Duration,
    limit: Duration,
}

fn broken(call: Call, error: reqwest::Error, time: &Time) -> Error {
    let Time { connect, limit, .. } = *time;
    if error.is_builder() {
        let reason = error.without_url().to_string();
        return Error::of(call, ErrorKind::InvalidRequest { reason });
    }
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => ErrorKind::ConnectTimeout { limit: connect },
        (true, false) => ErrorKind::Connect,
        // The system has time-outs of its own, for connections that are dead.
        (false, true) if time.started.elapsed() >= limit => ErrorKind::Timeout { limit },
        (false, _) => ErrorKind::Interrupted,
    };
    // The address may hold IDs.
    Error::of(call, kind).with_source(&error.without_url())
}
