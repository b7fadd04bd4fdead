//! What the server and the network say, fit to be printed.

use beeper_bridge_login::text::{Lines, printable};
use beeper_desktop_client::ServerText;

/// One line of what comes from elsewhere.
pub fn line(text: &str) -> String {
    printable(text, Lines::Flatten, 300)
}

/// Several lines of it.
pub fn lines(text: &ServerText) -> String {
    printable(text, Lines::Keep, 2000)
}
