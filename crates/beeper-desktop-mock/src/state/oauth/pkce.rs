//! Proof Key for Code Exchange (RFC 7636), of which the server supports only the method `S256`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The challenge of an authorization request: the hash of a verifier.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Challenge([u8; 32]);

impl Challenge {
    /// Parses a challenge; returns `None` if it is not a SHA-256 hash in base64url without padding.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn is_of(&self, verifier: &str) -> bool {
        self.0.as_slice() == Sha256::digest(verifier).as_slice()
    }
}

/// Returns `true` if a text can be a verifier: 43 to 128 unreserved characters.
pub(crate) fn is_verifier(text: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(is_unreserved)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn a_verifier_fits_its_own_challenge_alone() {
        let challenge = Challenge::parse(CHALLENGE).unwrap();

        assert!(challenge.is_of(VERIFIER));
        assert!(!challenge.is_of(&VERIFIER.replace('d', "e")));
        // With the method `plain`, the challenge would equal the verifier.
        assert!(!challenge.is_of(CHALLENGE));
    }

    #[test]
    fn only_hashes_are_challenges() {
        for text in [
            "",
            "abc",
            &CHALLENGE[1..],
            &format!("{CHALLENGE}="),
            &CHALLENGE.replace('-', "+"),
        ] {
            assert!(Challenge::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        assert!(is_verifier(VERIFIER) && is_verifier(&"~".repeat(128)));
        for text in [&VERIFIER[1..], &"a".repeat(129), &VERIFIER.replace('-', "+"), ""] {
            assert!(!is_verifier(text), "{text}");
        }
    }
}
