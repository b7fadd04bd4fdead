//! Signing in with an e-mail address and a code, step by step.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::{MatrixLogin, SetupLogin, SetupRegistration, SetupResult, StartSetupResponse, UserId};
use crate::values::secret::Secret;

const TOKEN: &str = "matrix.accessToken";
const NO_TOKEN: &str = "it cannot stand in a header";

/// An attempt to sign the application in; made by [`AppSetup::sign_in`](super::AppSetup::sign_in).
#[derive(Clone, Debug)]
pub struct SignIn {
    client: Client,
    attempt: StartSetupResponse,
}

/// What a right code leads to.
#[derive(Debug)]
pub enum CodeAccepted {
    /// The e-mail address belongs to an account, which is signed in now.
    SignedIn(SignedIn),
    /// It belongs to none yet.
    RegistrationRequired(Registration),
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct Registration {
    client: Client,
    form: SetupRegistration,
}

/// An application that is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    client: Client,
    matrix: MatrixLogin,
}

impl SignIn {
    #[inline]
    pub(super) async fn start(client: Client) -> Result<Self, Error> {
        let attempt = client.start_setup().await?.into_inner();
        Ok(Self { client, attempt })
    }

    /// The ways to sign in that the server has. This module knows `email`.
    pub fn methods(&self) -> &[String] {
        &self.attempt.sign_in_methods
    }

    /// Has a code sent to this address. Can be called again, for another code or with another address.
    ///
    /// # Errors
    ///
    /// As [`Client::submit_setup_email`].
    #[inline]
    pub async fn send_code(&self, email: &str) -> Result<(), Error> {
        let request = self.client.submit_setup_email(email, &self.attempt.setup_request_id);
        request.await.map(drop)
    }

    /// Submits the code from the e-mail. A wrong one is refused, and another can be submitted.
    ///
    /// # Errors
    ///
    /// As [`Client::submit_setup_response`]. If [its delivery is unclear](Error::is_delivery_unclear), the application may be
    /// signed in, but its access token is lost.
    #[inline]
    pub async fn submit_code(&self, code: impl Into<Secret>) -> Result<CodeAccepted, Error> {
        let request = self.client.submit_setup_response(code, &self.attempt.setup_request_id);
        let response = request.await?;
        let accepted = match &*response {
            SetupResult::SignedIn(login) => match SignedIn::new(&self.client, login) {
                Some(signed_in) => Ok(CodeAccepted::SignedIn(signed_in)),
                None => Err((TOKEN, NO_TOKEN)),
            },
            SetupResult::RegistrationRequired(form) => Ok(CodeAccepted::RegistrationRequired(Registration {
                client: self.client.clone(),
                form: form.clone(),
            })),
            _ => Err((".", "neither a login nor a request to register")),
        };
        accepted.map_err(|(path, reason)| response.misfit_error(path, reason))
    }
}

impl Registration {
    /// What to ask the user, in the server's words, with the terms to be agreed to and names that are free.
    pub fn form(&self) -> &SetupRegistration {
        &self.form
    }

    /// Makes the account. By calling this, the user agrees to the terms in the [form](Self::form), so they have to be shown
    /// before. A name that is taken or not allowed is refused, and another can be tried.
    ///
    /// # Errors
    ///
    /// As [`Client::register_setup`]. If [its delivery is unclear](Error::is_delivery_unclear), the account may be made, and
    /// its access token lost, as with [`submit_code`](SignIn::submit_code).
    #[inline]
    pub async fn register(&self, username: &str) -> Result<SignedIn, Error> {
        let (form, agrees) = (&self.form, true);
        let request = self
            .client
            .register_setup(agrees, &form.lead_token, &form.setup_request_id, username);
        let response = request.await?;
        let signed_in = SignedIn::new(&self.client, &response);
        signed_in.ok_or_else(|| response.misfit_error(TOKEN, NO_TOKEN))
    }
}

impl SignedIn {
    /// `None` if the access token cannot stand in a header.
    fn new(client: &Client, login: &SetupLogin) -> Option<Self> {
        let matrix = login.matrix.clone();
        let client = client.with_access_token(matrix.access_token.clone()).ok()?;
        Some(Self { client, matrix })
    }

    /// A client with the new access token.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The access token. Keep it where nobody else can read it: it is not given out again.
    pub fn access_token(&self) -> &Secret {
        &self.matrix.access_token
    }

    /// Who is signed in.
    pub fn user_id(&self) -> &UserId {
        &self.matrix.user_id
    }

    /// Who is signed in, on which device and server.
    pub fn login(&self) -> &MatrixLogin {
        &self.matrix
    }
}
