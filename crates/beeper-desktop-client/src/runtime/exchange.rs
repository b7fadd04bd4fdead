//! One call's exchange with the server, from the first try to the answer's last byte.

use crate::runtime::call::Call;
use crate::runtime::call::Response;
use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, LOCATION};
use reqwest::{Method, Request};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::field::Empty;
use tracing::{Instrument, debug, debug_span};

use crate::client::Client;
use crate::client::observer::Exchange;
use crate::client::settings::Settings;
use crate::error::{Error, ErrorKind};
use crate::response::head::Head;
use crate::runtime::request::endpoint::Endpoint;
use crate::runtime::retry::wait_before_retry;

/// How long a refusal's body is waited for.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);

/// No time-out is longer than a year, so that its end is a time that the clock can show.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The most of a refusal's body that is read, in bytes.
const LARGEST_REFUSAL: usize = 1024 * 1024;

/// An answer of a status that means success, whose body is still to come.
pub(crate) struct Opened {
    pub(crate) call: Call,
    pub(crate) tries: u32,
    pub(crate) head: Head,
    answer: reqwest::Response,
    /// How long the next bytes are waited for.
    patience: Duration,
}

impl Opened {
    /// The next bytes of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let limit = self.patience;
        match timeout(limit, self.answer.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => Err(self.error(ErrorKind::Interrupted).with_source(&error.without_url())),
            Err(_) => Err(self.error(ErrorKind::Timeout { limit })),
        }
    }

    /// An error of this answer.
    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        Error::of(self.call, kind)
            .with_head(self.head.clone())
            .after(self.tries)
    }
}

/// Sends a request, and reads the whole answer.
pub(crate) async fn perform(endpoint: Box<dyn Endpoint>) -> Result<Response, Error> {
    let mut tries = Tries::of(&*endpoint)?;
    loop {
        let request = tries.begin()?;
        let seen = tries.seen(&request);
        let this_try = pin!(tries.whole(request));
        match tries.observed(seen, this_try, |answer: &Response| &answer.head).await {
            Ok(answer) => return Ok(answer),
            Err(error) => tries.again_after(error).await?,
        }
    }
}

/// Sends a request, and returns when an answer begins.
pub(crate) async fn open(endpoint: Box<dyn Endpoint>) -> Result<Opened, Error> {
    let mut tries = Tries::of(&*endpoint)?;
    loop {
        let request = tries.begin()?;
        let seen = tries.seen(&request);
        let this_try = pin!(tries.opened(request));
        match tries.observed(seen, this_try, |answer: &Opened| &answer.head).await {
            Ok(answer) => return Ok(answer),
            Err(error) => tries.again_after(error).await?,
        }
    }
}

/// The tries of one call.
struct Tries<'a> {
    endpoint: &'a dyn Endpoint,
    client: &'a Client,
    settings: &'a Settings,
    call: Call,
    /// How long one try may take.
    limit: Duration,
    retries: u32,
    number: u32,
    /// When the call began, by the client's clock.
    began: std::time::Instant,
    /// When this try began.
    started: Instant,
}

impl<'a> Tries<'a> {
    fn of(endpoint: &'a dyn Endpoint) -> Result<Self, Error> {
        let (sender, operation) = (endpoint.sender(), endpoint.operation());
        sender.check(operation)?;
        let client = sender.client();
        let settings = client.settings();
        let call = Call {
            operation_id: operation.id,
            delivery: endpoint.delivery(),
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

    /// The request of the next try.
    fn begin(&mut self) -> Result<Request, Error> {
        self.number += 1;
        let request = self.endpoint.build();
        let mut request = request.map_err(|unsendable| unsendable.of(self.endpoint.operation()))?;
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

    /// Is ready when it is time for another try; an error is the call's.
    async fn again_after(&mut self, error: Error) -> Result<(), Error> {
        let clock = &self.settings.clock;
        let elapsed = clock.now().saturating_duration_since(self.began);
        let wait = wait_before_retry(
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

    /// What of a request traces and observers are told.
    fn seen(&self, request: &Request) -> Seen {
        let url = request.url();
        Seen {
            method: request.method().clone(),
            span: debug_span!(
                "beeper_desktop_call",
                operation = self.call.operation_id,
                http.request.method = request.method().as_str(),
                http.request.resend_count = (self.number > 1).then(|| self.number - 1),
                url.template = self.endpoint.path_template(),
                // Without the brackets of an IPv6 address, as the names ask for it.
                server.address = url.host_str().map(|host| host.trim_matches(['[', ']'])),
                server.port = url.port_or_known_default(),
                http.response.status_code = Empty,
                beeper.server.version = Empty,
                duration_ms = Empty,
            ),
        }
    }

    /// Traces a try, and tells the observer of it. The span names what no secret and no ID is part of. The try is pinned,
    /// because it is large and would be copied into each future around it.
    async fn observed<T>(
        &self,
        seen: Seen,
        this_try: Pin<&mut impl Future<Output = Result<T, Error>>>,
        head: fn(&T) -> &Head,
    ) -> Result<T, Error> {
        let Seen { method, span } = seen;
        let result = this_try
            .instrument(span.clone())
            .await
            .map_err(|error| error.after(self.number).at(&self.settings.server));
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

    fn whole(&self, request: Request) -> impl Future<Output = Result<Response, Error>> + use<> {
        let answer = self.client.shared().http.execute(request);
        let (time, tries, limit) = (Time::beginning(self), self.number, self.settings.max_body_bytes);
        let server = self.settings.server.clone();
        async move {
            let call = time.call;
            let (head, mut answer) = accepted(answer, &time).await?;
            match time.keep(pin!(read_body(&mut answer, limit))).await {
                Ok(Some(body)) => Ok(Response {
                    call,
                    tries,
                    head,
                    body,
                    server,
                }),
                Ok(None) => Err(Error::of(call, ErrorKind::BodyTooLarge { limit }).with_head(head)),
                Err(error) => Err(error.with_head(head)),
            }
        }
    }

    fn opened(&self, request: Request) -> impl Future<Output = Result<Opened, Error>> + use<> {
        let answer = self.client.shared().http.execute(request);
        let (time, tries) = (Time::beginning(self), self.number);
        async move {
            let (head, answer) = accepted(answer, &time).await?;
            Ok(Opened {
                call: time.call,
                tries,
                head,
                answer,
                patience: time.limit,
            })
        }
    }
}

/// A try, as it is shown.
struct Seen {
    method: Method,
    span: tracing::Span,
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
        return Err(Error::refused(call, head, body.as_ref()));
    }
    Ok((head, answer))
}

/// A refusal's body, if it comes soon and is not large. That the call was refused is known without, so it is not waited for
/// as for an answer.
async fn read_refusal(time: &Time, answer: &mut reqwest::Response) -> Option<Bytes> {
    let end = time.end.min(Instant::now() + REFUSAL_TIMEOUT);
    let body = timeout_at(end, read_body(answer, LARGEST_REFUSAL)).await;
    body.ok().and_then(Result::ok).flatten()
}

/// The body of an answer; `None` if it is larger than `max` bytes. One that comes as a whole is not copied.
async fn read_body(answer: &mut reqwest::Response, max: usize) -> reqwest::Result<Option<Bytes>> {
    let announced = usize::try_from(answer.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max {
        return Ok(None);
    }
    let first = answer.chunk().await?.unwrap_or_default();
    if first.len() > max {
        return Ok(None);
    }
    if first.len() == announced && announced > 0 {
        return Ok(Some(first));
    }
    let mut body = Vec::with_capacity(announced.max(first.len()));
    body.extend_from_slice(&first);
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > max {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body.into()))
}

/// The time that a try has, to the answer's last byte.
struct Time {
    call: Call,
    limit: Duration,
    connect: Duration,
    end: Instant,
}

impl Time {
    fn beginning(tries: &Tries<'_>) -> Self {
        Self {
            call: tries.call,
            limit: tries.limit,
            connect: tries.settings.timeouts.connect,
            end: tries.started + tries.limit.min(LONGEST_TIMEOUT),
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
