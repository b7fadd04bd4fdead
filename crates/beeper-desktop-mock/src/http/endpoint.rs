//! The endpoints that the server has beside the API's operations.

use std::fmt;

/// An endpoint outside the API's operations: the description, live events, and OAuth.
///
/// The server has these paths, but the API's description does not list them as operations.
///
/// Methods that take an [`Operation`](crate::Operation) accept an endpoint as well: [`MockDesktop::on`](crate::MockDesktop::on)
/// breaks its answers, and [`MockDesktop::requests_for`](crate::MockDesktop::requests_for) returns the requests for it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use beeper_desktop_mock::{Endpoint, MockDesktop};
///
/// let mock = MockDesktop::start().await?;
/// mock.on(Endpoint::Token).once().reset_before_answer();
///
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// let url = format!("{}{}", mock.base_url(), Endpoint::Token.path());
/// assert!(client.post(&url).body("code=lost").send().await.is_err());
/// assert_eq!(mock.requests_for(Endpoint::Token)[0].body(), b"code=lost");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// `GET /v1/spec`: the API's description, if [`MockDesktopBuilder::spec`](crate::MockDesktopBuilder::spec) has set one.
    Spec,
    /// `GET /v1/ws`: a WebSocket with live events. Its answer is the response to the opening handshake.
    Events,
    /// `GET /.well-known/oauth-authorization-server`: lists the OAuth endpoints and what they support (RFC 8414).
    ServerMetadata,
    /// `GET /.well-known/oauth-protected-resource`: names the server that issues tokens for the API (RFC 9728).
    ResourceMetadata,
    /// `POST /oauth/register`: registers a program (RFC 7591).
    Register,
    /// `GET /oauth/authorize`: asks for consent in the browser (RFC 6749).
    Authorize,
    /// `POST /oauth/authorize`: receives the decision from the buttons of the consent page.
    Consent,
    /// `POST /oauth/token`: exchanges a code for a token.
    Token,
    /// `POST /oauth/revoke`: revokes a token (RFC 7009).
    Revoke,
    /// `POST /oauth/introspect`: describes a token (RFC 7662).
    Introspect,
    /// `GET /oauth/userinfo`: names the user of a token.
    UserInfo,
}

impl Endpoint {
    /// All endpoints.
    pub const ALL: &[Self] = &[
        Self::Spec,
        Self::Events,
        Self::ServerMetadata,
        Self::ResourceMetadata,
        Self::Register,
        Self::Authorize,
        Self::Consent,
        Self::Token,
        Self::Revoke,
        Self::Introspect,
        Self::UserInfo,
    ];

    /// Returns the HTTP method in capitals.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Spec
            | Self::Events
            | Self::ServerMetadata
            | Self::ResourceMetadata
            | Self::Authorize
            | Self::UserInfo => "GET",
            Self::Register | Self::Consent | Self::Token | Self::Revoke | Self::Introspect => "POST",
        }
    }

    /// Returns the path, such as `/oauth/token`.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Spec => "/v1/spec",
            Self::Events => "/v1/ws",
            Self::ServerMetadata => "/.well-known/oauth-authorization-server",
            Self::ResourceMetadata => "/.well-known/oauth-protected-resource",
            Self::Register => "/oauth/register",
            Self::Authorize | Self::Consent => "/oauth/authorize",
            Self::Token => "/oauth/token",
            Self::Revoke => "/oauth/revoke",
            Self::Introspect => "/oauth/introspect",
            Self::UserInfo => "/oauth/userinfo",
        }
    }

    /// Returns the name of an OAuth endpoint in the metadata and in `getInfo`, or `None` if they do not list the endpoint.
    pub(crate) const fn oauth_name(self) -> Option<&'static str> {
        match self {
            Self::Register => Some("registration_endpoint"),
            Self::Authorize => Some("authorization_endpoint"),
            Self::Token => Some("token_endpoint"),
            Self::Revoke => Some("revocation_endpoint"),
            Self::Introspect => Some("introspection_endpoint"),
            Self::UserInfo => Some("userinfo_endpoint"),
            Self::Spec | Self::Events | Self::ServerMetadata | Self::ResourceMetadata | Self::Consent => None,
        }
    }

    /// Returns `true` if the server requires a token before it looks at anything else.
    pub(crate) const fn needs_token(self) -> bool {
        matches!(self, Self::Events)
    }
}

/// Writes the method and the path, such as `POST /oauth/token`.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method(), self.path())
    }
}
