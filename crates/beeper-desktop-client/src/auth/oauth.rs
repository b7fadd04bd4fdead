//! Gets an access token by asking the user for consent in a browser, with OAuth 2.0.
//!
//! Users can create access tokens in Beeper Desktop's settings and paste them. With this module, a program asks for a token
//! itself: Beeper Desktop shows the user a page that names the program and the access that it wants, and the user grants or
//! denies it. This is OAuth's authorization code flow with PKCE, as RFC 8252 describes it for programs on the user's
//! computer.
//!
//! This program shows the whole life of a token: it finds the server, loads the token or asks for one, stores it, and uses
//! it. If the server rejects the token, the program asks again and repeats the call. With the argument `sign-out`, it revokes
//! and removes the token.
//!
//! ```no_run
//! use std::error::Error;
//!
//! use beeper_desktop_client::discovery::DiscoveredServer;
//! use beeper_desktop_client::oauth::Scope;
//! use beeper_desktop_client::tokens::{TokenFile, TokenKey, TokenStore};
//! use beeper_desktop_client::{Client, discover};
//!
//! struct Access {
//!     server: DiscoveredServer,
//!     file: TokenFile,
//!     key: TokenKey,
//! }
//!
//! impl Access {
//!     /// Returns a client with the stored token, or asks the user the first time.
//!     async fn client(&self) -> Result<Client, Box<dyn Error>> {
//!         match self.file.load(&self.key)? {
//!             Some(token) => Ok(self.server.client(token)?),
//!             None => self.ask().await,
//!         }
//!     }
//!
//!     /// Asks the user, and stores the new token in place of the old one.
//!     async fn ask(&self) -> Result<Client, Box<dyn Error>> {
//!         let authorization = self.server.authorize("My program").scopes([Scope::Read]).begin().await?;
//!         println!("Open this page and allow access: {}", authorization.url());
//!         let authorized = authorization.finish().await?; // `OAuthErrorKind::Denied` if the user denies access
//!         self.file.store(&self.key, authorized.access_token())?;
//!         Ok(authorized.into_client())
//!     }
//!
//!     async fn sign_out(&self) -> Result<(), Box<dyn Error>> {
//!         if let Some(token) = self.file.load(&self.key)? {
//!             self.file.remove(&self.key)?; // even if the server cannot be reached
//!             let client = self.server.client_builder().build()?;
//!             client.revoke_access_token(token).await?; // if this fails, the token may still be valid
//!         }
//!         Ok(())
//!     }
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn Error>> {
//!     let server = discover().await?.into_best();
//!     let (file, key) = (TokenFile::for_app("my-program")?, TokenKey::new(&server, "my-program"));
//!     let access = Access { server, file, key };
//!     if std::env::args().nth(1).as_deref() == Some("sign-out") {
//!         return access.sign_out().await;
//!     }
//!     let mut client = access.client().await?;
//!     let accounts = match client.list_accounts().await {
//!         Err(error) if error.is_unauthorized() => {
//!             client = access.ask().await?;
//!             client.list_accounts().await?
//!         }
//!         result => result?,
//!     };
//!     println!("{} accounts", accounts.len());
//!     Ok(())
//! }
//! ```
//!
//! A sign-in begins with [`Client::authorize`](crate::Client::authorize),
//! [`DiscoveredServer::authorize`](crate::discovery::DiscoveredServer::authorize), or [`AuthorizationRequest::new`]. Each
//! sign-in without [`client_id`](AuthorizationRequest::client_id) registers the program again.
//!
//! # Expired tokens
//!
//! Some tokens expire, and a user can revoke any token at any time. A token cannot be renewed without the user. Calls then
//! fail, [`Error::is_unauthorized`](crate::Error::is_unauthorized) returns `true`, and the call had no effect. Ask the user
//! again, store the new token, and repeat the call with the new client.
//!
//! # Another address
//!
//! A token belongs to the address at which the server was found. If Beeper Desktop listens on another port the next time, the
//! store has no token for that address, and the program above asks again. The earlier token remains stored and valid. To sign
//! out, use the address that the token was stored for: only its [`TokenKey`](crate::tokens::TokenKey) finds the token. If the
//! server no longer listens there, the user can revoke the token in Beeper Desktop.
//!
//! # Security
//!
//! * All requests go to the address that the client calls. If the server names an endpoint, only its path and query are used;
//!   an endpoint of another server is ignored, and redirects are not followed. `localhost`, `127.0.0.1` and `[::1]` with the
//!   same port are one server. A callback that names another issuer ends the sign-in.
//! * The listener accepts only the request that contains the state, and only on 127.0.0.1. It refuses other paths, methods
//!   and hosts, prefetches, and slow or endless connections, without ending the sign-in.
//! * State and verifier are random bytes of the operating system. PKCE uses only `S256`.
//! * The code is sent once. If the response is lost, the error is [`ExchangeUnclear`](OAuthErrorKind::ExchangeUnclear), and
//!   the code counts as used.
//! * Responses may have at most 256 KiB, and are not repaired: a token that is not a text, is not a `Bearer` token, or is not
//!   valid in a header is refused.
//! * No `Debug`, `Display` or trace prints a code, state, verifier or token, or a text of the server.
//!
//! The address of the page contains the state. While a browser is being started with it, it is visible in the list of processes.
//! Another user who reads it there can end the sign-in, but gets no token, because that requires the verifier.
//!
//! These requests use the client's default headers and HTTP settings. The client does not retry them, and does not call its
//! observer for them.

mod authorization_request;
mod authorized;
pub(crate) mod callback;
pub(crate) mod endpoints;
pub(crate) mod error;
mod exchange;
mod introspection;
mod pending_authorization;
mod proof_key;
mod registration;
mod revocation;
mod scope;
mod time_limit;
mod token_exchange;

pub use authorization_request::AuthorizationRequest;
pub use authorized::Authorized;
pub use error::OAuthError;
pub use error::kind::{OAuthErrorKind, OAuthStep};
pub use introspection::Introspection;
pub use pending_authorization::PendingAuthorization;
pub use scope::Scope;
