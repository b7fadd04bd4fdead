//! The payload of unknown variants.

use std::fmt;

/// What a value holds that this version of the crate does not know.
///
/// It is kept as it came and written again unchanged, and has nothing to look at: what is unknown today gets a variant of its
/// own tomorrow, and a program that looks in here would miss it from then on. Ask the value that holds it, which answers
/// alike before and after: enums by `as_str()`, numbers by `as_i64()`, unions by `kind()`; what they hold is what they
/// serialize to.
///
/// ```
/// use beeper_desktop_client::types::AccountStatus;
///
/// let status = AccountStatus::from("hibernating");
/// match &status {
///     AccountStatus::Connected => println!("connected"),
///     // Not `AccountStatus::Unknown(..)` and a look inside.
///     status if status.as_str() == "hibernating" => println!("asleep"),
///     status => println!("{status}"),
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknown<T>(pub(crate) T);

impl<T: fmt::Debug> fmt::Debug for Unknown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
