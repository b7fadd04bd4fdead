//! What to make of a call that failed, after a look at the session. Pure: no I/O, no time.

use crate::state::{Completion, Seen};
use crate::text::{Lines, printable};
use crate::trouble::{Complaint, Trouble};
use crate::{LoginErrorKind, Step};

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
        (Look::Gone(None), None) => Trouble::NotFound { by_the_api: true },
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
            match kind {
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
