//! What to make of a call that failed, after a look at the session. Pure: no I/O, no time.

use beeper_desktop_client::StatusCode;

use crate::error::LoginErrorKind;
use crate::session::calls::error_classification::{Complaint, Trouble};
use crate::session::response::{Completion, Seen};
use crate::steps::display::Step;
use crate::terminal::text::{Lines, printable};

/// What was sent when the trouble began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Nothing but a look.
    Look,
    /// A wait, which may be repeated.
    Wait,
    /// An answer, which must not.
    Answer,
}

/// What a look at the session after the trouble found.
#[derive(Debug)]
pub(crate) enum Look {
    Found(Box<Seen>),
    /// With what the server says of it, if it says anything.
    Gone(Option<Complaint>),
}

#[derive(Debug)]
pub(crate) enum Verdict {
    /// The session is at this step.
    At(Step),
    Connected(Completion),
    /// It has ended, and that is the end of it.
    Ended(LoginErrorKind, Option<Complaint>),
    /// It has ended; whether a login has come into being is to be seen among logins and accounts. If none has, this is how.
    Compare(LoginErrorKind, Option<Complaint>),
}

/// `was_unreachable`: whether, between the trouble and the look, no connection could be made.
pub(crate) fn verdict(sent: Sent, trouble: Option<Trouble>, look: Look, was_unreachable: bool) -> Verdict {
    let trouble = match (look, trouble) {
        (Look::Found(seen), trouble) => return found(sent, trouble, *seen),
        // What the session's end says about itself is better than nothing.
        (Look::Gone(Some(complaint)), None | Some(Trouble::Lost)) => Trouble::Said(complaint),
        (Look::Gone(_), Some(trouble)) => trouble,
        (Look::Gone(None), None) => Trouble::NotFound,
    };
    gone(sent, trouble, was_unreachable)
}

fn found(sent: Sent, trouble: Option<Trouble>, seen: Seen) -> Verdict {
    match seen {
        Seen::Step(step) => Verdict::At(step),
        Seen::Complete(completion) => Verdict::Connected(completion),
        Seen::Cancelled => Verdict::Compare(LoginErrorKind::Cancelled, None),
        Seen::Failed(complaint) => {
            // Where the session does not say why, the call that failed may have.
            let complaint = match (complaint.code.is_some(), trouble) {
                (false, Some(Trouble::Said(said))) if !said.is_about_the_request() => said,
                _ => complaint,
            };
            match complaint.ending(sent == Sent::Answer) {
                kind @ (LoginErrorKind::Cancelled | LoginErrorKind::SessionGone) => {
                    Verdict::Compare(kind, Some(complaint))
                }
                kind => Verdict::Ended(kind, Some(complaint)),
            }
        }
        Seen::Nothing { status } => {
            let status = printable(status.as_str(), Lines::Flatten, 80);
            let reason = format!("the login session asks for nothing and has not ended (status {status:?})");
            Verdict::Ended(LoginErrorKind::Protocol { reason }, None)
        }
    }
}

fn gone(sent: Sent, trouble: Trouble, was_unreachable: bool) -> Verdict {
    match trouble {
        Trouble::Said(complaint) if !complaint.is_about_the_request() => {
            let kind = complaint.ending(sent == Sent::Answer);
            // A refusal by the network is one; what else a server says may be about its own trouble.
            let is_refusal = complaint.status.is_some_and(|status| status.is_client_error());
            // This one says that the session has ended, which it may have done well.
            let is_gone = complaint.status == Some(StatusCode::GONE);
            match kind {
                LoginErrorKind::Rejected { .. } if is_gone => Verdict::Compare(kind, Some(complaint)),
                LoginErrorKind::Rejected { .. } | LoginErrorKind::RateLimited { .. } | LoginErrorKind::Expired
                    if is_refusal =>
                {
                    Verdict::Ended(kind, Some(complaint))
                }
                kind => Verdict::Compare(kind, Some(complaint)),
            }
        }
        Trouble::Unauthorized => Verdict::Ended(LoginErrorKind::Unauthorized, None),
        Trouble::Lost | Trouble::Unreadable if sent == Sent::Answer || !was_unreachable => {
            Verdict::Compare(LoginErrorKind::OutcomeUnknown, None)
        }
        _ if was_unreachable => Verdict::Compare(LoginErrorKind::SessionLost, None),
        _ => Verdict::Compare(LoginErrorKind::SessionGone, None),
    }
}

#[cfg(test)]
mod tests {
    use beeper_desktop_client::types::DisplayAndWaitStep;
    use serde_json::json;

    use super::*;

    const EVERY_WAY: [(Sent, bool); 6] = [
        (Sent::Look, false),
        (Sent::Look, true),
        (Sent::Wait, false),
        (Sent::Wait, true),
        (Sent::Answer, false),
        (Sent::Answer, true),
    ];

    fn complaint(status: Option<u16>, code: Option<&str>) -> Complaint {
        Complaint {
            status: status.map(|status| StatusCode::from_u16(status).unwrap()),
            code: code.map(str::to_owned),
            message: None,
            retry_after: None,
        }
    }

    fn said(status: u16, code: &str) -> Trouble {
        Trouble::Said(complaint(Some(status), Some(code)))
    }

    fn gone_as(code: &str) -> Look {
        Look::Gone(Some(complaint(Some(410), Some(code))))
    }

    fn failed(code: Option<&str>) -> Look {
        Look::Found(Box::new(Seen::Failed(complaint(None, code))))
    }

    fn step() -> Step {
        let step = json!({ "stepID": "qr", "display": { "type": "qr", "data": "one" } });
        Step::Display(serde_json::from_value::<DisplayAndWaitStep>(step).unwrap().into())
    }

    /// A verdict in short: what is to be done, the kind, and the code that it is said with.
    fn short(verdict: Verdict) -> String {
        let (what, kind, complaint) = match verdict {
            Verdict::At(_) => return "at a step".to_owned(),
            Verdict::Connected(_) => return "connected".to_owned(),
            Verdict::Ended(kind, complaint) => ("ended", kind, complaint),
            Verdict::Compare(kind, complaint) => ("compare", kind, complaint),
        };
        let kind = match kind {
            LoginErrorKind::Rejected { needs_new_input: true } => "InputRejected".to_owned(),
            kind => format!("{kind:?}").split(' ').next().unwrap().to_owned(),
        };
        match complaint.and_then(|complaint| complaint.code) {
            Some(code) => format!("{what} {kind} {code}"),
            None => format!("{what} {kind}"),
        }
    }

    #[test]
    fn what_a_look_finds_counts_whatever_went_wrong_before() {
        for (sent, was_unreachable) in EVERY_WAY {
            for trouble in [
                None,
                Some(Trouble::NotSent),
                Some(Trouble::Lost),
                Some(Trouble::Unreadable),
                Some(Trouble::NotFound),
                Some(said(400, "CODE")),
            ] {
                for (seen, expected) in [
                    (Seen::Step(step()), "at a step"),
                    (Seen::Complete(Completion::default()), "connected"),
                    (Seen::Cancelled, "compare Cancelled"),
                    (
                        Seen::Nothing {
                            status: "paused".into(),
                        },
                        "ended Protocol",
                    ),
                ] {
                    let look = Look::Found(Box::new(seen));
                    let verdict = verdict(sent, trouble.clone(), look, was_unreachable);
                    assert_eq!(short(verdict), expected, "{sent:?} {trouble:?}");
                }
            }
        }
    }

    #[test]
    fn a_failed_session_says_why_or_the_call_before_does() {
        for (trouble, code, while_waiting, after_an_answer) in [
            (None, None, "ended Rejected", "ended InputRejected"),
            (None, Some("NO"), "ended Rejected NO", "ended InputRejected NO"),
            (
                Some(said(400, "SAID")),
                None,
                "ended Rejected SAID",
                "ended InputRejected SAID",
            ),
            (
                Some(said(400, "SAID")),
                Some("NO"),
                "ended Rejected NO",
                "ended InputRejected NO",
            ),
            (Some(said(409, "BUSY")), None, "ended Rejected", "ended InputRejected"),
            (
                Some(said(500, "M_BAD_STATE")),
                None,
                "ended Rejected",
                "ended InputRejected",
            ),
            (Some(Trouble::Lost), None, "ended Rejected", "ended InputRejected"),
        ] {
            for (sent, was_unreachable) in EVERY_WAY {
                let verdict = verdict(sent, trouble.clone(), failed(code), was_unreachable);
                let expected = if sent == Sent::Answer {
                    after_an_answer
                } else {
                    while_waiting
                };
                assert_eq!(short(verdict), expected, "{sent:?} {trouble:?} {code:?}");
            }
        }
        for (sent, was_unreachable) in EVERY_WAY {
            for (code, expected) in [
                ("LOGIN_TIMED_OUT", "ended Expired LOGIN_TIMED_OUT"),
                ("RATE_LIMITED", "ended RateLimited RATE_LIMITED"),
                ("LOGIN_CANCELLED", "compare Cancelled LOGIN_CANCELLED"),
                ("LOGIN_ALREADY_FINISHED", "compare SessionGone LOGIN_ALREADY_FINISHED"),
            ] {
                let verdict = verdict(sent, Some(Trouble::Lost), failed(Some(code)), was_unreachable);
                assert_eq!(short(verdict), expected, "{sent:?}");
            }
        }
    }

    #[test]
    fn a_session_that_is_gone_after_a_refusal_has_ended_as_that_says() {
        for (sent, was_unreachable) in EVERY_WAY {
            let rejected = if sent == Sent::Answer {
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
                (500, "NO", format!("compare {rejected} NO")),
                (500, "TIMEOUT", "compare Expired TIMEOUT".to_owned()),
                (400, "LOGIN_CANCELLED", "compare Cancelled LOGIN_CANCELLED".to_owned()),
            ] {
                let verdict = verdict(sent, Some(said(status, code)), Look::Gone(None), was_unreachable);
                assert_eq!(short(verdict), expected, "{sent:?} {status} {code}");
            }
        }
    }

    #[test]
    fn a_session_that_is_gone_without_a_word_may_have_been_lost_with_its_server() {
        for (sent, was_unreachable) in EVERY_WAY {
            let gone = if was_unreachable { "SessionLost" } else { "SessionGone" };
            let lost = if was_unreachable && sent != Sent::Answer {
                "SessionLost"
            } else {
                "OutcomeUnknown"
            };
            for (trouble, expected) in [
                (None, gone),
                (Some(Trouble::NotSent), gone),
                (Some(Trouble::NotFound), gone),
                (Some(Trouble::NotSupported), gone),
                (Some(said(409, "BUSY")), gone),
                (Some(said(500, "M_BAD_STATE")), gone),
                (Some(Trouble::Lost), lost),
                (Some(Trouble::Unreadable), lost),
            ] {
                let verdict = verdict(sent, trouble.clone(), Look::Gone(None), was_unreachable);
                assert_eq!(short(verdict), format!("compare {expected}"), "{sent:?} {trouble:?}");
            }
            let unauthorized = verdict(sent, Some(Trouble::Unauthorized), Look::Gone(None), was_unreachable);
            assert_eq!(short(unauthorized), "ended Unauthorized");
        }
    }

    #[test]
    fn what_is_said_of_a_session_that_is_gone_counts_where_nothing_better_is_known() {
        for (sent, was_unreachable) in EVERY_WAY {
            for trouble in [None, Some(Trouble::Lost)] {
                for (code, expected) in [
                    ("LOGIN_TIMED_OUT", "ended Expired LOGIN_TIMED_OUT"),
                    ("LOGIN_CANCELLED", "compare Cancelled LOGIN_CANCELLED"),
                    ("LOGIN_ALREADY_FINISHED", "compare SessionGone LOGIN_ALREADY_FINISHED"),
                ] {
                    let verdict = verdict(sent, trouble.clone(), gone_as(code), was_unreachable);
                    assert_eq!(short(verdict), expected, "{sent:?} {trouble:?}");
                }
            }
            let refused = verdict(
                sent,
                Some(said(429, "SLOW")),
                gone_as("LOGIN_TIMED_OUT"),
                was_unreachable,
            );
            assert_eq!(short(refused), "ended RateLimited SLOW");
        }
    }

    /// It says that the session has ended, and not how.
    #[test]
    fn a_session_that_is_gone_for_a_reason_that_nobody_knows_may_be_connected() {
        for trouble in [None, Some(Trouble::Lost)] {
            let verdict = verdict(Sent::Answer, trouble, gone_as("GONE"), false);
            assert!(matches!(verdict, Verdict::Compare(..)), "{verdict:?}");
        }
    }
}
