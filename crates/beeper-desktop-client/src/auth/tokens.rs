//! Access tokens, and the stores that keep them.
//!
//! A [`TokenFile`] keeps the tokens of a program in a file that nobody else can read, one for each server:
//!
//! ```no_run
//! use beeper_desktop_client::discover;
//! use beeper_desktop_client::tokens::{TokenFile, TokenKey, TokenStore};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let server = discover().await?.into_best();
//! let file = TokenFile::for_app("my-app")?;
//! if let Some(token) = file.load(&TokenKey::new(&server, "my-app"))? {
//!     let client = server.client(token)?;
//!     println!("{} accounts", client.list_accounts().await?.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`TokenStore`] is the trait for programs that keep tokens elsewhere, such as in the system's keyring.

pub(crate) mod access_token;
pub(crate) mod error;
mod stored_token;
mod token_file;
pub(crate) mod token_key;
pub(crate) mod token_store;

pub use access_token::AccessToken;
pub use error::{TokenStoreError, TokenStoreErrorKind};
pub use token_file::TokenFile;
pub use token_key::TokenKey;
pub use token_store::TokenStore;
