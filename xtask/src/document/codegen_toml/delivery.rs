//! Delivery classes: how often a request may arrive.

/// How often a request may arrive, as the client's type of that name says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delivery {
    /// Changes nothing.
    Read,
    /// Changes something, to the same end however often.
    Idempotent,
    /// Changes something each time.
    Act,
    /// As `Act`, and talks to a chat network before it answers.
    Login,
}

impl Delivery {
    /// The class that a method has by itself.
    pub fn of_method(method: &str) -> Self {
        match method {
            "get" | "head" | "options" => Self::Read,
            "put" | "delete" => Self::Idempotent,
            _ => Self::Act,
        }
    }
}
