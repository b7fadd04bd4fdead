//! Checks that reading any bytes from a server of events neither panics nor hangs.
//!
//! Every frame can be printed and written again.
#![no_main]

use beeper_desktop_client::live::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((choice, bytes)) if choice % 2 == 0 => fuzzing::frame(bytes),
        Some((_, bytes)) => fuzzing::connection(bytes),
        None => {}
    }
});
