//! Wakes the callers who wait for the outcome of a message, so that they look before their pause is over.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Notify;

/// The callers who wait for outcomes, by chat. All clones of a client share them.
#[derive(Default)]
pub(crate) struct SendWakeups(Mutex<Vec<Weak<Waiting>>>);

struct Waiting {
    /// The IDs of the chat: the one that the program used, and the one that the server returned.
    chat_ids: Vec<String>,
    notify: Notify,
}

/// A registered caller. Dropping it removes the caller.
pub(super) struct Wakeup(Arc<Waiting>);

impl SendWakeups {
    /// Registers a caller who waits for a message in a chat.
    pub(super) fn wait(&self, chat_ids: Vec<String>) -> Wakeup {
        let waiting = Arc::new(Waiting {
            chat_ids,
            notify: Notify::new(),
        });
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(&waiting));
        Wakeup(waiting)
    }

    /// Wakes everybody who waits for a message in this chat, as one of the user's messages there is new or has changed.
    #[cfg_attr(
        not(feature = "events"),
        allow(dead_code, reason = "only a watch learns of messages")
    )]
    pub(crate) fn wake(&self, chat_id: &str) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = all.iter().filter_map(Weak::upgrade);
        for it in waiting.filter(|it| it.chat_ids.iter().any(|id| id == chat_id)) {
            it.notify.notify_one();
        }
    }
}

impl Wakeup {
    /// Completes when [`SendWakeups::wake`] was called for this chat since the last time that this method completed.
    pub(super) async fn woken(&self) {
        self.0.notify.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use super::*;

    async fn is_woken(wakeup: &Wakeup) -> bool {
        let mut woken = pin!(wakeup.woken());
        poll_fn(|context| Poll::Ready(woken.as_mut().poll(context).is_ready())).await
    }

    #[tokio::test]
    async fn who_waits_in_a_chat_is_woken_once_and_nobody_else_is() {
        let wakeups = SendWakeups::default();
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let (ana, ben) = (wakeups.wait(ids(&["1", "!ana"])), wakeups.wait(ids(&["!ben"])));
        wakeups.wake("!ana");
        wakeups.wake("!cleo");
        assert!(is_woken(&ana).await && !is_woken(&ana).await && !is_woken(&ben).await);
        wakeups.wake("1");
        assert!(is_woken(&ana).await);
    }

    #[test]
    fn who_is_gone_is_forgotten() {
        let wakeups = SendWakeups::default();
        for _ in 0..100 {
            drop(wakeups.wait(Vec::new()));
        }
        assert_eq!(wakeups.0.lock().unwrap().len(), 1);
    }
}
