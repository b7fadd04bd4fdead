//! Routing and dispatch: each request is recorded, matched with the rules for its call, checked and answered.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State as AxumState};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Response};
use axum::routing::{MethodFilter, on};

use crate::answers::info::SPEC_PATH;
use crate::answers::{Answer, answer};
use crate::dialect::refusal::Refusal;
use crate::faults::broken_response::BrokenResponse;
use crate::faults::call_rules::ResponsePlan;
use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::call::Call;
use crate::http::recorded_request::RecordedRequest;
use crate::http::reply::Reply;
use crate::server::shared_state::Shared;
use crate::state::login_sessions::waiting_calls::WaitingCall;

impl Shared {
    async fn serve(&self, route: Route, request: Request) -> Result<Response<Body>, BrokenResponse> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await;
        // axum lets HEAD in where GET is; the API has no HEAD.
        let route = match route {
            Route::Operation(operation, _) if parts.method != operation.method() => Route::WrongMethod,
            Route::Spec if parts.method != Method::GET => Route::WrongMethod,
            route => route,
        };
        let Ok(body) = body else {
            // A client that gave up in the middle of its body arrived, but asked for nothing.
            self.record(&route, &parts, &Bytes::new());
            return Ok(self.rules().with_version(Reply::empty(400)).into_response());
        };
        let plan = self.record(&route, &parts, &body);
        plan.delay.wait().await?;
        let reply = match plan.reply {
            Some(reply) => reply,
            None => self.rules().with_version(self.answer(&route, &parts, &body).await),
        };
        plan.delivery.deliver(reply).await
    }

    /// Records a request and picks its plan under one lock, so that both count calls alike.
    fn record(&self, route: &Route, parts: &Parts, body: &Bytes) -> ResponsePlan {
        let (operation, path_params) = match route {
            Route::Operation(operation, params) => (Some(*operation), params.clone()),
            Route::Spec => (None, Vec::new()),
            Route::WrongMethod | Route::Unknown => match self.missing_operation(parts) {
                Some((operation, params)) => (Some(operation), params),
                None => (None, Vec::new()),
            },
        };
        let mut locked = self.lock();
        let recorded = RecordedRequest::new(operation, path_params, parts, body.clone());
        locked.requests.push(recorded);
        locked.call_rules.next(operation)
    }

    /// Returns the operation of the API that was called, if the dialect lacks it.
    fn missing_operation(&self, parts: &Parts) -> Option<(Operation, Vec<(String, String)>)> {
        let missing = Operation::ALL
            .iter()
            .filter(|it| it.method() == parts.method && !self.settings.dialect.has(**it));
        let called = missing.filter_map(|it| Some((*it, it.params(parts.uri.path())?)));
        called.min_by_key(|(_, params)| params.len())
    }

    /// Answers from the state.
    async fn answer(&self, route: &Route, parts: &Parts, body: &Bytes) -> Reply {
        let refusals = &self.rules().refusals;
        match route {
            Route::Spec => spec_reply(self.spec.clone().unwrap_or_default()),
            Route::Unknown => self.refuse(&refusals.unknown_path),
            Route::WrongMethod => self.refuse(&refusals.wrong_method),
            Route::Operation(operation, path_params) => {
                if let Err(refusal) = self.check_token(*operation, &parts.headers) {
                    return self.refuse(refusal);
                }
                let call = Call::new(*operation, path_params, parts.uri.query(), &parts.headers, body);
                let answer = match call {
                    Ok(call) => self.execute(&call).await,
                    Err(failure) => Err(failure),
                };
                answer.unwrap_or_else(|failure| self.rules().error(&failure))
            }
        }
    }

    async fn execute(&self, call: &Call<'_>) -> Result<Reply, ApiError> {
        let mut check_result = None;
        loop {
            let answer = answer(&mut self.lock().state, &self.info, call, check_result.as_ref());
            self.notify_session_change();
            match answer? {
                Answer::Ready(reply) => return Ok(reply),
                Answer::Waiting(call) => {
                    let mut held = WaitGuard { shared: self, call };
                    return held.call.answered().await.map(|session| Reply::json(200, session));
                }
                Answer::NeedsCheck(check) => check_result = Some(check.run()),
            }
        }
    }

    fn refuse(&self, refusal: &Refusal) -> Reply {
        refusal.reply()
    }

    fn check_token(&self, operation: Operation, headers: &HeaderMap) -> Result<(), &'static Refusal> {
        // Before the sign-in nobody has a token to ask with.
        let is_before_sign_in = || operation == Operation::GetSetup && !self.lock().state.setup.is_signed_in();
        if !operation.needs_token() || is_before_sign_in() {
            return Ok(());
        }
        let refusals = &self.rules().refusals;
        let header = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
        let Some(header) = header else {
            return Err(&refusals.missing_token);
        };
        let token = match header.split_at_checked("Bearer ".len()) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case(b"Bearer ") => token,
            _ => return Err(&refusals.missing_token),
        };
        if token != self.settings.token.as_bytes() {
            return Err(&refusals.wrong_token);
        }
        if self.settings.only_reads && operation.writes() {
            return Err(&refusals.missing_scope);
        }
        Ok(())
    }
}

/// Removes a waiting call when hyper drops it because its connection ended.
struct WaitGuard<'a> {
    shared: &'a Shared,
    call: WaitingCall,
}

impl Drop for WaitGuard<'_> {
    fn drop(&mut self) {
        self.shared.lock().state.remove_waiting_call(&self.call);
        self.shared.notify_session_change();
    }
}

enum Route {
    /// An operation with its decoded path parameters; without any where one of them is not UTF-8.
    Operation(Operation, Vec<(String, String)>),
    /// The API's description, which is no operation of the API.
    Spec,
    WrongMethod,
    Unknown,
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for &operation in shared.rules().operations {
        let handler = async move |AxumState(shared): AxumState<Arc<Shared>>,
                                  params: Result<RawPathParams, RawPathParamsRejection>,
                                  request: Request| {
            let decoded = params.iter().flatten();
            let decoded = decoded.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let route = Route::Operation(operation, decoded.collect());
            shared.serve(route, request).await
        };
        router = router.route(operation.path_template(), on(method_filter(operation), handler));
    }
    if shared.spec.is_some() {
        let handler = async |AxumState(shared): AxumState<Arc<Shared>>, request: Request| {
            shared.serve(Route::Spec, request).await
        };
        router = router.route(SPEC_PATH, on(MethodFilter::GET, handler));
    }
    router
        .method_not_allowed_fallback(async |AxumState(shared): AxumState<Arc<Shared>>, request: Request| {
            shared.serve(Route::WrongMethod, request).await
        })
        .fallback(async |AxumState(shared): AxumState<Arc<Shared>>, request: Request| {
            shared.serve(Route::Unknown, request).await
        })
        .with_state(shared)
}

fn spec_reply(spec: Bytes) -> Reply {
    let is_json = spec.trim_ascii_start().starts_with(b"{");
    let kind = if is_json {
        "application/json"
    } else {
        "application/yaml"
    };
    Reply::shared(200, spec).header("content-type", kind)
}

fn method_filter(operation: Operation) -> MethodFilter {
    match operation.method() {
        "POST" => MethodFilter::POST,
        "PUT" => MethodFilter::PUT,
        "PATCH" => MethodFilter::PATCH,
        "DELETE" => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}
