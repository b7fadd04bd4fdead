//! The part of the setup from an e-mail address to an access token.

use reqwest::StatusCode;

use crate::auth::app_setup::driver::{SetupDriver, refusal};
use crate::auth::app_setup::error::SetupError;
use crate::auth::app_setup::handler::{CodeReply, SetupHandler};
use crate::auth::app_setup::sign_in::{CodeAccepted, Registration, SignIn, SignedIn};
use crate::error::Error;

/// The statuses with which a server refuses the user's input. These requests send no token, so 401 cannot be about the token.
const REFUSALS: [StatusCode; 4] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::UNPROCESSABLE_ENTITY,
];

impl<H: SetupHandler> SetupDriver<H> {
    pub(super) async fn sign_in(&mut self) -> Result<(), SetupError> {
        let mut previous_failure = None;
        let signed_in = loop {
            match self.submit_code(previous_failure).await? {
                CodeAccepted::SignedIn(signed_in) => break signed_in,
                CodeAccepted::RegistrationRequired(registration) => match self.register(&registration).await? {
                    Ok(signed_in) => break signed_in,
                    Err(over) => previous_failure = Some(over),
                },
            }
        };
        self.keep(&signed_in).await
    }

    /// Asks for a name until the server accepts one. Returns the error that says so if the attempt is over.
    async fn register(&mut self, registration: &Registration) -> Result<Result<SignedIn, Error>, SetupError> {
        let mut previous_failure = None;
        loop {
            self.count_try()?;
            let name = self
                .handler
                .register(registration.form(), previous_failure.as_ref())
                .await;
            let name = name.map_err(|stop| SetupError::stopped(stop, "register"))?;
            match registration.register(&name).await {
                Ok(signed_in) => return Ok(Ok(signed_in)),
                Err(error) if is_over(&error) => return Ok(Err(error)),
                Err(error) => previous_failure = Some(refusal(error, &REFUSALS)?),
            }
        }
    }

    async fn keep(&mut self, signed_in: &SignedIn) -> Result<(), SetupError> {
        self.client = signed_in.client().clone();
        let result = self.handler.signed_in(signed_in).await;
        result.map_err(|stop| SetupError::stopped(stop, "signed_in"))
    }

    /// Asks for the address and for the code until the server accepts a code.
    async fn submit_code(&mut self, previous_failure: Option<Error>) -> Result<CodeAccepted, SetupError> {
        enum Next {
            AskAddress(Option<Error>),
            Send(String),
            AskCode(String, Option<Error>),
        }
        let mut attempt = self.begin().await?;
        let mut next = Next::AskAddress(previous_failure);
        loop {
            self.count_try()?;
            next = match next {
                Next::AskAddress(previous_failure) => {
                    let email = self.handler.email(previous_failure.as_ref()).await;
                    Next::Send(email.map_err(|stop| SetupError::stopped(stop, "email"))?)
                }
                Next::Send(email) => match attempt.send_code(&email).await {
                    Ok(()) => Next::AskCode(email, None),
                    // The code may have been sent; if it does not arrive, the user can ask for another.
                    Err(error) if error.is_delivery_unclear() => Next::AskCode(email, None),
                    Err(error) if is_over(&error) => {
                        attempt = self.begin().await?;
                        Next::AskAddress(Some(error))
                    }
                    Err(error) => Next::AskAddress(Some(refusal(error, &REFUSALS)?)),
                },
                Next::AskCode(email, previous_failure) => {
                    let reply = self.handler.code(&email, previous_failure.as_ref()).await;
                    match reply.map_err(|stop| SetupError::stopped(stop, "code"))? {
                        CodeReply::SendAgain => Next::Send(email),
                        CodeReply::OtherAddress => Next::AskAddress(None),
                        CodeReply::Code(code) => match attempt.submit_code(code).await {
                            Ok(accepted) => return Ok(accepted),
                            Err(error) if is_over(&error) => {
                                attempt = self.begin().await?;
                                Next::AskAddress(Some(error))
                            }
                            Err(error) => Next::AskCode(email, Some(refusal(error, &REFUSALS)?)),
                        },
                    }
                }
            };
        }
    }

    async fn begin(&self) -> Result<SignIn, SetupError> {
        let attempt = self.client.app_setup().sign_in().await?;
        match attempt.methods().iter().any(|method| method == "email") {
            true => Ok(attempt),
            false => Err(SetupError::NoEmail {
                methods: attempt.methods().to_vec(),
            }),
        }
    }
}

/// Returns whether the sign-in attempt is over.
fn is_over(error: &Error) -> bool {
    error.is_not_found() || error.status() == Some(StatusCode::GONE)
}
