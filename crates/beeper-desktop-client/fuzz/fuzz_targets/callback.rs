//! Checks that the listener of a sign-in can read any bytes as a request of the browser without a panic.
//!
//! Only a request with the right state counts, and nothing from the request appears in the response or in an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some((&choice, bytes)) = data.split_first() {
        beeper_desktop_client::fuzzing::read_callback(choice, bytes);
    }
});
