//! One exchange with the server, from the request to the answer's last byte.

use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Request, StatusCode};

use crate::error::{Error, ErrorKind, Failure};
use crate::runtime::{DeliveryClass, Settings};

/// A whole answer, of a status that means success.
pub struct Response {
    pub(crate) operation_id: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// The status, which the generated code compares with the documented one.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

/// Sends `request` and reads the whole answer. Retries belong here, around [`attempt`], where they cover the body too.
pub(crate) async fn run(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    operation_id: &'static str,
) -> Result<Response, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let result = attempt(http, settings, request, operation_id).await;
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &result {
        Ok(response) => {
            let status = response.status.as_u16();
            tracing::debug!(operation = operation_id, %method, status, milliseconds, "answered");
        }
        Err(error) => tracing::debug!(operation = operation_id, %method, %error, milliseconds, "failed"),
    }
    result
}

async fn attempt(
    http: &reqwest::Client,
    settings: &Settings,
    mut request: Request,
    operation_id: &'static str,
) -> Result<Response, Error> {
    let limit = DeliveryClass::of(operation_id, &request).timeout(&settings.timeouts);
    // The HTTP client counts this until the last byte of the body.
    *request.timeout_mut() = Some(limit);
    let fail = |error: reqwest::Error| Error::new(operation_id, ErrorKind::of_exchange(error, limit, settings));

    let mut answer = http.execute(request).await.map_err(fail)?;
    let status = answer.status();
    let headers = std::mem::take(answer.headers_mut());
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(fail)? {
        if body.len() + chunk.len() > settings.max_body_bytes {
            let limit = settings.max_body_bytes;
            return Err(Error::new(operation_id, ErrorKind::BodyTooLarge { status, limit }));
        }
        body.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        return Err(Error::new(
            operation_id,
            ErrorKind::Failure(Failure::new(status, headers, &body)),
        ));
    }
    Ok(Response {
        operation_id,
        status,
        headers,
        body,
    })
}

impl ErrorKind {
    fn of_exchange(error: reqwest::Error, limit: Duration, settings: &Settings) -> Self {
        // The address may hold IDs.
        let source = error.without_url();
        match (source.is_connect(), source.is_timeout()) {
            (true, true) => Self::ConnectTimeout {
                limit: settings.timeouts.connect,
            },
            (true, false) => Self::Connect(Box::new(source)),
            (false, true) => Self::Timeout { limit },
            (false, false) => Self::Interrupted(Box::new(source)),
        }
    }
}
