//! The loop that drives a session with a handler.

use std::pin::pin;
use std::time::{Duration, Instant};

use beeper_desktop_client::ServerText;
use tokio::sync::watch;

#[cfg(feature = "browser")]
use crate::browser::error::CaptureError;
use crate::connected::Connected;
use crate::error::LoginError;
use crate::error::cannot_answer::CannotAnswer;
use crate::error::kind::{LoginErrorKind, UnsupportedStep};
use crate::handler::LoginHandler;
use crate::handler::stop::Stop;
use crate::session::LoginSession;
use crate::session::limits::StopSignal;
use crate::session::state::LoginState;
use crate::steps::Step;
use crate::steps::answer::Answer;
use crate::steps::retry_reason::RetryReason;

/// The largest number of answers that a session may ask for. Networks ask for far fewer; a session beyond this may never end.
const MAX_ANSWERS: u32 = 100;

/// How long before the login's deadline a handler that collects values is stopped, so that it can report the missing values.
const TIME_TO_SAY_WHAT_IS_MISSING: Duration = Duration::from_secs(5);

impl LoginSession {
    /// Drives the session to its end with a handler; see [`StartLogin::run`](crate::StartLogin::run).
    ///
    /// # Errors
    ///
    /// Returns an error for every ending other than a connected account; see [`LoginErrorKind`].
    pub async fn run(self, handler: impl LoginHandler) -> Result<Connected, LoginError> {
        let stop = self.limits.begin(&self.tracker.api.clock);
        drive(self, handler, stop).await
    }
}

pub(crate) async fn drive(
    mut session: LoginSession,
    mut handler: impl LoginHandler,
    mut stop: StopSignal,
) -> Result<Connected, LoginError> {
    let mut driver = Driver {
        answers: 0,
        is_showing: false,
        deadline: stop.deadline,
    };
    let ended = tokio::select! {
        biased;
        kind = &mut stop => Err(LoginError::new(kind)),
        ended = driver.until_ended(&mut session, &mut handler) => ended,
    };
    driver.hide(&mut handler);
    match ended {
        Ok(connected) => Ok(connected),
        Err(error) => Err(Box::pin(session.give_up(error)).await),
    }
}

struct Driver {
    answers: u32,
    is_showing: bool,
    deadline: Option<Instant>,
}

impl Driver {
    async fn until_ended(
        &mut self,
        session: &mut LoginSession,
        handler: &mut impl LoginHandler,
    ) -> Result<Connected, LoginError> {
        handler.started(session);
        // The future of an earlier call by the application may have been dropped halfway.
        if let Err(error) = session.resolve_pending_call().await
            && !matches!(session.state(), LoginState::Ended(_))
        {
            return Err(error);
        }
        loop {
            handler.observe(session.state());
            let step = match session.state() {
                LoginState::Connected(connected) => return Ok(connected.clone()),
                LoginState::Ended(error) => return Err(error.clone()),
                LoginState::Waiting(step) => step.clone(),
            };
            let next = match &step {
                Step::Display(step) => {
                    self.is_showing = true;
                    let shown = handler.show(step).await;
                    shown.map_err(|stop| error_of_stop(stop, "display_and_wait").with_step(Some(step.id())))?;
                    let reachability = session.reachability();
                    report_reachability(session.wait(), reachability, handler)
                        .await
                        .map(drop)
                }
                Step::Input(_) | Step::Cookies(_) => {
                    self.hide(handler);
                    let Some(answer) = self.collect_answer(&step, session, handler).await? else {
                        continue;
                    };
                    self.answers += 1;
                    if self.answers > MAX_ANSWERS {
                        return Err(
                            LoginError::protocol("the login session asks for too many answers").with_step(step.id())
                        );
                    }
                    let reachability = session.reachability();
                    report_reachability(session.submit(answer), reachability, handler)
                        .await
                        .map(drop)
                }
                Step::Unknown(unknown) => {
                    let kind = LoginErrorKind::UnsupportedStep(UnsupportedStep::Unknown(unknown.clone()));
                    return Err(LoginError::new(kind).with_step(unknown.id()));
                }
            };
            if let Err(error) = next {
                // An ending is also a state and observed as a state. Other errors end the login here.
                match session.state() {
                    LoginState::Ended(_) => {}
                    _ => return Err(error),
                }
            }
        }
    }

    /// Asks the handler until its answer is valid. `None` if the session left the step or ended meanwhile.
    async fn collect_answer(
        &self,
        step: &Step,
        session: &mut LoginSession,
        handler: &mut impl LoginHandler,
    ) -> Result<Option<Answer>, LoginError> {
        let mut retry_reason = session.retry_reason().cloned();
        for _ in 0..MAX_ANSWERS {
            let answer = match step {
                Step::Input(step) => {
                    let values = handler.fill(step, retry_reason.as_ref()).await;
                    let values = values.map_err(|stop| {
                        error_without_answer(stop, "user_input", step.instructions(), retry_reason.as_ref())
                            .with_step(Some(step.id()))
                    })?;
                    step.check(&values).map(Answer::from).map_err(RetryReason::InvalidInput)
                }
                Step::Cookies(step) => {
                    let step = step.clone().with_time_limit(self.time_to_collect(session));
                    let snapshot = tokio::select! {
                        biased;
                        snapshot = handler.collect(&step, retry_reason.as_ref()) => snapshot,
                        () = session.until_step_is_left() => return Ok(None),
                    };
                    let snapshot = snapshot.map_err(|stop| {
                        error_without_answer(stop, "cookies", step.instructions(), retry_reason.as_ref())
                            .with_step(Some(step.id()))
                    })?;
                    step.answer(&snapshot)
                        .map(Answer::from)
                        .map_err(RetryReason::MissingValues)
                }
                Step::Display(_) | Step::Unknown(_) => break,
            };
            match answer {
                Ok(answer) => return Ok(Some(answer)),
                Err(reason) => retry_reason = Some(reason),
            }
            // A handler that returns at once, always with the same answer, must not starve other tasks.
            tokio::task::yield_now().await;
        }
        Err(LoginError::new(LoginErrorKind::CannotAnswer(match retry_reason {
            Some(RetryReason::InvalidInput(invalid)) => CannotAnswer::Input(invalid),
            Some(RetryReason::MissingValues(missing)) => CannotAnswer::Cookies(missing),
            _ => CannotAnswer::AskedTwice(Vec::new()),
        }))
        .with_step(step.id()))
    }

    /// Returns the time limit for a handler that collects values, which leaves time to report missing values.
    fn time_to_collect(&self, session: &LoginSession) -> Option<Duration> {
        let now = session.tracker.api.clock.now();
        let left = self.deadline?.saturating_duration_since(now);
        Some(left.saturating_sub(TIME_TO_SAY_WHAT_IS_MISSING.min(left / 4)))
    }

    fn hide(&mut self, handler: &mut impl LoginHandler) {
        if std::mem::take(&mut self.is_showing) {
            handler.hide();
        }
    }
}

/// Awaits a call, and meanwhile informs the handler when the server becomes unreachable or reachable again.
async fn report_reachability<T>(
    call: impl Future<Output = T>,
    mut reachability: watch::Receiver<bool>,
    handler: &mut impl LoginHandler,
) -> T {
    let mut call = pin!(call);
    loop {
        tokio::select! {
            biased;
            Ok(()) = reachability.changed() => {
                let is_reachable = *reachability.borrow_and_update();
                handler.reachability_changed(is_reachable);
            }
            done = &mut call => return done,
        }
    }
}

/// Returns the error for a handler without a new answer, including the network's reason for refusing the answer before.
fn error_without_answer(
    stop: Stop,
    kind: &'static str,
    instructions: Option<&ServerText>,
    retry_reason: Option<&RetryReason>,
) -> LoginError {
    let error = error_of_stop(stop, kind);
    match (error.kind(), retry_reason) {
        (LoginErrorKind::CannotAnswer(_), Some(RetryReason::Refused { message })) => {
            error.with_server_message(None, message.as_ref().or(instructions).cloned())
        }
        (LoginErrorKind::CannotAnswer(_), Some(RetryReason::RateLimited { retry_after })) => {
            LoginError::new(LoginErrorKind::RateLimited {
                retry_after: *retry_after,
            })
        }
        _ => error,
    }
}

/// Returns the error for a login that its handler stops.
pub(crate) fn error_of_stop(stop: Stop, kind: &'static str) -> LoginError {
    match stop {
        Stop::Cancel => LoginError::new(LoginErrorKind::Cancelled),
        Stop::Unsupported => LoginError::new(LoginErrorKind::UnsupportedStep(UnsupportedStep::Unhandled { kind })),
        Stop::CannotAnswer(reason) => LoginError::new(LoginErrorKind::CannotAnswer(reason)),
        #[cfg(feature = "browser")]
        Stop::Capture(error @ CaptureError::Closed) => LoginError::new(LoginErrorKind::Cancelled).with_source(error),
        #[cfg(feature = "browser")]
        Stop::Capture(error) => LoginError::new(LoginErrorKind::Capture(error)),
        Stop::Failed(error) => LoginError::new(LoginErrorKind::Handler).with_shared_source(error),
    }
}
