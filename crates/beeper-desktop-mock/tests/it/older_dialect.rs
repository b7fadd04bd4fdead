//! The older dialect.

mod answers;
mod lists;
