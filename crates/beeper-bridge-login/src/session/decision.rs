//! Decides after each call what state a session is in, and what to ask next.
//!
//! [`decide`] is one pure function without I/O and time. Its test is a table: each row has a call, its result and the known
//! facts, and the resulting decision.

#[cfg(test)]
mod table;

use std::time::Duration;

use crate::error::kind::LoginErrorKind;
use crate::rendering::text::{Lines, printable};
use crate::session::calls::error_classification::{CallFailure, Refusal, Unusable};
use crate::session::calls::retry::RECHECK_PAUSES;
use crate::session::failed_waits::FailedWaits;
use crate::session::response::{Completion, ObservedSession};
use crate::steps::Step;
use crate::steps::retry_reason::RetryReason;

/// The call to the server.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// Sends an answer, which must not be sent twice.
    Answer,
    /// Waits: the server responds when something changes.
    Wait,
    /// Requests the session's state. `None` if no earlier call is in doubt.
    Look(Option<Doubtful>),
}

/// A call whose effect is unknown.
#[derive(Clone, Debug)]
pub(crate) enum Doubtful {
    /// An answer that failed for this reason; `None` if its future was dropped.
    Answer(Option<CallFailure>),
    /// A wait that failed for this reason; `None` if its future was dropped.
    Wait(Option<CallFailure>),
}

/// The result of the call.
#[derive(Debug)]
pub(crate) enum Came {
    /// The session is at another step than before, or has ended.
    News(Box<ObservedSession>),
    /// The session is at the known step.
    SameStep,
    /// The server has no such session; the reason, if the server gives one.
    Gone(Option<Refusal>),
    /// The call failed, and so the session's state is unknown.
    Failure(CallFailure),
}

/// The facts known before the call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Whether a connection could not be made between the call in doubt and this result.
    pub(crate) was_unreachable: bool,
    /// How often the session's state was requested since the call in doubt, without news.
    pub(crate) looks: usize,
    /// The consecutive failed waits, including the one in doubt.
    pub(crate) failed_waits: FailedWaits,
}

/// The state that the crate now assumes, and the next call.
#[derive(Debug)]
pub(crate) enum Decision {
    /// The session is at this new step.
    AtStep(Step),
    /// The session connected this account.
    Connected(Completion),
    /// The session has ended in this way.
    Ended(LoginErrorKind, Option<Refusal>),
    /// The session has ended, but its last response may be lost.
    ///
    /// Compare the bridge's logins with those from before; if they show nothing new, the session has ended in this way.
    CompareLogins(LoginErrorKind, Option<Refusal>),
    /// The state is unknown. Request it at once.
    Look,
    /// The state is unknown. Request it after a pause, because the network may still be busy.
    LookLater(Duration),
    /// Nothing has changed, and no call is in doubt.
    Unchanged,
    /// Nothing has changed. Ask the user again for the same values.
    AskAgain(RetryReason),
    /// Nothing has changed. Wait again.
    WaitAgain,
    /// The session continues, but this crate can do nothing more with it. Cancel it.
    GiveUp(GiveUp),
}

/// The reason why a session that continues is given up.
#[derive(Debug, PartialEq)]
pub(crate) enum GiveUp {
    /// The failure of the call in doubt.
    CallFailed,
    /// A response that contradicts the documentation.
    Protocol(String),
}

/// Decides which state to assume, and what to ask next.
pub(crate) fn decide(asked: Asked, came: Came, known: &Known) -> Decision {
    match (asked, came) {
        (asked, Came::News(observed)) => after_news(asked, *observed),
        (Asked::Wait, Came::SameStep) => Decision::WaitAgain,
        (Asked::Answer | Asked::Look(None), Came::SameStep) => Decision::Unchanged,
        (Asked::Look(Some(doubtful)), Came::SameStep) => after_the_same(doubtful, known),
        (asked, Came::Gone(said)) => after_the_end(asked, said, known),
        (_, Came::Failure(CallFailure::Unauthorized)) => Decision::Ended(LoginErrorKind::Unauthorized, None),
        // Nothing was sent, so no call is in doubt.
        (_, Came::Failure(CallFailure::InvalidArgument(_))) => Decision::GiveUp(GiveUp::CallFailed),
        (Asked::Answer | Asked::Wait, Came::Failure(_)) => Decision::Look,
        // A failure that may be temporary has been retried for long enough.
        (Asked::Look(_), Came::Failure(_)) => Decision::GiveUp(GiveUp::CallFailed),
    }
}

/// Decides after a response that contains the session, which counts more than any earlier failure.
fn after_news(asked: Asked, observed: ObservedSession) -> Decision {
    match observed {
        ObservedSession::Step(step) => Decision::AtStep(step),
        ObservedSession::Complete(completion) => Decision::Connected(completion),
        ObservedSession::Cancelled if asked.is_lost() => Decision::CompareLogins(LoginErrorKind::Cancelled, None),
        ObservedSession::Cancelled => Decision::Ended(LoginErrorKind::Cancelled, None),
        ObservedSession::Failed(refusal) => {
            // If the session gives no reason, the failed call may contain it.
            let refusal = match (refusal.code.is_some(), asked.refusal()) {
                (false, Some(said)) => said.clone(),
                _ => refusal,
            };
            after_refusal(&asked, refusal)
        }
        ObservedSession::NoStep { status } => {
            let status = printable(status.as_str(), Lines::Flatten, 80);
            let reason = format!("the login session has neither a step nor an ending (status {status:?})");
            Decision::GiveUp(GiveUp::Protocol(reason))
        }
    }
}

/// Decides after the session is gone. The failed call before tells how it ended; otherwise the bridge's logins may tell.
fn after_the_end(asked: Asked, said: Option<Refusal>, known: &Known) -> Decision {
    if let Some(refusal) = asked.refusal() {
        return after_refusal(&asked, refusal.clone());
    }
    if let Some(refusal) = said {
        return match refusal.login_error_kind(false) {
            // The refusal says that the session has ended, but not how.
            LoginErrorKind::Rejected { .. } => Decision::ended(&asked, LoginErrorKind::SessionGone, Some(refusal)),
            _ => after_refusal(&asked, refusal),
        };
    }
    let kind = match &asked {
        Asked::Look(Some(Doubtful::Answer(failure))) if failure.as_ref().is_none_or(CallFailure::is_lost) => {
            LoginErrorKind::OutcomeUnknown
        }
        // A wait changes nothing on the bridge, so the missing session means that the bridge lost it.
        Asked::Look(Some(Doubtful::Wait(Some(failure)))) if failure.is_lost() => LoginErrorKind::SessionLost,
        _ if known.was_unreachable => LoginErrorKind::SessionLost,
        _ => LoginErrorKind::SessionGone,
    };
    Decision::ended(&asked, kind, None)
}

fn after_refusal(asked: &Asked, refusal: Refusal) -> Decision {
    match refusal.login_error_kind(asked.is_answer()) {
        // These kinds leave open whether the session had connected before.
        kind @ (LoginErrorKind::Cancelled | LoginErrorKind::SessionGone | LoginErrorKind::SessionLost) => {
            Decision::ended(asked, kind, Some(refusal))
        }
        kind => Decision::Ended(kind, Some(refusal)),
    }
}

/// Decides after the session is found at the same step as before the call in doubt.
fn after_the_same(doubtful: Doubtful, known: &Known) -> Decision {
    match doubtful {
        // The answer's future was dropped, so nobody saw its result.
        Doubtful::Answer(None) => Decision::AskAgain(RetryReason::Unclear),
        Doubtful::Wait(None) => Decision::Unchanged,
        Doubtful::Answer(Some(CallFailure::Refused(refusal))) | Doubtful::Wait(Some(CallFailure::Refused(refusal)))
            if refusal.may_be_about_the_token() =>
        {
            Decision::Ended(LoginErrorKind::Unauthorized, Some(refusal))
        }
        Doubtful::Answer(Some(failure)) => after_an_answer_without_effect(failure, known.looks),
        Doubtful::Wait(Some(CallFailure::Refused(refusal))) if refusal.is_conflict() => Decision::WaitAgain,
        Doubtful::Wait(Some(CallFailure::Unusable(Unusable::Redirect))) => Decision::GiveUp(GiveUp::CallFailed),
        Doubtful::Wait(Some(_)) if known.failed_waits.are_enough() => Decision::GiveUp(GiveUp::CallFailed),
        Doubtful::Wait(Some(_)) => Decision::WaitAgain,
    }
}

fn after_an_answer_without_effect(failure: CallFailure, looks: usize) -> Decision {
    match failure {
        // The network may still be processing the answer.
        CallFailure::ResponseLost | CallFailure::Unusable(Unusable::NotJson) => match RECHECK_PAUSES.get(looks) {
            Some(pause) => Decision::LookLater(*pause),
            None => Decision::AskAgain(RetryReason::Unclear),
        },
        CallFailure::NotSent => Decision::AskAgain(RetryReason::NotSent),
        CallFailure::Refused(refusal) if refusal.is_rate_limit() => Decision::AskAgain(RetryReason::RateLimited {
            retry_after: refusal.retry_after,
        }),
        CallFailure::Refused(refusal) => Decision::AskAgain(RetryReason::Refused {
            message: refusal.message,
        }),
        CallFailure::NotFound => Decision::AskAgain(RetryReason::Unclear),
        // The next call would fail in the same way.
        CallFailure::Unusable(_)
        | CallFailure::NotSupported
        | CallFailure::InvalidArgument(_)
        | CallFailure::Unauthorized => Decision::GiveUp(GiveUp::CallFailed),
    }
}

impl Decision {
    /// The session has ended; compares the logins if its last response may be lost.
    fn ended(asked: &Asked, kind: LoginErrorKind, refusal: Option<Refusal>) -> Self {
        match asked.is_lost() {
            true => Self::CompareLogins(kind, refusal),
            false => Self::Ended(kind, refusal),
        }
    }
}

impl Asked {
    /// Returns the call that is in doubt after this failure.
    pub(crate) fn in_doubt_after(&self, failure: &CallFailure) -> Option<Doubtful> {
        match self {
            Self::Answer => Some(Doubtful::Answer(Some(failure.clone()))),
            Self::Wait => Some(Doubtful::Wait(Some(failure.clone()))),
            Self::Look(doubtful) => doubtful.clone(),
        }
    }

    fn failure(&self) -> Option<&CallFailure> {
        match self {
            Self::Look(Some(Doubtful::Answer(failure) | Doubtful::Wait(failure))) => failure.as_ref(),
            _ => None,
        }
    }

    fn is_answer(&self) -> bool {
        matches!(self, Self::Answer | Self::Look(Some(Doubtful::Answer(_))))
    }

    /// Returns `true` if the session's last response may not have arrived.
    fn is_lost(&self) -> bool {
        matches!(self, Self::Look(Some(_))) && self.failure().is_none_or(CallFailure::is_lost)
    }

    /// Returns the reason with which the server or the network refused the call in doubt, if the refusal concerns the login.
    fn refusal(&self) -> Option<&Refusal> {
        match self.failure() {
            Some(CallFailure::Refused(refusal)) if !refusal.is_about_the_request() => Some(refusal),
            _ => None,
        }
    }
}
