//! Records each request, matches it with the rules for its call, checks it, and answers it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State as AxumState};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response};
use axum::routing::{MethodFilter, any, on};

use crate::answers::endpoint_call::EndpointCall;
use crate::answers::endpoints::answer_endpoint;
use crate::answers::{Answer, answer, sign_in_pages};
use crate::dialect::refusal::Refusal;
use crate::faults::broken_response::BrokenResponse;
use crate::faults::call_rules::ResponsePlan;
use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::bearer::bearer_token;
use crate::http::call::Call;
use crate::http::endpoint::Endpoint;
use crate::http::recorded_request::RecordedRequest;
use crate::http::reply::Reply;
use crate::http::route::Route;
use crate::model::sign_in_page::PAGES;
use crate::server::shared_state::Shared;
use crate::state::login_sessions::waiting_calls::WaitingCall;

impl Shared {
    async fn serve(&self, destination: Destination, request: Request) -> Result<Response<Body>, BrokenResponse> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await;
        // axum also routes HEAD to the handlers of GET, but the API has no HEAD.
        let destination = match destination.method() {
            Some(method) if parts.method != method => Destination::WrongMethod,
            _ => destination,
        };
        let Ok(body) = body else {
            // The client gave up in the middle of its body: the server records the request, but cannot carry it out.
            self.record(&destination, &parts, &Bytes::new());
            return Ok(self.rules().with_version(Reply::empty(400)).into_response());
        };
        let plan = self.record(&destination, &parts, &body);
        plan.delay.wait().await?;
        let reply = match plan.reply {
            Some(reply) => reply,
            None => self
                .rules()
                .with_version(self.answer(&destination, &parts, &body).await),
        };
        plan.delivery.deliver(reply).await
    }

    /// Records a request and picks its plan under one lock, so that the record and the rules count calls in the same order.
    fn record(&self, destination: &Destination, parts: &Parts, body: &Bytes) -> ResponsePlan {
        let (route, path_params) = match destination {
            Destination::Operation(operation, params) => (Some(Route::Operation(*operation)), params.clone()),
            Destination::Endpoint(endpoint) => (Some(Route::Endpoint(*endpoint)), Vec::new()),
            Destination::SignInPage => (None, Vec::new()),
            Destination::WrongMethod | Destination::Unknown => match self.missing_operation(parts) {
                Some((operation, params)) => (Some(Route::Operation(operation)), params),
                None => (None, Vec::new()),
            },
        };
        let mut locked = self.lock();
        let recorded = RecordedRequest::new(route, path_params, parts, body.clone());
        locked.requests.push(recorded);
        locked.call_rules.next(route)
    }

    /// Returns the operation of the API that the request is for, if the dialect does not have it.
    fn missing_operation(&self, parts: &Parts) -> Option<(Operation, Vec<(String, String)>)> {
        let missing = Operation::ALL
            .iter()
            .filter(|it| it.method() == parts.method && !self.settings.dialect.has(**it));
        let called = missing.filter_map(|it| Some((*it, it.params(parts.uri.path())?)));
        called.min_by_key(|(_, params)| params.len())
    }

    /// Answers a request from the state.
    async fn answer(&self, destination: &Destination, parts: &Parts, body: &Bytes) -> Reply {
        let refusals = &self.rules().refusals;
        match destination {
            Destination::Endpoint(endpoint) => self.answer_endpoint(*endpoint, parts, body),
            Destination::SignInPage => {
                let page = sign_in_pages::answer(parts.method.as_str(), parts.uri.path(), &parts.headers);
                page.unwrap_or_else(|| self.refuse(&refusals.unknown_path))
            }
            Destination::Unknown => self.refuse(&refusals.unknown_path),
            Destination::WrongMethod => self.refuse(&refusals.wrong_method),
            Destination::Operation(operation, path_params) => {
                // Before somebody signs in, no client can have a token.
                let is_before_sign_in = || *operation == Operation::GetSetup && !self.lock().state.setup.is_signed_in();
                if operation.needs_token()
                    && !is_before_sign_in()
                    && let Err(refusal) = self.check_token(&parts.headers, operation.writes())
                {
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

    fn answer_endpoint(&self, endpoint: Endpoint, parts: &Parts, body: &Bytes) -> Reply {
        if endpoint.needs_token()
            && let Err(refusal) = self.check_token(&parts.headers, false)
        {
            return self.refuse(refusal);
        }
        let call = EndpointCall {
            endpoint,
            base_url: &self.settings.base_url,
            spec: self.spec.as_ref(),
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body,
        };
        answer_endpoint(&mut self.lock().state, &call)
    }

    async fn execute(&self, call: &Call<'_>) -> Result<Reply, ApiError> {
        let mut check_result = None;
        loop {
            let answer = {
                let state = &mut self.lock().state;
                let answer = answer(state, &self.info, call, check_result.as_ref());
                state.announce_app_state();
                answer
            };
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

    fn check_token(&self, headers: &HeaderMap, is_write: bool) -> Result<(), &'static Refusal> {
        let refusals = &self.rules().refusals;
        let Some(token) = bearer_token(headers) else {
            return Err(&refusals.missing_token);
        };
        let locked = self.lock();
        let Some(token) = locked.state.oauth.token(token) else {
            return Err(&refusals.wrong_token);
        };
        match token.scopes.allow(is_write) {
            true => Ok(()),
            false => Err(&refusals.missing_scope),
        }
    }
}

/// Removes a waiting call when hyper drops its future because the connection ended.
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

enum Destination {
    /// An operation with its decoded path parameters, which are missing if one of them is not UTF-8.
    Operation(Operation, Vec<(String, String)>),
    /// An endpoint that is not an operation of the API.
    Endpoint(Endpoint),
    /// A sign-in page of the mock, or a request that the page sends.
    SignInPage,
    WrongMethod,
    Unknown,
}

impl Destination {
    /// Returns the only method that the destination accepts, if it has one.
    fn method(&self) -> Option<&'static str> {
        match self {
            Self::Operation(operation, _) => Some(operation.method()),
            Self::Endpoint(endpoint) => Some(endpoint.method()),
            Self::SignInPage | Self::WrongMethod | Self::Unknown => None,
        }
    }
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for &operation in shared.rules().operations {
        let handler = async move |AxumState(shared): AxumState<Arc<Shared>>,
                                  params: Result<RawPathParams, RawPathParamsRejection>,
                                  request: Request| {
            let decoded = params.iter().flatten();
            let decoded = decoded.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let destination = Destination::Operation(operation, decoded.collect());
            shared.serve(destination, request).await
        };
        router = router.route(
            operation.path_template(),
            on(method_filter(operation.method()), handler),
        );
    }
    for &endpoint in &shared.endpoints {
        let handler = async move |AxumState(shared): AxumState<Arc<Shared>>, request: Request| {
            shared.serve(Destination::Endpoint(endpoint), request).await
        };
        router = router.route(endpoint.path(), on(method_filter(endpoint.method()), handler));
    }
    let pages = async |AxumState(shared): AxumState<Arc<Shared>>, request: Request| {
        shared.serve(Destination::SignInPage, request).await
    };
    router
        .route(&format!("{PAGES}/{{*page}}"), any(pages))
        .method_not_allowed_fallback(async |AxumState(shared): AxumState<Arc<Shared>>, request: Request| {
            shared.serve(Destination::WrongMethod, request).await
        })
        .fallback(async |AxumState(shared): AxumState<Arc<Shared>>, request: Request| {
            shared.serve(Destination::Unknown, request).await
        })
        .with_state(shared)
}

fn method_filter(method: &str) -> MethodFilter {
    match method {
        "POST" => MethodFilter::POST,
        "PUT" => MethodFilter::PUT,
        "PATCH" => MethodFilter::PATCH,
        "DELETE" => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}
