//! New recovery keys.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::AppState;
use crate::values::secret::Secret;

/// A recovery key that does not count yet; made by [`AppSetup::new_recovery_key`](super::AppSetup::new_recovery_key).
///
/// ```no_run
/// # fn typed_by_the_user() -> String { String::new() }
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let new = client.app_setup().new_recovery_key(None).await?;
/// println!("Write this down: {}", new.key().expose());
/// new.confirm(typed_by_the_user()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct NewRecoveryKey {
    client: Client,
    key: Secret,
}

impl NewRecoveryKey {
    #[inline]
    pub(super) async fn create(client: Client, existing: Option<Secret>) -> Result<Self, Error> {
        let mut request = client.create_recovery_key_reset();
        if let Some(existing) = existing {
            request = request.existing_recovery_key(existing);
        }
        let created = request.await?.into_inner();
        Ok(Self {
            client,
            key: created.recovery_key,
        })
    }

    /// The key, for the user to keep.
    pub fn key(&self) -> &Secret {
        &self.key
    }

    /// Puts it in place of the old one. Call it once the user has it in a safe place: what was encrypted cannot be read
    /// without it, if all devices are lost. `typed` is the key as the user has it; the server refuses another.
    ///
    /// # Errors
    ///
    /// As [`Client::confirm_recovery_key_reset`].
    #[inline]
    pub async fn confirm(&self, typed: impl Into<Secret>) -> Result<AppState, Error> {
        let confirmed = self.client.confirm_recovery_key_reset(typed).await?;
        Ok(confirmed.into_inner().session)
    }
}
