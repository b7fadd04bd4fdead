//! New recovery keys.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::AppState;
use crate::values::secret::Secret;

/// A new recovery key, not valid yet; created by [`AppSetup::new_recovery_key`](super::AppSetup::new_recovery_key).
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

    /// Returns the key, for the user to keep.
    pub fn key(&self) -> &Secret {
        &self.key
    }

    /// Replaces the old recovery key with the new one.
    ///
    /// Call it after the user has stored the new key safely: if all devices are lost, encrypted messages cannot be read
    /// without it. `typed` is the key as the user entered it; the server refuses any other.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Client::confirm_recovery_key_reset`].
    #[inline]
    pub async fn confirm(&self, typed: impl Into<Secret>) -> Result<AppState, Error> {
        let confirmed = self.client.confirm_recovery_key_reset(typed).await?;
        Ok(confirmed.into_inner().session)
    }
}
