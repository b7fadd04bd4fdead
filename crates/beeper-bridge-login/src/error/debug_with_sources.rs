//! Formats errors as one readable line for `Debug`: the error and its sources.

use std::error::Error as StdError;
use std::fmt;

use crate::rendering::text::{Lines, printable};

/// Writes an error and its sources as one line.
pub(crate) fn write_with_sources(error: &dyn StdError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    write_sources(error, f)
}

/// Writes the sources of an error, without the error.
pub(crate) fn write_sources(error: &dyn StdError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    std::iter::successors(error.source(), |&source| source.source()).try_for_each(|source| {
        // The source may be an application's error with any text.
        let text = printable(&source.to_string(), Lines::Flatten, 500);
        write!(f, "; caused by: {text}")
    })
}

/// Implements `Debug` so that an error is readable when `main` returns it.
macro_rules! impl_debug_with_sources {
    ($error:ty) => {
        impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::error::debug_with_sources::write_with_sources(self, f)
            }
        }
    };
}
pub(crate) use impl_debug_with_sources;
