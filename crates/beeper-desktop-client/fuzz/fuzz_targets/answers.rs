//! Whatever bytes an answer has, decoding them neither panics nor hangs, what was decoded can be written again, and an
//! error is one line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some((&choice, body)) = data.split_first() {
        beeper_desktop_client::fuzzing::decode_answer(choice, body);
    }
});
