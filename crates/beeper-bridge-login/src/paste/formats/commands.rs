//! Reads commands of programs that make requests.

mod command_line;
pub(super) mod curl;
pub(super) mod httpie;
pub(super) mod wget;
