//! What errors say about how to get an access token.

/// How one comes by an access token, for errors that lack one.
pub(crate) const HOW_TO_MAKE_A_TOKEN: &str =
    "make one in Beeper Desktop (Settings, Developers, \"+\" beside Approved connections)";

/// The environment variable that holds an access token.
pub(crate) const TOKEN_VARIABLE: &str = "BEEPER_ACCESS_TOKEN";
