//! The description of an operation.

use crate::runtime::delivery_class::DeliveryClass;

/// An operation of the API, as a row of [`OPERATIONS`](crate::OPERATIONS).
///
/// ```
/// use beeper_desktop_client::{DeliveryClass, OPERATIONS};
///
/// let open = OPERATIONS.iter().find(|operation| !operation.needs_token).unwrap();
/// assert_eq!((open.id, open.delivery), ("get_info", DeliveryClass::Read));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of its method on [`Client`](crate::Client), which errors and traces use.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, with placeholders in braces.
    pub path: &'static str,
    /// Whether the operation needs an access token.
    pub needs_token: bool,
    /// How often its requests may arrive.
    ///
    /// A request of [`submit_login_step`](crate::Client::submit_login_step) is of the class [`Wait`](DeliveryClass::Wait) if
    /// its body has the type `display_and_wait`.
    pub delivery: DeliveryClass,
}
