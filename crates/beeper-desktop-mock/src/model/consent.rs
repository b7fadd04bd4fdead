//! What becomes of a program that asks for a token.

/// What the server does when a program asks for a token in the browser.
///
/// Set with [`MockDesktopBuilder::consent`](crate::MockDesktopBuilder::consent), and changed with
/// [`MockDesktop::set_consent`](crate::MockDesktop::set_consent).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Consent {
    /// Approves at once, without a page.
    #[default]
    Approve,
    /// Approves at once, for reading alone: a program that asks for more gets less, and one that asks for `write` alone nothing.
    ApproveReading,
    /// Denies at once.
    Deny,
    /// Shows a page with two buttons. A server of the [older dialect](crate::Dialect::Older) has none, and approves.
    Ask,
}
