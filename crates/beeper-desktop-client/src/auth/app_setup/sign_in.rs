//! Signing in with an e-mail address and a code, step by step.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::{MatrixLogin, SetupLogin, SetupRegistration, SetupResult, StartSetupResponse, UserId};
use crate::values::secret::Secret;

const TOKEN: &str = "matrix.accessToken";
const NO_TOKEN: &str = "it is not valid in a header";

/// An attempt to sign the application in; created by [`AppSetup::sign_in`](super::AppSetup::sign_in).
#[derive(Clone, Debug)]
pub struct SignIn {
    client: Client,
    attempt: StartSetupResponse,
}

/// What follows a correct code.
#[derive(Debug)]
pub enum CodeAccepted {
    /// The e-mail address belongs to an account, which is signed in now.
    SignedIn(SignedIn),
    /// The e-mail address does not belong to an account yet.
    RegistrationRequired(Registration),
}

/// A new account that has to be registered.
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

    /// Returns the ways to sign in that the server offers. This module supports `email`.
    pub fn methods(&self) -> &[String] {
        &self.attempt.sign_in_methods
    }

    /// Asks the server to send a code to an e-mail address.
    ///
    /// Call it again for another code or for another address.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::submit_setup_email`].
    #[inline]
    pub async fn send_code(&self, email: &str) -> Result<(), Error> {
        let request = self.client.submit_setup_email(email, &self.attempt.setup_request_id);
        request.await.map(drop)
    }

    /// Submits the code from the e-mail.
    ///
    /// The server refuses a wrong code, and you can submit another.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::submit_setup_response`]. If [its delivery is unclear](Error::is_delivery_unclear), the
    /// application may be signed in, but its access token is lost.
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
            _ => Err((".", "expected a login or a request to register")),
        };
        accepted.map_err(|(path, reason)| response.misfit_error(path, reason))
    }
}

impl Registration {
    /// Returns what to ask the user, in the server's words, with the terms and with names that are free.
    pub fn form(&self) -> &SetupRegistration {
        &self.form
    }

    /// Creates the account.
    ///
    /// By this call the user agrees to the terms in the [form](Self::form), so show them first. The server refuses a name
    /// that is taken or not allowed, and you can try another.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::register_setup`]. If [its delivery is unclear](Error::is_delivery_unclear), the
    /// account may exist, but its access token is lost, as with [`submit_code`](SignIn::submit_code).
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
    /// Returns `None` if the access token is not valid in a header.
    fn new(client: &Client, login: &SetupLogin) -> Option<Self> {
        let matrix = login.matrix.clone();
        let client = client.with_access_token(matrix.access_token.clone()).ok()?;
        Some(Self { client, matrix })
    }

    /// Returns a client with the new access token.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the access token.
    ///
    /// Store it where nobody else can read it: the server does not return it again.
    pub fn access_token(&self) -> &Secret {
        &self.matrix.access_token
    }

    /// Returns the ID of the user who is signed in.
    pub fn user_id(&self) -> &UserId {
        &self.matrix.user_id
    }

    /// Returns who is signed in, on which device and server.
    pub fn login(&self) -> &MatrixLogin {
        &self.matrix
    }
}
