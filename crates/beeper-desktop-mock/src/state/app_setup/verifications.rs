//! The list of verifications of a setup.

use crate::http::api_error::ApiError;
use crate::state::app_setup::AppSetup;
use crate::state::app_setup::verification::{Progress, Verification, VerificationEnd};

impl AppSetup {
    pub(crate) fn verification(&mut self, id: &str) -> Result<&mut Verification, ApiError> {
        let mut verifications = self.verifications.iter_mut();
        let found = verifications.find(|it| it.id == id);
        found.ok_or(ApiError::not_found("Verification not found"))
    }

    /// Returns the active verification that began last.
    pub(crate) fn active_verification(&mut self) -> Option<&mut Verification> {
        self.verifications.iter_mut().rfind(|it| it.is_active())
    }

    pub(crate) fn begin_verification(
        &mut self,
        id: String,
        is_incoming: bool,
        purpose: Option<&str>,
        user_id: Option<&str>,
    ) -> &mut Verification {
        let is_trusted = self.to_json()["e2ee"]["verified"] == true;
        let progress = match is_incoming || self.settings.device_waits {
            true => Progress::Requested,
            false => Progress::Ready,
        };
        self.verifications.push(Verification {
            id,
            is_incoming,
            purpose: purpose
                .unwrap_or(if is_trusted { "device" } else { "login" })
                .to_owned(),
            user_id: user_id.map(str::to_owned),
            progress,
        });
        let last = self.verifications.len() - 1;
        &mut self.verifications[last]
    }

    /// Applies verifications that have finished; callers call it after each change of a verification.
    pub(crate) fn apply_finished_verifications(&mut self) {
        let is_done = |it: &Verification| it.progress == Progress::Over(VerificationEnd::Done);
        if self.is_signed_in() && self.verifications.iter().any(is_done) {
            self.mark_verified();
        }
    }
}
