//! The other device of a verification, which a test controls.

use std::fmt;

use crate::server::mock_desktop::MockDesktop;
use crate::state::app_setup::verification::{Progress, QR_OF_OTHER_DEVICE, Verification, VerificationEnd};

/// Verifications, from the side of the device that is already trusted.
impl MockDesktop {
    /// Returns the device that is already trusted.
    ///
    /// It accepts and confirms by itself, unless [`MockSetup::other_device_waits`](crate::MockSetup::other_device_waits) was
    /// called.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_mock::{MockDesktop, MockSetup};
    /// use serde_json::{Value, json};
    ///
    /// let mock = MockDesktop::start().await?;
    /// mock.put_setup(MockSetup::unverified().other_device_waits());
    /// let phone = mock.trusted_device();
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// let verifications = format!("{}/v1/app/setup/verifications", mock.base_url());
    /// let post = |path: &str| {
    ///     let request = client.post(format!("{verifications}{path}")).bearer_auth(mock.token());
    ///     async move { request.json(&json!({})).send().await?.json::<Value>().await }
    /// };
    ///
    /// assert_eq!(post("").await?["verification"]["state"], "requested");
    /// phone.accept();
    /// assert!(post("/mock-verification-1/sas/start").await?["verification"]["sas"]["emojis"].is_string());
    /// post("/mock-verification-1/sas/confirm").await?;
    /// phone.confirm();
    /// assert_eq!(mock.setup_state()["e2ee"]["verified"], true);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn trusted_device(&self) -> TrustedDevice<'_> {
        TrustedDevice { mock: self }
    }
}

/// A device that is already trusted; [`MockDesktop::trusted_device`] returns it.
///
/// Its methods act on the active verification that began last. They panic if no verification is active, or if the verification is
/// not ready for the action.
#[derive(Clone, Copy)]
pub struct TrustedDevice<'a> {
    mock: &'a MockDesktop,
}

impl TrustedDevice<'_> {
    /// Asks the app to verify this device, and returns the ID of the verification.
    #[must_use]
    pub fn request(&self) -> String {
        let state = &mut self.mock.shared.lock().state;
        let id = format!("mock-verification-{}", state.next_number("verification"));
        let id = state.setup.begin_verification(id, true, None, None).id.clone();
        state.announce_app_state();
        id
    }

    /// Accepts the app's request.
    #[track_caller]
    pub fn accept(&self) {
        self.act(|it| {
            let waits = !it.is_incoming && it.progress == Progress::Requested;
            waits.then(|| it.progress = Progress::Ready)
        });
    }

    /// Starts the comparison of emoji.
    #[track_caller]
    pub fn start_sas(&self) {
        self.act(|it| {
            let ready = it.progress == Progress::Ready;
            ready.then(|| {
                it.progress = Progress::Sas {
                    here: false,
                    there: false,
                };
            })
        });
    }

    /// Confirms that the emoji match, or that the app scanned the right code.
    #[track_caller]
    pub fn confirm(&self) {
        self.act(|it| {
            let compares = matches!(
                it.progress,
                Progress::Sas { .. } | Progress::Scanned { by_other: false }
            );
            compares.then(|| it.confirm_there())
        });
    }

    /// Scans the QR code that the app shows.
    #[track_caller]
    pub fn scan(&self) {
        self.act(|it| {
            let ready = it.progress == Progress::Ready;
            ready.then(|| it.progress = Progress::Scanned { by_other: true })
        });
    }

    /// Returns the data of the QR code that this device shows to the app.
    #[must_use]
    pub fn qr_data(&self) -> &'static str {
        QR_OF_OTHER_DEVICE
    }

    /// Cancels the verification, which ends as `cancelled`.
    #[track_caller]
    pub fn cancel(&self) {
        self.end(VerificationEnd::Cancelled {
            code: "m.user".to_owned(),
            reason: "The other device cancelled".to_owned(),
        });
    }

    /// Reports that the emoji differ, so that the verification ends as an `error`.
    #[track_caller]
    pub fn mismatch(&self) {
        self.end(VerificationEnd::Failed {
            code: "m.mismatched_sas".to_owned(),
            reason: "The emoji do not match".to_owned(),
        });
    }

    #[track_caller]
    fn end(&self, end: VerificationEnd) {
        self.act(|it| {
            it.progress = Progress::Over(end);
            Some(())
        });
    }

    #[track_caller]
    fn act(&self, change: impl FnOnce(&mut Verification) -> Option<()>) {
        let state = &mut self.mock.shared.lock().state;
        let done = state.setup.active_verification().and_then(change);
        state.setup.apply_finished_verifications();
        state.announce_app_state();
        assert!(done.is_some(), "no verification is ready for this");
    }
}

impl fmt::Debug for TrustedDevice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedDevice").finish_non_exhaustive()
    }
}
