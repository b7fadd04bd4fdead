//! Helpers for the tests: clients of a mock server, assertions, samples and a browser.

#[cfg(unix)]
pub mod browser;
#[path = "../crates/beeper-desktop-client/tests/client/closed_port.rs"]
pub mod closed_port;
pub mod samples;
pub mod tables;

use std::collections::BTreeSet;
use std::fmt::Debug;

use beeper_desktop_client::{Client, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation};

/// Returns a client of `mock` that has its token and retries without pauses.
pub fn client(mock: &MockDesktop) -> Client {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .clock(VirtualClock::new())
        .build()
        .unwrap()
}

/// Asserts that `found` and `wanted` contain the same names, and reports missing and superfluous ones.
#[track_caller]
pub fn assert_names<T: Ord + Debug>(found: &BTreeSet<T>, wanted: &BTreeSet<T>, what: &str) {
    let lacking: Vec<_> = wanted.difference(found).collect();
    let too_many: Vec<_> = found.difference(wanted).collect();
    assert!(lacking.is_empty(), "{what} lack {lacking:?}");
    assert!(too_many.is_empty(), "{what} have {too_many:?} left over");
}

/// Returns the mock's operation of this name.
pub fn mock_operation(operation: &str) -> Operation {
    let name = operation.replace('_', "");
    let mut known = Operation::ALL.iter().copied();
    let found = known.find(|it| it.operation_id().to_lowercase() == name);
    found.unwrap_or_else(|| panic!("`Operation::ALL` of the mock does not contain {operation}"))
}
