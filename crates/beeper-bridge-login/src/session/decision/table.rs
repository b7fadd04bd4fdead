//! The table of decisions: call, result and known facts, and the resulting decision.

use beeper_desktop_client::StatusCode;
use beeper_desktop_client::types::DisplayAndWaitStep;
use serde_json::json;

use super::*;

/// A row of the table.
type Row = (Asked, Came, Known, &'static str);

fn refusal(status: Option<u16>, code: &str) -> Refusal {
    Refusal {
        status: status.map(|status| StatusCode::from_u16(status).unwrap()),
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        ..Refusal::SILENT
    }
}

fn refused(status: u16, code: &str) -> CallFailure {
    CallFailure::Refused(refusal(Some(status), code))
}

fn lost() -> CallFailure {
    CallFailure::ResponseLost
}

fn unusable(what: Unusable) -> CallFailure {
    CallFailure::Unusable(what)
}

/// A request for the state after a failed answer.
fn after_answer(failure: CallFailure) -> Asked {
    Asked::Look(Some(Doubtful::Answer(Some(failure))))
}

/// A request for the state after a failed wait.
fn after_wait(failure: CallFailure) -> Asked {
    Asked::Look(Some(Doubtful::Wait(Some(failure))))
}

/// A request for the state after a call whose future was dropped.
fn after_dropped(doubtful: fn(Option<CallFailure>) -> Doubtful) -> Asked {
    Asked::Look(Some(doubtful(None)))
}

fn step() -> Came {
    let step = json!({ "stepID": "qr", "display": { "type": "qr", "data": "two" } });
    let step = serde_json::from_value::<DisplayAndWaitStep>(step).unwrap();
    Came::News(Box::new(ObservedSession::Step(Step::Display(step.into()))))
}

fn complete() -> Came {
    Came::News(Box::new(ObservedSession::Complete(Completion::default())))
}

fn cancelled() -> Came {
    Came::News(Box::new(ObservedSession::Cancelled))
}

fn failed(code: &str) -> Came {
    Came::News(Box::new(ObservedSession::Failed(refusal(None, code))))
}

fn no_step() -> Came {
    let status = "paused".into();
    Came::News(Box::new(ObservedSession::NoStep { status }))
}

fn gone() -> Came {
    Came::Gone(None)
}

/// A request for the state that the server refuses with 410.
fn gone_with(code: &str) -> Came {
    Came::Gone(Some(refusal(Some(410), code)))
}

fn nothing() -> Known {
    Known::default()
}

fn unreachable() -> Known {
    Known {
        was_unreachable: true,
        ..Known::default()
    }
}

fn looked(looks: usize) -> Known {
    Known {
        looks,
        ..Known::default()
    }
}

/// The facts after this many waits with the same failure.
fn waited(times: u32, failure: &CallFailure) -> Known {
    let mut failed_waits = FailedWaits::default();
    for _ in 0..times {
        failed_waits.count(failure, false, None);
    }
    Known {
        failed_waits,
        ..Known::default()
    }
}

/// Describes a decision in words.
fn words(decision: Decision) -> String {
    let ending = |what: &str, kind: LoginErrorKind, refusal: Option<Refusal>| {
        let kind = match kind {
            LoginErrorKind::Rejected { needs_new_input: true } => "InputRejected".to_owned(),
            kind => format!("{kind:?}").split(' ').next().unwrap().to_owned(),
        };
        let code = refusal.and_then(|refusal| refusal.code);
        format!("{what} {kind} {}", code.unwrap_or_default())
            .trim_end()
            .to_owned()
    };
    match decision {
        Decision::AtStep(_) => "at the step".to_owned(),
        Decision::Connected(_) => "connected".to_owned(),
        Decision::Ended(kind, refusal) => ending("ended:", kind, refusal),
        Decision::CompareLogins(kind, refusal) => ending("compare, else", kind, refusal),
        Decision::Look => "look".to_owned(),
        Decision::LookLater(pause) => format!("look in {} s", pause.as_secs()),
        Decision::Unchanged => "unchanged".to_owned(),
        Decision::AskAgain(RetryReason::RateLimited { .. }) => "ask again: rate limited".to_owned(),
        Decision::AskAgain(RetryReason::Refused { .. }) => "ask again: refused".to_owned(),
        Decision::AskAgain(reason) => format!("ask again: {reason:?}"),
        Decision::WaitAgain => "wait again".to_owned(),
        Decision::GiveUp(GiveUp::CallFailed) => "give up".to_owned(),
        Decision::GiveUp(GiveUp::Protocol(_)) => "give up: protocol".to_owned(),
    }
}

fn check(rows: impl IntoIterator<Item = Row>) {
    for (asked, came, known, expected) in rows {
        let row = format!("{asked:?} {came:?} {known:?}");
        assert_eq!(words(decide(asked, came, &known)), expected, "{row}");
    }
}

fn every_asked() -> Vec<Asked> {
    let mut asked = vec![
        Asked::Answer,
        Asked::Wait,
        Asked::Look(None),
        after_dropped(Doubtful::Answer),
        after_dropped(Doubtful::Wait),
    ];
    for failure in [
        lost(),
        CallFailure::NotSent,
        CallFailure::NotFound,
        unusable(Unusable::Misfit),
        refused(500, "M_UNKNOWN"),
    ] {
        asked.extend([after_answer(failure.clone()), after_wait(failure)]);
    }
    asked
}

#[test]
#[rustfmt::skip] // one row per line
fn a_readable_session_is_believed_whatever_was_before() {
    for asked in every_asked() {
        check([
            (asked.clone(), step(), nothing(), "at the step"),
            (asked.clone(), step(), unreachable(), "at the step"),
            (asked.clone(), complete(), nothing(), "connected"),
            (asked.clone(), no_step(), nothing(), "give up: protocol"),
        ]);
        let rejected = words(decide(asked.clone(), failed("FI.MAU.X.WRONG"), &nothing()));
        let kind = if asked.is_answer() { "InputRejected" } else { "Rejected" };
        assert_eq!(rejected, format!("ended: {kind} FI.MAU.X.WRONG"), "{asked:?}");
    }
}

#[test]
#[rustfmt::skip] // one row per line
fn answers_and_waits() {
    check([
        (Asked::Wait, Came::SameStep, nothing(), "wait again"),
        // Whatever the failure is, the session's state says more.
        (Asked::Answer, Came::Failure(lost()), nothing(), "look"),
        (Asked::Answer, Came::Failure(CallFailure::NotSent), nothing(), "look"),
        (Asked::Answer, Came::Failure(refused(400, "NO")), nothing(), "look"),
        (Asked::Answer, Came::Failure(unusable(Unusable::Redirect)), nothing(), "look"),
        (Asked::Wait, Came::Failure(lost()), nothing(), "look"),
        (Asked::Wait, Came::Failure(refused(500, "M_UNKNOWN")), nothing(), "look"),
        (Asked::Wait, Came::Failure(unusable(Unusable::TooLarge)), nothing(), "look"),
        (Asked::Wait, Came::Failure(CallFailure::NotFound), nothing(), "look"),
        (Asked::Wait, Came::Failure(CallFailure::Unauthorized), nothing(), "ended: Unauthorized"),
        (Asked::Answer, Came::Failure(CallFailure::Unauthorized), nothing(), "ended: Unauthorized"),
        (Asked::Look(None), Came::Failure(CallFailure::Unauthorized), nothing(), "ended: Unauthorized"),
        // Other code repeats requests for the state, for as long as that may help.
        (after_wait(lost()), Came::Failure(lost()), nothing(), "give up"),
    ]);
}

#[test]
#[rustfmt::skip] // one row per line
fn the_same_step_after_an_answer_asks_for_it_again_unless_that_would_not_help() {
    let slow_down = || refused(429, "M_LIMIT_EXCEEDED");
    check([
        (after_answer(lost()), Came::SameStep, looked(0), "look in 1 s"),
        (after_answer(lost()), Came::SameStep, looked(1), "look in 2 s"),
        (after_answer(lost()), Came::SameStep, looked(2), "ask again: Unclear"),
        (after_answer(unusable(Unusable::NotJson)), Came::SameStep, looked(0), "look in 1 s"),
        (after_answer(unusable(Unusable::NotJson)), Came::SameStep, looked(2), "ask again: Unclear"),
        (after_answer(unusable(Unusable::Redirect)), Came::SameStep, nothing(), "give up"),
        (after_answer(unusable(Unusable::TooLarge)), Came::SameStep, nothing(), "give up"),
        (after_answer(unusable(Unusable::Misfit)), Came::SameStep, nothing(), "give up"),
        (after_answer(CallFailure::NotSupported), Came::SameStep, nothing(), "give up"),
        (after_answer(CallFailure::NotSent), Came::SameStep, unreachable(), "ask again: NotSent"),
        (after_answer(CallFailure::NotFound), Came::SameStep, nothing(), "ask again: Unclear"),
        (after_answer(refused(400, "NO")), Came::SameStep, nothing(), "ask again: refused"),
        (after_answer(refused(500, "M_UNKNOWN")), Came::SameStep, nothing(), "ask again: refused"),
        (after_answer(refused(500, "M_BAD_STATE")), Came::SameStep, nothing(), "ask again: refused"),
        (after_answer(slow_down()), Came::SameStep, nothing(), "ask again: rate limited"),
        (after_answer(refused(400, "FI.MAU.X.RATE_LIMITED")), Came::SameStep, nothing(), "ask again: rate limited"),
        // A network's refusal would have ended the session, so the server refused the token.
        (after_answer(refused(403, "M_FORBIDDEN")), Came::SameStep, nothing(), "ended: Unauthorized M_FORBIDDEN"),
        (after_wait(refused(403, "forbidden")), Came::SameStep, nothing(), "ended: Unauthorized forbidden"),
        (after_answer(refused(400, "M_FORBIDDEN")), Came::SameStep, nothing(), "ask again: refused"),
        (after_answer(refused(403, "FI.MAU.X.BANNED")), Came::SameStep, nothing(), "ask again: refused"),
        (after_dropped(Doubtful::Answer), Came::SameStep, nothing(), "ask again: Unclear"),
        (after_dropped(Doubtful::Wait), Came::SameStep, nothing(), "unchanged"),
        (Asked::Look(None), Came::SameStep, nothing(), "unchanged"),
    ]);
}

#[test]
#[rustfmt::skip] // one row per line
fn the_same_step_after_a_wait_is_waited_on_until_that_is_hopeless() {
    for (failure, most) in [
        (lost(), 10),
        (CallFailure::NotSent, 10),
        (refused(429, "M_LIMIT_EXCEEDED"), 10),
        (refused(500, "M_BAD_STATE"), 4),
        (refused(500, "M_UNKNOWN"), 3),
        (refused(400, "FI.MAU.X.WRONG"), 3),
        (unusable(Unusable::TooLarge), 3),
        (unusable(Unusable::Misfit), 3),
        (unusable(Unusable::NotJson), 3),
        (CallFailure::NotFound, 3),
        (CallFailure::NotSupported, 3),
        (unusable(Unusable::Redirect), 1),
    ] {
        for times in 1..=most {
            let expected = if times == most { "give up" } else { "wait again" };
            let known = waited(times, &failure);
            check([(after_wait(failure.clone()), Came::SameStep, known, expected)]);
        }
    }
    // Another program waits, perhaps for a long time.
    let taken = refused(409, "M_CONFLICT");
    check([(
        after_wait(taken.clone()),
        Came::SameStep,
        waited(50, &taken),
        "wait again",
    )]);
}

#[test]
#[rustfmt::skip] // one row per line
fn a_session_that_is_gone_after_a_refusal_has_ended_as_that_says_and_nobody_else_is_looked_at() {
    check([
        (after_answer(refused(400, "NO")), gone(), nothing(), "ended: InputRejected NO"),
        (after_answer(refused(500, "M_UNKNOWN")), gone(), nothing(), "ended: InputRejected M_UNKNOWN"),
        (after_answer(refused(500, "M_UNKNOWN")), gone_with("GONE"), nothing(), "ended: InputRejected M_UNKNOWN"),
        (after_answer(refused(403, "M_FORBIDDEN")), gone(), nothing(), "ended: InputRejected M_FORBIDDEN"),
        (after_wait(refused(403, "M_FORBIDDEN")), gone(), nothing(), "ended: Rejected M_FORBIDDEN"),
        (after_answer(refused(429, "SLOW")), gone(), nothing(), "ended: RateLimited SLOW"),
        (after_answer(refused(400, "TIMEOUT")), gone(), nothing(), "ended: Expired TIMEOUT"),
        (after_wait(refused(403, "NO")), gone(), nothing(), "ended: Rejected NO"),
        (after_wait(refused(500, "M_UNKNOWN")), gone(), nothing(), "ended: Rejected M_UNKNOWN"),
        (after_wait(refused(500, "M_UNKNOWN")), gone(), unreachable(), "ended: Rejected M_UNKNOWN"),
        (after_wait(refused(410, "LOGIN_TIMED_OUT")), gone(), nothing(), "ended: Expired LOGIN_TIMED_OUT"),
        (after_wait(refused(410, "LOGIN_CANCELLED")), gone(), nothing(), "ended: Cancelled LOGIN_CANCELLED"),
        (after_wait(refused(400, "M_NOT_FOUND")), gone(), nothing(), "ended: SessionLost M_NOT_FOUND"),
        // These refusals concern the call, not the login.
        (after_wait(refused(409, "M_CONFLICT")), gone(), nothing(), "ended: SessionGone"),
        (after_answer(refused(500, "M_BAD_STATE")), gone(), nothing(), "ended: SessionGone"),
        (after_wait(refused(500, "M_BAD_STATE")), gone(), unreachable(), "ended: SessionLost"),
    ]);
}

#[test]
#[rustfmt::skip] // one row per line
fn a_session_that_is_gone_while_nothing_was_lost_is_gone_whoever_else_has_connected() {
    check([
        (Asked::Look(None), gone(), nothing(), "ended: SessionGone"),
        (Asked::Look(None), gone(), unreachable(), "ended: SessionLost"),
        (Asked::Look(None), gone_with("GONE"), nothing(), "ended: SessionGone GONE"),
        (Asked::Look(None), gone_with("LOGIN_TIMED_OUT"), nothing(), "ended: Expired LOGIN_TIMED_OUT"),
        (Asked::Look(None), gone_with("LOGIN_CANCELLED"), nothing(), "ended: Cancelled LOGIN_CANCELLED"),
        (Asked::Look(None), gone_with("LOGIN_ALREADY_FINISHED"), nothing(), "ended: SessionGone LOGIN_ALREADY_FINISHED"),
        (after_wait(CallFailure::NotFound), gone(), nothing(), "ended: SessionGone"),
        (after_wait(CallFailure::NotSupported), gone(), nothing(), "ended: SessionGone"),
        (after_wait(CallFailure::NotSent), gone(), unreachable(), "ended: SessionLost"),
        (after_answer(CallFailure::NotFound), gone(), nothing(), "ended: SessionGone"),
        (after_answer(CallFailure::NotSent), gone(), unreachable(), "ended: SessionLost"),
    ]);
}

#[test]
#[rustfmt::skip] // one row per line
fn logins_are_compared_where_the_last_word_of_the_session_may_be_lost() {
    check([
        // The effect of an answer is unknown; a wait has no effect.
        (after_answer(lost()), gone(), nothing(), "compare, else OutcomeUnknown"),
        (after_answer(lost()), gone(), unreachable(), "compare, else OutcomeUnknown"),
        (after_answer(unusable(Unusable::Misfit)), gone(), nothing(), "compare, else OutcomeUnknown"),
        (after_answer(unusable(Unusable::TooLarge)), gone(), nothing(), "compare, else OutcomeUnknown"),
        (after_dropped(Doubtful::Answer), gone(), nothing(), "compare, else OutcomeUnknown"),
        (after_wait(lost()), gone(), nothing(), "compare, else SessionLost"),
        (after_wait(lost()), gone(), unreachable(), "compare, else SessionLost"),
        (after_wait(unusable(Unusable::NotJson)), gone(), nothing(), "compare, else SessionLost"),
        // The computer was asleep or the future was dropped, so the session may have become too old.
        (after_dropped(Doubtful::Wait), gone(), nothing(), "compare, else SessionGone"),
        (after_dropped(Doubtful::Wait), gone(), unreachable(), "compare, else SessionLost"),
        // A gone session has ended, but only some responses say how.
        (after_wait(lost()), gone_with("GONE"), nothing(), "compare, else SessionGone GONE"),
        (after_answer(lost()), gone_with("LOGIN_ALREADY_FINISHED"), nothing(), "compare, else SessionGone LOGIN_ALREADY_FINISHED"),
        (after_wait(lost()), gone_with("LOGIN_CANCELLED"), nothing(), "compare, else Cancelled LOGIN_CANCELLED"),
        (after_wait(lost()), gone_with("LOGIN_TIMED_OUT"), nothing(), "ended: Expired LOGIN_TIMED_OUT"),
        (after_wait(lost()), cancelled(), nothing(), "compare, else Cancelled"),
        (after_dropped(Doubtful::Wait), cancelled(), nothing(), "compare, else Cancelled"),
        (Asked::Wait, cancelled(), nothing(), "ended: Cancelled"),
        (Asked::Look(None), cancelled(), nothing(), "ended: Cancelled"),
        (after_wait(refused(409, "M_CONFLICT")), cancelled(), nothing(), "ended: Cancelled"),
    ]);
}

#[test]
#[rustfmt::skip] // A row a line.
fn a_failed_session_says_why_or_the_call_before_does() {
    check([
        (Asked::Wait, failed(""), nothing(), "ended: Rejected"),
        (Asked::Answer, failed(""), nothing(), "ended: InputRejected"),
        (after_wait(refused(400, "SAID")), failed(""), nothing(), "ended: Rejected SAID"),
        (after_answer(refused(400, "SAID")), failed(""), nothing(), "ended: InputRejected SAID"),
        (after_answer(refused(400, "SAID")), failed("NO"), nothing(), "ended: InputRejected NO"),
        (after_wait(refused(409, "BUSY")), failed(""), nothing(), "ended: Rejected"),
        (after_wait(lost()), failed("NO"), nothing(), "ended: Rejected NO"),
        (Asked::Wait, failed("LOGIN_TIMED_OUT"), nothing(), "ended: Expired LOGIN_TIMED_OUT"),
        (Asked::Wait, failed("RATE_LIMITED"), nothing(), "ended: RateLimited RATE_LIMITED"),
        // The bridge behind the server has lost the session.
        (Asked::Wait, failed("M_NOT_FOUND"), nothing(), "ended: SessionLost M_NOT_FOUND"),
        (Asked::Answer, failed("M_NOT_FOUND"), nothing(), "ended: SessionLost M_NOT_FOUND"),
        (after_answer(lost()), failed("M_NOT_FOUND"), nothing(), "compare, else SessionLost M_NOT_FOUND"),
        (Asked::Wait, failed("LOGIN_CANCELLED"), nothing(), "ended: Cancelled LOGIN_CANCELLED"),
        (after_wait(lost()), failed("LOGIN_CANCELLED"), nothing(), "compare, else Cancelled LOGIN_CANCELLED"),
    ]);
}
