//! `Debug` for errors as one readable line: the error, and what caused it.

use std::error::Error as StdError;
use std::fmt;

use crate::rendering::text::{Lines, printable};

/// Writes an error and what it was caused by, in one line.
pub(crate) fn write_with_sources(error: &dyn StdError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    std::iter::successors(error.source(), |&source| source.source()).try_for_each(|source| {
        // It may be an application's own, of which nothing is known.
        let text = printable(&source.to_string(), Lines::Flatten, 500);
        write!(f, "; caused by: {text}")
    })
}

/// Makes an error readable where `main` returns it, which prints `Debug`.
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
