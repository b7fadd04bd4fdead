//! Whatever a server of events sends, reading it neither panics nor hangs, and each frame becomes something that can be
//! printed and written again.
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
