//! Signing in: an access token of the user's consent in a browser, with OAuth 2.0.
//!
//! Beeper Desktop makes access tokens in its settings, for users to paste. With this module a program asks for one itself: the
//! user sees a page of Beeper Desktop that names the program and what it wants, and says yes or no. It is the authorization
//! code flow with PKCE, as RFC 8252 describes it for programs on the user's computer.
//!
//! ```no_run
//! use beeper_desktop_client::discover;
//! use beeper_desktop_client::oauth::{OAuthErrorKind, Scope};
//! use beeper_desktop_client::tokens::{TokenFile, TokenKey, TokenStore};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let server = discover().await?.into_best();
//!     let (file, key) = (TokenFile::for_app("my-program")?, TokenKey::new(&server, "my-program"));
//!     let client = match file.load(&key)? {
//!         Some(token) => server.client(token)?,
//!         None => {
//!             let authorization = server.authorize("My program").scopes([Scope::Read]).begin().await?;
//!             println!("Open this page, and say yes: {}", authorization.url());
//!             let authorized = match authorization.finish().await {
//!                 Ok(authorized) => authorized,
//!                 Err(error) if *error.kind() == OAuthErrorKind::Denied => return Ok(println!("then not")),
//!                 Err(error) => return Err(error.into()),
//!             };
//!             file.store(&key, authorized.access_token())?;
//!             authorized.into_client()
//!         }
//!     };
//!     println!("{} accounts", client.list_accounts().await?.len());
//!     Ok(())
//! }
//! ```
//!
//! A sign-in begins with [`Client::authorize`](crate::Client::authorize),
//! [`DiscoveredServer::authorize`](crate::discovery::DiscoveredServer::authorize), or [`AuthorizationRequest::new`]. Each one without
//! [`client_id`](AuthorizationRequest::client_id) registers the program anew.
//!
//! # When the token expires
//!
//! Some tokens expire, and a user can take any of them back at any time. There is no way to renew one without the user. A call
//! fails then, and [`Error::is_unauthorized`](crate::Error::is_unauthorized) returns `true`; it had no effect. Ask again, and
//! repeat the call with the new client:
//!
//! ```no_run
//! use beeper_desktop_client::oauth::OAuthError;
//! use beeper_desktop_client::Client;
//!
//! async fn sign_in(client: &Client) -> Result<Client, OAuthError> {
//!     let authorization = client.authorize("My program").begin().await?;
//!     println!("Open this page, and say yes: {}", authorization.url());
//!     Ok(authorization.finish().await?.into_client()) // the same client, with the new token
//! }
//!
//! async fn greet(client: &mut Client, chat: &str) -> Result<(), Box<dyn std::error::Error>> {
//!     let greeting = |client: &Client| client.send_message(chat).text("Hello");
//!     let sent = match greeting(client).await {
//!         Err(error) if error.is_unauthorized() => {
//!             *client = sign_in(client).await?;
//!             greeting(client).await?
//!         }
//!         result => result?,
//!     };
//!     println!("{}", sent.pending_message_id);
//!     Ok(())
//! }
//! ```
//!
//! # What is safe about it
//!
//! * Everything is sent to the address that the client calls. Of an endpoint that the server names, path and query are used; one
//!   of another server is ignored, and redirects are not followed. `localhost`, `127.0.0.1` and `[::1]` with the same port are one
//!   server. A callback that names another issuer ends the sign-in.
//! * The listener takes the request that has the state, on 127.0.0.1 alone. Other paths, methods and hosts, prefetches, slow
//!   and endless connections are turned away and end nothing.
//! * State and verifier are random bytes of the operating system. PKCE is used with `S256` only.
//! * The code is sent once. If the answer is lost, the error is
//!   [`ExchangeUnclear`](OAuthErrorKind::ExchangeUnclear), and the code counts as used.
//! * Answers are at most 256 KiB, and nothing in them is guessed: a token that is no text, that is not a `Bearer` token, or that
//!   no header can carry is refused.
//! * No code, state, verifier or token, and no text of the server is printed by any `Debug`, `Display` or trace.
//!
//! The address of the page holds the state, and shows in the list of processes while a browser is started with it. Who reads it
//! there can end the sign-in, and gets no token: that takes the verifier.
//!
//! These requests have the client's default headers and HTTP settings. They are not repeated, and not told to its observer.

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
