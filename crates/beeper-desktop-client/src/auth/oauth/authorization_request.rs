//! Begins a sign-in: registers the program, and builds the address that the user opens.

use std::fmt;
use std::time::Duration;

use crate::auth::discovery::server::DiscoveredServer;
use crate::auth::oauth::callback::listener::CallbackListener;
use crate::auth::oauth::callback::request::ExpectedCallback;
use crate::auth::oauth::endpoints::{Endpoint, Endpoints};
use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::OAuthStep;
use crate::auth::oauth::pending_authorization::PendingAuthorization;
use crate::auth::oauth::proof_key::{self, ProofKey};
use crate::auth::oauth::registration::{is_client_id, register};
use crate::auth::oauth::scope::{self, Scope};
use crate::auth::oauth::time_limit::within_limit;
use crate::auth::oauth::token_exchange::TokenRequest;
use crate::client::Client;
use crate::client::build_error::BuildError;

/// The default time limit for the user's decision.
const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(120);

/// Limits are cut to a year, so that adding one to the current time does not overflow.
const LONGEST_TIME_LIMIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A request for access that the user grants in a browser; created by [`Client::authorize`].
#[derive(Clone)]
#[must_use = "nothing is sent until you await `begin`"]
pub struct AuthorizationRequest {
    /// `begin` reports the error.
    client: Result<Client, BuildError>,
    client_name: String,
    client_id: Option<String>,
    scopes: Vec<Scope>,
    time_limit: Duration,
}

/// # Signing in
impl Client {
    /// Asks the user for access in a browser, and gets an access token: OAuth's code flow with PKCE (RFC 8252).
    ///
    /// The page shows the program's name, which may be any text that users recognize; the names for storing the token may
    /// differ from it. The client needs no access token, and does not send one that it has. It asks for [`Scope::Read`] and
    /// [`Scope::Write`] unless [`scopes`](AuthorizationRequest::scopes) sets others.
    ///
    /// ```no_run
    /// use beeper_desktop_client::Client;
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = Client::builder().base_url("http://127.0.0.1:23373").build()?;
    /// let authorization = server.authorize("My program").begin().await?;
    /// println!("Open this page and allow access: {}", authorization.url());
    /// let client = authorization.finish().await?.into_client();
    ///
    /// println!("{} accounts", client.list_accounts().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn authorize(&self, client_name: impl Into<String>) -> AuthorizationRequest {
        AuthorizationRequest::of(Ok(self.clone()), client_name.into())
    }
}

impl DiscoveredServer {
    /// Asks the user for access in a browser, as [`Client::authorize`] does.
    ///
    /// ```no_run
    /// use beeper_desktop_client::discover;
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let authorization = discover().await?.into_best().authorize("My program").begin().await?;
    /// println!("Open this page and allow access: {}", authorization.url());
    /// let client = authorization.finish().await?.into_client();
    /// # Ok(())
    /// # }
    /// ```
    pub fn authorize(&self, client_name: impl Into<String>) -> AuthorizationRequest {
        AuthorizationRequest::of(self.client_builder().build(), client_name.into())
    }
}

impl AuthorizationRequest {
    fn of(client: Result<Client, BuildError>, client_name: String) -> Self {
        Self {
            client,
            client_name,
            client_id: None,
            scopes: vec![Scope::Read, Scope::Write],
            time_limit: DEFAULT_TIME_LIMIT,
        }
    }

    /// Asks the server at an address for access, as [`Client::authorize`] does.
    ///
    /// [`begin`](Self::begin) reports an address that cannot be called.
    pub fn new(base_url: impl Into<String>, client_name: impl Into<String>) -> Self {
        Self::of(Client::builder().base_url(base_url).build(), client_name.into())
    }

    /// Sets the scopes to ask for.
    ///
    /// The user may grant less: see [`Authorized::missing_scopes`](super::Authorized::missing_scopes).
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<Scope>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets a client ID that the program has already, so that it is not registered again.
    ///
    /// The server has to accept any port of 127.0.0.1 for this ID's callback, with the path `/callback` (RFC 8252, section
    /// 7.3). An ID that an earlier sign-in registered ([`AccessToken::client_id`](crate::tokens::AccessToken::client_id)) is
    /// registered for the port of that sign-in. The next one usually listens on another port, and a server that compares the port
    /// then refuses the page. So leave this unset unless you know that your server accepts the ID.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// Sets the time limit for the user's decision, counted from [`begin`](Self::begin); 120 seconds by default.
    ///
    /// It includes the exchange of the code, and uses the client's [clock](crate::ClientBuilder::clock).
    pub fn time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// Begins the sign-in, and returns the page that the user has to open.
    ///
    /// It looks up the server's endpoints, registers the program unless it has a client ID, and listens for the browser on a
    /// free port of 127.0.0.1. If the server does not respond, it takes up to 30 seconds. To cancel the sign-in, drop the
    /// returned value.
    ///
    /// # Errors
    ///
    /// Returns an error if no client can be built, if a setting cannot be sent, if the server cannot be reached or refuses to
    /// register the program, or if no port of 127.0.0.1 can be opened.
    pub async fn begin(self) -> Result<PendingAuthorization, OAuthError> {
        self.check()?;
        let Self {
            client,
            client_name,
            client_id,
            scopes,
            time_limit,
        } = self;
        let client = client.map_err(OAuthError::build)?;
        let (state, key) = (proof_key::state()?, ProofKey::new()?);
        // If the exchange met a connection that the server has closed, it would be unclear whether the code was used.
        let exchange_client = client.with_new_connections().map_err(OAuthError::build)?;
        let listener = CallbackListener::bind().await.map_err(OAuthError::listener)?;
        let (redirect_uri, scope) = (listener.redirect_uri(), scope::write_list(&scopes));
        let (endpoints, client_id) = match client_id {
            Some(client_id) => (look_up(&client, OAuthStep::Authorization).await?, client_id),
            None => {
                let step = OAuthStep::Registration;
                let registering = async {
                    let endpoints = look_up(&client, step).await?;
                    let client_id = register(&client, &endpoints, &client_name, &redirect_uri, &scope).await?;
                    Ok((endpoints, client_id))
                };
                within_limit(&client, step, registering).await?
            }
        };
        let mut url = endpoints.url(Endpoint::Authorization);
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &client_id)
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("scope", &scope)
            .append_pair("state", state.expose())
            .append_pair("code_challenge", &key.challenge)
            .append_pair("code_challenge_method", "S256");
        let expected = ExpectedCallback {
            host: listener.host().to_owned(),
            state,
            issuer: endpoints.expected_issuer(),
        };
        let exchange = TokenRequest {
            url: endpoints.url(Endpoint::Token),
            client_id,
            redirect_uri,
            verifier: key.verifier,
            scope,
        };
        Ok(PendingAuthorization {
            deadline: client.clock().now() + time_limit.min(LONGEST_TIME_LIMIT),
            url: url.into(),
            client: exchange_client,
            listener,
            expected,
            exchange,
            asked: scopes,
            time_limit,
        })
    }

    fn check(&self) -> Result<(), OAuthError> {
        let invalid = OAuthError::invalid_argument;
        match &self.client_id {
            Some(client_id) if !is_client_id(client_id) => Err(invalid(
                "client_id",
                "it is empty, too long, or contains characters other than visible ASCII",
            )),
            None if self.client_name.trim().is_empty() => {
                Err(invalid("client_name", "it is empty; users see this name"))
            }
            _ if self.scopes.is_empty() => Err(invalid("scopes", "the list is empty; name at least one")),
            _ if !self.scopes.iter().all(Scope::is_valid) => Err(invalid(
                "scopes",
                "one is empty, or contains white space or another character that scopes do not have",
            )),
            _ => Ok(()),
        }
    }
}

/// Looks up the endpoints of a server, and checks that it supports the sign-in of this crate.
async fn look_up(client: &Client, step: OAuthStep) -> Result<Endpoints, OAuthError> {
    let endpoints = Endpoints::look_up(client, step).await?;
    let checked = endpoints.check_s256();
    checked.map_err(|error| error.with_server(&client.settings().server))?;
    Ok(endpoints)
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("client", &self.client.as_ref().ok())
            .field("client_name", &self.client_name)
            .field("scopes", &self.scopes)
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}
