//! One call's exchange with the server, from the first try to the answer's last byte.

use std::pin::{Pin, pin};
use std::time::Duration;

use reqwest::header::LOCATION;
use reqwest::{Request, StatusCode};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::field::Empty;
use tracing::{Instrument, debug, debug_span};

use crate::DeliveryClass;
use crate::builder::Server;
use crate::error::{Error, ErrorKind, Head};
use crate::runtime::Settings;
use crate::runtime::retry::wait_before_retry;

/// How long a refusal's body is waited for.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);

/// No time-out is longer than a year, so that its end is a time that the clock can show.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

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
    /// Who answered, for errors.
    pub(crate) server: Server,
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
        match timeout(limit, self.answer.chunk()).await {
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
#[inline]
pub(crate) fn run(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    operation_id: &'static str,
) -> impl Future<Output = Result<Response, Error>> {
    let call = Call::of(operation_id, &request);
    let one_try = move |request, number| whole(http.execute(request), settings, call, number);
    tried(settings, request, call, one_try, |answer| answer.head.status)
}

/// Sends `request`, and returns when an answer begins.
pub(crate) fn open(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    operation_id: &'static str,
) -> impl Future<Output = Result<Opened, Error>> {
    let call = Call::of(operation_id, &request);
    let one_try = move |request, _| opened(http.execute(request), settings, call);
    tried(settings, request, call, one_try, |answer| answer.head.status)
}

/// Tries as often as the call's class allows. What a block captures is there once in its future, while what a function is
/// given would be there twice.
fn tried<T, F: Future<Output = Result<T, Error>>>(
    settings: &Settings,
    mut request: Request,
    call: Call,
    one_try: impl Fn(Request, u32) -> F,
    status: fn(&T) -> StatusCode,
) -> impl Future<Output = Result<T, Error>> {
    let mut tries = Tries::new(settings, call.delivery);
    async move {
        loop {
            let number = tries.begin();
            let copy = copy(&request);
            let error = match traced(settings, call, number, pin!(one_try(request, number)), status).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            // What is read while it is sent cannot be copied, so it is sent once.
            let Some(copy) = copy else {
                return Err(error);
            };
            tries.again_after(error).await?;
            request = copy;
        }
    }
}

/// A copy to be sent if this one fails. What has no body has an address and headers alone, at half the price of `try_clone`.
fn copy(request: &Request) -> Option<Request> {
    if request.body().is_some() {
        return request.try_clone();
    }
    let mut copy = Request::new(request.method().clone(), request.url().clone());
    copy.headers_mut().clone_from(request.headers());
    Some(copy)
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
    settings: &Settings,
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
        .map_err(|error| error.after(tries).at(&settings.server));
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

async fn whole(answer: impl Answer, settings: &Settings, call: Call, tries: u32) -> Result<Response, Error> {
    let time = Time::beginning(call, settings);
    let (head, mut answer) = accepted(answer, &time).await?;
    match time.keep(pin!(read_body(&mut answer, settings.max_body_bytes))).await {
        Ok(Some(body)) => Ok(Response {
            call,
            tries,
            head,
            body,
            server: settings.server.clone(),
        }),
        Ok(None) => {
            let limit = settings.max_body_bytes;
            Err(Error::of(call, ErrorKind::BodyTooLarge { limit }).with_head(head))
        }
        Err(error) => Err(error.with_head(head)),
    }
}

async fn opened(answer: impl Answer, settings: &Settings, call: Call) -> Result<Opened, Error> {
    let time = Time::beginning(call, settings);
    let (head, answer) = accepted(answer, &time).await?;
    Ok(Opened {
        call,
        head,
        answer,
        patience: time.limit,
    })
}

/// An answer that is being waited for.
trait Answer: Future<Output = reqwest::Result<reqwest::Response>> {}

impl<T: Future<Output = reqwest::Result<reqwest::Response>>> Answer for T {}

/// An answer that means success, its head taken out; else the error that it means.
async fn accepted(answer: impl Answer, time: &Time) -> Result<(Head, reqwest::Response), Error> {
    let mut answer = time.keep(pin!(answer)).await?;
    let call = time.call;
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
        // On the heap, because it is rare, and would take room in the future of every call.
        let body = Box::pin(read_refusal(time, &mut answer)).await;
        return Err(Error::refused(call, head, &body));
    }
    Ok((head, answer))
}

/// What there is of a refusal's body. That the call was refused is known without, so it is not waited for as for an answer.
async fn read_refusal(time: &Time, answer: &mut reqwest::Response) -> Vec<u8> {
    let end = time.end.min(Instant::now() + REFUSAL_TIMEOUT);
    let body = timeout_at(end, read_body(answer, LARGEST_REFUSAL)).await;
    body.ok().and_then(Result::ok).flatten().unwrap_or_default()
}

/// The body of an answer; `None` if it is larger than `max` bytes.
async fn read_body(answer: &mut reqwest::Response, max: usize) -> reqwest::Result<Option<Vec<u8>>> {
    let announced = usize::try_from(answer.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max {
        return Ok(None);
    }
    let mut body = Vec::with_capacity(announced);
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > max {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// The time that a try has, to the answer's last byte.
struct Time {
    call: Call,
    limit: Duration,
    connect: Duration,
    end: Instant,
}

impl Time {
    fn beginning(call: Call, settings: &Settings) -> Self {
        let limit = call.delivery.timeout(&settings.timeouts);
        Self {
            call,
            limit,
            connect: settings.timeouts.connect,
            end: Instant::now() + limit.min(LONGEST_TIMEOUT),
        }
    }

    /// Waits for a part of the exchange while there is time. The part is pinned, because it is large and would be copied.
    async fn keep<T>(&self, part: Pin<&mut impl Future<Output = reqwest::Result<T>>>) -> Result<T, Error> {
        match timeout_at(self.end, part).await {
            Ok(Ok(whole)) => Ok(whole),
            Ok(Err(error)) => Err(self.broken(&error.without_url())),
            Err(_) => Err(Error::of(self.call, ErrorKind::Timeout { limit: self.limit })),
        }
    }

    /// What a failed part means. The error is without its address, which may hold IDs.
    fn broken(&self, error: &reqwest::Error) -> Error {
        if error.is_builder() {
            let reason = error.to_string();
            return Error::of(self.call, ErrorKind::InvalidRequest { reason });
        }
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => ErrorKind::ConnectTimeout { limit: self.connect },
            (true, false) => ErrorKind::Connect,
            // The system has time-outs of its own, for connections that are dead.
            (false, _) => ErrorKind::Interrupted,
        };
        Error::of(self.call, kind).with_source(error)
    }
}
