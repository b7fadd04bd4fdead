//! A connection for events: reads frames, sets subscriptions, answers pings, and notices its end.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_sink::Sink;
use reqwest::Upgraded;
use tokio::time::timeout;
use tokio_websockets::proto::ProtocolError;
use tokio_websockets::{ClientBuilder, CloseCode, Limits, Message, WebSocketStream};

use crate::generated::types::{ErrorFrame, EventErrorCode, EventFrame, EventRequestId, SubscriptionsUpdatedFrame};
use crate::live::error::{CloseFrame, EventsError, EventsErrorKind};
use crate::live::frame::{Frame, decode_frame};
use crate::live::heartbeat::{Beat, Heartbeat};
use crate::live::message_limit::{LimitedMessages, MAX_MESSAGE_BYTES};
use crate::live::sequence::Sequence;
use crate::live::subscription::Subscription;
use crate::live::subscriptions::Subscriptions;
use crate::runtime::clock::Clock;

/// How long the first frame is waited for before a subscription is sent all the same.
const READY_LIMIT: Duration = Duration::from_secs(5);

/// How long the answer to a subscription is waited for.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// How often a subscription is sent, where the server does not answer it or is in trouble.
const ATTEMPTS: usize = 2;

/// How long the server may take to agree to the end. The network's time, as with calls.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// How much is kept of what comes before the answer to a subscription.
const MAX_HELD_BYTES: usize = 64 * 1024 * 1024;

/// A live connection to the server's events; made by [`ConnectEvents::connect`](crate::live::ConnectEvents::connect).
///
/// It is a [`Stream`] of [`Frame`]s, and has [`next`](Self::next) of its own. The first frame is `ready`. After an error it ends; only
/// [`subscribe`](Self::subscribe) can fail without that.
///
/// As long as it is read, it answers the server's pings, and pings the server when nothing comes. If nothing comes then either, it
/// ends within 45 seconds, by the clock of the client.
///
/// A dropped connection breaks; [`close`](Self::close) ends it in due form.
#[must_use = "nothing is read before it is asked for frames"]
pub struct EventConnection {
    socket: WebSocketStream<LimitedMessages<Upgraded>>,
    clock: Arc<dyn Clock>,
    heartbeat: Heartbeat,
    has_ended: bool,
    /// Frames that came while the answer to a subscription was waited for.
    held: VecDeque<Frame>,
    held_bytes: usize,
    /// Whether the server knows the state of the application. Not known before the first frame.
    has_app_state: Option<bool>,
    subscriptions: Subscriptions,
    sequence: Sequence,
}

/// The answer to a subscription.
enum Answer {
    Set(SubscriptionsUpdatedFrame),
    Refused(ErrorFrame),
}

impl EventConnection {
    pub(super) fn new(stream: Upgraded, clock: Arc<dyn Clock>) -> Self {
        let limits = Limits::default().max_payload_len(Some(MAX_MESSAGE_BYTES));
        let socket = ClientBuilder::new().limits(limits);
        Self {
            socket: socket.take_over(LimitedMessages::new(stream)),
            heartbeat: Heartbeat::new(clock.clone()),
            clock,
            has_ended: false,
            held: VecDeque::new(),
            held_bytes: 0,
            has_app_state: None,
            subscriptions: Subscriptions::default(),
            sequence: Sequence::default(),
        }
    }

    /// Returns the next frame. `None` after the end.
    ///
    /// Nothing is lost if the future is dropped before it is ready.
    ///
    /// # Errors
    ///
    /// The end of the connection, once: [`EventsErrorKind::Closed`], [`Interrupted`](EventsErrorKind::Interrupted),
    /// [`Silent`](EventsErrorKind::Silent), [`MessageTooLarge`](EventsErrorKind::MessageTooLarge) or
    /// [`Protocol`](EventsErrorKind::Protocol). A frame that cannot be read is no error: see [`Frame`].
    pub async fn next(&mut self) -> Option<Result<Frame, EventsError>> {
        poll_fn(|context| self.poll_frame(context)).await
    }

    /// Sets what the server is to send, in place of what it was, and returns what the server says is set.
    ///
    /// It waits up to 5 seconds for the first frame, and up to 5 seconds for the answer; without an answer, and where the server is in
    /// trouble (`INTERNAL_ERROR`), it sends the subscription once more. Frames that come meanwhile are kept for [`next`](Self::next).
    ///
    /// What happened before the answer is not sent: fetch it afterwards. An answer that comes later than that sets the subscription all
    /// the same, and is a frame; so it is if the future is dropped before it is ready.
    ///
    /// # Errors
    ///
    /// [`EventsErrorKind::InvalidSubscription`], [`SubscriptionRefused`](EventsErrorKind::SubscriptionRefused) or
    /// [`SubscriptionUnanswered`](EventsErrorKind::SubscriptionUnanswered), after which the connection goes on with the subscription
    /// before; or the end of the connection, as with [`next`](Self::next).
    pub async fn subscribe(&mut self, subscription: Subscription) -> Result<SubscriptionsUpdatedFrame, EventsError> {
        subscription.check()?;
        self.wait_for_ready().await?;
        let mut sent = Vec::new();
        let mut failure = EventsError::new(EventsErrorKind::SubscriptionUnanswered);
        while sent.len() < ATTEMPTS {
            sent.push(self.send(&subscription)?);
            match self.wait_for_answer(&sent).await? {
                Some(Answer::Set(frame)) => return Ok(frame),
                Some(Answer::Refused(frame)) => {
                    let is_final = frame.code != EventErrorCode::InternalError;
                    failure = EventsError::refused(frame);
                    if is_final {
                        break;
                    }
                }
                None => {}
            }
        }
        Err(failure)
    }

    /// Closes the connection, and waits up to 2 seconds for the server to agree. What it sends until then is left out.
    pub async fn close(mut self) {
        // With the code for a normal end. Where the other side has closed the connection before, nothing is sent.
        let closed = poll_fn(|context| Pin::new(&mut self.socket).poll_close(context));
        let _ = timeout(CLOSE_LIMIT, closed).await;
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, EventsError>>> {
        self.add_app_state();
        loop {
            let mut frame = match self.held.pop_front() {
                Some(frame) => {
                    self.held_bytes -= held_bytes(&frame);
                    frame
                }
                None => match ready!(self.poll_socket(context)) {
                    Some(Ok(frame)) => frame,
                    end => return Poll::Ready(end),
                },
            };
            if self.subscriptions.is_wanted(&frame) {
                self.sequence.hand_out(&mut frame);
                return Poll::Ready(Some(Ok(frame)));
            }
            self.sequence.leave_out(&frame);
        }
    }

    /// Sets a subscription that did not wait for the first frame again, if that shows that it left something out.
    fn add_app_state(&mut self) {
        if self.has_app_state == Some(true)
            && let Some(subscription) = self.subscriptions.take_without_app_state()
        {
            // Refused only at the end, which is read next.
            let _ = self.send(&subscription);
        }
    }

    async fn wait_for_ready(&mut self) -> Result<(), EventsError> {
        if self.has_app_state.is_some() {
            return Ok(());
        }
        let is_ready = |frame: Frame| match &*frame {
            EventFrame::Ready(_) => (Some(()), Some(frame)),
            _ => (None, Some(frame)),
        };
        self.wait(READY_LIMIT, is_ready).await.map(drop)
    }

    async fn wait_for_answer(&mut self, sent: &[String]) -> Result<Option<Answer>, EventsError> {
        // An answer that names no command is one to the last.
        let is_ours = |id: Option<&EventRequestId>| id.is_none_or(|id| sent.iter().any(|sent| sent == id.as_str()));
        let answer = |frame: Frame| match &*frame {
            EventFrame::SubscriptionsUpdated(set) if is_ours(set.request_id.as_ref()) => {
                (Some(Answer::Set(set.clone())), None)
            }
            EventFrame::Error(error) if is_ours(error.request_id.as_ref()) => {
                (Some(Answer::Refused(error.clone())), None)
            }
            _ => (None, Some(frame)),
        };
        self.wait(ANSWER_LIMIT, answer).await
    }

    /// Reads until a function finds what it looks for, or the time is over. The function gives back what is to be kept.
    async fn wait<T>(
        &mut self,
        limit: Duration,
        find: impl Fn(Frame) -> (Option<T>, Option<Frame>),
    ) -> Result<Option<T>, EventsError> {
        let mut alarm = self.clock.alarm(limit);
        poll_fn(|context| {
            loop {
                let frame = match self.poll_socket(context) {
                    Poll::Ready(Some(frame)) => frame?,
                    Poll::Ready(None) => return Poll::Ready(Err(EventsError::new(EventsErrorKind::Ended))),
                    Poll::Pending => return alarm.as_mut().poll(context).map(|()| Ok(None)),
                };
                let (found, kept) = find(frame);
                if let Some(kept) = kept {
                    self.held_bytes += held_bytes(&kept);
                    self.held.push_back(kept);
                }
                if found.is_some() || self.held_bytes > MAX_HELD_BYTES {
                    return Poll::Ready(Ok(found));
                }
            }
        })
        .await
    }

    /// Gives a command to the socket, which is sent when it is read next.
    fn send(&mut self, subscription: &Subscription) -> Result<String, EventsError> {
        let says_app_state = self.has_app_state == Some(true);
        let (id, command) = self.subscriptions.command(subscription, says_app_state);
        let sent = Pin::new(&mut self.socket).start_send(Message::text(command));
        sent.map_err(|_| EventsError::new(EventsErrorKind::Ended))?;
        Ok(id)
    }

    /// Reads the next frame from the socket. `None` after the end.
    fn poll_socket(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, EventsError>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        loop {
            match self.poll_message(context) {
                Poll::Ready(Ok(Some(payload))) => {
                    let mut frame = decode_frame(payload);
                    if let EventFrame::Ready(ready) = &*frame {
                        self.has_app_state = Some(ready.app.is_some());
                    }
                    self.subscriptions.note(&frame);
                    self.sequence.read(&mut frame);
                    return Poll::Ready(Some(Ok(frame)));
                }
                Poll::Ready(Ok(None)) => continue,
                Poll::Ready(Err(error)) => return self.end(error, context),
                Poll::Pending => {}
            }
            if self.socket.get_mut().take_has_read() {
                self.heartbeat.hear();
            }
            match ready!(self.heartbeat.poll(context)) {
                Beat::Alive => {}
                Beat::Dead => return self.end(EventsError::new(EventsErrorKind::Silent), context),
                Beat::Ping => {
                    // Refused only at the end, which is read next.
                    let _ = Pin::new(&mut self.socket).start_send(Message::ping(Bytes::new()));
                }
            }
        }
    }

    /// Reads the next message. `None` for a ping or an answer to one.
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, EventsError>> {
        let mut socket = Pin::new(&mut self.socket);
        // A server that does not read what it is sent, such as answers to pings, is not read either.
        if let Err(error) = ready!(socket.as_mut().poll_ready(context)) {
            return Poll::Ready(Err(self.error(error)));
        }
        let message = match ready!(socket.poll_next(context)) {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Poll::Ready(Err(self.error(error))),
            None => {
                let end = io::ErrorKind::UnexpectedEof.into();
                return Poll::Ready(Err(EventsError::interrupted(&end)));
            }
        };
        if let Some((code, reason)) = message.as_close() {
            let code = (code != CloseCode::NO_STATUS_RECEIVED).then(|| code.into());
            let reason = reason.to_owned();
            return Poll::Ready(Err(EventsError::closed(CloseFrame { code, reason })));
        }
        let is_data = message.is_text() || message.is_binary();
        Poll::Ready(Ok(is_data.then(|| message.into_payload().into())))
    }

    fn error(&self, error: tokio_websockets::Error) -> EventsError {
        use tokio_websockets::Error;
        match error {
            Error::PayloadTooLong { .. } => EventsError::new(EventsErrorKind::MessageTooLarge),
            Error::Io(_) if self.socket.get_ref().is_exceeded() => EventsError::new(EventsErrorKind::MessageTooLarge),
            Error::Io(error) => EventsError::interrupted(&error),
            Error::AlreadyClosed => EventsError::new(EventsErrorKind::Ended),
            // Only of close frames, as texts are handed on as binary ones.
            Error::Protocol(ProtocolError::InvalidCloseCode | ProtocolError::InvalidUtf8) => {
                match self.socket.get_ref().close_frame() {
                    Some((code, reason)) => EventsError::closed(CloseFrame {
                        code: Some(code),
                        reason,
                    }),
                    None => EventsError::new(EventsErrorKind::Protocol),
                }
            }
            _ => EventsError::new(EventsErrorKind::Protocol),
        }
    }

    /// Ends the connection, and tells the server as far as that goes without waiting.
    fn end(&mut self, error: EventsError, context: &mut Context<'_>) -> Poll<Option<Result<Frame, EventsError>>> {
        self.has_ended = true;
        let flushed = Pin::new(&mut self.socket).poll_flush(context);
        let stream = self.socket.get_mut();
        if stream.is_exceeded() && matches!(flushed, Poll::Ready(Ok(()))) {
            stream.refuse_message(context);
        }
        Poll::Ready(Some(Err(error)))
    }
}

/// About how much memory a frame takes.
fn held_bytes(frame: &Frame) -> usize {
    size_of::<Frame>() + frame.raw().len()
}

impl Stream for EventConnection {
    type Item = Result<Frame, EventsError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_frame(context)
    }
}

impl fmt::Debug for EventConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventConnection")
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}
