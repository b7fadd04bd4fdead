//! Checks that decoding any bytes as a response neither panics nor hangs.
//!
//! The decoded value can be written again, and an error displays as one line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some((&choice, body)) = data.split_first() {
        beeper_desktop_client::fuzzing::decode_answer(choice, body);
    }
});
