//! Decides what is believed about a session after a call, whether its answer arrived or was lost.
//!
//! The decision is one pure function, without I/O and time: [`outcome`]. Its tests are its table.

use beeper_desktop_client::StatusCode;

use crate::error::kind::LoginErrorKind;
use crate::rendering::text::{Lines, printable};
use crate::session::calls::error_classification::{CallFailure, Refusal};
use crate::session::response::{Completion, ObservedSession};
use crate::steps::Step;

/// What was sent when the failure began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// The session was fetched, and nothing sent.
    Fetch,
    /// A wait, which may be repeated.
    Wait,
    /// An answer, which must not.
    Answer,
}

/// What fetching the session after the failure returned.
#[derive(Debug)]
pub(crate) enum FetchedSession {
    Found(Box<ObservedSession>),
    /// With what the server says of it, if it says anything.
    Gone(Option<Refusal>),
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// The session is at this step.
    AtStep(Step),
    Connected(Completion),
    /// It has ended, and that is the end of it.
    Ended(LoginErrorKind, Option<Refusal>),
    /// It has ended; whether a login has come into being is to be seen among logins and accounts. If none has, this is how.
    Reconcile(LoginErrorKind, Option<Refusal>),
}

/// `was_unreachable`: whether, between the failure and the fetch, no connection could be made.
pub(crate) fn outcome(
    sent: CallKind,
    failure: Option<CallFailure>,
    fetched: FetchedSession,
    was_unreachable: bool,
) -> Outcome {
    let failure = match (fetched, failure) {
        (FetchedSession::Found(observed), failure) => return outcome_of_found_session(sent, failure, *observed),
        // What the session's end says about itself is better than nothing.
        (FetchedSession::Gone(Some(refusal)), None | Some(CallFailure::ResponseLost)) => CallFailure::Refused(refusal),
        (FetchedSession::Gone(_), Some(failure)) => failure,
        (FetchedSession::Gone(None), None) => CallFailure::NotFound,
    };
    outcome_of_gone_session(sent, failure, was_unreachable)
}

fn outcome_of_found_session(sent: CallKind, failure: Option<CallFailure>, observed: ObservedSession) -> Outcome {
    match observed {
        ObservedSession::Step(step) => Outcome::AtStep(step),
        ObservedSession::Complete(completion) => Outcome::Connected(completion),
        ObservedSession::Cancelled => Outcome::Reconcile(LoginErrorKind::Cancelled, None),
        ObservedSession::Failed(refusal) => {
            // Where the session does not say why, the call that failed may have.
            let refusal = match (refusal.code.is_some(), failure) {
                (false, Some(CallFailure::Refused(said))) if !said.is_about_the_request() => said,
                _ => refusal,
            };
            match refusal.login_error_kind(sent == CallKind::Answer) {
                kind @ (LoginErrorKind::Cancelled | LoginErrorKind::SessionGone) => {
                    Outcome::Reconcile(kind, Some(refusal))
                }
                kind => Outcome::Ended(kind, Some(refusal)),
            }
        }
        ObservedSession::NoStep { status } => {
            let status = printable(status.as_str(), Lines::Flatten, 80);
            let reason = format!("the login session asks for nothing and has not ended (status {status:?})");
            Outcome::Ended(LoginErrorKind::Protocol { reason }, None)
        }
    }
}

fn outcome_of_gone_session(sent: CallKind, failure: CallFailure, was_unreachable: bool) -> Outcome {
    match failure {
        CallFailure::Refused(refusal) if !refusal.is_about_the_request() => {
            let kind = refusal.login_error_kind(sent == CallKind::Answer);
            // A refusal by the network is one; what else a server says may be about its own trouble.
            let is_refusal = refusal.status.is_some_and(|status| status.is_client_error());
            // This one says that the session has ended, which it may have done well.
            let is_gone = refusal.status == Some(StatusCode::GONE);
            match kind {
                LoginErrorKind::Rejected { .. } if is_gone => Outcome::Reconcile(kind, Some(refusal)),
                LoginErrorKind::Rejected { .. } | LoginErrorKind::RateLimited { .. } | LoginErrorKind::Expired
                    if is_refusal =>
                {
                    Outcome::Ended(kind, Some(refusal))
                }
                kind => Outcome::Reconcile(kind, Some(refusal)),
            }
        }
        CallFailure::Unauthorized => Outcome::Ended(LoginErrorKind::Unauthorized, None),
        CallFailure::ResponseLost | CallFailure::Unreadable if sent == CallKind::Answer || !was_unreachable => {
            Outcome::Reconcile(LoginErrorKind::OutcomeUnknown, None)
        }
        _ if was_unreachable => Outcome::Reconcile(LoginErrorKind::SessionLost, None),
        _ => Outcome::Reconcile(LoginErrorKind::SessionGone, None),
    }
}

#[cfg(test)]
mod tests {
    use beeper_desktop_client::types::DisplayAndWaitStep;
    use serde_json::json;

    use super::*;

    const ALL_CALLS: [(CallKind, bool); 6] = [
        (CallKind::Fetch, false),
        (CallKind::Fetch, true),
        (CallKind::Wait, false),
        (CallKind::Wait, true),
        (CallKind::Answer, false),
        (CallKind::Answer, true),
    ];

    fn refusal(status: Option<u16>, code: Option<&str>) -> Refusal {
        Refusal {
            status: status.map(|status| StatusCode::from_u16(status).unwrap()),
            code: code.map(str::to_owned),
            message: None,
            retry_after: None,
        }
    }

    fn refused(status: u16, code: &str) -> CallFailure {
        CallFailure::Refused(refusal(Some(status), Some(code)))
    }

    fn gone_with_code(code: &str) -> FetchedSession {
        FetchedSession::Gone(Some(refusal(Some(410), Some(code))))
    }

    fn failed(code: Option<&str>) -> FetchedSession {
        FetchedSession::Found(Box::new(ObservedSession::Failed(refusal(None, code))))
    }

    fn step() -> Step {
        let step = json!({ "stepID": "qr", "display": { "type": "qr", "data": "one" } });
        Step::Display(serde_json::from_value::<DisplayAndWaitStep>(step).unwrap().into())
    }

    /// An outcome in short: what is to be done, the kind, and the code that it is said with.
    fn summary(outcome: Outcome) -> String {
        let (what, kind, refusal) = match outcome {
            Outcome::AtStep(_) => return "at a step".to_owned(),
            Outcome::Connected(_) => return "connected".to_owned(),
            Outcome::Ended(kind, refusal) => ("ended", kind, refusal),
            Outcome::Reconcile(kind, refusal) => ("reconcile", kind, refusal),
        };
        let kind = match kind {
            LoginErrorKind::Rejected { needs_new_input: true } => "InputRejected".to_owned(),
            kind => format!("{kind:?}").split(' ').next().unwrap().to_owned(),
        };
        match refusal.and_then(|refusal| refusal.code) {
            Some(code) => format!("{what} {kind} {code}"),
            None => format!("{what} {kind}"),
        }
    }

    #[test]
    fn a_fetched_session_counts_whatever_failed_before() {
        for (sent, was_unreachable) in ALL_CALLS {
            for failure in [
                None,
                Some(CallFailure::NotSent),
                Some(CallFailure::ResponseLost),
                Some(CallFailure::Unreadable),
                Some(CallFailure::NotFound),
                Some(refused(400, "CODE")),
            ] {
                for (observed, expected) in [
                    (ObservedSession::Step(step()), "at a step"),
                    (ObservedSession::Complete(Completion::default()), "connected"),
                    (ObservedSession::Cancelled, "reconcile Cancelled"),
                    (
                        ObservedSession::NoStep {
                            status: "paused".into(),
                        },
                        "ended Protocol",
                    ),
                ] {
                    let fetched = FetchedSession::Found(Box::new(observed));
                    let outcome = outcome(sent, failure.clone(), fetched, was_unreachable);
                    assert_eq!(summary(outcome), expected, "{sent:?} {failure:?}");
                }
            }
        }
    }

    #[test]
    fn a_failed_session_says_why_or_the_call_before_does() {
        for (failure, code, while_waiting, after_an_answer) in [
            (None, None, "ended Rejected", "ended InputRejected"),
            (None, Some("NO"), "ended Rejected NO", "ended InputRejected NO"),
            (
                Some(refused(400, "SAID")),
                None,
                "ended Rejected SAID",
                "ended InputRejected SAID",
            ),
            (
                Some(refused(400, "SAID")),
                Some("NO"),
                "ended Rejected NO",
                "ended InputRejected NO",
            ),
            (
                Some(refused(409, "BUSY")),
                None,
                "ended Rejected",
                "ended InputRejected",
            ),
            (
                Some(refused(500, "M_BAD_STATE")),
                None,
                "ended Rejected",
                "ended InputRejected",
            ),
            (
                Some(CallFailure::ResponseLost),
                None,
                "ended Rejected",
                "ended InputRejected",
            ),
        ] {
            for (sent, was_unreachable) in ALL_CALLS {
                let outcome = outcome(sent, failure.clone(), failed(code), was_unreachable);
                let expected = if sent == CallKind::Answer {
                    after_an_answer
                } else {
                    while_waiting
                };
                assert_eq!(summary(outcome), expected, "{sent:?} {failure:?} {code:?}");
            }
        }
        for (sent, was_unreachable) in ALL_CALLS {
            for (code, expected) in [
                ("LOGIN_TIMED_OUT", "ended Expired LOGIN_TIMED_OUT"),
                ("RATE_LIMITED", "ended RateLimited RATE_LIMITED"),
                ("LOGIN_CANCELLED", "reconcile Cancelled LOGIN_CANCELLED"),
                ("LOGIN_ALREADY_FINISHED", "reconcile SessionGone LOGIN_ALREADY_FINISHED"),
            ] {
                let outcome = outcome(
                    sent,
                    Some(CallFailure::ResponseLost),
                    failed(Some(code)),
                    was_unreachable,
                );
                assert_eq!(summary(outcome), expected, "{sent:?}");
            }
        }
    }

    #[test]
    fn a_session_that_is_gone_after_a_refusal_has_ended_as_that_says() {
        for (sent, was_unreachable) in ALL_CALLS {
            let rejected = if sent == CallKind::Answer {
                "InputRejected"
            } else {
                "Rejected"
            };
            for (status, code, expected) in [
                (400, "NO", format!("ended {rejected} NO")),
                (403, "NO", format!("ended {rejected} NO")),
                (429, "NO", "ended RateLimited NO".to_owned()),
                (400, "TIMEOUT", "ended Expired TIMEOUT".to_owned()),
                // These may be the server's own trouble.
                (500, "NO", format!("reconcile {rejected} NO")),
                (500, "TIMEOUT", "reconcile Expired TIMEOUT".to_owned()),
                (400, "LOGIN_CANCELLED", "reconcile Cancelled LOGIN_CANCELLED".to_owned()),
            ] {
                let outcome = outcome(
                    sent,
                    Some(refused(status, code)),
                    FetchedSession::Gone(None),
                    was_unreachable,
                );
                assert_eq!(summary(outcome), expected, "{sent:?} {status} {code}");
            }
        }
    }

    #[test]
    fn a_session_that_is_gone_without_a_word_may_have_been_lost_with_its_server() {
        for (sent, was_unreachable) in ALL_CALLS {
            let gone = if was_unreachable { "SessionLost" } else { "SessionGone" };
            let lost = if was_unreachable && sent != CallKind::Answer {
                "SessionLost"
            } else {
                "OutcomeUnknown"
            };
            for (failure, expected) in [
                (None, gone),
                (Some(CallFailure::NotSent), gone),
                (Some(CallFailure::NotFound), gone),
                (Some(CallFailure::NotSupported), gone),
                (Some(refused(409, "BUSY")), gone),
                (Some(refused(500, "M_BAD_STATE")), gone),
                (Some(CallFailure::ResponseLost), lost),
                (Some(CallFailure::Unreadable), lost),
            ] {
                let outcome = outcome(sent, failure.clone(), FetchedSession::Gone(None), was_unreachable);
                assert_eq!(
                    summary(outcome),
                    format!("reconcile {expected}"),
                    "{sent:?} {failure:?}"
                );
            }
            let unauthorized = outcome(
                sent,
                Some(CallFailure::Unauthorized),
                FetchedSession::Gone(None),
                was_unreachable,
            );
            assert_eq!(summary(unauthorized), "ended Unauthorized");
        }
    }

    #[test]
    fn a_refused_fetch_counts_where_nothing_better_is_known() {
        for (sent, was_unreachable) in ALL_CALLS {
            for failure in [None, Some(CallFailure::ResponseLost)] {
                for (code, expected) in [
                    ("LOGIN_TIMED_OUT", "ended Expired LOGIN_TIMED_OUT"),
                    ("LOGIN_CANCELLED", "reconcile Cancelled LOGIN_CANCELLED"),
                    ("LOGIN_ALREADY_FINISHED", "reconcile SessionGone LOGIN_ALREADY_FINISHED"),
                ] {
                    let outcome = outcome(sent, failure.clone(), gone_with_code(code), was_unreachable);
                    assert_eq!(summary(outcome), expected, "{sent:?} {failure:?}");
                }
            }
            let refused = outcome(
                sent,
                Some(refused(429, "SLOW")),
                gone_with_code("LOGIN_TIMED_OUT"),
                was_unreachable,
            );
            assert_eq!(summary(refused), "ended RateLimited SLOW");
        }
    }

    /// It says that the session has ended, and not how.
    #[test]
    fn a_session_that_is_gone_for_a_reason_that_nobody_knows_may_be_connected() {
        for failure in [None, Some(CallFailure::ResponseLost)] {
            let outcome = outcome(CallKind::Answer, failure, gone_with_code("GONE"), false);
            assert!(matches!(outcome, Outcome::Reconcile(..)), "{outcome:?}");
        }
    }
}
