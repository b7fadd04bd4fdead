//! Signing Beeper Desktop itself in: the application's own account, not a chat account.
//!
//! A server that was just installed, on a machine without a screen for instance, belongs to nobody. It is signed in with an
//! e-mail address and the code that is sent there; then the new device proves with a recovery key, or with a device that is
//! trusted already, that it may read encrypted messages. The API calls all of that the *app setup*.
//!
//! There are two ways to go through it:
//!
//! * [`AppSetup::run`] does everything and asks a [`SetupHandler`]. It starts wherever the application stands.
//! * By hand: [`AppSetup::sign_in`], [`AppSetup::verify_with_recovery_key`], [`AppSetup::new_recovery_key`] and
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
//! // For an account that exists, and whose user has the recovery key. Others take more methods.
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
//! # Why it is here
//!
//! `beeper-bridge-login` signs *chat accounts* in, through bridges; its name would not be true of this. And nothing that makes
//! that crate what it is has a place here: there are no sessions to wait on, no networks that ask what they like, and no
//! accounts to look for afterwards. The order is fixed, and a few calls of this crate are all it takes.
//!
//! # What is not documented
//!
//! Beeper documents the operations, not how they play together. What this module concludes:
//!
//! * While signing in, a status of 400, 401, 403 or 422 refuses what was typed, and one of 404 or 410 means that the attempt
//!   is over. A proof is refused with 400, 403, 404, 409 or 422; there, 401 is about the access token.
//! * After something has been done, the state and the verification may need a moment to show it.
//! * Where the application needs its cross-signing set up, a new recovery key does it.

// What calls is inlined, so that what decodes the answers is compiled where it is used, as for requests.
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

/// Signs Beeper Desktop itself in; made by [`Client::app_setup`].
#[derive(Clone, Debug)]
pub struct AppSetup {
    client: Client,
}

/// # Setup, step by step
impl Client {
    /// The setup of the application itself. A client for a server that nobody is signed in to needs no access token.
    pub fn app_setup(&self) -> AppSetup {
        AppSetup { client: self.clone() }
    }
}

impl AppSetup {
    /// How far the application is. Needs an access token.
    ///
    /// # Errors
    ///
    /// As [`Client::get_setup`].
    #[inline]
    pub async fn state(&self) -> Result<AppState, Error> {
        Ok(self.client.get_setup().await?.into_inner())
    }

    /// Begins to sign in.
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
    /// As [`Client::start_setup`]; a server where somebody is signed in already refuses.
    #[inline]
    pub async fn sign_in(&self) -> Result<SignIn, Error> {
        SignIn::start(self.client.clone()).await
    }

    /// Proves with the recovery key that this device may read encrypted messages, and returns how far that brought the
    /// application.
    ///
    /// # Errors
    ///
    /// As [`Client::verify_recovery_key`]; a wrong key is refused.
    #[inline]
    pub async fn verify_with_recovery_key(&self, key: impl Into<Secret>) -> Result<AppState, Error> {
        Ok(self.client.verify_recovery_key(key).await?.into_inner().session)
    }

    /// Makes a new recovery key, which counts once it is [confirmed](NewRecoveryKey::confirm). `existing` is the key as it is
    /// now, `None` if it is lost.
    ///
    /// # Errors
    ///
    /// As [`Client::create_recovery_key_reset`]; a wrong existing key is refused.
    #[inline]
    pub async fn new_recovery_key(&self, existing: Option<Secret>) -> Result<NewRecoveryKey, Error> {
        NewRecoveryKey::create(self.client.clone(), existing).await
    }

    /// Asks the account's other devices to verify this one. If the answer is lost, the verification that goes on is returned.
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
    /// As [`Client::create_verification`].
    #[inline]
    pub async fn verify_with_device(&self) -> Result<DeviceVerification, Error> {
        let created = self.client.create_verification().await;
        self.started(created).await
    }

    /// Submits the QR code that another device shows. If the answer is lost, the verification that goes on is returned.
    ///
    /// # Errors
    ///
    /// As [`Client::scan_verification_qr`]; a code of something else is refused.
    #[inline]
    pub async fn scan(&self, code: impl Into<Secret>) -> Result<DeviceVerification, Error> {
        let scanned = self.client.scan_verification_qr(code).await;
        self.started(scanned).await
    }

    /// It may have begun though the answer was lost. Left alone, it would stay on the other device's screen.
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

    /// The verification that is going on, which another device may have asked for. `None` if there is none.
    ///
    /// # Errors
    ///
    /// As [`Client::get_setup`].
    #[inline]
    pub async fn verification(&self) -> Result<Option<DeviceVerification>, Error> {
        let session = self.state().await?;
        let verification = session.verification.clone();
        Ok(verification.map(|verification| DeviceVerification::new(&self.client, session, Some(verification))))
    }

    /// Goes from where the application stands to where it is ready, asking the handler for what it takes, and returns a client
    /// that may call everything. A client without an access token signs in first.
    ///
    /// It can be run again at any time, and goes on where it ended, if the client has the access token by then. That is given
    /// to [`SetupHandler::signed_in`] at once: without it, the application cannot be reached again.
    ///
    /// There is no time limit: other devices answer when they do, and the first sync takes as long as it takes. Dropping the
    /// future stops it; a verification that was going on is then cancelled in the background.
    ///
    /// # Errors
    ///
    /// A [`SetupError`] says what was in the way. What the user can mend, a wrong code for instance, is none: the handler
    /// is asked again.
    #[inline]
    pub async fn run(&self, handler: impl SetupHandler) -> Result<Client, SetupError> {
        driver::run(self.client.clone(), handler).await
    }
}
