//! What happens to login sessions without their clients.

mod completion;
pub(crate) mod session;
pub(crate) mod waiting_calls;

use crate::state::login_sessions::session::{Event, Session};
use crate::state::login_sessions::waiting_calls::Wait;
use crate::state::store::State;

/// Which login session.
#[derive(Clone)]
pub(crate) enum Pick {
    /// The one that began last of those running on a bridge.
    OnBridge(String),
    Session(String),
}

impl Pick {
    fn is(&self, session: &Session) -> bool {
        match self {
            Self::OnBridge(id) => session.bridge_id == *id && session.is_running(),
            Self::Session(id) => session.id == *id,
        }
    }
}

impl State {
    pub(crate) fn picked(&self, pick: &Pick) -> Option<&Session> {
        self.sessions.iter().rfind(|session| pick.is(session))
    }

    /// Lets something happen to a session, or says why it cannot.
    pub(crate) fn happen(&mut self, pick: &Pick, event: Event) -> Result<(), &'static str> {
        let running = |session: &Session| pick.is(session) && session.is_running();
        let at = self.sessions.iter().rposition(running);
        let at = at.ok_or("no such login session is running")?;
        let holds_again = matches!(event, Event::Replay(false));
        let next = self.sessions[at].happen(event)?;
        if !holds_again {
            // Who waited has the answer; nobody asked for this one.
            let _ = self.proceed(at, next);
        }
        Ok(())
    }

    /// Forgets a session, and with it those who wait on it; returns whether there was one.
    pub(crate) fn forget_session(&mut self, pick: &Pick) -> bool {
        let at = self.sessions.iter().rposition(|session| pick.is(session));
        at.map(|at| self.sessions.remove(at)).is_some()
    }

    pub(crate) fn forget_all_sessions(&mut self) {
        self.sessions.clear();
    }

    pub(crate) fn give_up(&mut self, wait: &Wait) {
        let mut sessions = self.sessions.iter_mut();
        if let Some(session) = sessions.find(|session| session.id == wait.session_id) {
            session.waits.give_up(wait.ticket);
        }
    }

    pub(crate) fn running_sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(|session| session.is_running())
    }
}
