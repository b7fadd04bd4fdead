//! Somebody with a phone, for people who try a client by hand. The one place where logins follow a clock.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::server::shared::Front;
use crate::state::login_sessions::Pick;
use crate::state::login_sessions::session::{Event, Session};

/// When each session's turn is, and for which of its codes that was meant.
type Plan = HashMap<String, ((usize, usize), Instant)>;

/// Never ends by itself.
pub(crate) async fn play_other_device(front: Arc<Front>, interval: Duration) {
    let mut news = front.news();
    let mut plan = Plan::new();
    loop {
        // Codes run out while nobody waits, but change only when somebody does.
        match next_turn(&front, &mut plan, interval) {
            None => {
                let _ = news.changed().await;
            }
            Some((session_id, event, at)) => tokio::select! {
                _ = news.changed() => {}
                () = sleep_until(at) => {
                    // It may have ended this very moment.
                    let _ = front.desk().state.happen(&Pick::Session(session_id), event);
                    front.sessions_changed();
                }
            },
        }
    }
}

fn next_turn(front: &Front, plan: &mut Plan, interval: Duration) -> Option<(String, Event, Instant)> {
    let desk = front.desk();
    let mut next: Option<(&Session, Instant)> = None;
    let mut running = Plan::new();
    for session in desk.state.running_sessions() {
        let planned = plan.remove(&session.id).filter(|(code, _)| *code == session.code());
        let waited_for = session.waits.held() > 0;
        let at = match planned {
            Some((_, at)) => at,
            None if waited_for => Instant::now() + interval,
            None => continue,
        };
        running.insert(session.id.clone(), (session.code(), at));
        if waited_for && next.is_none_or(|(_, earliest)| at < earliest) {
            next = Some((session, at));
        }
    }
    *plan = running;
    next.map(|(session, at)| {
        let event = match session.is_last_code() {
            true => Event::Approve,
            false => Event::Rotate,
        };
        (session.id.clone(), event, at)
    })
}
