//! A live connection to the event stream: reads frames, sets subscriptions, answers pings and detects its end.

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

/// How long a subscription waits for the first frame; after that it is sent without it.
const READY_LIMIT: Duration = Duration::from_secs(5);

/// How long a subscription waits for its answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// How often the client sends a subscription if the server does not answer it or reports an internal error.
const ATTEMPTS: usize = 2;

/// How long [`EventConnection::close`] waits for the server to agree. It counts real time, like the time limits of calls.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// How many bytes of frames the connection keeps while it waits for the answer to a subscription.
const MAX_HELD_BYTES: usize = 64 * 1024 * 1024;

/// A live connection to the server's event stream; made by [`ConnectEvents::connect`](crate::live::ConnectEvents::connect).
///
/// It is a [`Stream`] of [`Frame`]s; its [`next`](Self::next) needs no trait in scope. The first frame is `ready`. The stream
/// ends after it has returned an error. Only an error of [`subscribe`](Self::subscribe) may leave the connection open.
///
/// While your program reads it, the connection answers the server's pings, and pings the server when the server is silent. If the
/// server does not answer either, the connection ends within 45 seconds, measured by the client's clock.
///
/// Dropping it breaks the connection; [`close`](Self::close) ends it with a close frame.
///
/// [`Stream`]: https://docs.rs/futures-core/0.3/futures_core/stream/trait.Stream.html
#[must_use = "the connection reads nothing until it is asked for frames"]
pub struct EventConnection {
    socket: WebSocketStream<LimitedMessages<Upgraded>>,
    clock: Arc<dyn Clock>,
    heartbeat: Heartbeat,
    has_ended: bool,
    /// Frames that arrived while the connection waited for the answer to a subscription.
    held: VecDeque<Frame>,
    held_bytes: usize,
    /// Whether the server has events about the state of the application. `None` before the first frame.
    has_app_state: Option<bool>,
    subscriptions: Subscriptions,
    sequence: Sequence,
}

/// The server's answer to a subscription.
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

    /// Returns the next frame, or `None` after the end.
    ///
    /// This method is cancel safe: dropping its future loses no frame.
    ///
    /// # Errors
    ///
    /// Returns one error when the connection ends: [`EventsErrorKind::Closed`], [`Interrupted`](EventsErrorKind::Interrupted),
    /// [`Silent`](EventsErrorKind::Silent), [`MessageTooLarge`](EventsErrorKind::MessageTooLarge) or
    /// [`Protocol`](EventsErrorKind::Protocol). A frame that cannot be read is not an error: see [`Frame`].
    pub async fn next(&mut self) -> Option<Result<Frame, EventsError>> {
        poll_fn(|context| self.poll_frame(context)).await
    }

    /// Replaces the subscription, and returns the frame in which the server confirms the new one.
    ///
    /// This method waits up to 5 seconds for the first frame, and then up to 5 seconds for the answer. If no answer arrives, or
    /// if the server reports `INTERNAL_ERROR`, the client sends the subscription once more. Frames that arrive meanwhile are kept
    /// for [`next`](Self::next).
    ///
    /// The server does not send events from before its answer: fetch them afterwards. An answer that arrives too late still sets
    /// the subscription, and [`next`](Self::next) returns it as a frame. The same happens if you drop the future before it is
    /// ready.
    ///
    /// # Errors
    ///
    /// Returns [`EventsErrorKind::InvalidSubscription`], [`SubscriptionRefused`](EventsErrorKind::SubscriptionRefused) or
    /// [`SubscriptionUnanswered`](EventsErrorKind::SubscriptionUnanswered); the connection then continues with the previous
    /// subscription. If the connection ends, returns the same error as [`next`](Self::next).
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

    /// Closes the connection, and waits up to 2 seconds for the server to agree. Discards what the server sends until then.
    pub async fn close(mut self) {
        // This sends the code for a normal end, or nothing if the other side has already closed the connection.
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

    /// Sends a subscription again that was sent before the first frame, if it asks for application state and the server has it.
    fn add_app_state(&mut self) {
        if self.has_app_state == Some(true)
            && let Some(subscription) = self.subscriptions.take_without_app_state()
        {
            // Sending fails only at the end of the connection, which the next read reports.
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
        // An answer without the ID of a command belongs to the last command.
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

    /// Reads frames until `find` returns a result or the time limit is over. `find` gives back the frames that are to be kept.
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

    /// Queues a command, which the socket sends during the next read.
    fn send(&mut self, subscription: &Subscription) -> Result<String, EventsError> {
        let says_app_state = self.has_app_state == Some(true);
        let (id, command) = self.subscriptions.command(subscription, says_app_state);
        let sent = Pin::new(&mut self.socket).start_send(Message::text(command));
        sent.map_err(|_| EventsError::new(EventsErrorKind::Ended))?;
        Ok(id)
    }

    /// Reads the next frame from the socket. Returns `None` after the end.
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
                    // Sending fails only at the end of the connection, which the next read reports.
                    let _ = Pin::new(&mut self.socket).start_send(Message::ping(Bytes::new()));
                }
            }
        }
    }

    /// Reads the next message. Returns `None` for a ping or a pong.
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, EventsError>> {
        let mut socket = Pin::new(&mut self.socket);
        // While the server does not read our pongs and commands, read nothing from it either: they would pile up in memory.
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
            // These errors can only come from close frames, as text frames reach the library as binary ones.
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

    /// Ends the connection, and notifies the server if that is possible without waiting.
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

/// Estimates how much memory a frame takes.
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
