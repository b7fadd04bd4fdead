//! Makes texts from the server and the network printable.

use beeper_bridge_login::text::{Lines, printable};
use beeper_desktop_client::ServerText;

/// Returns a text as one printable line.
pub fn line(text: &str) -> String {
    printable(text, Lines::Flatten, 300)
}

/// Returns a text as several printable lines.
pub fn lines(text: &ServerText) -> String {
    printable(text, Lines::Keep, 2000)
}
