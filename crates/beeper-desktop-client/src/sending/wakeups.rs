//! Wakes those who wait for a message to be sent, before their next look is due.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Notify;

/// Who waits for messages to be sent, by chat. The clones of a client share it.
#[derive(Default)]
pub(crate) struct SendWakeups(Mutex<Vec<Weak<Waiting>>>);

struct Waiting {
    /// The IDs of the chat: the one that the program named, and the one that the server answered with.
    chat_ids: Vec<String>,
    notify: Notify,
}

/// Somebody who waits; dropped, it is forgotten.
pub(super) struct Wakeup(Arc<Waiting>);

impl SendWakeups {
    /// Begins to wait for what happens in a chat.
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

    /// Says that a message of the user's own is new or has changed in a chat: who waits for one there looks at once.
    #[cfg_attr(not(feature = "events"), allow(dead_code, reason = "only a watch hears of messages"))]
    pub(crate) fn wake(&self, chat_id: &str) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = all.iter().filter_map(Weak::upgrade);
        for it in waiting.filter(|it| it.chat_ids.iter().any(|id| id == chat_id)) {
            it.notify.notify_one();
        }
    }
}

impl Wakeup {
    /// Resolves when something has happened since this was last waited for.
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
