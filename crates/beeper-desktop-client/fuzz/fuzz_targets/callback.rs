//! Whatever bytes a browser sends to the listener of a sign-in, reading them does not panic, only a request that has the state
//! counts, and nothing of it gets into the answer or into an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some((&choice, bytes)) = data.split_first() {
        beeper_desktop_client::fuzzing::read_callback(choice, bytes);
    }
});
