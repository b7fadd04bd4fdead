//! What errors print about how to get an access token.

/// Instructions for making an access token, for errors about a missing one.
pub(crate) const HOW_TO_MAKE_A_TOKEN: &str =
    "make one in Beeper Desktop (Settings, Developers, \"+\" beside Approved connections)";

/// The environment variable that contains an access token.
pub(crate) const TOKEN_VARIABLE: &str = "BEEPER_ACCESS_TOKEN";
