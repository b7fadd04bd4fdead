//! Delivery classes: whether a request may be sent again.

/// Whether a request may be sent again, as in the client's type of this name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delivery {
    /// The request changes nothing.
    Read,
    /// The request has the same result however often it arrives.
    Idempotent,
    /// The request changes something each time.
    Act,
    /// The same as `Act`; in addition, the server contacts a chat network before it responds.
    Login,
}

impl Delivery {
    /// Returns the default class of an HTTP method.
    pub fn of_method(method: &str) -> Self {
        match method {
            "get" | "head" | "options" => Self::Read,
            "put" | "delete" => Self::Idempotent,
            _ => Self::Act,
        }
    }
}
