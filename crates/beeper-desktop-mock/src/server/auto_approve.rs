//! Approves logins by a timer, for people who try a client by hand.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::server::shared_state::Shared;
use crate::state::login_sessions::SessionSelector;
use crate::state::login_sessions::session::{Session, SessionEvent};

/// The time of each session's next event, with the code that was shown when the event was scheduled.
type Schedule = HashMap<String, ((usize, usize), Instant)>;

/// Rotates and approves the codes of sessions on which a client waits; never returns.
pub(crate) async fn auto_approve(shared: Arc<Shared>, interval: Duration) {
    let mut session_changes = shared.session_changes();
    let mut schedule = Schedule::new();
    loop {
        // The time of a code continues while no client waits, but the code changes only while one does.
        match next_event(&shared, &mut schedule, interval) {
            None => {
                let _ = session_changes.changed().await;
            }
            Some((session_id, event, at)) => tokio::select! {
                _ = session_changes.changed() => {}
                () = sleep_until(at) => {
                    // The session may have ended at this moment.
                    let _ = shared.lock().state.apply(&SessionSelector::Id(session_id), event);
                    shared.notify_session_change();
                }
            },
        }
    }
}

fn next_event(shared: &Shared, schedule: &mut Schedule, interval: Duration) -> Option<(String, SessionEvent, Instant)> {
    let locked = shared.lock();
    let mut next: Option<(&Session, Instant)> = None;
    let mut running = Schedule::new();
    for session in locked.state.running_sessions() {
        let scheduled = schedule.remove(&session.id).filter(|(code, _)| *code == session.code());
        let waited_for = session.waiting_calls.len() > 0;
        let at = match scheduled {
            Some((_, at)) => at,
            None if waited_for => Instant::now() + interval,
            None => continue,
        };
        running.insert(session.id.clone(), (session.code(), at));
        if waited_for && next.is_none_or(|(_, earliest)| at < earliest) {
            next = Some((session, at));
        }
    }
    *schedule = running;
    next.map(|(session, at)| {
        let event = match session.is_last_code() {
            true => SessionEvent::Approve,
            false => SessionEvent::Rotate,
        };
        (session.id.clone(), event, at)
    })
}
