//! The state of the app's setup, from signing in to the first sync.

pub(crate) mod verification;
mod verifications;

use serde_json::{Value, json};

use crate::http::api_error::ApiError;
use crate::http::timestamp::Timestamp;
use crate::model::properties::overlaid;
use crate::model::setup::{MockSetup, SetupState};
use crate::state::app_setup::verification::Verification;

pub(crate) struct AppSetup {
    pub(crate) settings: MockSetup,
    /// The access token that signing in returns.
    access_token: String,
    state: SetupState,
    attempts: Vec<SignInAttempt>,
    /// A new recovery key that the client has not confirmed yet.
    unconfirmed_key: Option<String>,
    key_is_saved: bool,
    recovery_key_created: Option<Timestamp>,
    pub(crate) verifications: Vec<Verification>,
}

/// An attempt to sign in that has begun.
struct SignInAttempt {
    id: String,
    has_email: bool,
    lead_token: Option<String>,
}

impl Default for AppSetup {
    fn default() -> Self {
        Self::new(MockSetup::ready(), String::new())
    }
}

impl AppSetup {
    pub(crate) fn new(settings: MockSetup, access_token: String) -> Self {
        Self {
            access_token,
            state: settings.initial_state,
            attempts: Vec::new(),
            unconfirmed_key: None,
            key_is_saved: settings.initial_state == SetupState::Ready,
            recovery_key_created: None,
            verifications: Vec::new(),
            settings,
        }
    }

    /// Starts again with other settings but the same token.
    pub(crate) fn replace(&mut self, settings: MockSetup) {
        *self = Self::new(settings, std::mem::take(&mut self.access_token));
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.state != SetupState::NeedsLogin
    }

    pub(crate) fn require_signed_out(&self) -> Result<(), ApiError> {
        match self.is_signed_in() {
            true => Err(ApiError::conflict("Somebody is signed in already")),
            false => Ok(()),
        }
    }

    pub(crate) fn require_signed_in(&self) -> Result<(), ApiError> {
        match self.is_signed_in() {
            true => Ok(()),
            false => Err(ApiError::conflict("Nobody is signed in")),
        }
    }

    pub(crate) fn start(&mut self, id: String) -> Value {
        let answer = json!({ "setupRequestID": id, "signInMethods": ["email"] });
        self.attempts.push(SignInAttempt {
            id,
            has_email: false,
            lead_token: None,
        });
        answer
    }

    pub(crate) fn submit_email(&mut self, attempt: &str) -> Result<(), ApiError> {
        self.attempt(attempt)?.has_email = true;
        Ok(())
    }

    /// Accepts or refuses the code from the email.
    pub(crate) fn submit_code(&mut self, attempt_id: &str, code: &str) -> Result<Value, ApiError> {
        let is_right = self.settings.code == code;
        let has_account = self.settings.has_account;
        let attempt = self.attempt(attempt_id)?;
        if !attempt.has_email {
            return Err(ApiError::conflict("No code has been sent yet"));
        }
        if !is_right {
            return Err(ApiError::forbidden("The code is wrong"));
        }
        if has_account {
            return Ok(self.sign_in(attempt_id, SetupState::NeedsVerification));
        }
        let lead_token = format!("mock-lead-of-{attempt_id}");
        attempt.lead_token = Some(lead_token.clone());
        Ok(json!({
            "registrationRequired": true,
            "setupRequestID": attempt_id,
            "leadToken": lead_token,
            "usernameSuggestions": ["mock-user", "mock-user-2"],
            "copy": {
                "title": "Choose your username",
                "usernamePlaceholder": "Username",
                "terms": "By continuing, you agree to the Terms of Use and acknowledge the Privacy Policy.",
                "submit": "Continue",
            },
        }))
    }

    pub(crate) fn register(&mut self, attempt_id: &str, lead_token: &str, username: &str) -> Result<Value, ApiError> {
        let attempt = self.attempt(attempt_id)?;
        if attempt.lead_token.as_deref() != Some(lead_token) {
            return Err(ApiError::forbidden("The registration token is wrong"));
        }
        let is_name = username
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-_.".contains(&it));
        if !is_name {
            return Err(ApiError::new(
                400,
                "M_INVALID_USERNAME",
                "A username may contain only lowercase letters, digits, `-`, `_` and `.`",
            ));
        }
        if self.settings.taken_usernames.iter().any(|taken| taken == username) {
            return Err(ApiError::new(400, "M_USER_IN_USE", "The username is taken"));
        }
        self.settings.user_id = format!("@{username}:beeper.local");
        Ok(self.sign_in(attempt_id, SetupState::NeedsCrossSigning))
    }

    fn sign_in(&mut self, attempt_id: &str, state: SetupState) -> Value {
        self.attempts.retain(|it| it.id != attempt_id);
        self.state = state;
        let mut matrix = self.matrix();
        matrix["accessToken"] = json!(self.access_token);
        json!({ "matrix": matrix, "session": self.to_json() })
    }

    pub(crate) fn verify_with_recovery_key(&mut self, key: &str) -> Result<(), ApiError> {
        if self.state == SetupState::NeedsCrossSigning || key != self.settings.recovery_key {
            return Err(ApiError::forbidden("The recovery key is wrong"));
        }
        self.mark_verified();
        Ok(())
    }

    pub(crate) fn create_recovery_key(&mut self, existing: Option<&str>, number: u64) -> Result<String, ApiError> {
        if existing.is_some_and(|existing| existing != self.settings.recovery_key) {
            return Err(ApiError::forbidden("The recovery key is wrong"));
        }
        let key = format!("mock-recovery-key-{number}");
        self.unconfirmed_key = Some(key.clone());
        Ok(key)
    }

    pub(crate) fn confirm_recovery_key(&mut self, key: &str, now: Timestamp) -> Result<(), ApiError> {
        match self.unconfirmed_key.take_if(|it| it == key) {
            Some(key) => self.settings.recovery_key = key,
            None if self.unconfirmed_key.is_none() => {
                return Err(ApiError::conflict("No new recovery key was created"));
            }
            None => return Err(ApiError::forbidden("The recovery key is wrong")),
        }
        self.recovery_key_created = Some(now);
        self.key_is_saved = true;
        self.mark_verified();
        Ok(())
    }

    /// Marks the device as verified, by a recovery key or another device.
    pub(crate) fn mark_verified(&mut self) {
        if self.state != SetupState::Ready {
            self.state = SetupState::NeedsFirstSync;
        }
    }

    /// Returns the answer of `getSetup`. The first sync is complete at the next call.
    pub(crate) fn report_state(&mut self) -> Value {
        let answer = self.to_json();
        if self.state == SetupState::NeedsFirstSync {
            self.state = SetupState::Ready;
        }
        answer
    }

    pub(crate) fn to_json(&self) -> Value {
        let has_keys = !matches!(self.state, SetupState::NeedsLogin | SetupState::NeedsCrossSigning);
        let is_verified = matches!(self.state, SetupState::NeedsFirstSync | SetupState::Ready);
        let state = match self.state {
            SetupState::NeedsLogin => "needs-login",
            SetupState::NeedsCrossSigning => "needs-cross-signing-setup",
            SetupState::NeedsVerification => "needs-verification",
            SetupState::NeedsFirstSync => "needs-first-sync",
            SetupState::Ready => "ready",
        };
        let mut setup = json!({
            "state": state,
            "e2ee": {
                "initialized": self.is_signed_in(),
                "crossSigning": has_keys,
                "keyBackup": has_keys,
                "secretStorage": has_keys,
                "verified": is_verified,
                "firstSyncDone": self.state == SetupState::Ready,
                "hasBackedUpRecoveryKey": self.key_is_saved,
                "secrets": {
                    "masterKey": is_verified,
                    "megolmBackupKey": is_verified,
                    "recoveryKey": is_verified,
                    "selfSigningKey": is_verified,
                    "userSigningKey": is_verified,
                },
            },
        });
        if let Some(made) = self.recovery_key_created {
            setup["e2ee"]["recoveryKeyGeneratedAt"] = json!(made.millis() / 1000);
        }
        if self.is_signed_in() {
            setup["matrix"] = self.matrix();
        }
        if let Some(verification) = self.verifications.iter().rfind(|it| it.is_active()) {
            setup["verification"] = verification.to_json(&self.settings.user_id);
        }
        overlaid(setup, &self.settings.properties)
    }

    fn matrix(&self) -> Value {
        json!({
            "userID": self.settings.user_id,
            "deviceID": "MOCKDESKTOP",
            "homeserver": "https://matrix.beeper.local",
        })
    }

    fn attempt(&mut self, id: &str) -> Result<&mut SignInAttempt, ApiError> {
        let mut attempts = self.attempts.iter_mut();
        let attempt = attempts.find(|it| it.id == id);
        attempt.ok_or(ApiError::not_found("Setup request not found"))
    }
}
