//! Signs Beeper Desktop itself in: the application's own account, not a chat account.
//!
//! A newly installed server, for instance on a machine without a screen, is not signed in. A program signs it in with an
//! e-mail address and the code that the server sends there. Then the new device proves, with a recovery key or with a trusted
//! device, that it may read encrypted messages. The API calls all of this the *app setup*.
//!
//! A program can go through it in two ways:
//!
//! * [`AppSetup::run`] does everything and asks a [`SetupHandler`]. It continues from whatever state the application is in.
//! * Step by step: [`AppSetup::sign_in`], [`AppSetup::verify_with_recovery_key`], [`AppSetup::new_recovery_key`] and
//!   [`AppSetup::verify_with_device`].
//!
//! ```no_run
//! use beeper_desktop_client::app_setup::{CodeReply, Proof, ProofFailure, SetupHandler, SignedIn, Stop};
//! use beeper_desktop_client::types::AppState;
//! use beeper_desktop_client::{Client, Error};
//!
//! struct Terminal;
//!
//! async fn ask(question: &str) -> Result<String, Stop> {
//!     println!("{question}");
//!     let line = tokio::task::spawn_blocking(|| std::io::stdin().lines().next()).await?;
//!     Ok(line.ok_or(Stop::Cancel)??)
//! }
//!
//! // For an existing account whose user has the recovery key. Other accounts need more methods.
//! impl SetupHandler for Terminal {
//!     async fn email(&mut self, _: Option<&Error>) -> Result<String, Stop> {
//!         ask("Your e-mail address:").await
//!     }
//!     async fn code(&mut self, email: &str, previous_failure: Option<&Error>) -> Result<CodeReply, Stop> {
//!         let wrong = if previous_failure.is_some() { "That is not the code. " } else { "" };
//!         Ok(CodeReply::Code(ask(&format!("{wrong}The code sent to {email}:")).await?.into()))
//!     }
//!     async fn signed_in(&mut self, signed_in: &SignedIn) -> Result<(), Stop> {
//!         Ok(std::fs::write("token", signed_in.access_token().expose())?) // nobody else may read that file
//!     }
//!     async fn prove(&mut self, _: &AppState, _: Option<&ProofFailure>) -> Result<Proof, Stop> {
//!         Ok(Proof::RecoveryKey(ask("Your recovery key:").await?.into()))
//!     }
//! }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Client::builder().base_url("http://127.0.0.1:23373").build()?;
//! let client = server.app_setup().run(Terminal).await?;
//! println!("{} accounts", client.list_accounts().await?.len());
//! # Ok(())
//! # }
//! ```
//!
//! # Why this crate has it
//!
//! `beeper-bridge-login` signs *chat accounts* in, through bridges. The app setup needs nothing of that crate: it has no
//! login sessions to wait for, no fields that differ between chat networks, and no accounts to look for afterwards. Its order
//! is fixed, and a few calls of this crate are enough.
//!
//! # Undocumented behaviour
//!
//! Beeper documents the operations, but not how they work together. This module assumes:
//!
//! * During a sign-in, a status of 400, 401, 403 or 422 refuses the user's input, and 404 or 410 means that the attempt is
//!   over. A proof is refused with 400, 403, 404, 409 or 422; there, 401 is about the access token.
//! * After an action, the state and the verification may need a moment to reflect it.
//! * If the application needs its cross-signing set up, a new recovery key does that.

// The callers of these modules are inlined, so that the program that uses them compiles the decoding of responses, as with
// requests.
mod driver;
mod error;
mod handler;
mod polling;
mod recovery_key;
mod sign_in;
mod step;
mod verification;

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::{AppState, VerificationResponse};
use crate::response::value::ResponseValue;
use crate::values::secret::Secret;

pub use error::SetupError;
pub use handler::{CodeReply, Comparison, Proof, ProofFailure, SetupHandler, Stop};
pub use recovery_key::NewRecoveryKey;
pub use sign_in::{CodeAccepted, Registration, SignIn, SignedIn};
pub use step::VerificationStep;
pub use verification::DeviceVerification;

/// Signs Beeper Desktop itself in; created by [`Client::app_setup`].
#[derive(Clone, Debug)]
pub struct AppSetup {
    client: Client,
}

/// # Setup, step by step
impl Client {
    /// Returns the setup of the application itself.
    ///
    /// The client needs no access token if nobody is signed in to the server.
    pub fn app_setup(&self) -> AppSetup {
        AppSetup { client: self.clone() }
    }
}

impl AppSetup {
    /// Returns the state of the application. Needs an access token.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::get_setup`].
    #[inline]
    pub async fn state(&self) -> Result<AppState, Error> {
        Ok(self.client.get_setup().await?.into_inner())
    }

    /// Begins a sign-in.
    ///
    /// ```no_run
    /// use beeper_desktop_client::app_setup::CodeAccepted;
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let sign_in = client.app_setup().sign_in().await?;
    /// sign_in.send_code("kim@beeper.example").await?;
    /// let signed_in = match sign_in.submit_code("123456").await? {
    ///     CodeAccepted::SignedIn(signed_in) => signed_in,
    ///     CodeAccepted::RegistrationRequired(registration) => {
    ///         println!("{}", registration.form().copy.terms);
    ///         registration.register("kim").await?
    ///     }
    /// };
    /// println!("hello, {}", signed_in.user_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::start_setup`]. The server refuses if somebody is signed in already.
    #[inline]
    pub async fn sign_in(&self) -> Result<SignIn, Error> {
        SignIn::start(self.client.clone()).await
    }

    /// Proves with the recovery key that this device may read encrypted messages, and returns the new state.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::verify_recovery_key`]. The server refuses a wrong key.
    #[inline]
    pub async fn verify_with_recovery_key(&self, key: impl Into<Secret>) -> Result<AppState, Error> {
        Ok(self.client.verify_recovery_key(key).await?.into_inner().session)
    }

    /// Creates a new recovery key, which becomes valid when it is [confirmed](NewRecoveryKey::confirm).
    ///
    /// `existing` is the current key, or `None` if it is lost.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::create_recovery_key_reset`]. The server refuses a wrong existing key.
    #[inline]
    pub async fn new_recovery_key(&self, existing: Option<Secret>) -> Result<NewRecoveryKey, Error> {
        NewRecoveryKey::create(self.client.clone(), existing).await
    }

    /// Asks the account's other devices to verify this one.
    ///
    /// If the response is lost, the call returns the verification that the server has begun.
    ///
    /// ```no_run
    /// use beeper_desktop_client::app_setup::VerificationStep;
    /// # fn same_on_both(emoji: &str) -> bool { true }
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut verification = client.app_setup().verify_with_device().await?;
    /// loop {
    ///     match verification.step() {
    ///         VerificationStep::Ready { can_compare: true, .. } => verification.start_sas().await?,
    ///         VerificationStep::Compare(sas) if same_on_both(sas.emojis.expose()) => verification.confirm_sas().await?,
    ///         VerificationStep::Compare(_) => break verification.mismatch().await?,
    ///         VerificationStep::Done => break println!("verified"),
    ///         VerificationStep::Ended(error) => break println!("not verified: {:?}", error.map(|error| error.code)),
    ///         _ => verification.changed().await?,
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::create_verification`].
    #[inline]
    pub async fn verify_with_device(&self) -> Result<DeviceVerification, Error> {
        let created = self.client.create_verification().await;
        self.started(created).await
    }

    /// Submits the QR code that another device shows.
    ///
    /// If the response is lost, the call returns the verification that the server has begun.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::scan_verification_qr`]. The server refuses a QR code of something else.
    #[inline]
    pub async fn scan(&self, code: impl Into<Secret>) -> Result<DeviceVerification, Error> {
        let scanned = self.client.scan_verification_qr(code).await;
        self.started(scanned).await
    }

    /// If the response is lost, the verification may have begun. Without this, it would stay on the other device's screen.
    #[inline]
    async fn started(
        &self,
        answer: Result<ResponseValue<VerificationResponse>, Error>,
    ) -> Result<DeviceVerification, Error> {
        match answer {
            Ok(begun) => {
                let begun = begun.into_inner();
                Ok(DeviceVerification::new(&self.client, begun.session, begun.verification))
            }
            Err(error) if error.is_delivery_unclear() => self.verification().await.ok().flatten().ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Returns the current verification, which another device may have requested, or `None` if no verification is active.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::get_setup`].
    #[inline]
    pub async fn verification(&self) -> Result<Option<DeviceVerification>, Error> {
        let session = self.state().await?;
        let verification = session.verification.clone();
        Ok(verification.map(|verification| DeviceVerification::new(&self.client, session, Some(verification))))
    }

    /// Runs the setup until the application is ready, and returns a client that can call every operation.
    ///
    /// The driver asks the handler for what it needs. If the client has no access token, it signs in first.
    ///
    /// You can run it again at any time: it continues where it ended, if the client has the access token by then. The driver
    /// passes the token to [`SetupHandler::signed_in`] at once, because no program can reach the application without it.
    ///
    /// The call has no time limit, because other devices and the first sync may take long. To stop it, drop the future; an
    /// active verification is then cancelled in the background.
    ///
    /// # Errors
    ///
    /// Returns a [`SetupError`] that says what prevented the setup. If the user can correct it, such as a wrong code, the
    /// driver asks the handler again instead.
    #[inline]
    pub async fn run(&self, handler: impl SetupHandler) -> Result<Client, SetupError> {
        driver::run(self.client.clone(), handler).await
    }
}
