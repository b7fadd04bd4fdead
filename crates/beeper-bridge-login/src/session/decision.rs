//! Decides what is believed about a session after each call, and what is asked next.
//!
//! The decision is one pure function, without I/O and time: [`decide`]. Its test is its table: what was asked, what came,
//! what was known; what is believed, what is asked next.

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

/// What was asked of the server.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// To take an answer, which must not be sent twice.
    Answer,
    /// To hold the call until something changes.
    Wait,
    /// How the session stands. `None` where no call before is in doubt.
    Look(Option<Doubtful>),
}

/// A call of which it is not known what it led to.
#[derive(Clone, Debug)]
pub(crate) enum Doubtful {
    /// An answer failed like this; `None` if nobody waited for what came.
    Answer(Option<CallFailure>),
    /// The same of a wait.
    Wait(Option<CallFailure>),
}

/// What came.
#[derive(Debug)]
pub(crate) enum Came {
    /// The session, at another step than before or at an end.
    News(Box<ObservedSession>),
    /// The session, at the step that is known.
    SameStep,
    /// Word that there is no such session, and what is said about it, if anything is.
    Gone(Option<Refusal>),
    /// Nothing that tells how the session stands.
    Failure(CallFailure),
}

/// What was known before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Whether no connection could be made between the call in doubt and what came.
    pub(crate) was_unreachable: bool,
    /// How often the session has been looked at since the call in doubt, without news.
    pub(crate) looks: usize,
    /// The waits that failed in a row, with the one in doubt.
    pub(crate) failed_waits: FailedWaits,
}

/// What is believed, and what is asked next.
#[derive(Debug)]
pub(crate) enum Decision {
    /// The session is at this step, which is news.
    AtStep(Step),
    /// It has connected these.
    Connected(Completion),
    /// It has ended, and that is the end of it.
    Ended(LoginErrorKind, Option<Refusal>),
    /// It has ended. The bridge's logins are compared with those of before, because the last word of the session may be lost; if
    /// they show nothing new, this is how it has ended.
    CompareLogins(LoginErrorKind, Option<Refusal>),
    /// Nothing is known yet: the session is looked at, at once.
    Look,
    /// The same, after a pause: the network may still be busy.
    LookLater(Duration),
    /// Nothing has changed, and nothing is in doubt.
    Unchanged,
    /// Nothing has changed: the user is asked for the same once more.
    AskAgain(RetryReason),
    /// Nothing has changed: it is waited on once more.
    WaitAgain,
    /// The session goes on, and nothing more can be done with it here. It is to be cancelled.
    GiveUp(GiveUp),
}

/// Why a session that goes on is given up.
#[derive(Debug, PartialEq)]
pub(crate) enum GiveUp {
    /// Because of how the call in doubt failed.
    CallFailed,
    /// Because of what the server says.
    Protocol(String),
}

/// Decides what is believed, and what is asked next.
pub(crate) fn decide(asked: Asked, came: Came, known: &Known) -> Decision {
    match (asked, came) {
        (asked, Came::News(observed)) => after_news(asked, *observed),
        (Asked::Wait, Came::SameStep) => Decision::WaitAgain,
        (Asked::Answer | Asked::Look(None), Came::SameStep) => Decision::Unchanged,
        (Asked::Look(Some(doubtful)), Came::SameStep) => after_the_same(doubtful, known),
        (asked, Came::Gone(said)) => after_the_end(asked, said, known),
        (_, Came::Failure(CallFailure::Unauthorized)) => Decision::Ended(LoginErrorKind::Unauthorized, None),
        // Nothing was sent, so nothing is in doubt.
        (_, Came::Failure(CallFailure::InvalidArgument(_))) => Decision::GiveUp(GiveUp::CallFailed),
        (Asked::Answer | Asked::Wait, Came::Failure(_)) => Decision::Look,
        // What may heal has been tried for long enough.
        (Asked::Look(_), Came::Failure(_)) => Decision::GiveUp(GiveUp::CallFailed),
    }
}

/// A session that is there counts, whatever failed before.
fn after_news(asked: Asked, observed: ObservedSession) -> Decision {
    match observed {
        ObservedSession::Step(step) => Decision::AtStep(step),
        ObservedSession::Complete(completion) => Decision::Connected(completion),
        ObservedSession::Cancelled if asked.is_lost() => Decision::CompareLogins(LoginErrorKind::Cancelled, None),
        ObservedSession::Cancelled => Decision::Ended(LoginErrorKind::Cancelled, None),
        ObservedSession::Failed(refusal) => {
            // Where the session does not say why, the call that failed may have.
            let refusal = match (refusal.code.is_some(), asked.refusal()) {
                (false, Some(said)) => said.clone(),
                _ => refusal,
            };
            after_refusal(&asked, refusal)
        }
        ObservedSession::NoStep { status } => {
            let status = printable(status.as_str(), Lines::Flatten, 80);
            let reason = format!("the login session asks for nothing and has not ended (status {status:?})");
            Decision::GiveUp(GiveUp::Protocol(reason))
        }
    }
}

/// A session that is gone has ended as the call before it says. Only if that is not known, logins may tell.
fn after_the_end(asked: Asked, said: Option<Refusal>, known: &Known) -> Decision {
    if let Some(refusal) = asked.refusal() {
        return after_refusal(&asked, refusal.clone());
    }
    if let Some(refusal) = said {
        return match refusal.login_error_kind(false) {
            // It says that the session has ended, and not how.
            LoginErrorKind::Rejected { .. } => Decision::ended(&asked, LoginErrorKind::SessionGone, Some(refusal)),
            _ => after_refusal(&asked, refusal),
        };
    }
    let kind = match &asked {
        Asked::Look(Some(Doubtful::Answer(failure))) if failure.as_ref().is_none_or(CallFailure::is_lost) => {
            LoginErrorKind::OutcomeUnknown
        }
        // A wait changes nothing, so what the bridge has forgotten with it is lost.
        Asked::Look(Some(Doubtful::Wait(Some(failure)))) if failure.is_lost() => LoginErrorKind::SessionLost,
        _ if known.was_unreachable => LoginErrorKind::SessionLost,
        _ => LoginErrorKind::SessionGone,
    };
    Decision::ended(&asked, kind, None)
}

fn after_refusal(asked: &Asked, refusal: Refusal) -> Decision {
    match refusal.login_error_kind(asked.is_answer()) {
        // These do not say whether the session had connected before.
        kind @ (LoginErrorKind::Cancelled | LoginErrorKind::SessionGone | LoginErrorKind::SessionLost) => {
            Decision::ended(asked, kind, Some(refusal))
        }
        kind => Decision::Ended(kind, Some(refusal)),
    }
}

/// The session stands where it stood before the call in doubt.
fn after_the_same(doubtful: Doubtful, known: &Known) -> Decision {
    match doubtful {
        // Whoever asks now did not wait for it then.
        Doubtful::Answer(None) => Decision::AskAgain(RetryReason::Unclear),
        Doubtful::Wait(None) => Decision::Unchanged,
        Doubtful::Answer(Some(failure)) => after_an_answer_without_effect(failure, known.looks),
        Doubtful::Wait(Some(CallFailure::Refused(refusal))) if refusal.is_conflict() => Decision::WaitAgain,
        Doubtful::Wait(Some(CallFailure::Unusable(Unusable::Redirect))) => Decision::GiveUp(GiveUp::CallFailed),
        Doubtful::Wait(Some(_)) if known.failed_waits.are_enough() => Decision::GiveUp(GiveUp::CallFailed),
        Doubtful::Wait(Some(_)) => Decision::WaitAgain,
    }
}

fn after_an_answer_without_effect(failure: CallFailure, looks: usize) -> Decision {
    match failure {
        // The network may still be busy with it.
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
        // The next one would fare no better.
        CallFailure::Unusable(_)
        | CallFailure::NotSupported
        | CallFailure::InvalidArgument(_)
        | CallFailure::Unauthorized => Decision::GiveUp(GiveUp::CallFailed),
    }
}

impl Decision {
    /// The session has ended: its logins are compared if its last word may be lost.
    fn ended(asked: &Asked, kind: LoginErrorKind, refusal: Option<Refusal>) -> Self {
        match asked.is_lost() {
            true => Self::CompareLogins(kind, refusal),
            false => Self::Ended(kind, refusal),
        }
    }
}

impl Asked {
    /// The call that is in doubt when this has failed.
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

    /// Whether the last word of the session may not have arrived here.
    fn is_lost(&self) -> bool {
        matches!(self, Self::Look(Some(_))) && self.failure().is_none_or(CallFailure::is_lost)
    }

    /// What the server or the network said when it refused the call in doubt, if that is about the login.
    fn refusal(&self) -> Option<&Refusal> {
        match self.failure() {
            Some(CallFailure::Refused(refusal)) if !refusal.is_about_the_request() => Some(refusal),
            _ => None,
        }
    }
}
