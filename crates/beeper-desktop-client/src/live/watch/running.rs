//! The driver of a watch: waits for frames, answers and timers, and carries out what the state decides.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;

use crate::client::Client;
use crate::live::event_connection::EventConnection;
use crate::live::watch::error::WatchError;
use crate::live::watch::event::{Gap, WatchEvent};
use crate::live::watch::exchange::{Connected, Connecting, Exchange, Sending};
use crate::live::watch::facts::FrameFact;
use crate::live::watch::memory::Memory;
use crate::live::watch::step::calls::RequestId;
use crate::live::watch::step::state::{Action, Input, Settings, State};
use crate::response::misfits::Misfits;
use crate::runtime::clock::{Alarm, Clock};

/// How long a program may take for an event before it counts as slow.
///
/// A connection that ends within this time after the slow program returned is reported as [`Gap::Overflow`].
const PATIENCE: Duration = Duration::from_secs(10);

/// How many misfits the watch keeps until the program takes them.
const MAX_MISFITS: usize = 1000;

/// A watch that has started. It works only while the program waits for the next event, so it never reads ahead.
pub(super) struct Running {
    state: State,
    exchange: Exchange,
    clock: Arc<dyn Clock>,
    start: Instant,
    connecting: Option<Connecting>,
    connection: Option<Box<EventConnection>>,
    sending: Vec<(RequestId, Sending)>,
    pause: Option<(Duration, Alarm)>,
    limit: Option<(Duration, Alarm)>,
    has_stepped: bool,
    /// When the program got the last event. `None` once it has asked for the next one.
    handed_out: Option<Duration>,
    /// When the program asked for an event again after it had been slow. The connection may end because of that.
    returned: Option<Duration>,
    /// Whether a frame has been read since then.
    has_read: bool,
    pub(super) misfits: Misfits,
}

impl Running {
    pub(super) fn new(client: &Client, settings: Settings, memory: Option<Memory>) -> Self {
        let clock = client.clock().clone();
        Self {
            state: State::new(settings, memory),
            exchange: Exchange::new(client),
            start: clock.now(),
            clock,
            connecting: None,
            connection: None,
            sending: Vec::new(),
            pause: None,
            limit: None,
            has_stepped: false,
            handed_out: None,
            returned: None,
            has_read: false,
            misfits: Misfits::default(),
        }
    }

    /// Returns what is remembered of the events that the program has taken.
    pub(super) fn taken(&self) -> Option<&Memory> {
        self.state.taken()
    }

    fn now(&self) -> Duration {
        self.clock.now().saturating_duration_since(self.start)
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<WatchEvent, WatchError>> {
        if let Some(handed_out) = self.handed_out.take() {
            let now = self.now();
            if now.saturating_sub(handed_out) > PATIENCE {
                (self.returned, self.has_read) = (Some(now), false);
            }
        }
        loop {
            if let Some(event) = self.state.take() {
                self.handed_out = Some(self.now());
                return Poll::Ready(Ok(event));
            }
            let input = match self.poll_input(context) {
                Poll::Ready(input) => input?,
                Poll::Pending => return Poll::Pending,
            };
            let actions = self.state.step(self.now(), input);
            for action in actions {
                match action {
                    Action::Connect => self.connecting = Some(self.exchange.connect(self.state.filter())),
                    Action::Send(id, request) => {
                        let sending = self.exchange.send(&request, self.state.filter());
                        self.sending.push((id, sending));
                    }
                }
            }
        }
    }

    /// Waits for the next input of the state.
    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Result<Input, WatchError>> {
        if !std::mem::replace(&mut self.has_stepped, true) {
            return Poll::Ready(Ok(Input::Time));
        }
        if let Poll::Ready(input) = self.poll_answer(context) {
            return Poll::Ready(input);
        }
        if let Poll::Ready(input) = self.poll_connecting(context) {
            return Poll::Ready(input);
        }
        if let Poll::Ready(input) = self.poll_connection(context) {
            return Poll::Ready(Ok(input));
        }
        self.poll_time(context).map(|()| Ok(Input::Time))
    }

    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Result<Input, WatchError>> {
        for at in 0..self.sending.len() {
            if let Some((id, sending)) = self.sending.get_mut(at)
                && let Poll::Ready(answer) = sending.as_mut().poll(context)
            {
                let id = *id;
                drop(self.sending.swap_remove(at));
                let (answer, misfits) = answer?;
                self.misfits.add(&misfits, MAX_MISFITS);
                return Poll::Ready(Ok(Input::Answer(id, answer)));
            }
        }
        Poll::Pending
    }

    fn poll_connecting(&mut self, context: &mut Context<'_>) -> Poll<Result<Input, WatchError>> {
        let Some(connecting) = &mut self.connecting else {
            return Poll::Pending;
        };
        let Poll::Ready(connected) = connecting.as_mut().poll(context) else {
            return Poll::Pending;
        };
        self.connecting = None;
        Poll::Ready(connected.map(|connected| match connected {
            Connected::Live(connection) => {
                self.connection = Some(connection);
                self.returned = None;
                Input::Connected
            }
            Connected::Not {
                is_unsupported,
                retry_after,
            } => Input::NotConnected {
                is_unsupported,
                retry_after,
            },
        }))
    }

    fn poll_connection(&mut self, context: &mut Context<'_>) -> Poll<Input> {
        let Some(connection) = &mut self.connection else {
            let now = self.now();
            self.state.drained(now);
            return Poll::Pending;
        };
        if !self.state.takes_frames() {
            return Poll::Pending;
        }
        match Pin::new(&mut **connection).poll_next(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.misfits.add(frame.misfits(), MAX_MISFITS);
                self.has_read = true;
                self.exchange.wake_senders(&frame);
                Poll::Ready(Input::Frame(FrameFact::of(frame)))
            }
            Poll::Ready(end) => {
                self.connection = None;
                if let Some(Err(error)) = end {
                    tracing::debug!(%error, "the connection for events ended");
                }
                // A server that gives up on a slow reader has sent frames before, so they are read before the end.
                let now = self.now();
                let is_after = |returned: Duration| now.saturating_sub(returned) <= PATIENCE;
                let gap = match self.returned.take().is_some_and(is_after) && self.has_read {
                    true => Gap::Overflow,
                    false => Gap::Disconnected,
                };
                Poll::Ready(Input::Disconnected(gap))
            }
            Poll::Pending => {
                let now = self.now();
                self.state.drained(now);
                Poll::Pending
            }
        }
    }

    fn poll_time(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let now = self.now();
        let clock = &self.clock;
        // The watch can do nothing else during a pause, so a test clock may end it at once (`sleep`). It may not do that with the
        // limit.
        let pause = poll_until(&mut self.pause, self.state.pause(), now, context, |time| {
            clock.sleep(time)
        });
        let limit = poll_until(&mut self.limit, self.state.limit(), now, context, |time| {
            clock.alarm(time)
        });
        match pause.is_ready() || limit.is_ready() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

/// Waits until a time, which may differ from call to call.
fn poll_until(
    waiting: &mut Option<(Duration, Alarm)>,
    until: Option<Duration>,
    now: Duration,
    context: &mut Context<'_>,
    alarm: impl FnOnce(Duration) -> Alarm,
) -> Poll<()> {
    let Some(until) = until else {
        *waiting = None;
        return Poll::Pending;
    };
    if until <= now {
        *waiting = None;
        return Poll::Ready(());
    }
    waiting.take_if(|(at, _)| *at != until);
    let (_, waited) = waiting.get_or_insert_with(|| (until, alarm(until - now)));
    let polled = waited.as_mut().poll(context);
    if polled.is_ready() {
        *waiting = None;
    }
    polled
}
