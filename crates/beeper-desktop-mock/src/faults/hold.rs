//! Holds, which keep calls waiting until a test releases them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Weak};

use tokio::sync::watch;

use crate::faults::broken_response::BrokenResponse;
use crate::faults::wait_timeout::WaitTimeout;
use crate::http::route::Route;

/// A hold keeps calls waiting until a test releases them. Made by [`Calls::hold`](crate::Calls::hold) and its like.
///
/// Its methods work from any runtime, whatever clock the test has. Dropping it releases everything, so that a test that fails
/// leaves no client waiting; a mock that is dropped does not wait for it.
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
/// hold.arrived().await; // The request is there, and waits.
///
/// call.abort();
/// hold.until_disconnected().await; // Giving the call up has closed its connection.
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping it releases what it holds"]
pub struct Hold {
    queue: watch::Receiver<Queue>,
    // Weak, so that `queue` closes when nothing can arrive any more.
    gate: Weak<watch::Sender<Queue>>,
    /// `None` where all are meant.
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

    /// Resolves as soon as something is held; at once if something is.
    ///
    /// # Panics
    ///
    /// When nothing can arrive any more: the selected calls are over, the rule was replaced or reset, or the mock is gone.
    /// And when nothing arrives within a minute, or what [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) says.
    pub async fn arrived(&self) {
        self.all_arrived(1).await;
    }

    /// Resolves as soon as this many are held at the same time.
    ///
    /// # Panics
    ///
    /// When nothing can arrive any more, or it takes too long, as [`arrived`](Self::arrived).
    pub async fn all_arrived(&self, count: usize) {
        let waited_for = || format!("{count} held at the same time; this is {self:?}");
        self.until(|queue| queue.waiting.len() >= count, waited_for).await;
    }

    /// Resolves when a client has closed its connection while it was held; at once if one has.
    ///
    /// # Panics
    ///
    /// When nothing can arrive any more, or it takes too long, as [`arrived`](Self::arrived).
    pub async fn until_disconnected(&self) {
        let waited_for = || format!("a client to hang up; this is {self:?}");
        self.until(|queue| queue.disconnected > 0, waited_for).await;
    }

    /// How many calls are held now.
    #[must_use]
    pub fn held(&self) -> usize {
        self.queue.borrow().waiting.len()
    }

    /// How many connections ended while they were held.
    #[must_use]
    pub fn disconnected(&self) -> usize {
        self.queue.borrow().disconnected
    }

    /// Releases everything, now and later.
    pub fn release(&self) {
        self.open(Exit::Released);
    }

    /// Releases what was held first, and keeps holding the rest. Returns whether anything was held.
    pub fn release_one(&self) -> bool {
        let Some(gate) = self.gate.upgrade() else {
            return false;
        };
        gate.send_if_modified(|queue| queue.waiting.pop_front().is_some())
    }

    /// Resets the connections of everything held, now and later, instead of answering.
    ///
    /// What was held before it was carried out never will be.
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
            "nothing can arrive here any more: the held calls are over, reset, or gone with the mock"
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

/// The server's side of a [`Hold`].
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
            // The sender is `self`.
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
