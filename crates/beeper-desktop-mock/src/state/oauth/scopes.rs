//! The scopes of a token.

use std::fmt;

/// The calls that a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scopes {
    pub(crate) read: bool,
    pub(crate) write: bool,
}

impl Scopes {
    /// The names of all scopes.
    pub(crate) const NAMES: [&'static str; 2] = ["read", "write"];

    pub(crate) const ALL: Self = Self {
        read: true,
        write: true,
    };

    pub(crate) const READ: Self = Self {
        read: true,
        write: false,
    };

    /// Parses a list of scopes; returns `None` if a scope is unknown or the list is empty.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut scopes = Self {
            read: false,
            write: false,
        };
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            match name {
                "read" => scopes.read = true,
                "write" => scopes.write = true,
                _ => return None,
            }
        }
        scopes.is_any().then_some(scopes)
    }

    pub(crate) fn is_any(self) -> bool {
        self.read || self.write
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.limited_to(other) == other
    }

    pub(crate) fn limited_to(self, other: Self) -> Self {
        Self {
            read: self.read && other.read,
            write: self.write && other.write,
        }
    }

    pub(crate) fn allow(self, is_write: bool) -> bool {
        match is_write {
            true => self.write,
            false => self.read,
        }
    }

    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let chosen = [self.read, self.write];
        let named = Self::NAMES.into_iter().zip(chosen);
        named.filter_map(|(name, is_chosen)| is_chosen.then_some(name))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.names().collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_scopes_are_read_in_any_order() {
        assert_eq!(Scopes::parse("write  read"), Some(Scopes::ALL));
        assert_eq!(Scopes::parse("read read"), Some(Scopes::READ));
        assert_eq!(Scopes::ALL.to_string(), "read write");
        for text in ["", " ", "admin", "read admin", "Read", "read\twrite"] {
            assert_eq!(Scopes::parse(text), None, "{text:?}");
        }
    }
}
