//! Sends a message once, and asks the server for its outcome.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::client::Client;
use crate::error::Error;
use crate::generated::requests::SendMessage;
use crate::generated::types::{ChatId, Message, PendingMessageId, SendMessageResponse};
use crate::response::value::ResponseValue;
use crate::runtime::request::endpoint::Endpoint;
use crate::sending::failed::Failed;
use crate::sending::finding::{Finding, was_not_taken};
use crate::sending::outcome::SendOutcome;
use crate::sending::sent::Sent;
use crate::sending::unclear::{Unclear, UnclearReason};
use crate::sending::wakeups::Wakeup;

/// The longest pause between two looks. The first pauses are shorter, as most messages are sent within a second.
const LONGEST_PAUSE: Duration = Duration::from_millis(750);
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The time limit of one look, if the client's own is not shorter: a lost request must not use up the whole time.
const LOOK_TIMEOUT: Duration = Duration::from_secs(10);

/// How many unusable responses in a row end the search. A proxy before a server that is starting may send a few.
const MAX_UNUSABLE: u32 = 3;

/// How often the client looks for the final ID of a message that the server calls sent but shows with its pending ID.
///
/// After that, the client takes the pending ID for the final one.
const LOOKS_FOR_ID: u32 = 3;

/// Sends a message, and waits for its outcome.
#[inline]
pub(super) async fn confirm(request: SendMessage, time_limit: Duration) -> Result<SendOutcome, Error> {
    let client = request.sender().client().clone();
    let chat_id = request.chat_id.clone();
    // Only this line sends the message. Everything after it only reads.
    let taken = match request.await {
        Ok(answer) => answer.into_inner(),
        Err(error) if was_not_taken(&error) => return Err(error),
        Err(error) => {
            let unclear = Unclear::new(UnclearReason::NoAnswer, chat_id).with_error(Some(error));
            return Ok(SendOutcome::Unclear(unclear));
        }
    };
    if taken.pending_message_id.as_str().is_empty() {
        return Ok(SendOutcome::Unclear(Unclear::new(UnclearReason::NoAnswer, chat_id)));
    }
    let mut confirmation = Confirmation::new(client, chat_id, taken);
    let outcome = confirmation.ask_within(time_limit).await;
    Ok(outcome.unwrap_or_else(|reason| SendOutcome::Unclear(confirmation.into_unclear(reason))))
}

/// A message whose outcome the client is asking for.
struct Confirmation {
    client: Client,
    /// The ID of the chat that the program used.
    chat_id: ChatId,
    /// Other IDs of the same chat.
    other_chat_ids: Vec<ChatId>,
    pending_id: PendingMessageId,
    wakeup: Wakeup,
    /// The message as the server returned it last.
    last_seen: Option<ResponseValue<Message>>,
    /// The message that the server calls sent but shows without its final ID. Whatever follows, the outcome is `Sent`.
    sent: Option<ResponseValue<Message>>,
    looks_for_id: u32,
    /// Whether the last look did not find the message.
    is_missing: bool,
    /// The error of the last look.
    error: Option<Error>,
    looks: u32,
    unusable_in_a_row: u32,
    /// Whether a response has shown that the server has the operation.
    has_operation: bool,
}

impl Confirmation {
    fn new(client: Client, chat_id: ChatId, taken: SendMessageResponse) -> Self {
        let other_chat_ids = Vec::from_iter(taken.chat_id);
        let names = other_chat_ids.iter().chain([&chat_id]);
        let names = names.map(|id| id.as_str().to_owned()).collect();
        Self {
            wakeup: client.shared().send_wakeups.wait(names),
            client,
            chat_id,
            other_chat_ids,
            pending_id: taken.pending_message_id,
            last_seen: None,
            sent: None,
            looks_for_id: 0,
            is_missing: false,
            error: None,
            looks: 0,
            unusable_in_a_row: 0,
            has_operation: false,
        }
    }

    /// Asks until the outcome is known or the time limit is over.
    async fn ask_within(&mut self, limit: Duration) -> Result<SendOutcome, UnclearReason> {
        // The time limit also ends a look that hangs.
        let mut alarm = self.client.clock().alarm(limit);
        let asked = {
            let mut asking = pin!(self.ask(limit));
            poll_fn(|context| match asking.as_mut().poll(context) {
                Poll::Ready(outcome) => Poll::Ready(outcome),
                Poll::Pending => alarm.as_mut().poll(context).map(|()| Err(UnclearReason::TimeLimit)),
            })
            .await
        };
        if let (Err(_), Some(sent)) = (&asked, self.sent.take()) {
            return Ok(SendOutcome::Sent(Sent::new(self.pending_id.clone(), sent)));
        }
        match asked {
            Err(UnclearReason::TimeLimit) if self.is_missing && self.last_seen.is_some() => Err(UnclearReason::Gone),
            Err(UnclearReason::TimeLimit) if self.lacks_operation() => Err(UnclearReason::NotSupported),
            asked => asked,
        }
    }

    async fn ask(&mut self, limit: Duration) -> Result<SendOutcome, UnclearReason> {
        let clock = self.client.clock().clone();
        let began = clock.now();
        loop {
            if let Some(outcome) = self.look().await? {
                return Ok(outcome);
            }
            if self.sent.is_some() {
                self.looks_for_id += 1;
                if self.looks_for_id == LOOKS_FOR_ID || self.error.is_some() {
                    return Err(UnclearReason::TimeLimit);
                }
            }
            let left = limit.saturating_sub(clock.now().saturating_duration_since(began));
            let requested = self.error.as_ref().and_then(Error::retry_after);
            let pause = FIRST_PAUSE.saturating_mul(self.looks).min(LONGEST_PAUSE);
            let pause = requested.map_or(pause, |requested| requested.max(pause));
            if pause >= left {
                clock.sleep(left).await;
                return Err(UnclearReason::TimeLimit);
            }
            match requested {
                Some(_) => clock.sleep(pause).await,
                None => self.sleep_or_be_woken(pause).await,
            }
        }
    }

    async fn sleep_or_be_woken(&self, pause: Duration) {
        let mut woken = pin!(self.wakeup.woken());
        let mut sleep = self.client.clock().sleep(pause);
        poll_fn(|context| match woken.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => sleep.as_mut().poll(context),
        })
        .await;
    }

    /// Asks once. Returns `None` if the message has no outcome yet.
    #[inline]
    async fn look(&mut self) -> Result<Option<SendOutcome>, UnclearReason> {
        self.looks = self.looks.saturating_add(1);
        let timeout = self.client.settings().timeouts.read.min(LOOK_TIMEOUT);
        let request = self.client.get_message(&self.chat_id, &self.pending_id);
        let answer = request.timeout(timeout).retries(0).await;
        (self.error, self.is_missing) = (None, false);
        let finding = match answer {
            Ok(answer) => match self.objection_to(&answer).await {
                None => match Finding::of_message(&self.pending_id, &answer) {
                    Finding::Sent => return Ok(Some(SendOutcome::Sent(Sent::new(self.pending_id.clone(), answer)))),
                    Finding::Failed(status) => {
                        let failed = Failed::new(self.pending_id.clone(), answer, status);
                        return Ok(Some(SendOutcome::Failed(failed)));
                    }
                    Finding::SentWithoutId => {
                        self.sent = Some(answer);
                        Finding::SentWithoutId
                    }
                    finding => {
                        self.last_seen = Some(answer);
                        finding
                    }
                },
                objection => {
                    self.error = objection;
                    Finding::Unusable(UnclearReason::Unusable)
                }
            },
            Err(error) => {
                let finding = Finding::of_error(&error);
                self.is_missing = matches!(finding, Finding::NotThere);
                self.error = Some(error).filter(|_| !self.is_missing);
                finding
            }
        };
        self.take_in(&finding)?;
        Ok(None)
    }

    /// Updates the counts, and returns the reason if asking again does not help.
    fn take_in(&mut self, finding: &Finding) -> Result<(), UnclearReason> {
        match finding {
            Finding::Unusable(UnclearReason::NotSupported) | Finding::Hopeless(UnclearReason::NotSupported)
                if self.has_operation => {}
            Finding::Hopeless(reason) => return Err(*reason),
            Finding::Unusable(reason) => {
                self.unusable_in_a_row += 1;
                return match self.unusable_in_a_row < MAX_UNUSABLE {
                    true => Ok(()),
                    false => Err(*reason),
                };
            }
            Finding::NoAnswer => {}
            Finding::Sent | Finding::SentWithoutId | Finding::Failed(_) | Finding::Pending | Finding::NotThere => {
                self.has_operation = true
            }
        }
        self.unusable_in_a_row = 0;
        Ok(())
    }

    /// Returns whether all responses so far came from a server without the operation.
    fn lacks_operation(&self) -> bool {
        !self.has_operation && self.error.as_ref().is_some_and(Error::is_not_supported)
    }

    /// Returns an error if the response is about a message of another chat or another sender.
    async fn objection_to(&mut self, answer: &ResponseValue<Message>) -> Option<Error> {
        if answer.is_sender == Some(false) {
            return Some(answer.misfit_error("isSender", "says that somebody else sent the message"));
        }
        match self.is_this_chat(&answer.chat_id).await {
            true => None,
            false => Some(answer.misfit_error("chatID", "is the ID of another chat")),
        }
    }

    /// Returns whether an ID belongs to this chat. The program may have named the chat by its ID on this device.
    async fn is_this_chat(&mut self, id: &ChatId) -> bool {
        if *id == self.chat_id || self.other_chat_ids.contains(id) {
            return true;
        }
        let chat = self
            .client
            .get_chat(&self.chat_id)
            .timeout(LOOK_TIMEOUT)
            .retries(0)
            .await;
        let is_this = chat.is_ok_and(|chat| chat.id == *id);
        if is_this {
            self.other_chat_ids.push(id.clone());
        }
        is_this
    }

    fn into_unclear(self, reason: UnclearReason) -> Unclear {
        let last_seen = self.last_seen.map(ResponseValue::into_inner);
        let unclear = Unclear::new(reason, self.chat_id).with_error(self.error);
        unclear.with_pending_id(self.pending_id, last_seen)
    }
}

#[cfg(test)]
mod tests {
    use beeper_desktop_mock::{MockChat, MockDesktop, MockSending};

    use super::*;
    use crate::runtime::clock::virtual_clock::VirtualClock;

    /// An event about a message of the chat ends a pause early. The clock is stopped, so nothing else can end it.
    #[tokio::test]
    async fn who_hears_of_the_message_wakes_those_who_wait_for_it() {
        let mock = MockDesktop::start().await.unwrap();
        mock.put_chat(MockChat::new("!ana"));
        mock.set_sending(MockSending::new().pending_for(1));
        let clock = VirtualClock::new();
        let builder = Client::builder().base_url(mock.base_url()).access_token(mock.token());
        let client = builder.clock(clock.clone()).build().unwrap();

        clock.stop_after(Duration::ZERO);
        let local_id = mock.chat("!ana").unwrap()["localChatID"].as_str().unwrap().to_owned();
        let sending = tokio::spawn(client.send_message(local_id).text("Hello").confirmed().into_future());
        clock.until_stopped().await;
        client.shared().send_wakeups.wake("!ben");
        // Wake by the ID that the server uses for the chat, and from a client with other options.
        let other = client.with(crate::client::call_options::CallOptions::new().retries(0));
        other.shared().send_wakeups.wake("!ana");

        let outcome = sending.await.unwrap().unwrap();
        assert!(matches!(outcome, SendOutcome::Sent(_)), "{outcome:?}");
        assert!(clock.pauses().is_empty());
    }
}
