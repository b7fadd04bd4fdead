/// An operation of the API, as a row of [`OPERATIONS`](crate::OPERATIONS).
///
/// ```
/// use beeper_desktop_client::OPERATIONS;
///
/// let open: Vec<_> = OPERATIONS.iter().filter(|operation| !operation.needs_token).map(|operation| operation.id).collect();
/// assert_eq!(open, ["get_info"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its method's name on [`Client`](crate::Client); errors and traces call it so.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, with placeholders in braces.
    pub path: &'static str,
    /// Whether it needs an access token.
    pub needs_token: bool,
}
