//! Scopes: the access that a token grants.

use crate::values::open_enum;

open_enum! {
    /// A kind of access that a token grants; OAuth calls it a scope.
    pub enum Scope {
        Read = "read",
        Write = "write",
    }
}

impl Scope {
    /// Returns whether the name is valid in a list of names separated by spaces (RFC 6749, section 3.3).
    pub(super) fn is_valid(&self) -> bool {
        let in_a_name = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        !self.as_str().is_empty() && self.as_str().bytes().all(in_a_name)
    }
}

/// Parses the names in a server's list.
pub(super) fn read_list(scope: &str) -> Vec<Scope> {
    scope.split_whitespace().map(Scope::from).collect()
}

/// Formats names as a list.
pub(super) fn write_list(scopes: &[Scope]) -> String {
    let names: Vec<&str> = scopes.iter().map(Scope::as_str).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_scopes_is_what_is_sent() {
        let scopes = [Scope::Read, Scope::from("chats.read"), Scope::Write];
        assert_eq!(write_list(&scopes), "read chats.read write");
        assert_eq!(read_list(" read  chats.read write"), scopes);
        assert!(read_list("").is_empty());
    }

    #[test]
    fn a_name_that_would_be_another_list_is_not_valid() {
        assert!(Scope::Read.is_valid() && Scope::from("https://a.example/x?y").is_valid());
        for name in ["", "read write", "a\tb", "a\"b", "a\\b", "\u{e9}", "a\0"] {
            assert!(!Scope::from(name).is_valid(), "{name:?}");
        }
    }
}
