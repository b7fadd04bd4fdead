//! The secret random values of a sign-in: the state (RFC 6749, section 10.12), and the verifier of PKCE (RFC 7636).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::OAuthErrorKind;
use crate::values::secret::Secret;

/// 256 bits; 128 are enough to prevent guessing.
const STATE_BYTES: usize = 32;

/// Twice what RFC 7636 recommends. The text has 86 characters, of 128 that are allowed.
const VERIFIER_BYTES: usize = 64;

/// Creates a random text that the callback has to repeat.
pub(super) fn state() -> Result<Secret, OAuthError> {
    random_text::<STATE_BYTES>()
}

/// A random text that is sent with the code, and its hash, which is sent before.
pub(super) struct ProofKey {
    pub(super) verifier: Secret,
    /// The hash of the verifier, for the method `S256`.
    pub(super) challenge: String,
}

impl ProofKey {
    pub(super) fn new() -> Result<Self, OAuthError> {
        Ok(Self::of(random_text::<VERIFIER_BYTES>()?))
    }

    fn of(verifier: Secret) -> Self {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()));
        Self { verifier, challenge }
    }
}

/// Returns random bytes of the operating system, as text that is valid in a URL.
fn random_text<const BYTES: usize>() -> Result<Secret, OAuthError> {
    let mut bytes = Zeroizing::new([0; BYTES]);
    getrandom::fill(&mut *bytes).map_err(|_| OAuthError::new(OAuthErrorKind::NoRandomness))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes.as_slice()).into())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_example_in_the_standard() {
        let key = ProofKey::of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(key.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn states_and_verifiers_are_random_from_their_first_character_to_their_last() {
        let texts: Vec<(Secret, Secret)> = (0..200)
            .map(|_| (state().unwrap(), ProofKey::new().unwrap().verifier))
            .collect();
        let (states, verifiers): (Vec<_>, Vec<_>) = texts.iter().map(|it| (it.0.expose(), it.1.expose())).unzip();
        for (texts, length) in [(states, 43), (verifiers, 86)] {
            assert!(texts.iter().all(|text| text.len() == length));
            assert!(
                texts
                    .iter()
                    .all(|text| text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)))
            );
            for at in 0..length {
                let there: HashSet<u8> = texts.iter().map(|text| text.as_bytes()[at]).collect();
                // The last character encodes only two or four bits of the bytes.
                assert!(there.len() > if at + 1 == length { 3 } else { 30 }, "{there:?} at {at}");
            }
        }
    }
}
