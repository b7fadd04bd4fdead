//! Device verifications.

use reqwest::StatusCode;

use crate::auth::app_setup::polling::wait_for_next_poll;
use crate::auth::app_setup::step::VerificationStep;
use crate::client::Client;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::generated::requests::CancelVerification;
use crate::generated::types::{AppState, Verification, VerificationId, VerificationPurpose, VerificationResponse};
use crate::response::value::ResponseValue;

/// A verification between this device and another one.
///
/// [`AppSetup::verify_with_device`](super::AppSetup::verify_with_device), [`scan`](super::AppSetup::scan) and
/// [`verification`](super::AppSetup::verification) return it, and [`step`](Self::step) returns what it waits for. If a
/// response is lost, or the other device acted first, a method polls the verification before it reports a failure.
///
/// Dropping it does not cancel it, unless [`cancel_when_dropped`](Self::cancel_when_dropped) was called.
#[derive(Debug)]
pub struct DeviceVerification {
    client: Client,
    /// The last details that the server sent.
    details: Option<Verification>,
    app: AppState,
    is_forgotten: bool,
    /// The last step that this device acted on, until the server shows another step.
    acted_on: Option<VerificationStep>,
    cancels_when_dropped: bool,
}

impl DeviceVerification {
    pub(super) fn new(client: &Client, session: AppState, verification: Option<Verification>) -> Self {
        Self {
            client: client.clone(),
            is_forgotten: verification.is_none(),
            details: verification,
            app: session,
            acted_on: None,
            cancels_when_dropped: false,
        }
    }

    /// Cancels the verification in the background if this is dropped before it is over and the runtime is still running.
    #[must_use]
    pub fn cancel_when_dropped(mut self) -> Self {
        self.cancels_when_dropped = true;
        self
    }

    /// Returns what the verification waits for.
    ///
    /// It does not ask again for what this device did, even if the server needs a moment to show it.
    pub fn step(&self) -> VerificationStep {
        match &self.details {
            Some(details) if !self.is_forgotten => {
                let step = VerificationStep::of(details);
                match self.acted_on.as_ref().is_some_and(|done| done.is_same(&step)) {
                    true => VerificationStep::Waiting,
                    false => step,
                }
            }
            // The server forgets verifications that are over. The state of the application shows how it ended, if it was
            // about this device.
            details => {
                let is_of_other = |it: &Verification| it.purpose == VerificationPurpose::Device;
                match self.app.e2ee.verified && !details.as_ref().is_some_and(is_of_other) {
                    true => VerificationStep::Done,
                    false => VerificationStep::Ended(None),
                }
            }
        }
    }

    /// Returns the last details that the server sent, such as the other device.
    ///
    /// Returns `None` if the server had forgotten the verification at once.
    pub fn details(&self) -> Option<&Verification> {
        self.details.as_ref()
    }

    /// Returns the last state of the application that the server sent.
    pub fn app(&self) -> &AppState {
        &self.app
    }

    /// Accepts the verification that the other device requested.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::accept_verification`]. This method and the other actions also fail if the verification
    /// is over.
    #[inline]
    pub async fn accept(&mut self) -> Result<(), Error> {
        let id = self.id("accept_verification")?;
        let done = self.client.accept_verification(&id).await;
        self.finish_action(done).await
    }

    /// Starts to compare emoji.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::start_sas_verification`].
    #[inline]
    pub async fn start_sas(&mut self) -> Result<(), Error> {
        let id = self.id("start_sas_verification")?;
        let done = self.client.start_sas_verification(&id).await;
        self.finish_action(done).await
    }

    /// Confirms that both devices show the same.
    ///
    /// Always ask the user: the security of the encryption depends on this comparison.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::confirm_sas_verification`].
    #[inline]
    pub async fn confirm_sas(&mut self) -> Result<(), Error> {
        let id = self.id("confirm_sas_verification")?;
        let done = self.client.confirm_sas_verification(&id).await;
        self.finish_action(done).await
    }

    /// Confirms that the other device scanned the code shown here.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::confirm_verification_qr_scanned`].
    #[inline]
    pub async fn confirm_scanned(&mut self) -> Result<(), Error> {
        let id = self.id("confirm_verification_qr_scanned")?;
        let done = self.client.confirm_verification_qr_scanned(&id).await;
        self.finish_action(done).await
    }

    /// Polls the verification once.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::get_verification`]. If the server has forgotten the verification, it is over, and the
    /// call succeeds.
    #[inline]
    pub async fn refresh(&mut self) -> Result<(), Error> {
        let id = self.id("get_verification")?;
        match self.client.get_verification(&id).await {
            Ok(response) => self.update(response.into_inner()),
            Err(error) if is_gone(&error) => {
                self.app = self.client.get_setup().await?.into_inner();
                self.is_forgotten = true;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Polls the verification every second until it has changed.
    ///
    /// Returns at once if it is over. You can drop the future at any time, and put it into a
    /// [`timeout`](tokio::time::timeout). Devices commonly give up after ten minutes.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`refresh`](Self::refresh).
    #[inline]
    pub async fn changed(&mut self) -> Result<(), Error> {
        let before = self.fingerprint();
        while !self.step().is_over() {
            wait_for_next_poll(&self.client).await;
            self.refresh().await?;
            if self.fingerprint() != before {
                break;
            }
        }
        Ok(())
    }

    /// Cancels the verification.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::cancel_verification`]. Succeeds if the verification is over already.
    #[inline]
    pub async fn cancel(self) -> Result<(), Error> {
        let client = self.client.clone();
        self.cancel_with(|id| client.cancel_verification(id)).await
    }

    /// Cancels the verification because the devices show different emoji, so that somebody may intercept them.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`cancel`](Self::cancel).
    #[inline]
    pub async fn mismatch(self) -> Result<(), Error> {
        // The code is Matrix's.
        let client = self.client.clone();
        self.cancel_with(|id| {
            let cancelled = client.cancel_verification(id);
            cancelled.code("m.mismatched_sas").reason("The emoji are not the same")
        })
        .await
    }

    #[inline]
    async fn cancel_with(mut self, request: impl FnOnce(VerificationId) -> CancelVerification) -> Result<(), Error> {
        if self.step().is_over() {
            return Ok(());
        }
        let id = self.id("cancel_verification")?;
        match request(id).await {
            Err(error) if !is_gone(&error) && error.status() != Some(StatusCode::CONFLICT) => return Err(error),
            _ => {}
        }
        self.is_forgotten = true;
        Ok(())
    }

    fn id(&self, operation_id: &'static str) -> Result<VerificationId, Error> {
        let id = self.details.as_ref().map(|details| details.id.clone());
        id.ok_or_else(|| {
            let reason = "the verification is over".to_owned();
            Error::before_sending(operation_id, ErrorKind::InvalidRequest { reason })
        })
    }

    fn update(&mut self, response: VerificationResponse) {
        self.app = response.session;
        match response.verification {
            Some(verification) => {
                let step = VerificationStep::of(&verification);
                self.acted_on.take_if(|done| !done.is_same(&step));
                self.details = Some(verification);
            }
            None => self.is_forgotten = true,
        }
    }

    /// Handles the result of an action. A failed action may have had its effect, or the other device may have acted.
    #[inline]
    async fn finish_action(&mut self, done: Result<ResponseValue<VerificationResponse>, Error>) -> Result<(), Error> {
        let error = match done {
            Ok(response) => {
                self.acted_on = Some(self.step());
                self.update(response.into_inner());
                return Ok(());
            }
            Err(error) => error,
        };
        let was_late = error.status() == Some(StatusCode::CONFLICT) || is_gone(&error);
        if !was_late && !error.is_delivery_unclear() {
            return Err(error);
        }
        let before = self.fingerprint();
        match self.refresh().await {
            Ok(()) if self.fingerprint() != before => Ok(()),
            _ => Err(error),
        }
    }

    /// Returns a value that differs whenever the verification has visibly changed.
    #[inline]
    fn fingerprint(&self) -> (bool, Option<serde_json::Value>) {
        let details = self.details.as_ref().and_then(|it| serde_json::to_value(it).ok());
        (self.is_forgotten, details)
    }
}

impl Drop for DeviceVerification {
    #[inline]
    fn drop(&mut self) {
        if !self.cancels_when_dropped || self.step().is_over() {
            return;
        }
        if let (Ok(id), Ok(runtime)) = (self.id("cancel_verification"), tokio::runtime::Handle::try_current()) {
            let client = self.client.clone();
            runtime.spawn(async move { client.cancel_verification(id).await });
        }
    }
}

fn is_gone(error: &Error) -> bool {
    error.is_not_found() || error.status() == Some(StatusCode::GONE)
}
