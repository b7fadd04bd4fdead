//! The kinds of values that input steps ask for.

use std::fmt;

use crate::rendering::text::{Lines, printable};

/// The kind of value that a field expects.
///
/// ```
/// use beeper_bridge_login::input::FieldKind;
///
/// assert_eq!(FieldKind::from("2fa_code"), FieldKind::TwoFactorCode);
/// assert_eq!(FieldKind::from("shoe_size"), FieldKind::Unknown("shoe_size".to_owned()));
/// assert!(FieldKind::Password.is_secret());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum FieldKind {
    /// Any text, and the kind of a field that states none. Sent as typed.
    Text,
    /// A user name. White space around it is removed.
    Username,
    /// A password. Sent as typed, white space included.
    Password,
    /// A phone number in international form. Sent as `+` and digits, which are also extracted from `tel:` and chat links.
    PhoneNumber,
    /// An e-mail address. It is also extracted from `mailto:` and `Name <a@example.com>`.
    Email,
    /// A code that the user receives or that an authenticator generates.
    ///
    /// White space and dashes between digits are removed. From a code with letters, the white space around it is removed.
    TwoFactorCode,
    /// An access token or similar. Sent as typed.
    Token,
    /// A web address with its `https://`. White space, quotation marks and angle brackets around it are removed.
    Url,
    /// A server's name, perhaps with a port. From a web address, it is extracted: `https://example.com/` becomes `example.com`.
    Domain,
    /// One of the field's options, given by value or by label. Sent as the value.
    Select,
    /// The text in a picture or sound of an attachment. White space around it is removed.
    CaptchaCode,
    /// A kind that this version of the crate does not know, with the server's name for it. Sent as typed.
    Unknown(String),
}

impl FieldKind {
    /// Returns the kind's name in the API.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Username => "username",
            Self::Password => "password",
            Self::PhoneNumber => "phone_number",
            Self::Email => "email",
            Self::TwoFactorCode => "2fa_code",
            Self::Token => "token",
            Self::Url => "url",
            Self::Domain => "domain",
            Self::Select => "select",
            Self::CaptchaCode => "captcha_code",
            Self::Unknown(name) => name,
        }
    }

    /// Returns `true` if a value of this kind must not be visible while the user types it.
    ///
    /// This is so for passwords, tokens and two-factor codes, and, as a precaution, for unknown kinds. A captcha's code is
    /// already visible.
    pub fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::Password | Self::Token | Self::TwoFactorCode | Self::Unknown(_)
        )
    }
}

impl From<&str> for FieldKind {
    fn from(name: &str) -> Self {
        match name {
            "" | "text" => Self::Text,
            "username" => Self::Username,
            "password" => Self::Password,
            "phone_number" => Self::PhoneNumber,
            "email" => Self::Email,
            "2fa_code" => Self::TwoFactorCode,
            "token" => Self::Token,
            "url" => Self::Url,
            "domain" => Self::Domain,
            "select" => Self::Select,
            "captcha_code" => Self::CaptchaCode,
            name => Self::Unknown(name.to_owned()),
        }
    }
}

/// Formats the kind's name so that it is printable.
impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&printable(self.as_str(), Lines::Flatten, 100))
    }
}
