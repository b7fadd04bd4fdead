//! Prints an error together with its sources.

use std::error::Error as StdError;
use std::fmt;

/// Writes an error as a `main` that returns it should print it: its line, then each of its sources.
///
/// Leaves out a source if the text before it ends with the same words.
pub(crate) fn fmt_with_sources(error: &dyn StdError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut line = error.to_string();
    f.write_str(&line)?;
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        if !line.ends_with(&cause) {
            write!(f, "; caused by: {cause}")?;
        }
        line = cause;
        source = error.source();
    }
    Ok(())
}
