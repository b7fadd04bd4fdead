//! The contents of a token file, and their format.

use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::auth::tokens::error::{TokenStoreError, TokenStoreErrorKind};
use crate::auth::tokens::stored_token::StoredToken;
use crate::auth::tokens::token_key::TokenKey;
use crate::client::origin::Origin;

/// Distinguishes token files from other JSON files.
const FORMAT: &str = "beeper-desktop-client access tokens";
const VERSION: u64 = 1;

/// The tokens in a file.
#[derive(Default)]
pub(super) struct Contents(Vec<Entry>);

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: u64,
    tokens: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(serialize_with = "write_origin", deserialize_with = "read_origin")]
    origin: Origin,
    client_name: String,
    token: StoredToken,
}

/// The members that all versions of the format have.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
}

fn write_origin<S: Serializer>(origin: &Origin, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(origin.as_str())
}

fn read_origin<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Origin, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

impl Entry {
    fn is_of(&self, key: &TokenKey) -> bool {
        self.origin == *key.origin() && self.client_name == key.client_name()
    }
}

impl Contents {
    /// Parses the text of a file.
    pub(super) fn read(path: &Path, text: &[u8]) -> Result<Self, TokenStoreError> {
        let foreign = |what: String| {
            let line = format!("{what}; move the file {path:?} away, or use another path");
            TokenStoreError::new(TokenStoreErrorKind::NotATokenFile, line)
        };
        let file: File = match serde_json::from_slice(text) {
            Ok(file) => file,
            Err(error) => {
                let head = serde_json::from_slice::<Head>(text).ok();
                return Err(match head.filter(|head| head.format == FORMAT) {
                    Some(head) if head.version > VERSION => foreign(format!(
                        "a newer version of this library wrote the token file ({})",
                        head.version
                    )),
                    // serde's message may quote the file.
                    Some(_) => foreign(format!(
                        "the token file is damaged at line {}, column {}",
                        error.line(),
                        error.column()
                    )),
                    None => foreign("the file does not contain access tokens".to_owned()),
                });
            }
        };
        if file.format != FORMAT || file.version != VERSION {
            return Err(foreign("the file does not contain access tokens".to_owned()));
        }
        let mut keys: Vec<_> = file.tokens.iter().map(|it| (&it.origin, &it.client_name)).collect();
        keys.sort_unstable();
        if keys.windows(2).any(|two| two.first() == two.last()) {
            return Err(foreign(
                "the token file is damaged: it has two tokens for one server and program".to_owned(),
            ));
        }
        Ok(Self(file.tokens))
    }

    /// Encodes the contents as the text of a file.
    pub(super) fn write(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>, TokenStoreError> {
        #[derive(Serialize)]
        struct File<'a> {
            format: &'static str,
            version: u64,
            tokens: &'a [Entry],
        }

        let file = File {
            format: FORMAT,
            version: VERSION,
            tokens: &self.0,
        };
        let mut text = Zeroizing::new(Vec::new());
        let written = serde_json::to_writer_pretty(&mut *text, &file);
        written.map_err(|error| {
            TokenStoreError::io(format_args!("the token file {path:?} cannot be written"), error.into())
        })?;
        text.push(b'\n');
        Ok(text)
    }

    /// Removes the token of a key, and returns it.
    pub(super) fn take(&mut self, key: &TokenKey) -> Option<StoredToken> {
        let at = self.0.iter().position(|entry| entry.is_of(key))?;
        Some(self.0.remove(at).token)
    }

    /// Sets the token of a key, in place of an existing one.
    pub(super) fn put(&mut self, key: &TokenKey, token: StoredToken) {
        self.take(key);
        self.0.push(Entry {
            origin: key.origin().clone(),
            client_name: key.client_name().to_owned(),
            token,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::tokens::access_token::AccessToken;

    fn key(port: u16, client_name: &str) -> TokenKey {
        let origin: Origin = format!("http://127.0.0.1:{port}").parse().unwrap();
        TokenKey::new(origin, client_name)
    }

    #[test]
    fn a_file_is_written_as_this() {
        let mut contents = Contents::default();
        let token = AccessToken::new("t-1").with_scope("read write");
        contents.put(&key(23373, "my-app"), StoredToken::of(&token).unwrap());
        let text = contents.write(Path::new("x")).unwrap();
        let expected = r#"{
  "format": "beeper-desktop-client access tokens",
  "version": 1,
  "tokens": [
    {
      "origin": "http://localhost:23373",
      "client_name": "my-app",
      "token": {
        "access_token": "t-1",
        "scope": "read write"
      }
    }
  ]
}
"#;
        assert_eq!(String::from_utf8_lossy(&text), expected);
        let mut read = Contents::read(Path::new("x"), &text).unwrap();
        assert!(read.take(&key(23374, "my-app")).is_none());
        assert!(read.take(&key(23373, "my-App")).is_none());
        let token = read.take(&key(23373, "my-app")).and_then(StoredToken::read).unwrap();
        assert_eq!((token.secret().expose(), token.scope()), ("t-1", Some("read write")));
        assert!(read.take(&key(23373, "my-app")).is_none());
    }

    #[test]
    fn what_is_not_a_token_file_is_never_taken_for_an_empty_one() {
        let token = r#"{"access_token": "PLANTED"}"#;
        let entry = |origin: &str, token: &str| {
            format!(r#"{{"origin": "{origin}", "client_name": "PLANTED", "token": {token}}}"#)
        };
        let file = |version: &str, tokens: &str| {
            format!(r#"{{"format": "{FORMAT}", "version": {version}, "tokens": {tokens}}}"#)
        };
        let good = entry("http://localhost:1", token);
        assert_eq!(
            Contents::read(Path::new("x"), file("1", &format!("[{good}]")).as_bytes())
                .unwrap()
                .0
                .len(),
            1
        );
        let foreign = "the file does not contain access tokens";
        let damaged = "the token file is damaged at line 1, column ";
        for (text, expected) in [
            (String::new(), foreign),
            ("PLANTED".to_owned(), foreign),
            ("\0\0\0\0".to_owned(), foreign),
            ("{}".to_owned(), foreign),
            ("[]".to_owned(), foreign),
            ("null".to_owned(), foreign),
            (r#"{"tokens": []}"#.to_owned(), foreign),
            (r#"{"access_token": "PLANTED"}"#.to_owned(), foreign),
            (
                r#"{"format": "PLANTED", "version": 1, "tokens": []}"#.to_owned(),
                foreign,
            ),
            (file("0", "[]"), foreign),
            (
                file("2", r#"{"PLANTED": []}"#),
                "a newer version of this library wrote the token file (2)",
            ),
            (file("1", "PLANTED"), foreign),
            (file("1", r#""PLANTED""#), damaged),
            (file("1", r#"{"PLANTED": 1}"#), damaged),
            (file("1", "[1]"), damaged),
            (file("1", &format!("[{}]", entry("PLANTED", token))), damaged),
            (
                file("1", &format!("[{}]", entry("http://localhost:1", "\"PLANTED\""))),
                damaged,
            ),
            (
                file(
                    "1",
                    &format!("[{}]", entry("http://localhost:1", r#"{"scope": "PLANTED"}"#)),
                ),
                damaged,
            ),
            (
                file(
                    "1",
                    &format!("[{}]", entry("http://localhost:1", r#"{"access_token": 1}"#)),
                ),
                damaged,
            ),
            (
                file(
                    "1",
                    &format!(
                        "[{}]",
                        entry("http://localhost:1", r#"{"access_token": "a", "PLANTED": 1}"#)
                    ),
                ),
                damaged,
            ),
            (
                file("1", &format!("[{good}, {}]", entry("http://127.0.0.1:1", token))),
                "the token file is damaged: it has two tokens for one server and program",
            ),
            (format!("{} PLANTED", file("1", "[]")), foreign),
        ] {
            let error = Contents::read(Path::new("a path"), text.as_bytes()).err().unwrap();
            assert_eq!(error.kind(), TokenStoreErrorKind::NotATokenFile, "{text}");
            let (line, printed) = (error.to_string(), format!("{error:?}"));
            assert!(line.starts_with(expected), "{text}: {line}");
            assert!(
                line.ends_with("; move the file \"a path\" away, or use another path"),
                "{line}"
            );
            assert!(!line.contains("PLANTED") && !printed.contains("PLANTED"), "{printed}");
        }
    }
}
