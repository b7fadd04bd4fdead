//! Access tokens, and where programs keep them.

pub(crate) mod access_token;

pub use access_token::AccessToken;
