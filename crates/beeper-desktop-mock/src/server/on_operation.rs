//! `MockDesktop::on`: selects calls and sets what happens to them.

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

/// Canned answers and faults.
impl MockDesktop {
    /// Selects the calls of an [`Operation`](crate::Operation) or [`Endpoint`](crate::Endpoint), whose answers a test changes.
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

    /// Selects all calls, including those for unknown paths.
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

    /// Removes the canned answers and faults of all operations and endpoints. Calls that are held already stay held.
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

/// All calls of an operation or endpoint, from [`MockDesktop::on`], or all calls at all, from [`MockDesktop::on_any`].
///
/// The methods of [`Calls`] set what happens to every call. The methods here select some calls first.
#[derive(Debug)]
#[must_use = "a selection changes nothing until one of its methods sets what happens"]
pub struct OnOperation<'a>(Calls<'a>);

/// Selections of calls, by their number.
///
/// The numbers start at 1 with the first call after the test sets what happens. Calls that another rule answers count too.
impl<'a> OnOperation<'a> {
    /// Selects the call with this number.
    ///
    /// # Panics
    ///
    /// Panics if `number` is 0, because the next call has the number 1.
    pub fn nth(self, number: u64) -> Calls<'a> {
        assert!(number > 0, "calls are counted from 1");
        self.select(number..=number)
    }

    /// Selects the next call; the same as `nth(1)`.
    pub fn once(self) -> Calls<'a> {
        self.nth(1)
    }

    /// Selects the next `count` calls.
    pub fn first(self, count: u64) -> Calls<'a> {
        self.select(1..=count)
    }

    /// Selects all calls after the next `count`.
    pub fn after(self, count: u64) -> Calls<'a> {
        self.select(count.saturating_add(1)..=u64::MAX)
    }

    /// Removes these rules, so that the state answers again. Calls that are held already stay held.
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

/// Selected calls, from [`MockDesktop::on`] or the selections of [`OnOperation`].
///
/// If several rules select a call, the latest rule decides. A rule for every call replaces the earlier rules.
///
/// Faults break the answer of the state: **the server carries out the call, and then its answer is lost**. With
/// [`answering`](Self::answering), they break a canned answer, and the state does not change.
#[derive(Clone, Debug)]
#[must_use = "a selection changes nothing until one of its methods sets what happens"]
pub struct Calls<'a> {
    mock: &'a MockDesktop,
    selection: Selection,
    answer: Option<Reply>,
}

/// Complete answers.
impl<'a> Calls<'a> {
    /// Returns this answer to calls with or without a token, without changing the state.
    pub fn reply(&self, reply: Reply) {
        self.answering(reply).deliver(Delivery::Whole);
    }

    /// Sets one header of the answer, or removes it if `value` is `None`.
    ///
    /// This also works for the answer to a WebSocket's opening handshake, after which the connection continues regardless.
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
    /// Panics if the name or the value is not valid in an HTTP header.
    pub fn header<'v>(&self, name: &str, value: impl Into<Option<&'v str>>) {
        let value = value.into();
        // An invalid header must panic here, not on the server's thread.
        let _ = Reply::empty(200).header(name, value.unwrap_or_default());
        self.deliver(Delivery::Header(name.to_owned(), value.map(str::to_owned)));
    }

    /// Returns the same calls, with this answer for the fault that follows.
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
    /// // The request is lost: the server does not carry out anything.
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
    /// Waits for this time before the server carries out and answers each call.
    pub fn delay(&self, duration: Duration) {
        self.add_delay(Delay::Duration(duration));
    }

    /// Holds each call before the server carries it out. If its client closes the connection meanwhile, it is never carried out.
    pub fn hold(&self) -> Hold {
        let (hold, gate) = self.new_hold();
        self.add_delay(Delay::Gate(gate));
        hold
    }

    /// Carries out each call, and holds its answer.
    pub fn hold_answer(&self) -> Hold {
        let (hold, gate) = self.new_hold();
        self.deliver(Delivery::Delayed(Delay::Gate(gate)));
        hold
    }

    /// Sends the headers and half of the body, and holds the rest. Answers without a body are not held.
    pub fn hold_mid_body(&self) -> Hold {
        self.hold_body(Portion::Half, usize::MAX)
    }

    /// Sends the headers, and holds the body before each chunk of this number of bytes.
    ///
    /// [`Hold::release_one`] releases one chunk. Answers without a body are not held.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0.
    pub fn hold_chunks(&self, bytes: usize) -> Hold {
        assert!(bytes > 0, "a chunk must have at least one byte");
        self.hold_body(Portion::Nothing, bytes)
    }

    /// Sends the body in chunks of this number of bytes, with a pause between them.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0.
    pub fn trickle(&self, bytes: usize, pause: Duration) {
        assert!(bytes > 0, "a chunk must have at least one byte");
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

/// Broken answers.
///
/// Each of them ends the connection: a *reset* with an error (RST), a *close* in the ordinary way (FIN). When a reset reaches the
/// client, data that it has not read yet may be lost.
impl Calls<'_> {
    /// Resets the connection before the first byte of the answer.
    pub fn reset_before_answer(&self) {
        self.truncate(Portion::Nothing, ConnectionEnd::Reset);
    }

    /// Resets the connection after the status and the headers.
    pub fn reset_after_headers(&self) {
        self.reset_after(0);
    }

    /// Resets the connection after half of the body.
    pub fn reset_mid_body(&self) {
        self.truncate(Portion::Half, ConnectionEnd::Reset);
    }

    /// Resets the connection after the headers and this number of bytes of the body, or after all of a shorter body.
    pub fn reset_after(&self, body_bytes: usize) {
        self.truncate(Portion::Body(body_bytes), ConnectionEnd::Reset);
    }

    /// Closes the connection before the first byte of the answer.
    pub fn close_before_answer(&self) {
        self.truncate(Portion::Nothing, ConnectionEnd::Close);
    }

    /// Closes the connection after half of the body, which truncates the answer.
    pub fn close_mid_body(&self) {
        self.truncate(Portion::Half, ConnectionEnd::Close);
    }

    /// Closes the connection after the headers and this number of bytes of the body, or after all of a shorter body.
    pub fn close_after(&self, body_bytes: usize) {
        self.truncate(Portion::Body(body_bytes), ConnectionEnd::Close);
    }

    /// Sends the whole body with a `content-length` that is wrong by this number of bytes, and closes the connection.
    ///
    /// The length is too large if `by` is positive, and too small if it is negative.
    pub fn wrong_length(&self, by: i64) {
        self.deliver(Delivery::WrongLength(by));
    }

    /// Carries out the call, sends these bytes instead of the answer, and closes the connection. They need not be HTTP.
    pub fn raw(&self, bytes: impl Into<Vec<u8>>) {
        self.deliver(Delivery::Raw(bytes.into().into()));
    }

    /// Sends the complete answer, which promises to keep the connection open, and closes it.
    pub fn close_after_answer(&self) {
        self.truncate(Portion::Everything, ConnectionEnd::Close);
    }

    /// Sends the complete answer, keeps the connection open, and resets it when the next request begins to arrive.
    ///
    /// The server does not carry out, record or count that request.
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
