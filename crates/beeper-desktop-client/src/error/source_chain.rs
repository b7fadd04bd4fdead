//! Prints an error together with its sources.

use std::error::Error as StdError;
use std::fmt;

/// Writes an error as a `main` that returns it should print it: its line, and the errors below it after that.
pub(crate) fn fmt_with_sources(error: &dyn StdError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut source = error.source();
    while let Some(error) = source {
        write!(f, "; caused by: {error}")?;
        source = error.source();
    }
    Ok(())
}
