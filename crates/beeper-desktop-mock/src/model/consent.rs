//! The decision about programs that ask for a token.

/// What the server does when a program asks for a token in the browser.
///
/// [`MockDesktopBuilder::consent`](crate::MockDesktopBuilder::consent) sets it, and
/// [`MockDesktop::set_consent`](crate::MockDesktop::set_consent) changes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Consent {
    /// Approves at once, without a page.
    #[default]
    Approve,
    /// Approves `read` at once and nothing else: a request for more gets less, and one for `write` alone is denied.
    ApproveReading,
    /// Denies at once.
    Deny,
    /// Shows a page with two buttons. A server of the [older dialect](crate::Dialect::Older) has no page, and approves.
    Ask,
}
