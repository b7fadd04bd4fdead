//! Tests canned, late and broken answers.

mod broken_answers;
mod canned_replies;
mod holds;
mod wait_timeout;
