//! A future that continues as a task when it is dropped before it is complete.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// A future that becomes a task when it is dropped before it is complete.
pub(super) struct FinishOnDrop<T: Send + 'static> {
    rest: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    runtime: Handle,
}

impl<T: Send + 'static> FinishOnDrop<T> {
    /// Wraps a future. Call this within a runtime, on which the rest is spawned.
    pub(super) fn new(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self {
            rest: Some(Box::pin(future)),
            runtime: Handle::current(),
        }
    }
}

impl<T: Send + 'static> Future for FinishOnDrop<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // `None` while the future is polled, so a future that panics does not continue.
        let Some(mut rest) = self.rest.take() else {
            return Poll::Pending;
        };
        let output = rest.as_mut().poll(context);
        if output.is_pending() {
            self.rest = Some(rest);
        }
        output
    }
}

impl<T: Send + 'static> Drop for FinishOnDrop<T> {
    fn drop(&mut self) {
        if let Some(rest) = self.rest.take() {
            drop(self.runtime.spawn(rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A future that counts its polls and panics.
    struct Panics(Arc<AtomicUsize>);

    impl Future for Panics {
        type Output = ();

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            self.0.fetch_add(1, Ordering::Relaxed);
            panic!("intended panic");
        }
    }

    #[tokio::test]
    async fn a_future_that_panicked_is_not_resumed() {
        let polled = Arc::new(AtomicUsize::new(0));
        let mut future = FinishOnDrop::new(Panics(Arc::clone(&polled)));
        let mut context = Context::from_waker(std::task::Waker::noop());
        let poll = AssertUnwindSafe(|| Pin::new(&mut future).poll(&mut context));
        assert!(std::panic::catch_unwind(poll).is_err());
        drop(future);
        tokio::task::yield_now().await;
        assert_eq!(polled.load(Ordering::Relaxed), 1);
    }
}
