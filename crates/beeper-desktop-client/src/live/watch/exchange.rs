//! Sends the requests of a watch, and opens its connection.

use std::pin::Pin;
use std::time::Duration;

use crate::client::Client;
use crate::client::call_options::CallOptions;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::generated::types::{ChatId, EventErrorCode, EventFrame, Message};
use crate::live::error::{EventsError, EventsErrorKind};
use crate::live::event_connection::EventConnection;
use crate::live::subscription::Subscription;
use crate::live::watch::error::{WatchError, WatchErrorKind};
use crate::live::watch::facts::{Entry, FactPage, ListedFact};
use crate::live::watch::step::calls::Request;
use crate::live::watch::step::filter::Filter;
use crate::live::watch::step::state::Answer;
use crate::paging::page::{FetchedPage, Page, Paged};
use crate::paging::page_order::Order;
use crate::response::future::ResponseFuture;
use crate::response::misfits::Misfits;

/// How many chats the watch asks for per page.
const CHATS: i64 = 200;

/// How many chats a subscription names at most. For more, the watch subscribes to all chats and leaves out the others itself.
const SUBSCRIBED_CHATS: usize = 200;

/// The future of a request. An error ends the watch.
pub(super) type Sending = Pin<Box<dyn Future<Output = Result<(Answer, Misfits), WatchError>> + Send>>;

/// The future of an attempt to connect. An error ends the watch.
pub(super) type Connecting = Pin<Box<dyn Future<Output = Result<Connected, WatchError>> + Send>>;

pub(super) enum Connected {
    Live(Box<EventConnection>),
    Not {
        is_unsupported: bool,
        retry_after: Option<Duration>,
    },
}

/// Sends requests and opens connections with the client of the watch.
pub(super) struct Exchange {
    client: Client,
}

impl Exchange {
    /// Turns off the client's retries, as the watch itself decides when to try again.
    pub(super) fn new(client: &Client) -> Self {
        Self {
            client: client.with(CallOptions::new().retries(0)),
        }
    }

    /// Wakes the callers who wait for the outcome of a message that this client sends, if the frame may be about it.
    pub(super) fn wake_senders(&self, frame: &EventFrame) {
        let EventFrame::MessageUpserted(event) = frame else {
            return;
        };
        let entries = event.entries.as_deref().unwrap_or_default();
        let may_be_own = |message: &Message| message.is_sender != Some(false);
        if entries.is_empty() || entries.iter().any(may_be_own) {
            self.client.shared().send_wakeups.wake(event.chat_id.as_str());
        }
    }

    pub(super) fn send(&self, request: &Request, filter: &Filter) -> Sending {
        match request.clone() {
            Request::Chats { starting_at } => {
                // Whether muted chats are listed by default is the server's choice.
                let mut chats = self.client.search_chats().include_muted(true).limit(CHATS);
                if let Some(accounts) = &filter.accounts {
                    chats = chats.account_ids(accounts);
                }
                if let Some(cursor) = starting_at {
                    chats = chats.starting_at(cursor);
                }
                Box::pin(page(chats, |chat| Some(ListedFact::of(&chat)), Answer::Chats, true))
            }
            Request::Previews { starting_at } => {
                let mut chats = self.client.list_chats();
                if let Some(accounts) = &filter.accounts {
                    chats = chats.account_ids(accounts);
                }
                if let Some(cursor) = starting_at {
                    chats = chats.starting_at(cursor);
                }
                Box::pin(page(
                    chats,
                    |chat| Some((chat.id, Entry::of(chat.preview?))),
                    Answer::Previews,
                    false,
                ))
            }
            Request::Messages { chat_id, starting_at } => {
                let mut messages = self.client.list_messages(chat_id);
                if let Some(cursor) = starting_at {
                    messages = messages.starting_at(cursor);
                }
                Box::pin(page(
                    messages,
                    |message| Some(Entry::of(message)),
                    Answer::Messages,
                    false,
                ))
            }
            Request::Message { chat_id, message_id } => {
                let message = self.client.get_message(chat_id, message_id).into_future();
                Box::pin(async move {
                    match message.await {
                        Ok(answer) => {
                            let misfits = answer.misfits().clone();
                            Ok((Answer::Message(Entry::of(answer.into_inner())), misfits))
                        }
                        Err(error) => Ok((failed(error, false)?, Misfits::default())),
                    }
                })
            }
        }
    }

    pub(super) fn connect(&self, filter: &Filter) -> Connecting {
        let connecting = self.client.events().connect();
        let chats = filter.chats.clone().filter(|chats| chats.len() <= SUBSCRIBED_CHATS);
        Box::pin(async move {
            let mut connection = match connecting.await {
                Ok(connection) => connection,
                Err(error) => return not_connected(error),
            };
            let named = chats.map(|chats: std::collections::BTreeSet<ChatId>| Subscription::chats(chats));
            for subscription in named.into_iter().chain([Subscription::all()]) {
                match connection.subscribe(subscription).await {
                    Ok(_) => return Ok(Connected::Live(Box::new(connection))),
                    Err(error) if is_refused(&error) => {}
                    Err(error) => return not_connected(error),
                }
            }
            Ok(Connected::Not {
                is_unsupported: true,
                retry_after: None,
            })
        })
    }
}

/// Returns whether the server refuses this subscription for good.
fn is_refused(error: &EventsError) -> bool {
    let code = error.error_frame().map(|frame| &frame.code);
    error.kind() == EventsErrorKind::SubscriptionRefused && code != Some(&EventErrorCode::InternalError)
}

fn not_connected(error: EventsError) -> Result<Connected, WatchError> {
    tracing::debug!(%error, "could not connect for events");
    if error.is_unauthorized() {
        return Err(WatchError::events(WatchErrorKind::Unauthorized, error));
    }
    let is_invalid = |error: &Error| matches!(error.kind(), ErrorKind::InvalidRequest { .. });
    if error.call_error().is_some_and(is_invalid) {
        return Err(WatchError::events(WatchErrorKind::InvalidRequest, error));
    }
    Ok(Connected::Not {
        is_unsupported: error.kind() == EventsErrorKind::NotSupported,
        retry_after: error.call_error().and_then(Error::retry_after),
    })
}

async fn page<R, T>(
    request: R,
    fact: fn(<R::Page as Page>::Item) -> Option<T>,
    answer: fn(FactPage<T>) -> Answer,
    is_needed: bool,
) -> Result<(Answer, Misfits), WatchError>
where
    R: Paged,
{
    let page = match ResponseFuture::json(request).await {
        Ok(answer) => FetchedPage::of::<R>(answer),
        Err(error) => return Ok((failed(error, is_needed)?, Misfits::default())),
    };
    let misfits = page.misfits.clone();
    let own = page.received.item_cursors(Order::NewestFirst).end;
    let by_item = own.filter(|_| page.parts.has_more == Some(true));
    let next = page.cursors(Order::NewestFirst).end.or(by_item);
    let next = next.filter(|_| page.parts.has_more != Some(false));
    let items = page.into_items(Order::NewestFirst);
    let items = items.into_iter().filter_map(fact).collect();
    Ok((answer(FactPage { items, next }), misfits))
}

/// Decides whether a failed call ends the watch, and what it means if not.
fn failed(error: Error, is_needed: bool) -> Result<Answer, WatchError> {
    let status = error.status().map(|status| status.as_u16());
    if error.is_unauthorized() || status == Some(403) {
        return Err(WatchError::call(WatchErrorKind::Unauthorized, error));
    }
    if is_needed && error.is_not_supported() {
        return Err(WatchError::call(WatchErrorKind::NotSupported, error));
    }
    let is_unsent = matches!(
        error.kind(),
        ErrorKind::InvalidRequest { .. } | ErrorKind::InvalidArgument { .. }
    );
    if is_needed && is_unsent {
        return Err(WatchError::call(WatchErrorKind::InvalidRequest, error));
    }
    Ok(match error.kind() {
        _ if error.is_retryable() => Answer::Failed {
            retry_after: error.retry_after(),
        },
        _ if error.is_not_supported() => Answer::NotSupported,
        _ if error.is_not_found() => Answer::NotFound,
        // These responses come from something before the server, for example a proxy, and may change.
        ErrorKind::Redirect | ErrorKind::NoBody | ErrorKind::NotJson => Answer::Failed { retry_after: None },
        _ => Answer::Unusable,
    })
}
