//! `MockDesktop::on`: the calls to which something happens, and what that is.

use std::ops::{Deref, RangeInclusive};
use std::time::Duration;

use crate::faults::broken_response::ConnectionEnd;
use crate::faults::call_rules::{ResponsePlan, Selection};
use crate::faults::delay::Delay;
use crate::faults::delivery::{Delivery, Portion};
use crate::faults::hold::{Gate, Hold};
use crate::http::reply::Reply;
use crate::http::route::Route;
use crate::server::mock_desktop::MockDesktop;

/// Other answers than those of the state, and answers that break.
impl MockDesktop {
    /// Says what the server does when an [`Operation`](crate::Operation) is called, or an [`Endpoint`](crate::Endpoint).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use beeper_desktop_mock::{MockDesktop, Operation, Reply};
    ///
    /// let mock = MockDesktop::start().await?;
    /// mock.on(Operation::ListBridges).reply(Reply::error(503, "M_UNKNOWN", "Restarting"));
    /// mock.on(Operation::ListBridges).reset();
    ///
    /// mock.on(Operation::SubmitLoginStep).nth(2).reset_mid_body();
    /// # Ok(())
    /// # }
    /// ```
    pub fn on(&self, route: impl Into<Route>) -> OnOperation<'_> {
        OnOperation(self.calls(Some(route.into())))
    }

    /// Says what the server does whatever is called, unknown paths included.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use beeper_desktop_mock::{MockDesktop, Reply};
    ///
    /// let mock = MockDesktop::start().await?;
    /// mock.on_any().first(2).reply(Reply::bytes(502, "<html>Bad gateway</html>"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_any(&self) -> OnOperation<'_> {
        OnOperation(self.calls(None))
    }

    /// Forgets the canned answers and faults of all operations and endpoints. What is held already stays held.
    pub fn reset_replies(&self) {
        self.shared.lock().call_rules.reset_all();
    }

    fn calls(&self, route: Option<Route>) -> Calls<'_> {
        Calls {
            mock: self,
            selection: Selection {
                route,
                calls: Selection::EVERY_CALL,
            },
            answer: None,
        }
    }
}

/// All calls of one operation or endpoint, made by [`MockDesktop::on`], or of any, made by [`MockDesktop::on_any`].
///
/// What happens to them is a method of [`Calls`], called directly for every call, or after a selection of some.
#[derive(Debug)]
#[must_use = "changes nothing before it is said what happens"]
pub struct OnOperation<'a>(Calls<'a>);

/// Selecting calls. They are counted from when it is said what happens to them, starting at 1; those that something else
/// answers count too.
impl<'a> OnOperation<'a> {
    /// The call with this number.
    ///
    /// # Panics
    ///
    /// When `number` is 0: the next call is the first.
    pub fn nth(self, number: u64) -> Calls<'a> {
        assert!(number > 0, "calls are counted from 1");
        self.select(number..=number)
    }

    /// The next call; the same as `nth(1)`.
    pub fn once(self) -> Calls<'a> {
        self.nth(1)
    }

    /// The next `count` calls.
    pub fn first(self, count: u64) -> Calls<'a> {
        self.select(1..=count)
    }

    /// All calls but the next `count`.
    pub fn after(self, count: u64) -> Calls<'a> {
        self.select(count.saturating_add(1)..=u64::MAX)
    }

    /// Answers from the state again. What is held already stays held.
    pub fn reset(&self) {
        let route = self.0.selection.route;
        self.0.mock.shared.lock().call_rules.reset(route);
    }

    fn select(self, calls: RangeInclusive<u64>) -> Calls<'a> {
        let Self(mut selected) = self;
        selected.selection.calls = calls;
        selected
    }
}

impl<'a> Deref for OnOperation<'a> {
    type Target = Calls<'a>;

    fn deref(&self) -> &Calls<'a> {
        &self.0
    }
}

/// The calls something happens to; made by [`MockDesktop::on`] and the selections of [`OnOperation`].
///
/// Where several rules select a call, the one made last decides. A rule for every call replaces those before it.
///
/// Faults break the answer that the state gives: **the call is carried out, and then its answer is lost**. With
/// [`answering`](Self::answering) they break a canned answer, and the state stays as it is.
#[derive(Clone, Debug)]
#[must_use = "changes nothing before it is said what happens"]
pub struct Calls<'a> {
    mock: &'a MockDesktop,
    selection: Selection,
    answer: Option<Reply>,
}

/// Whole answers.
impl<'a> Calls<'a> {
    /// Gives this answer, with or without a token; the state stays as it is.
    pub fn reply(&self, reply: Reply) {
        self.answering(reply).deliver(Delivery::Whole);
    }

    /// Changes one header of the answer, or leaves it out where `value` is `None`: also of the answer to a WebSocket's opening
    /// handshake, which goes on all the same.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # use beeper_desktop_mock::{Endpoint, MockDesktop};
    /// # let mock = MockDesktop::start().await?;
    /// mock.on(Endpoint::Events).once().header("sec-websocket-accept", "bm90IHRoZSBhbnN3ZXI=");
    /// mock.on(Endpoint::Events).nth(2).header("upgrade", None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When name or value cannot stand in an HTTP header.
    pub fn header<'v>(&self, name: &str, value: impl Into<Option<&'v str>>) {
        let value = value.into();
        // Here, and not on the server's thread, is where it may panic.
        let _ = Reply::empty(200).header(name, value.unwrap_or_default());
        self.deliver(Delivery::Header(name.to_owned(), value.map(str::to_owned)));
    }

    /// The same calls, with this answer for the fault that follows.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # use std::time::Duration;
    /// # use beeper_desktop_mock::{MockDesktop, Operation, Reply};
    /// # let mock = MockDesktop::start().await?;
    /// let large = Reply::bytes(200, vec![b' '; 20_000_000]);
    /// mock.on(Operation::ListAccounts).answering(large).reset_mid_body();
    ///
    /// // A request that got lost: nothing is carried out.
    /// let lost = Reply::empty(200);
    /// mock.on(Operation::CreateLoginSession).once().answering(lost).reset_before_answer();
    /// # Ok(())
    /// # }
    /// ```
    pub fn answering(&self, reply: Reply) -> Self {
        Self {
            answer: Some(reply),
            ..self.clone()
        }
    }
}

/// Late answers.
impl Calls<'_> {
    /// Waits so long before the call is carried out and answered.
    pub fn delay(&self, duration: Duration) {
        self.add_delay(Delay::Duration(duration));
    }

    /// Holds each call before it is carried out. A call whose client hangs up meanwhile is never carried out.
    pub fn hold(&self) -> Hold {
        let (hold, gate) = self.new_hold();
        self.add_delay(Delay::Gate(gate));
        hold
    }

    /// Carries each call out, and holds its answer.
    pub fn hold_answer(&self) -> Hold {
        let (hold, gate) = self.new_hold();
        self.deliver(Delivery::Delayed(Delay::Gate(gate)));
        hold
    }

    /// Sends the headers and half of the body, and holds the rest. An answer without a body is not held.
    pub fn hold_mid_body(&self) -> Hold {
        self.hold_body(Portion::Half, usize::MAX)
    }

    /// Sends the headers, and holds the body before each chunk of so many bytes: [`Hold::release_one`] releases one chunk. An
    /// answer without a body is not held.
    ///
    /// # Panics
    ///
    /// When `bytes` is 0.
    pub fn hold_chunks(&self, bytes: usize) -> Hold {
        assert!(bytes > 0, "a chunk has at least one byte");
        self.hold_body(Portion::Nothing, bytes)
    }

    /// Sends the body in chunks of so many bytes, with a pause between them.
    ///
    /// # Panics
    ///
    /// When `bytes` is 0.
    pub fn trickle(&self, bytes: usize, pause: Duration) {
        assert!(bytes > 0, "a chunk has at least one byte");
        self.deliver(Delivery::Chunked {
            first: Portion::Body(bytes),
            size: bytes,
            delay: Delay::Duration(pause),
        });
    }

    fn new_hold(&self) -> (Hold, Gate) {
        Hold::new(self.selection.route, self.mock.wait_timeout.clone())
    }

    fn hold_body(&self, first: Portion, size: usize) -> Hold {
        let (hold, gate) = self.new_hold();
        let delay = Delay::Gate(gate);
        self.deliver(Delivery::Chunked { first, size, delay });
        hold
    }
}

/// Broken answers. Each ends the connection: a *reset* one with an error (RST), a *closed* one in the ordinary way (FIN). What
/// the client has not read when a reset reaches it may be lost.
impl Calls<'_> {
    /// Resets the connection without a byte of the answer.
    pub fn reset_before_answer(&self) {
        self.truncate(Portion::Nothing, ConnectionEnd::Reset);
    }

    /// Resets the connection after status and headers.
    pub fn reset_after_headers(&self) {
        self.reset_after(0);
    }

    /// Resets the connection after half of the body.
    pub fn reset_mid_body(&self) {
        self.truncate(Portion::Half, ConnectionEnd::Reset);
    }

    /// Resets the connection after the headers and so many bytes of the body, or all of it where it is shorter.
    pub fn reset_after(&self, body_bytes: usize) {
        self.truncate(Portion::Body(body_bytes), ConnectionEnd::Reset);
    }

    /// Closes the connection without a byte of the answer.
    pub fn close_before_answer(&self) {
        self.truncate(Portion::Nothing, ConnectionEnd::Close);
    }

    /// Truncates the answer: closes the connection after half of the body.
    pub fn close_mid_body(&self) {
        self.truncate(Portion::Half, ConnectionEnd::Close);
    }

    /// Truncates the answer: closes the connection after the headers and so many bytes of the body, or all of it where it is
    /// shorter.
    pub fn close_after(&self, body_bytes: usize) {
        self.truncate(Portion::Body(body_bytes), ConnectionEnd::Close);
    }

    /// Sends the whole body under a `content-length` that is too large by so many bytes, or too small where negative, and
    /// closes the connection.
    pub fn wrong_length(&self, by: i64) {
        self.deliver(Delivery::WrongLength(by));
    }

    /// Carries the call out, sends these bytes in place of the answer, and closes the connection. They need not be HTTP.
    pub fn raw(&self, bytes: impl Into<Vec<u8>>) {
        self.deliver(Delivery::Raw(bytes.into().into()));
    }

    /// Answers in full, promises to keep the connection, and closes it.
    pub fn close_after_answer(&self) {
        self.truncate(Portion::Everything, ConnectionEnd::Close);
    }

    /// Answers in full and keeps the connection, until its next request begins to arrive: then resets it. That request is not
    /// carried out, recorded or counted.
    pub fn reset_on_reuse(&self) {
        self.truncate(Portion::Everything, ConnectionEnd::ResetOnReuse);
    }

    fn truncate(&self, portion: Portion, end: ConnectionEnd) {
        self.deliver(Delivery::Truncated { portion, end });
    }

    fn deliver(&self, delivery: Delivery) {
        self.add_rule(Delay::None, delivery);
    }

    fn add_delay(&self, delay: Delay) {
        self.add_rule(delay, Delivery::Whole);
    }

    fn add_rule(&self, delay: Delay, delivery: Delivery) {
        let plan = ResponsePlan {
            delay,
            reply: self.answer.clone(),
            delivery,
        };
        self.mock.shared.lock().call_rules.add(self.selection.clone(), plan);
    }
}
