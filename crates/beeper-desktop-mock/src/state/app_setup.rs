//! The setup of the app: how far it has come, and whether it may go on.

pub(crate) mod verification;
mod verifications;

use serde_json::{Value, json};

use crate::http::failure::Failure;
use crate::http::timestamp::Time;
use crate::model::properties::overlaid;
use crate::model::setup::{MockSetup, Stage};
use crate::state::app_setup::verification::Verification;

pub(crate) struct Setup {
    pub(crate) settings: MockSetup,
    /// What signing in brings.
    access_token: String,
    stage: Stage,
    attempts: Vec<Attempt>,
    /// Made, and not yet confirmed.
    new_key: Option<String>,
    key_is_saved: bool,
    key_made: Option<Time>,
    pub(crate) verifications: Vec<Verification>,
}

/// Somebody on the way in.
struct Attempt {
    id: String,
    has_email: bool,
    lead_token: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self::new(MockSetup::ready(), String::new())
    }
}

impl Setup {
    pub(crate) fn new(settings: MockSetup, access_token: String) -> Self {
        Self {
            access_token,
            stage: settings.begins,
            attempts: Vec::new(),
            new_key: None,
            key_is_saved: settings.begins == Stage::Ready,
            key_made: None,
            verifications: Vec::new(),
            settings,
        }
    }

    /// Begins anew, with the same token.
    pub(crate) fn replace(&mut self, settings: MockSetup) {
        *self = Self::new(settings, std::mem::take(&mut self.access_token));
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.stage != Stage::NeedsLogin
    }

    pub(crate) fn needs_signing_in(&self) -> Result<(), Failure> {
        match self.is_signed_in() {
            true => Err(Failure::conflict("Somebody is signed in already")),
            false => Ok(()),
        }
    }

    pub(crate) fn needs_sign_in_first(&self) -> Result<(), Failure> {
        match self.is_signed_in() {
            true => Ok(()),
            false => Err(Failure::conflict("Nobody is signed in")),
        }
    }

    pub(crate) fn start(&mut self, id: String) -> Value {
        let answer = json!({ "setupRequestID": id, "signInMethods": ["email"] });
        self.attempts.push(Attempt {
            id,
            has_email: false,
            lead_token: None,
        });
        answer
    }

    pub(crate) fn take_email(&mut self, attempt: &str) -> Result<(), Failure> {
        self.attempt(attempt)?.has_email = true;
        Ok(())
    }

    /// Takes the code from the email.
    pub(crate) fn take_code(&mut self, attempt_id: &str, code: &str) -> Result<Value, Failure> {
        let is_right = self.settings.code == code;
        let has_account = self.settings.has_account;
        let attempt = self.attempt(attempt_id)?;
        if !attempt.has_email {
            return Err(Failure::conflict("No code has been sent yet"));
        }
        if !is_right {
            return Err(Failure::forbidden("The code is wrong"));
        }
        if has_account {
            return Ok(self.sign_in(attempt_id, Stage::NeedsVerification));
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

    pub(crate) fn register(&mut self, attempt_id: &str, lead_token: &str, username: &str) -> Result<Value, Failure> {
        let attempt = self.attempt(attempt_id)?;
        if attempt.lead_token.as_deref() != Some(lead_token) {
            return Err(Failure::forbidden("The registration token is wrong"));
        }
        let is_name = username
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-_.".contains(&it));
        if !is_name {
            return Err(Failure::new(
                400,
                "M_INVALID_USERNAME",
                "A username has small letters, digits and `-`, `_`, `.`",
            ));
        }
        if self.settings.taken.iter().any(|taken| taken == username) {
            return Err(Failure::new(400, "M_USER_IN_USE", "The username is taken"));
        }
        self.settings.user_id = format!("@{username}:beeper.local");
        Ok(self.sign_in(attempt_id, Stage::NeedsCrossSigning))
    }

    fn sign_in(&mut self, attempt_id: &str, stage: Stage) -> Value {
        self.attempts.retain(|it| it.id != attempt_id);
        self.stage = stage;
        let mut matrix = self.matrix();
        matrix["accessToken"] = json!(self.access_token);
        json!({ "matrix": matrix, "session": self.to_json() })
    }

    pub(crate) fn unlock(&mut self, key: &str) -> Result<(), Failure> {
        if self.stage == Stage::NeedsCrossSigning || key != self.settings.recovery_key {
            return Err(Failure::forbidden("The recovery key is wrong"));
        }
        self.verified();
        Ok(())
    }

    pub(crate) fn make_key(&mut self, existing: Option<&str>, number: u64) -> Result<String, Failure> {
        if existing.is_some_and(|existing| existing != self.settings.recovery_key) {
            return Err(Failure::forbidden("The recovery key is wrong"));
        }
        let key = format!("mock-recovery-key-{number}");
        self.new_key = Some(key.clone());
        Ok(key)
    }

    pub(crate) fn confirm_key(&mut self, key: &str, now: Time) -> Result<(), Failure> {
        match self.new_key.take_if(|it| it == key) {
            Some(key) => self.settings.recovery_key = key,
            None if self.new_key.is_none() => return Err(Failure::conflict("There is no new recovery key")),
            None => return Err(Failure::forbidden("The recovery key is wrong")),
        }
        self.key_made = Some(now);
        self.key_is_saved = true;
        self.verified();
        Ok(())
    }

    /// Whatever it was that told that the device can be trusted.
    pub(crate) fn verified(&mut self) {
        if self.stage != Stage::Ready {
            self.stage = Stage::NeedsFirstSync;
        }
    }

    /// What a client is told that asks; the first sync is done by the next time.
    pub(crate) fn ask(&mut self) -> Value {
        let answer = self.to_json();
        if self.stage == Stage::NeedsFirstSync {
            self.stage = Stage::Ready;
        }
        answer
    }

    pub(crate) fn to_json(&self) -> Value {
        let has_keys = !matches!(self.stage, Stage::NeedsLogin | Stage::NeedsCrossSigning);
        let is_verified = matches!(self.stage, Stage::NeedsFirstSync | Stage::Ready);
        let state = match self.stage {
            Stage::NeedsLogin => "needs-login",
            Stage::NeedsCrossSigning => "needs-cross-signing-setup",
            Stage::NeedsVerification => "needs-verification",
            Stage::NeedsFirstSync => "needs-first-sync",
            Stage::Ready => "ready",
        };
        let mut setup = json!({
            "state": state,
            "e2ee": {
                "initialized": self.is_signed_in(),
                "crossSigning": has_keys,
                "keyBackup": has_keys,
                "secretStorage": has_keys,
                "verified": is_verified,
                "firstSyncDone": self.stage == Stage::Ready,
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
        if let Some(made) = self.key_made {
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

    fn attempt(&mut self, id: &str) -> Result<&mut Attempt, Failure> {
        let mut attempts = self.attempts.iter_mut();
        let attempt = attempts.find(|it| it.id == id);
        attempt.ok_or(Failure::not_found("Setup request not found"))
    }
}
