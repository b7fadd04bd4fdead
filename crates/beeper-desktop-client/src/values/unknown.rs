//! The contents of unknown variants.

use std::fmt;

/// A value that this version of the crate does not know.
///
/// It encodes to the JSON that the server sent, and a program cannot read it. A later version may know the value, and a
/// program that read it from here would not find it any more. Call the methods of the enum or union instead, which return the
/// same in both versions: `as_str()` of enums, `as_i64()` of numbers, and `kind()` of unions. For the contents, serialize it.
///
/// ```
/// use beeper_desktop_client::types::AccountStatus;
///
/// let status = AccountStatus::from("hibernating");
/// match &status {
///     AccountStatus::Connected => println!("connected"),
///     // This arm also matches in a version that knows the status.
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
