//! Holds, which keep calls waiting until a test releases them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Weak};

use tokio::sync::watch;

use crate::faults::broken_response::BrokenResponse;
use crate::faults::wait_timeout::WaitTimeout;
use crate::http::route::Route;

/// A handle that keeps calls waiting until a test releases them.
///
/// [`Calls::hold`](crate::Calls::hold) and similar methods create it.
///
/// Its methods work on any runtime, even if the test pauses its clock. Dropping the handle releases all calls, so that a failing
/// test leaves no client waiting. A mock that is dropped does not wait for held calls.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use beeper_desktop_mock::{MockDesktop, Operation};
///
/// let mock = MockDesktop::start().await?;
/// let hold = mock.on(Operation::GetInfo).hold();
///
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// let url = format!("{}/v1/info", mock.base_url());
/// let call = tokio::spawn(client.get(url).send());
/// hold.arrived().await; // The request has arrived and waits.
///
/// call.abort();
/// hold.until_disconnected().await; // The aborted call has closed its connection.
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping a hold releases its calls"]
pub struct Hold {
    queue: watch::Receiver<Queue>,
    // A weak reference, so that `queue` closes once no further call can arrive.
    gate: Weak<watch::Sender<Queue>>,
    /// The route whose calls are held; `None` for all calls.
    route: Option<Route>,
    wait_timeout: WaitTimeout,
}

impl Hold {
    pub(crate) fn new(route: Option<Route>, wait_timeout: WaitTimeout) -> (Self, Gate) {
        let gate = Arc::new(watch::Sender::new(Queue::default()));
        let hold = Self {
            queue: gate.subscribe(),
            gate: Arc::downgrade(&gate),
            route,
            wait_timeout,
        };
        (hold, Gate(gate))
    }

    /// Waits until at least one call is held.
    ///
    /// # Panics
    ///
    /// Panics if no further call can arrive: the selected calls are over, the test replaced or reset the rule, or the mock was
    /// dropped. Also panics if no call arrives within the time limit, which is a minute unless
    /// [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) sets another.
    pub async fn arrived(&self) {
        self.all_arrived(1).await;
    }

    /// Waits until at least `count` calls are held at the same time.
    ///
    /// # Panics
    ///
    /// Panics if no further call can arrive, or after the time limit, like [`arrived`](Self::arrived).
    pub async fn all_arrived(&self, count: usize) {
        let waited_for = || format!("{count} calls to be held at the same time; this is {self:?}");
        self.until(|queue| queue.waiting.len() >= count, waited_for).await;
    }

    /// Waits until a client has closed its connection during a held call.
    ///
    /// # Panics
    ///
    /// Panics if no further call can arrive, or after the time limit, like [`arrived`](Self::arrived).
    pub async fn until_disconnected(&self) {
        let waited_for = || format!("a client to close its connection; this is {self:?}");
        self.until(|queue| queue.disconnected > 0, waited_for).await;
    }

    /// Returns the number of calls that are held now.
    #[must_use]
    pub fn held(&self) -> usize {
        self.queue.borrow().waiting.len()
    }

    /// Returns the number of connections that ended while their calls were held.
    #[must_use]
    pub fn disconnected(&self) -> usize {
        self.queue.borrow().disconnected
    }

    /// Releases all calls, now and in the future.
    pub fn release(&self) {
        self.open(Exit::Released);
    }

    /// Releases the call that was held first, and returns `true` if there was one. The others stay held.
    pub fn release_one(&self) -> bool {
        let Some(gate) = self.gate.upgrade() else {
            return false;
        };
        gate.send_if_modified(|queue| queue.waiting.pop_front().is_some())
    }

    /// Resets the connections of all held calls, now and in the future, instead of answering them.
    ///
    /// Calls that were held before the server carried them out are never carried out.
    pub fn reset_connections(&self) {
        self.open(Exit::Reset);
    }

    fn open(&self, exit: Exit) {
        if let Some(gate) = self.gate.upgrade() {
            gate.send_modify(|queue| {
                queue.exit.get_or_insert(exit);
                queue.waiting.clear();
            });
        }
    }

    async fn until(&self, reached: impl Fn(&Queue) -> bool, waited_for: impl Fn() -> String) {
        let mut queue = self.queue.clone();
        let is_reached = async { queue.wait_for(reached).await.map(drop) };
        let waited = self.wait_timeout.until(is_reached, waited_for).await;
        assert!(
            waited.is_ok(),
            "no further call can arrive: the selected calls are over, the rule was reset, or the mock was dropped"
        );
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.release();
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let route = self.route.map_or("any".to_owned(), |route| route.to_string());
        f.debug_struct("Hold")
            .field("route", &route)
            .field("held", &self.held())
            .field("disconnected", &self.disconnected())
            .finish()
    }
}

/// The server's end of a [`Hold`].
#[derive(Clone)]
pub(crate) struct Gate(Arc<watch::Sender<Queue>>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<u64>,
    tickets: u64,
    exit: Option<Exit>,
    disconnected: usize,
}

#[derive(Clone, Copy)]
enum Exit {
    Released,
    Reset,
}

impl Gate {
    /// Waits until the test releases this call.
    pub(crate) async fn wait(&self) -> Result<(), BrokenResponse> {
        let mut queue = self.0.subscribe();
        let mut ticket = 0;
        self.0.send_modify(|queue| {
            queue.tickets += 1;
            ticket = queue.tickets;
            if queue.exit.is_none() {
                queue.waiting.push_back(ticket);
            }
        });
        let _held = Held { gate: &self.0, ticket };
        let exit = match queue.wait_for(|queue| !queue.waiting.contains(&ticket)).await {
            Ok(queue) => queue.exit,
            // This cannot happen: `self` owns the sender.
            Err(_) => None,
        };
        match exit {
            Some(Exit::Reset) => Err(BrokenResponse::reset()),
            Some(Exit::Released) | None => Ok(()),
        }
    }
}

/// Removes a held call when hyper drops it because its connection ended.
struct Held<'a> {
    gate: &'a watch::Sender<Queue>,
    ticket: u64,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.gate.send_if_modified(|queue| {
            let before = queue.waiting.len();
            queue.waiting.retain(|waiting| *waiting != self.ticket);
            let disconnected = queue.waiting.len() < before;
            queue.disconnected += usize::from(disconnected);
            disconnected
        });
    }
}
