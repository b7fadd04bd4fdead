//! One call's exchange with the server, from the first try to the answer's last byte.

use std::pin::{Pin, pin};
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

impl Call {
    fn of(operation_id: &'static str, request: &Request) -> Self {
        Self {
            operation_id,
            delivery: DeliveryClass::of(operation_id, request),
        }
    }
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

/// An answer of a status that means success, whose body is still to come.
pub(crate) struct Opened {
    pub(crate) call: Call,
    pub(crate) head: Head,
    answer: reqwest::Response,
    /// How long the next bytes are waited for.
    patience: Duration,
}

impl Opened {
    /// The next bytes of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<bytes::Bytes>, Error> {
        let limit = self.patience;
        match tokio::time::timeout(limit, self.answer.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => {
                let error = Error::of(self.call, ErrorKind::Interrupted).with_source(&error.without_url());
                Err(error.with_head(self.head.clone()))
            }
            Err(_) => Err(Error::of(self.call, ErrorKind::Timeout { limit }).with_head(self.head.clone())),
        }
    }
}

/// Sends `request`, and reads the whole answer.
pub(crate) async fn run(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    operation_id: &'static str,
) -> Result<Response, Error> {
    let call = Call::of(operation_id, &request);
    let one_try = |request, number| whole(http, settings, request, call, number);
    tried(settings, request, call, one_try, |answer| answer.head.status).await
}

/// Sends `request`, and returns when an answer begins.
pub(crate) async fn open(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    operation_id: &'static str,
) -> Result<Opened, Error> {
    let call = Call::of(operation_id, &request);
    let one_try = |request, _| opened(http, settings, request, call);
    tried(settings, request, call, one_try, |answer| answer.head.status).await
}

/// Tries as often as the call's class allows.
async fn tried<T, F: Future<Output = Result<T, Error>>>(
    settings: &Settings,
    request: Request,
    call: Call,
    one_try: impl Fn(Request, u32) -> F,
    status: fn(&T) -> StatusCode,
) -> Result<T, Error> {
    let mut tries = Tries::new(settings, call.delivery);
    loop {
        let number = tries.begin();
        // What is read while it is sent cannot be copied, so it is sent once.
        let Some(copy) = request.try_clone() else {
            return traced(call, number, pin!(one_try(request, number)), status).await;
        };
        match traced(call, number, pin!(one_try(copy, number)), status).await {
            Ok(answer) => return Ok(answer),
            Err(error) => tries.again_after(error).await?,
        }
    }
}

/// Counts the tries of a call, and pauses between them.
struct Tries<'a> {
    settings: &'a Settings,
    delivery: DeliveryClass,
    number: u32,
    started: Instant,
    elapsed: Duration,
}

impl<'a> Tries<'a> {
    fn new(settings: &'a Settings, delivery: DeliveryClass) -> Self {
        Self {
            settings,
            delivery,
            number: 0,
            started: Instant::now(),
            elapsed: Duration::ZERO,
        }
    }

    fn begin(&mut self) -> u32 {
        self.number += 1;
        self.started = Instant::now();
        self.number
    }

    /// Is ready when it is time for another try; an error is the call's.
    async fn again_after(&mut self, error: Error) -> Result<(), Error> {
        self.elapsed += self.started.elapsed();
        let Some(wait) = wait_before_retry(&error, self.delivery, self.number, self.elapsed, self.settings) else {
            return Err(error);
        };
        self.settings.sleeper.sleep(wait).await;
        self.elapsed += wait;
        Ok(())
    }
}

/// One try in a span of its own. The span names what no secret and no ID is part of. The try is pinned, because it is large
/// and would be copied into each future around it.
async fn traced<T>(
    call: Call,
    tries: u32,
    this_try: Pin<&mut impl Future<Output = Result<T, Error>>>,
    status: fn(&T) -> StatusCode,
) -> Result<T, Error> {
    let span = debug_span!(
        "beeper_desktop_call",
        operation = call.operation_id,
        attempt = tries,
        status = Empty,
        duration_ms = Empty,
    );
    let started = Instant::now();
    let result = this_try
        .instrument(span.clone())
        .await
        .map_err(|error| error.after(tries));
    let duration = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.record("duration_ms", duration);
    let status = match &result {
        Ok(answer) => Some(status(answer)),
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

async fn whole(
    http: &reqwest::Client,
    settings: &Settings,
    mut request: Request,
    call: Call,
    tries: u32,
) -> Result<Response, Error> {
    let limit = call.delivery.timeout(&settings.timeouts);
    let time = Time::beginning(settings, limit);
    // The HTTP client counts this until the last byte of the body.
    *request.timeout_mut() = Some(limit);
    let answer = http
        .execute(request)
        .await
        .map_err(|error| broken(call, error, &time))?;
    let (head, mut answer) = accepted(call, answer).await?;
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

async fn opened(http: &reqwest::Client, settings: &Settings, request: Request, call: Call) -> Result<Opened, Error> {
    let limit = call.delivery.timeout(&settings.timeouts);
    let time = Time::beginning(settings, limit);
    let Ok(answer) = tokio::time::timeout(limit, http.execute(request)).await else {
        return Err(Error::of(call, ErrorKind::Timeout { limit }));
    };
    let answer = answer.map_err(|error| broken(call, error, &time))?;
    let (head, answer) = accepted(call, answer).await?;
    Ok(Opened {
        call,
        head,
        answer,
        patience: limit,
    })
}

/// An answer that means success, its head taken out; else the error that it means.
async fn accepted(call: Call, mut answer: reqwest::Response) -> Result<(Head, reqwest::Response), Error> {
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
    Ok((head, answer))
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
    let announced = usize::try_from(answer.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max {
        return Err(BodyError::TooLarge);
    }
    let mut body = Vec::with_capacity(announced);
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

impl Time {
    fn beginning(settings: &Settings, limit: Duration) -> Self {
        Self {
            started: Instant::now(),
            connect: settings.timeouts.connect,
            limit,
        }
    }
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
