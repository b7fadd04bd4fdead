//! Gets an access token by asking the user for consent in a browser, with OAuth 2.0.
//!
//! Users can create access tokens in Beeper Desktop's settings and paste them. With this module, a program asks for a token
//! itself: Beeper Desktop shows the user a page that names the program and the access that it wants, and the user grants or
//! denies it. This is OAuth's authorization code flow with PKCE, as RFC 8252 describes it for programs on the user's
//! computer.
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
//!             println!("Open this page and allow access: {}", authorization.url());
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
//! [`DiscoveredServer::authorize`](crate::discovery::DiscoveredServer::authorize), or [`AuthorizationRequest::new`]. Each
//! sign-in without [`client_id`](AuthorizationRequest::client_id) registers the program again.
//!
//! # Expired tokens
//!
//! Some tokens expire, and a user can revoke any token at any time. A token cannot be renewed without the user. Calls then
//! fail, [`Error::is_unauthorized`](crate::Error::is_unauthorized) returns `true`, and the call had no effect. Ask the user
//! again, and repeat the call with the new client:
//!
//! ```no_run
//! use beeper_desktop_client::oauth::OAuthError;
//! use beeper_desktop_client::Client;
//!
//! async fn sign_in(client: &Client) -> Result<Client, OAuthError> {
//!     let authorization = client.authorize("My program").begin().await?;
//!     println!("Open this page and allow access: {}", authorization.url());
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
